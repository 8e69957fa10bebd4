"""Who stands where on which day."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from regions.models import Agency, Unit
from services.accounts import access
from services.accounts.access import Standing
from services.accounts.models import Membership, User
from tests.factories import accounts

pytestmark = pytest.mark.django_db
BEFORE, CHANGE, AFTER = date(2024, 9, 3), date(2024, 9, 4), date(2024, 9, 5)
HOME = accounts.HOME


def test_a_membership_holds_from_its_first_day_until_the_day_before_its_last() -> None:
    user = accounts.user()
    accounts.membership(user, "verifier", since=date(2024, 3, 1), until=date(2024, 4, 1))

    standing = (Standing("verifier", HOME),)
    assert access.roles_at(user, date(2024, 2, 29)) == ()
    assert access.roles_at(user, date(2024, 3, 1)) == standing
    assert access.roles_at(user, date(2024, 3, 31)) == standing
    assert access.roles_at(user, date(2024, 4, 1)) == ()


def test_an_inactive_account_stands_nowhere() -> None:
    user = accounts.officer()
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.refresh_from_db()

    assert access.roles_at(user, AFTER) == ()
    assert access.officers_of(HOME, on=AFTER) == []
    assert access.address_of(user.pk, AFTER) is None


def test_nobody_is_not_an_officer() -> None:
    assert access.roles_at(AnonymousUser(), AFTER) == ()


def test_a_bkn_officer_acts_for_kasn_once_its_work_came_over(reference: None) -> None:
    user = accounts.officer("bkn", "bkn")

    assert access.agencies_of(user, BEFORE) == {"bkn"}
    assert access.roles_at(user, CHANGE) == (Standing("bkn", "bkn"), Standing("bkn", "kasn", inherited=True))


def test_a_kasn_officer_stands_nowhere_after_kasn_has_ended(reference: None) -> None:
    user = accounts.officer("bkn", "kasn")

    assert access.agencies_of(user, BEFORE) == {"kasn"}
    assert access.agencies_of(user, CHANGE) == frozenset()


def test_officers_of_an_ended_office_are_those_of_its_successor(reference: None) -> None:
    user = accounts.officer("bkn", "bkn")

    assert access.officers_of("kasn", on=AFTER) == [user.pk]
    assert access.officers_of("kasn", on=BEFORE) == []


def test_officers_can_be_asked_for_by_role() -> None:
    operator, leader = accounts.officer("operator"), accounts.officer("leader")

    assert access.officers_of(HOME, role="leader", on=AFTER) == [leader.pk]
    assert set(access.officers_of(HOME, on=AFTER)) == {operator.pk, leader.pk}


def test_agencies_can_be_asked_for_by_role() -> None:
    user = accounts.officer("operator")
    accounts.membership(user, "leader", "bawaslu-kendari")

    assert access.agencies_of(user, AFTER, roles=["leader"]) == {"bawaslu-kendari"}


def test_an_office_without_anyone_has_no_officer() -> None:
    assert not access.has_officer(HOME)
    accounts.officer()
    assert access.has_officer(HOME)


def test_who_attends_an_office_is_told_apart_from_its_leaders() -> None:
    leader, verifier = accounts.officer("leader", HOME), accounts.officer("verifier", HOME)
    assert access.attending(HOME) == {leader.pk: False, verifier.pk: True}
    both = accounts.officer("leader", HOME)
    accounts.membership(both, "operator", HOME)
    assert access.attending(HOME)[both.pk]


def test_a_dismissed_officer_has_no_address() -> None:
    user = accounts.officer(email="contoh@example.invalid")

    assert access.address_of(user.pk, AFTER) == "contoh@example.invalid"
    Membership.objects.filter(user=user).update(until=AFTER)
    assert access.address_of(user.pk, AFTER) is None


def test_leaders_are_written_to_before_others() -> None:
    accounts.officer("operator", email="operator@example.invalid")
    assert access.leader_addresses(HOME, AFTER) == ["operator@example.invalid"]

    accounts.officer("leader", email="pimpinan@example.invalid")
    assert access.leader_addresses(HOME, AFTER) == ["pimpinan@example.invalid"]


def test_a_person_is_recused_from_their_own_case_under_any_account() -> None:
    hashed = access.person_hash("19800101 200501 1 001")
    user = accounts.user(person_hash=hashed)

    assert access.recused(user, person_hash=access.person_hash("198001012005011001"))
    assert not access.recused(user, person_hash=access.person_hash("198001012005011002"))
    assert not access.recused(user, person_hash="")


def test_without_a_nip_nobody_is_the_same_person() -> None:
    assert access.person_hash(" - ") == ""
    assert not access.recused(accounts.user(person_hash=""), person_hash="")


def test_a_person_is_recused_from_a_case_about_their_own_unit() -> None:
    unit = Unit.objects.create(agency=Agency.objects.get(code=HOME), name="Bagian  Umum")
    other = Unit.objects.create(agency=Agency.objects.get(code=HOME), name="Bagian Hukum")
    user = accounts.user(unit=unit)

    assert access.recused(user, unit=unit)
    assert access.recused(user, unit="bagian umum")
    assert not access.recused(user, unit=other)
    assert not access.recused(user, unit="")
    assert not access.recused(accounts.user(), unit=unit)
