"""Where the employer's own side has an interest, the level above is addressed and the office gets no leg."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from regions import offices
from reports import handling, interests
from reports.enums import ConflictReason
from reports.models.package import PackageCopy, PackageRespondent
from sanctions import recommendations
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
BEFORE, LEAVE, AFTER = date(2024, 9, 23), date(2024, 10, 5), date(2024, 11, 30)


@pytest.fixture(autouse=True)
def _in_the_campaign() -> Iterator[None]:
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


@pytest.mark.parametrize(
    ("employer", "unit", "position", "on", "reason"),
    [
        ("pemkot-balikpapan", "Dinas Contoh", "Kepala Contoh", LEAVE, None),  # a Pjs stands in
        ("pemkot-balikpapan", "Dinas Contoh", "Kepala Contoh", BEFORE, ConflictReason.CANDIDATE),
        ("pemkot-balikpapan", "Dinas Contoh", "Kepala Contoh", AFTER, ConflictReason.CANDIDATE),
        ("pemkot-balikpapan", "Dinas Contoh", "Kepala Contoh", date(2025, 1, 10), None),
        ("pemkot-kendari", "Dinas Contoh", "Kepala Contoh", AFTER, None),  # a Pj is no candidate
        ("pemkot-balikpapan", "BKPSDM", "Analis", LEAVE, ConflictReason.PERSONNEL),
        ("pemkot-balikpapan", "BKPSDM Kota Balikpapan", "Analis", LEAVE, ConflictReason.PERSONNEL),
        ("pemkot-balikpapan", "Subbagian Umum dan Kepegawaian", "Analis", LEAVE, ConflictReason.PERSONNEL),
        ("pemkot-balikpapan", "Bagian Protokol", "Analis", LEAVE, ConflictReason.STAFF),
        ("pemkot-balikpapan", "Setda", "Ajudan", LEAVE, ConflictReason.STAFF),
        ("pemkot-balikpapan", "Dinas Protokoler Contoh", "Sekretaris Dinas", LEAVE, ConflictReason.STAFF),
        (None, "Bagian Protokol", "Ajudan", LEAVE, None),  # an employer nobody knows answers by letter anyway
    ],
)
def test_terms_of_office_unit_and_post_decide(employer, unit, position, on, reason):
    office = offices.get(employer) if employer else None
    assert interests.found(office, unit=unit, position=position, on=on) == reason


def sent(unit: str, **fields):
    """A case about somebody of a unit, referred; the package respondent and the legs that began."""
    _code, case = made.filed(made.submission(respondents=(made.respondent(unit=unit),)))
    handling.register(case, number="001", by=made.desk(case))
    made.heard(case, on=LEAVE)
    made.minutes(case, held_on=LEAVE)
    made.package(case, letter_date=LEAVE, **fields)
    handling.refer(case, by=made.desk(case, "leader"))
    made.relayed()
    return PackageRespondent.objects.get(), [(leg.procedure, leg.agency_id) for leg in made.legs(case)]


def test_somebody_of_the_personnel_office_goes_to_the_level_above_whatever_was_ticked():
    person, legs = sent("BKPSDM")
    assert (person.conflicted, person.conflict) == (True, "personnel")
    assert legs == [("oversight", "bkn")]
    assert list(PackageCopy.objects.values_list("agency", flat=True)) == ["pemprov-kaltim"]
    target = recommendations.follow_up(person, LEAVE)
    assert (target.agency.code, target.by_letter) == ("pemprov-kaltim", True)
    assert recommendations.addressee(person, LEAVE) == "Gubernur Kalimantan Timur"


def test_an_ordinary_employer_gets_its_copy_and_the_letter_names_who_holds_the_office_that_day():
    person, legs = sent("Dinas Contoh")
    assert (person.conflicted, person.conflict, legs) == (False, "", [("oversight", "bkn")])
    assert list(PackageCopy.objects.values_list("agency", flat=True)) == ["bkpsdm-balikpapan"]
    assert recommendations.addressee(person, LEAVE) == "Pjs. Wali Kota Balikpapan"
    assert recommendations.addressee(person, date(2025, 1, 10)) == "Wali Kota Balikpapan"


def test_a_verifier_may_know_more_and_says_why():
    _code, case = made.filed()
    handling.register(case, number="001", by=made.desk(case))
    made.heard(case, on=LEAVE)
    people = [case.respondents.get().pk]
    built = made.package(case, letter_date=LEAVE, conflicted=people, conflict="kin")
    assert list(built.respondents.values_list("conflicted", "conflict")) == [(True, "kin")]
    with pytest.raises(ValueError, match="mood"):
        made.package(case, letter_date=LEAVE, conflicted=people, conflict="mood")
