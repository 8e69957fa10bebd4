"""Which Bawaslu a filing goes to: by the place, by how far it reaches, and never to a respondent's own colleagues."""

from datetime import date

import pytest
import time_machine

from reports import addressee, requirements
from reports.models.case import Case
from reports.requirements import Submission
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
DAY = date(2024, 10, 5)
NOW = "2024-10-05T09:00:00+08:00"
LIFTED = (
    "Ada terlapor yang tampaknya bekerja di Bawaslu yang semestinya menangani, jadi laporan langsung ke tingkat di "
    "atasnya."
)
REGENCIES = "Perbuatan yang sama terjadi di beberapa kabupaten/kota."
PROVINCES = "Perbuatan yang sama terjadi di beberapa provinsi."


def found(**fields: object) -> tuple[str, str]:
    filing = requirements.tidy(made.submission(**fields))
    to = addressee.of(filing, requirements.placement(filing), on=DAY)
    return to.office.code, to.why


def people(*employers: str) -> tuple[object, ...]:
    return tuple(made.respondent(employer=one, unit="") for one in employers)


@pytest.mark.parametrize(
    ("fields", "office", "why"),
    [
        ({}, "bawaslu-balikpapan", ""),
        ({"contest": "governor"}, "bawaslu-kaltim", "Ini menyangkut pemilihan gubernur."),
        ({"also_in": ("64.72",)}, "bawaslu-kaltim", REGENCIES),
        ({"also_in": ("64.71",)}, "bawaslu-balikpapan", ""),  # its own place is nowhere else
        ({"also_in": ("same_province",)}, "bawaslu-kaltim", REGENCIES),
        ({"also_in": ("62.02",)}, "bawaslu-ri", PROVINCES),
        ({"also_in": ("64.72", "74.71")}, "bawaslu-ri", PROVINCES),
        ({"also_in": ("same_province", "other_province")}, "bawaslu-ri", PROVINCES),
    ],
)
def test_the_places_of_the_act_decide(fields: dict[str, object], office: str, why: str) -> None:
    assert found(**fields) == (office, why)


@pytest.mark.parametrize(
    ("employers", "office"),
    [
        (("Bawaslu Kota Balikpapan",), "bawaslu-kaltim"),
        (("pemkot-balikpapan", "Panwascam Balikpapan Utara"), "bawaslu-kaltim"),
        (("Bawaslu Balikpapan", "Bawaslu Provinsi Kalimantan Timur"), "bawaslu-ri"),  # people of both levels
        (("Bawaslu Balikpapan", "Bawaslu Provinsi Kalimantan Timur", "Bawaslu RI"), "bawaslu-ri"),  # nobody above
    ],
)
def test_people_of_the_handling_office_lift_it_to_a_level_of_which_nobody_is_named(
    employers: tuple[str, ...], office: str
) -> None:
    assert found(respondents=people(*employers)) == (office, LIFTED)


@pytest.mark.parametrize("employer", ["Bawaslu Kota Samarinda", "Bawaslu Provinsi Kalimantan Timur", "Bawaslu RI"])
def test_people_of_another_office_lift_nothing(employer: str) -> None:
    assert found(respondents=people(employer)) == ("bawaslu-balikpapan", "")


def test_a_conflict_at_the_province_lifts_what_reaches_over_several_regencies() -> None:
    assert found(also_in=("64.72",), respondents=people("Bawaslu Kaltim")) == ("bawaslu-ri", LIFTED)
    assert found(also_in=("64.72",), respondents=people("Bawaslu Kota Samarinda")) == ("bawaslu-kaltim", REGENCIES)


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("filing", "office"),
    [
        (made.submission(respondents=people("Sekretariat Bawaslu Kota Balikpapan")), "bawaslu-kaltim"),
        (made.submission(also_in=("64.02", "same_province")), "bawaslu-kaltim"),
        (made.tip(also_in=("other_province",)), "bawaslu-ri"),
    ],
)
def test_the_filing_goes_there_and_keeps_where_else_it_happened(filing: Submission, office: str) -> None:
    code, case = made.filed(filing)
    assert (case.handler_id, case.leg().agency_id) == (office, office)
    assert (made.report_of(code).also_in, case.also_in) == (" ".join(filing.also_in), " ".join(filing.also_in))
    assert case.region_id == "64.71"  # days are still counted at the place of the act


@time_machine.travel(NOW, tick=False)
def test_a_case_knows_whose_it_is_by_its_places_whoever_it_is_about() -> None:
    _code, case = made.filed(made.submission(respondents=people("Bawaslu Balikpapan")))
    assert addressee.by_place(case).code == "bawaslu-balikpapan"
    assert addressee.by_place(Case(**{**vars_of(case), "also_in": "64.02"})).code == "bawaslu-kaltim"
    assert addressee.by_place(Case(**{**vars_of(case), "also_in": "other_province"})).code == "bawaslu-ri"


def vars_of(case: Case) -> dict[str, object]:
    return {
        name: getattr(case, name)
        for name in ("region_id", "district_id", "contest", "rule_set", "received_on")
    }  # fmt: skip


def test_places_in_words() -> None:
    assert addressee.places(["64.02", "same_province"]) == (
        "Kabupaten Kutai Kartanegara, Kabupaten/kota lain di provinsi yang sama"
    )
    assert addressee.places([]) == ""
