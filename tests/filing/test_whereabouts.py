""" "What to bring where": the address of the office, where it is from, or whom to ask."""

import pytest

from regions import offices
from regions.models import Agency, OfficeHours
from tests.filing.citizen import INCIDENT, Citizen

ASK = "Tanyakan alamatnya kepada"


def filed_in(citizen: Citizen, district: str) -> str:
    """The confirmation of a report from a place."""
    citizen.send("kejadian", {**INCIDENT, "district": district})
    for page in ("terlapor", "bukti", "pelapor"):
        citizen.send(page)
    citizen.submit()
    return citizen.read("selesai")


@pytest.fixture
def written(db: None) -> None:
    """What an administrator writes down of the office of Balikpapan."""
    Agency.objects.filter(pk="bawaslu-balikpapan").update(address="Jalan Contoh 5", phone="0542-000000")
    offices.clear()


def test_an_office_without_an_address_says_so_and_whom_to_ask(citizen: Citizen) -> None:
    page = filed_in(citizen, "64.71.05")
    assert "<p>Alamat kantor ini belum dicatat di portal. Kantornya melayani Kota Balikpapan.</p>" in page
    assert f"<p>{ASK} Bawaslu Provinsi Kalimantan Timur (Jalan Kemang, Samarinda).</p>" in page
    assert "<strong>Jam</strong> Senin–Kamis 08.00–16.00; Jumat 08.00–16.30</p>" in page
    assert "Telepon</strong>" not in page


def test_where_no_hours_are_recorded_they_are_asked_for_as_well(citizen: Citizen) -> None:
    OfficeHours.objects.filter(agency="bawaslu-balikpapan").delete()
    offices.clear()
    page = filed_in(citizen, "64.71.05")
    assert "<p>Tanyakan alamat dan jam bukanya kepada Bawaslu Provinsi Kalimantan Timur" in page
    assert "<strong>Jam</strong>" not in page


def test_a_regency_is_named_with_its_town(citizen: Citizen) -> None:
    page = filed_in(citizen, "62.02")
    assert "Kantornya melayani Kabupaten Kotawaringin Timur (Sampit)." in page
    assert f"{ASK} Bawaslu Provinsi Kalimantan Tengah." in page


def test_an_address_from_the_news_is_shown_with_a_warning(citizen: Citizen) -> None:
    page = filed_in(citizen, "64.72")
    assert (
        "Bawaslu Kota Samarinda, Jalan Arjuna, Kelurahan Jawa, Kecamatan Samarinda Ulu "
        "(berita Desember 2020, mungkin sudah pindah)</p>"
    ) in page
    assert "Alamat itu belum dipastikan oleh kantornya. Pastikan dulu sebelum berangkat. " + ASK in page


@pytest.mark.usefixtures("written")
def test_an_address_the_administrator_wrote_down_needs_no_warning(citizen: Citizen) -> None:
    page = filed_in(citizen, "64.71.05")
    assert "Bawaslu Kota Balikpapan, Jalan Contoh 5</p>" in page
    assert "<strong>Telepon</strong> 0542-000000</p>" in page
    assert ASK not in page
    assert "belum dicatat di portal" not in page
