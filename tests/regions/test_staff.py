"""Who is taken for somebody of a Bawaslu office, from what people write of employer, unit and post."""

import pytest

from regions import offices
from regions.routing.staff import works_at

pytestmark = pytest.mark.django_db
SMR, BPP, KUKAR, KOTIM = "bawaslu-samarinda", "bawaslu-balikpapan", "bawaslu-kukar", "bawaslu-kotim"
KALTIM, SULTRA, KENDARI = "bawaslu-kaltim", "bawaslu-sultra", "bawaslu-kendari"


@pytest.mark.parametrize(
    ("office", "employer", "unit", "position"),
    [
        (SMR, "bawaslu-samarinda", "", ""),
        (SMR, "Bawaslu Kota Samarinda", "", ""),
        (SMR, "  BAWASLU  kota samarinda ", "", ""),
        (SMR, "Bawaslu Samarinda", "", ""),
        (SMR, "Bawaslu-Samarinda", "", ""),
        (SMR, "Bawaslu Kota Samarinda, Provinsi Kalimantan Timur", "", ""),
        (SMR, "Sekretariat Bawaslu Kota Samarinda", "", ""),
        (SMR, "Badan Pengawas Pemilihan Umum Samarinda", "", ""),
        (SMR, "setjen-bawaslu", "Bawaslu Kota Samarinda", ""),
        (SMR, "setjen-bawaslu", "Sekretariat Samarinda", "Staf"),
        (SMR, "Sekretariat Jenderal Bawaslu", "Kota Samarinda", ""),
        (SMR, "setjen-bawaslu", "", ""),  # nobody said where: it may be this one
        (SMR, "Bawaslu", "", "Ketua"),
        (SMR, "Bawaslu Kota", "", ""),
        (SMR, "pemkot-samarinda", "Bawaslu Kota Samarinda", "Kepala Sekretariat"),  # seconded
        (SMR, "", "", "Anggota Bawaslu Samarinda"),
        (SMR, "Panwascam Sungai Kunjang", "", ""),
        (SMR, "Panwaslu Kecamatan Samarinda Ulu", "", ""),
        (SMR, "pemkot-samarinda", "", "Anggota Panwascam"),
        (SMR, "Panwascam Loa Janan Ilir", "", ""),
        (KUKAR, "Bawaslu Kukar", "", ""),
        (KUKAR, "Bawaslu Kutai Kartanegara", "", ""),
        (KUKAR, "Bawaslu Kab. Kutai Kartanegara", "", ""),
        (KUKAR, "Panwascam Loa Janan", "", ""),
        (KUKAR, "Panwaslu Kecamatan Kota Bangun Darat", "", ""),
        (KOTIM, "Bawaslu Kotim", "", ""),
        (KOTIM, "Panwascam Mentawa Baru Ketapang", "", ""),
        (KENDARI, "Panwascam Wua-Wua", "", ""),
        (KENDARI, "Bawaslu of Kendari City", "", ""),
        (KALTIM, "Bawaslu Provinsi Kalimantan Timur", "", ""),
        (KALTIM, "Bawaslu Kaltim", "", ""),
        (KALTIM, "Bawaslu Provinsi Kaltim, Samarinda", "", ""),
        (KALTIM, "setjen-bawaslu", "Provinsi Kalimantan Timur", ""),
        (KALTIM, "Bawaslu Provinsi", "", ""),
    ],
)
def test_somebody_of_the_office(office: str, employer: str, unit: str, position: str) -> None:
    assert works_at(offices.get(office), employer, unit, position) is True


@pytest.mark.parametrize(
    ("office", "employer", "unit", "position"),
    [
        (SMR, "", "", ""),
        (SMR, "Bawaslu Kota Balikpapan", "", ""),
        (SMR, "bawaslu-balikpapan", "", ""),
        (SMR, "setjen-bawaslu", "Bawaslu Kota Balikpapan", ""),
        (SMR, "setjen-bawaslu", "Kota Balikpapan", ""),
        (SMR, "setjen-bawaslu", "Kabupaten Paser", ""),
        (SMR, "Bawaslu Kabupaten Kutai Timur", "", ""),
        (SMR, "Bawaslu Paser", "", ""),
        (SMR, "Bawaslu Provinsi Kalimantan Timur", "", ""),
        (SMR, "Bawaslu Provinsi", "", ""),
        (SMR, "Bawaslu RI", "", ""),
        (SMR, "bawaslu-ri", "", ""),
        (SMR, "Panwascam Balikpapan Utara", "", ""),
        (SMR, "Panwascam Loa Janan", "", ""),
        (SMR, "pemkot-samarinda", "", "Anggota Panwascam Balikpapan Utara"),
        (SMR, "pemkab-kutai-timur", "", "Anggota Panwascam"),
        (SMR, "pemkot-samarinda", "Kesbangpol", "Kepala"),
        (SMR, "pemkot-samarinda", "Dinas Pendidikan", "Pengawas sekolah"),
        (SMR, "Pemkot Samarinda", "Inspektorat", "Pengawas Pemerintahan"),
        (SMR, "KPU Kota Samarinda", "", ""),
        (KUKAR, "Panwascam Loa Janan Ilir", "", ""),
        (KUKAR, "Bawaslu Kutai Timur", "", ""),
        (KOTIM, "Bawaslu Kotawaringin Barat", "", ""),
        (KENDARI, "Bawaslu Sulawesi Tenggara", "", ""),
        (KALTIM, "Bawaslu Kota Samarinda", "", ""),
        (KALTIM, "Bawaslu Kota Samarinda, Kalimantan Timur", "", ""),
        (KALTIM, "Bawaslu Samarinda Kalimantan Timur", "", ""),
        (KALTIM, "Bawaslu Provinsi Kalimantan Tengah", "", ""),
        (KALTIM, "Panwascam Sungai Kunjang", "", ""),
        (SULTRA, "Bawaslu Sulawesi Selatan", "", ""),
        ("bawaslu-ri", "Bawaslu RI", "", ""),  # nobody stands above it
        ("bkn", "bkn", "", ""),
    ],
)
def test_nobody_of_the_office(office: str, employer: str, unit: str, position: str) -> None:
    assert works_at(offices.get(office), employer, unit, position) is False


def test_who_has_nothing_to_do_with_a_bawaslu_costs_no_question(django_assert_num_queries) -> None:
    office = offices.get(SMR)
    with django_assert_num_queries(0):
        assert works_at(office, "pemkot-samarinda", "Dinas Contoh", "Staf") is False
        assert works_at(office, "setjen-bawaslu", "Panwascam Palaran", "") is True
