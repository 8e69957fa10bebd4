"""Where else the act happened, and to which Bawaslu the review page says it goes: the one that gets it."""

import pytest

from reports.models.case import Case
from reports.models.report import Draft, Report
from services.notifications.models import Owed
from tests.filing.citizen import INCIDENT, RESPONDENT, Citizen

pytestmark = pytest.mark.django_db
TICKED = 'name="also_in" value="{}" checked>'
LIFTED = (
    "Ada terlapor yang tampaknya bekerja di Bawaslu yang semestinya menangani, jadi laporan langsung ke tingkat di "
    "atasnya."
)


def to(citizen: Citizen) -> str:
    """Whom the review names."""
    page = citizen.read("tinjau")
    return page.split("<dt>Kepada</dt><dd>")[1].split("</dd>")[0]


def test_the_question_says_what_the_law_makes_of_it_and_nothing_is_ticked(citizen: Citizen) -> None:
    page = citizen.read("kejadian")
    assert "<details><summary>Perbuatan yang sama juga terjadi di kabupaten/kota lain?</summary>" in page
    assert (
        "Menurut aturan, perbuatan di beberapa kabupaten/kota ditangani Bawaslu Provinsi; di beberapa provinsi, "
        "Bawaslu RI."
    ) in page
    codes = ("64.72", "64.02", "64.71", "62.02", "74.71", "same_province", "other_province")
    assert [page.count(f'<input type="checkbox" name="also_in" value="{code}">') for code in codes] == [1] * 7
    assert citizen.client.cookies.get("kode") is not None
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    ("ticks", "office", "why"),
    [
        ([], "Bawaslu Kota Balikpapan", ""),
        (["64.71"], "Bawaslu Kota Balikpapan", ""),  # the place itself
        (["64.72"], "Bawaslu Provinsi Kalimantan Timur", "Perbuatan yang sama terjadi di beberapa kabupaten/kota."),
        (
            ["same_province"],
            "Bawaslu Provinsi Kalimantan Timur",
            "Perbuatan yang sama terjadi di beberapa kabupaten/kota.",
        ),
        (["64.72", "62.02"], "Bawaslu RI", "Perbuatan yang sama terjadi di beberapa provinsi."),
        (["other_province"], "Bawaslu RI", "Perbuatan yang sama terjadi di beberapa provinsi."),
    ],
)
def test_the_review_names_the_office_that_gets_it_and_why(
    citizen: Citizen, ticks: list[str], office: str, why: str
) -> None:
    citizen.fill_in()
    assert citizen.send("kejadian", {**INCIDENT, "also_in": ["", *ticks]}).status_code == 302
    told = f'<br><span class="small soft">{why}</span>' if why else ""
    assert to(citizen) == f"{office}{told}"

    assert citizen.submit()["Location"] == "/lapor/selesai/"

    case, report = Case.objects.get(), Report.objects.get()
    assert case.handler.name == office
    kept = " ".join(one for one in ticks if one != "64.71")
    assert (report.also_in, case.also_in) == (kept, kept)
    assert office in citizen.client.get("/lapor/selesai/").content.decode()


def test_ticks_are_kept_shown_open_said_in_the_review_and_taken_back(citizen: Citizen) -> None:
    citizen.fill_in()
    citizen.send("kejadian", {**INCIDENT, "also_in": ["", "64.02", "same_province"]})
    assert b"64.02" not in bytes(Draft.objects.get().ciphertext)  # sealed like all that was typed
    page = citizen.read("kejadian")
    assert "<details open><summary>Perbuatan yang sama" in page
    assert [page.count(TICKED.format(code)) for code in ("64.02", "same_province", "64.72")] == [1, 1, 0]
    assert (
        "<dt>Juga terjadi di</dt><dd>Kabupaten Kutai Kartanegara, Kabupaten/kota lain di provinsi yang sama</dd>"
        in citizen.read("tinjau")
    )

    citizen.send("kejadian", {**INCIDENT, "also_in": [""]})  # every tick taken away
    assert "Juga terjadi di</dt>" not in citizen.read("tinjau")
    assert to(citizen) == "Bawaslu Kota Balikpapan"


def test_a_place_that_nobody_offered_is_named_at_the_field_and_the_rest_kept(citizen: Citizen) -> None:
    citizen.fill_in()
    before = (Report.objects.count(), Owed.objects.count())
    response = citizen.send("kejadian", {**INCIDENT, "also_in": ["", "64.72", "99.99"]})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="also_in-error">Pilihan ini tidak dikenal atau sudah berubah.</p>' in page
    assert '<a href="#also_in">Juga terjadi di: Pilihan ini tidak dikenal atau sudah berubah.</a>' in page
    assert "<details open><summary>Perbuatan yang sama" in page
    assert TICKED.format("64.72") in page
    assert INCIDENT["narrative"] in page
    assert citizen.submit().status_code == 422
    assert (Report.objects.count(), Owed.objects.count()) == before == (0, 0)


@pytest.mark.parametrize(
    ("people", "office", "why"),
    [
        ({"respondents.0.employer": "Bawaslu Kota Balikpapan"}, "Bawaslu Provinsi Kalimantan Timur", LIFTED),
        (
            {"respondents.0.employer": "Sekretariat Jenderal Bawaslu", "respondents.0.unit": "Bawaslu Kota Balikpapan"},
            "Bawaslu Provinsi Kalimantan Timur",
            LIFTED,
        ),
        ({"respondents.0.employer": "panwascam balikpapan selatan"}, "Bawaslu Provinsi Kalimantan Timur", LIFTED),
        (
            {**RESPONDENT, "respondents.1.position": "Anggota Bawaslu Balikpapan"},
            "Bawaslu Provinsi Kalimantan Timur",
            LIFTED,
        ),
        ({"respondents.0.employer": "Bawaslu Kota Samarinda"}, "Bawaslu Kota Balikpapan", ""),
        ({"respondents.0.employer": "Pemkot Balikpapan"}, "Bawaslu Kota Balikpapan", ""),
    ],
)
def test_the_review_knows_that_a_respondent_works_where_it_would_go(
    citizen: Citizen, people: dict[str, str], office: str, why: str
) -> None:
    citizen.fill_in()
    citizen.send("terlapor", people)
    told = f'<br><span class="small soft">{why}</span>' if why else ""
    assert to(citizen) == f"{office}{told}"
    citizen.submit()
    assert Case.objects.get().handler.name == office


def test_a_governor_contest_is_said_to_be_one(citizen: Citizen) -> None:
    citizen.fill_in()
    citizen.send("kejadian", {**INCIDENT, "contest": "governor"})
    assert to(citizen) == (
        'Bawaslu Provinsi Kalimantan Timur<br><span class="small soft">Ini menyangkut pemilihan gubernur.</span>'
    )
