"""Who sees what: their own office's cases, their own desk's packages, and never a matter of their own."""

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from regions import offices
from reports import handling, visibility
from reports.models.case import Case
from reports.models.package import ReferralPackage
from services.accounts import access
from services.accounts.enums import Context, Role
from tests.factories import accounts, regions
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)
PLACES = {
    "64.72": "bawaslu-samarinda",
    "64.02": "bawaslu-kukar",
    "64.71": "bawaslu-balikpapan",
    "62.02": "bawaslu-kotim",
    "74.71": "bawaslu-kendari",
}
NIP = "199001012015031001"


@pytest.fixture(autouse=True)
def _in_the_campaign():
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def cases() -> dict[str, Case]:
    """One case in each of the five regions, by handling office."""
    return {office: made.filed(made.submission(region=code))[1] for code, office in PLACES.items()}


def sent(case: Case) -> ReferralPackage:
    """A package that has left."""
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.heard(case, on=TODAY)
    made.referred(case, on=TODAY)
    return ReferralPackage.objects.get(origins__case=case)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VERIFIER, Role.LEADER])
@pytest.mark.parametrize("office", PLACES.values())
def test_each_of_the_five_offices_sees_its_own_case_only(cases, role, office):
    user = accounts.officer(role, office)
    assert list(visibility.cases_visible_to(user)) == [cases[office]]
    assert [report.region_id for report in visibility.reports_visible_to(user)] == [cases[office].region_id]


@pytest.mark.parametrize(
    ("role", "office"),
    [
        (Role.BKPSDM, "bkpsdm-balikpapan"),
        (Role.BKN, "bkn"),
        (Role.CUSTODIAN, "bawaslu-ri"),
        (Role.AUDITOR, "bawaslu-ri"),
        (Role.SYSADMIN, "bawaslu-ri"),
        (Role.OPERATOR, "bawaslu-kaltim"),
    ],
)
def test_nobody_else_sees_any_case(cases, role, office):
    user = accounts.officer(role, office)
    assert not visibility.cases_visible_to(user).exists()
    assert not visibility.reports_visible_to(user).exists()


def test_who_has_left_or_is_not_signed_in_sees_nothing(cases):
    gone = accounts.user()
    accounts.membership(gone, Role.LEADER, "bawaslu-balikpapan", until=TODAY)
    dormant = accounts.officer(Role.LEADER, "bawaslu-balikpapan", is_active=False)
    for user in (gone, dormant, AnonymousUser()):
        assert not visibility.cases_visible_to(user).exists()
        assert not visibility.packages_visible_to(user).exists()


def test_who_serves_at_two_offices_sees_both(cases):
    user = accounts.officer(Role.VERIFIER, "bawaslu-balikpapan")
    accounts.membership(user, Role.LEADER, "bawaslu-kukar")
    assert set(visibility.cases_visible_to(user)) == {cases["bawaslu-balikpapan"], cases["bawaslu-kukar"]}


def test_a_package_is_seen_by_who_sent_it_and_by_the_desk_it_came_to():
    package = sent(made.filed()[1])
    seen = {
        office: list(visibility.packages_visible_to(accounts.officer(role, office)))
        for role, office in [
            (Role.VERIFIER, "bawaslu-balikpapan"),
            (Role.VERIFIER, "bawaslu-samarinda"),
            (Role.BKN, "bkn"),
            (Role.BKPSDM, "bkpsdm-balikpapan"),  # as a copy
            (Role.BKPSDM, "bkpsdm-samarinda"),
        ]
    }
    assert seen == {
        "bawaslu-balikpapan": [package],
        "bawaslu-samarinda": [],
        "bkn": [package],
        "bkpsdm-balikpapan": [package],
        "bkpsdm-samarinda": [],
    }


def test_a_package_that_has_not_left_is_seen_by_its_office_alone():
    _code, case = made.filed()
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.heard(case, on=TODAY)
    package = made.package(case, letter_date=TODAY)
    assert list(visibility.packages_visible_to(accounts.officer(Role.LEADER, "bawaslu-balikpapan"))) == [package]
    assert not visibility.packages_visible_to(accounts.officer(Role.BKN, "bkn")).exists()


