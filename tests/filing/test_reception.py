"""The status page says what to bring where and by when, until an officer has recorded that the office received it."""

from datetime import date

import pytest

from regions import offices
from regions.models import Agency
from reports import handling
from tests.factories import regions
from tests.factories import reports as made
from tests.filing.citizen import Citizen, page

pytestmark = pytest.mark.django_db

HEADING = "Belum diterima Bawaslu secara resmi"
SAID = (
    "Bawaslu Kota Balikpapan belum mencatat wewenang menerima laporan lewat portal.",
    "baru diterima secara resmi setelah Anda menandatanganinya.",
    "<li>KTP asli dan fotokopinya</li>",
    "<li>bukti: cetakan tiga rangkap, rekaman dalam flashdisk</li>",
    "<p><strong>Ke</strong> Bawaslu Kota Balikpapan, Jalan Contoh 5</p>",
    "<p><strong>Telepon</strong> 0542-000000</p>",
    "<p><strong>Jam</strong> Senin–Kamis 08.00–16.00; Jumat 08.00–16.30</p>",
    "<p><strong>Paling lambat</strong> 10 Oktober 2024, 23.59 WITA</p>",
)


@pytest.fixture(autouse=True)
def _written(db: None) -> None:
    Agency.objects.filter(pk="bawaslu-balikpapan").update(address="Jalan Contoh 5", phone="0542-000000")
    offices.clear()


def test_until_an_officer_records_the_reception_the_status_page_says_what_to_bring_where_by_when(
    holder: Citizen,
) -> None:
    text = page(holder.client)
    assert HEADING in text
    assert [sentence for sentence in SAID if sentence not in text] == []
    case = made.case_of(holder.code)
    handling.record_official_reception(made.report_of(holder.code), on=date(2024, 10, 3), by=made.desk(case))
    text = page(holder.client)
    assert HEADING not in text
    assert [sentence for sentence in SAID if sentence in text] == []
    assert "Kantor mencatat tanda tangan atau penyerahan: laporan diterima secara resmi." in text


def test_the_same_holds_for_the_page_after_sending(citizen: Citizen) -> None:
    citizen.fill_in()
    citizen.submit()
    assert HEADING in citizen.read("selesai")
    case = made.case_of(citizen.code)
    handling.record_official_reception(made.report_of(citizen.code), on=date(2024, 10, 3), by=made.desk(case))
    assert HEADING not in citizen.read("selesai")


def test_with_a_recorded_mandate_nobody_is_sent_to_the_office(citizen: Citizen) -> None:
    regions.mandate("bawaslu-balikpapan", date(2024, 10, 3))
    code, _case = made.filed()
    made.relayed()
    citizen.track(code)
    assert HEADING not in page(citizen.client)
    assert HEADING in citizen.client.get("/lapor/").content.decode()  # the other offices still have none


def test_a_tip_is_no_report_and_is_not_asked_to_be_signed(tipster: Citizen) -> None:
    assert HEADING not in page(tipster.client)
