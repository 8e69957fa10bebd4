"""/lacak/naikkan/: a tip becomes a report once its holder gives name and address."""

from datetime import UTC, datetime

import pytest
from time_machine import Traveller

from reports.models.report import Report
from services.vault.models import Envelope
from tests.factories import reports as made
from tests.filing.citizen import REPORTER, Citizen, page

pytestmark = pytest.mark.django_db


def heading(citizen: Citizen) -> str:
    return page(citizen.client).split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({}, ["reporter.name", "reporter.address"]),
        ({"reporter.name": "Warga Contoh"}, ["reporter.address"]),
        ({"reporter.address": "Jalan Contoh 1"}, ["reporter.name"]),
    ],
)
def test_without_name_and_address_a_tip_stays_a_tip(
    tipster: Citizen, given: dict[str, str], lacking: list[str]
) -> None:
    response = tipster.client.post("/lacak/naikkan/", {**given, "truth": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    for name in ("reporter.name", "reporter.address"):
        assert (f'href="#{name}"' in page) is (name in lacking)
    assert Report.objects.get().kind == "tip"
    assert Envelope.objects.count() == 0


def test_a_tip_is_upgraded_without_typing_it_again(tipster: Citizen) -> None:
    assert "Ini informasi awal" in page(tipster.client)
    asked = tipster.client.get("/lacak/naikkan/").content.decode()
    assert 'name="narrative"' not in asked
    answers = {name: value for name, value in REPORTER.items() if name != "kind"}
    response = tipster.client.post("/lacak/naikkan/", {**answers, "truth": "1"})
    assert response["Location"] == "/lacak/status/"
    report = Report.objects.get()
    assert (report.kind, report.current_kind, report.name_given, report.address_given) == ("tip", "report", True, True)
    assert "Laporan resmi" in page(tipster.client)


def test_until_the_worker_has_told_of_it_the_heading_says_that_the_upgrade_is_being_recorded(tipster: Citizen) -> None:
    assert heading(tipster) == "Ditelusuri sebagai informasi awal"
    answers = {name: value for name, value in REPORTER.items() if name != "kind"}
    tipster.client.post("/lacak/naikkan/", {**answers, "truth": "1"})
    assert heading(tipster) == "Kenaikan menjadi laporan sedang dicatat"
    made.relayed()
    assert heading(tipster) == "Kajian awal Bawaslu"


def test_a_report_that_nobody_has_looked_at_yet_is_only_received(citizen: Citizen) -> None:
    code, _case = made.filed()
    citizen.track(code)
    assert heading(citizen) == "Diterima portal"


def test_an_upgrade_after_the_window_is_flagged_late_and_not_refused(tipster: Citizen, clock: Traveller) -> None:
    clock.move_to(datetime(2024, 10, 20, 2, tzinfo=UTC))
    answers = {name: value for name, value in REPORTER.items() if name != "kind"}
    assert tipster.client.post("/lacak/naikkan/", {**answers, "truth": "1"})["Location"] == "/lacak/status/"
    assert Report.objects.get().late is True
    said = page(tipster.client)
    late = '<p class="notice">Laporan disampaikan setelah batas waktu sejak peristiwa diketahui.</p>'
    assert (said.count(late), said.count("Laporan disampaikan setelah batas waktu")) == (1, 1)


def test_an_upgrade_needs_the_truth_affirmed(tipster: Citizen) -> None:
    response = tipster.client.post("/lacak/naikkan/", {"reporter.name": "Warga Contoh"})
    assert response.status_code == 422
    assert 'value="Warga Contoh"' in response.content.decode()
    assert Report.objects.get().upgraded_at is None


def test_a_report_is_not_upgraded(holder: Citizen) -> None:
    assert holder.client.get("/lacak/naikkan/")["Location"] == "/lacak/status/"