def test_the_successor_sees_what_had_come_to_its_predecessor():
    with time_machine.travel("2024-06-12T09:00:00+08:00", tick=False):
        _code, case = made.filed(made.submission(incident_date=date(2024, 6, 10), known_date=date(2024, 6, 10)))
        handling.register(case, number="001/Reg", by=made.desk(case))
        made.heard(case, on=date(2024, 6, 12))
        made.referred(case, on=date(2024, 6, 12))
        bkn = accounts.officer(Role.BKN, "bkn")
        assert not visibility.packages_visible_to(bkn).exists()
    assert made.legs(case)[0].agency_id == "kasn"
    assert visibility.packages_visible_to(bkn).count() == 1


def test_an_officer_never_sees_a_case_about_themself(cases):
    case = cases["bawaslu-balikpapan"]
    case.respondents.update(nip=NIP, person_hash=access.person_hash(NIP))
    user = accounts.officer(Role.LEADER, "bawaslu-balikpapan", person_hash=access.person_hash(NIP))
    assert not visibility.cases_visible_to(user).exists()
    assert not visibility.reports_visible_to(user).exists()
    assert visibility.context(user, case) == Context.RECUSED


def test_an_officer_never_sees_a_case_about_their_own_unit(cases):
    unit = regions.unit(offices.get("bawaslu-balikpapan"), "DINAS contoh")
    user = accounts.officer(Role.VERIFIER, "bawaslu-balikpapan", unit=unit)
    assert not visibility.cases_visible_to(user).exists()
    assert visibility.context(user, cases["bawaslu-balikpapan"]) == Context.RECUSED


def test_an_officer_of_a_desk_never_sees_a_package_about_themself():
    package = sent(made.filed()[1])
    package.respondents.update(person_hash=access.person_hash(NIP))
    user = accounts.officer(Role.BKN, "bkn", person_hash=access.person_hash(NIP))
    assert not visibility.packages_visible_to(user).exists()
    assert visibility.context(user, package) == Context.RECUSED


def test_how_somebody_stands_to_a_case(cases):
    case = cases["bawaslu-balikpapan"]
    user = accounts.officer(Role.VERIFIER, "bawaslu-balikpapan")
    assert visibility.context(user, case) == Context.UNTAKEN
    handling.assign(case, officer=user.pk, by=made.desk(case))
    assert visibility.context(user, case) == Context.ASSIGNED
    assert visibility.context(accounts.officer(Role.VERIFIER, "bawaslu-balikpapan"), case) == Context.OWN_OFFICE
    assert visibility.context(accounts.officer(Role.VERIFIER, "bawaslu-kukar"), case) == Context.OTHER_OFFICE
    assert visibility.context(accounts.officer(Role.BKN, "bkn"), case) == Context.OTHER_OFFICE


def test_how_somebody_stands_to_a_package():
    package = sent(made.filed()[1])
    stands = {
        office: visibility.context(accounts.officer(role, office), package)
        for role, office in [
            (Role.LEADER, "bawaslu-balikpapan"),
            (Role.BKN, "bkn"),
            (Role.BKPSDM, "bkpsdm-balikpapan"),
            (Role.BKPSDM, "bkpsdm-kukar"),
        ]
    }
    assert stands == {
        "bawaslu-balikpapan": Context.UNTAKEN,
        "bkn": Context.RECEIVED,
        "bkpsdm-balikpapan": Context.RECEIVED,
        "bkpsdm-kukar": Context.OTHER_OFFICE,
    }


def test_as_whom_somebody_may_act_for_an_office():
    user = accounts.officer(Role.LEADER, "bawaslu-balikpapan")
    accounts.membership(user, Role.OPERATOR, "bawaslu-balikpapan")
    accounts.membership(user, Role.VERIFIER, "bawaslu-kukar")
    found = visibility.actors(user, "bawaslu-balikpapan")
    assert [(actor.role, actor.user, actor.agency) for actor in found] == [
        (Role.OPERATOR, user.pk, "bawaslu-balikpapan"),
        (Role.LEADER, user.pk, "bawaslu-balikpapan"),
    ]
    assert visibility.actors(AnonymousUser(), "bawaslu-balikpapan") == []


def test_the_list_costs_two_statements(cases, django_assert_num_queries):
    user = accounts.officer(Role.VERIFIER, "bawaslu-balikpapan")
    with django_assert_num_queries(2):
        assert len(visibility.cases_visible_to(user)) == 1
