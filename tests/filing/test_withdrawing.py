"""/lacak/cabut/: a report is withdrawn until it is registered, and not by a slip."""

import pytest

from reports import handling
from reports.models.report import Exhibit, Report
from tests.factories import reports as factory
from tests.filing.citizen import Citizen, page

pytestmark = pytest.mark.django_db


def test_after_withdrawal_nothing_is_added_and_no_identity_is_named(holder: Citizen) -> None:
    assert "Identitas pelapor" in page(holder.client)
    holder.client.post("/lacak/cabut/", {"sure": "1"})
    assert "Identitas pelapor" not in page(holder.client)
    response = holder.client.post("/lacak/bukti/", {"links": "https://contoh.invalid/terlambat"})
    assert response.status_code == 422
    assert "Penanganannya sudah berakhir" in response.content.decode()
    assert Exhibit.objects.filter(link__contains="terlambat").count() == 0


def test_withdrawing_without_the_tick_is_said_at_it(holder: Citizen) -> None:
    response = holder.client.post("/lacak/cabut/")
    assert response.status_code == 422
    assert '<p class="wrong-text" id="sure-error">Beri tanda bila Anda yakin' in response.content.decode()
    assert Report.objects.get().withdrawn_on is None


def test_a_report_can_be_withdrawn_until_it_is_registered(holder: Citizen) -> None:
    assert holder.client.post("/lacak/cabut/", {"sure": "1"})["Location"] == "/lacak/status/"
    factory.relayed()
    assert "Dicabut" in page(holder.client)


def test_withdrawing_asks_once_more(holder: Citizen) -> None:
    assert holder.client.post("/lacak/cabut/").status_code == 422
    assert factory.case_of(holder.code).state == "review"


def test_after_registration_nothing_is_withdrawn(holder: Citizen) -> None:
    case = factory.case_of(holder.code)
    factory.minutes(case, held_on=case.received_on)
    handling.register(case, number="001/Reg/LP/PW/Kota/23.00/X/2024", by=factory.desk(case, "leader"))
    factory.relayed()
    assert "Cabut laporan" not in page(holder.client)
    assert holder.client.post("/lacak/cabut/", {"sure": "1"}).status_code == 422
    case.refresh_from_db()
    assert case.state == "study"
