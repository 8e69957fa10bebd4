"""The last page of /lapor/: what is still missing, the truth affirmed, taken in once, and confirmed."""

from datetime import UTC, datetime

import pytest
from time_machine import Traveller

from reports import receipts
from reports.models.case import Case
from reports.models.report import Draft, Report
from services.vault.models import Envelope
from tests.factories.reports import report_of
from tests.filing.citizen import INCIDENT, REPORTER, TRUTH, Citizen

pytestmark = pytest.mark.django_db


def test_without_the_tick_the_sentence_stands_at_it(citizen: Citizen) -> None:
    citizen.fill_in()
    response = citizen.send("tinjau", {"action": "submit"})
    page = response.content.decode()
    assert response.status_code == 422
    assert '<p class="wrong-text" id="truth-error">Beri tanda bahwa keterangan Anda benar.</p>' in page
    assert 'aria-describedby="truth-error"' in page
    assert Report.objects.count() == 0


def test_the_review_names_all_six_requirements_with_a_way_to_mend_each(citizen: Citizen) -> None:
    citizen.send("kejadian", {"district": "64.71", "narrative": "Singkat."})
    page = citizen.read("tinjau")
    assert page.count('<li class="no">') == 5
    assert page.count('<li class="yes">') == 1
    for address in (
        "/lapor/pelapor/#reporter.name",
        "/lapor/terlapor/#respondents.0.name",
        "/lapor/kejadian/#incident_date",
        "/lapor/kejadian/#narrative",
        "/lapor/bukti/#files",
    ):
        assert f'href="{address}"' in page


def test_the_review_of_a_complete_report_has_nothing_left_and_names_the_office(citizen: Citizen) -> None:
    citizen.fill_in()
    page = citizen.read("tinjau")
    assert page.count('<li class="yes">') == 6
    assert "Bawaslu Kota Balikpapan" in page
    assert "Balikpapan Selatan, Kota Balikpapan" in page


def test_the_review_outside_every_stage_says_that_no_time_limit_applies(citizen: Citizen, clock: Traveller) -> None:
    clock.move_to(datetime(2026, 11, 20, 2, tzinfo=UTC))
    days = {"incident_date": "2026-11-01", "known_date": "2026-11-02", "contest": "unknown"}
    citizen.send("kejadian", {**INCIDENT, **days})
    page = citizen.read("tinjau")
    assert "Tidak ada batas waktu" in page
    assert "tidak berlaku</span><p>Di luar tahapan pemilihan tidak ada batas waktu.</p>" in page
    assert page.count('<li class="yes">') == 3


def test_what_cannot_be_stored_is_named_on_the_review_with_its_page(citizen: Citizen) -> None:
    citizen.send("kejadian", {"narrative": "Terlapor hadir."}, action="save")
    page = citizen.read("tinjau")
    assert '<a href="/lapor/kejadian/#district">' in page
    response = citizen.submit()
    assert response.status_code == 422
    assert Report.objects.count() == 0


def test_the_truth_must_be_affirmed(citizen: Citizen) -> None:
    citizen.fill_in()
    response = citizen.send("tinjau", {"action": "submit"})
    assert response.status_code == 422
    assert '<a href="#truth">' in response.content.decode()
    assert Report.objects.count() == 0


def test_a_report_is_taken_in_its_identity_sealed_and_its_draft_gone(citizen: Citizen) -> None:
    citizen.fill_in()
    assert citizen.submit()["Location"] == "/lapor/selesai/"
    report = report_of(citizen.code)
    assert (report.kind, report.channel, report.region_id, report.district_id) == (
        "report",
        "form",
        "64.71",
        "64.71.05",
    )
    assert (report.act_id, report.missing, report.late) == ("likes", [], False)
    assert Draft.objects.count() == 0
    assert Envelope.objects.filter(subject=report.subject).count() == 3
    case = Case.objects.get()
    assert case.handler_id == "bawaslu-balikpapan"
    assert case.respondents.get().employer_id == "pemkot-balikpapan"


def test_pressing_twice_refreshing_and_going_back_make_no_second_report(citizen: Citizen) -> None:
    citizen.fill_in()
    assert citizen.submit()["Location"] == citizen.submit()["Location"] == "/lapor/selesai/"
    for page in ("kejadian", "terlapor", "bukti", "pelapor", "tinjau"):
        assert citizen.open(page)["Location"] == "/lapor/selesai/"
        assert citizen.send(page, {})["Location"] == "/lapor/selesai/"
        assert citizen.send(page, {"contest": "unknown", "knowers": "unknown"})["Location"] == "/lapor/selesai/"
    assert citizen.open("selesai").status_code == 200
    assert Report.objects.count() == 1


def test_the_confirmation_shows_code_deadline_and_what_to_bring_where_by_when(citizen: Citizen) -> None:
    citizen.fill_in()
    citizen.submit()
    page = citizen.read("selesai")
    for sentence in (
        receipts.grouped(citizen.code),
        "Belum diterima Bawaslu secara resmi",
        "KTP asli dan fotokopinya",
        receipts.grouped(report_of(citizen.code).ticket),
        "Bawaslu Kota Balikpapan",
        "Senin–Kamis 08.00–16.00; Jumat 08.00–16.30",
        "7 Oktober 2024, 23.59 WITA",
    ):
        assert sentence in page


def test_a_tip_carries_no_identity_even_if_some_was_typed(citizen: Citizen) -> None:
    citizen.fill_in("pelapor")
    citizen.send("pelapor", {**REPORTER, "kind": "tip"})
    assert "Pelapor Contoh" not in citizen.read("tinjau")
    citizen.submit()
    report = report_of(citizen.code)
    assert (report.kind, report.name_given, report.contact_given) == ("tip", False, False)
    assert "Informasi Anda sudah masuk" in citizen.read("selesai")


def test_a_report_without_a_name_is_taken_in_and_says_what_is_missing(citizen: Citizen) -> None:
    citizen.fill_in("pelapor")
    citizen.send("pelapor", {"kind": "report"})
    citizen.submit()
    assert report_of(citizen.code).missing == ["reporter"]
    assert "Laporan resmi memerlukan nama dan alamat pelapor." in citizen.read("selesai")


def test_what_only_programs_fill_in_is_flagged_and_never_refused(citizen: Citizen) -> None:
    citizen.fill_in()
    response = citizen.send("tinjau", {**TRUTH, "situs": "https://spam.invalid"})
    assert response["Location"] == "/lapor/selesai/"
    assert Report.objects.count() == 1
