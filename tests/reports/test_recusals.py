"""Who stands aside sees the case nowhere; somebody is told; where nobody is left, the level above at once."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from procedures.models import Proceeding, Step
from procedures.vocabulary import SYSTEM, Actor
from regions.models import Unit
from reports import handling, hearings, recusals, visibility
from reports.models.case import Case, Recusal
from services.accounts.access import person_hash
from services.accounts.enums import Context, Role
from services.accounts.models import User
from services.audit.models import Entry
from services.notifications.models import Message
from tests.factories import accounts
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)
HOME, ABOVE = "bawaslu-balikpapan", "bawaslu-kaltim"
NIP = "199001012015031001"


@pytest.fixture(autouse=True)
def _in_the_campaign() -> Iterator[None]:
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


def acting(user: User, role: str = Role.VERIFIER) -> Actor:
    return Actor(role, user.pk, HOME)


def told() -> list[str]:
    return sorted(f"{one.letter} {one.reference}" for one in Message.objects.filter(key__contains="recusal:"))


def told_above() -> int:
    return Message.objects.filter(letter="office_escalated", reference=f"agency:{ABOVE}").count()


@pytest.fixture
def staff() -> dict[str, User]:
    return {role: accounts.officer(role, HOME) for role in ("operator", "verifier", "leader")}


def test_who_stands_aside_sees_the_case_nowhere_and_the_others_are_told(staff):
    _code, case = made.filed()
    handling.assign(case, officer=staff["verifier"].pk, by=acting(staff["leader"], Role.LEADER))
    other = made.filed()[1]

    row = recusals.recuse(case, reason="kin", note="Adik saya", by=acting(staff["verifier"]))

    assert set(visibility.cases_visible_to(staff["verifier"])) == {other}
    assert not visibility.reports_visible_to(staff["verifier"]).filter(links__case=case).exists()
    assert visibility.context(staff["verifier"], case) == Context.RECUSED
    assert case in visibility.cases_visible_to(staff["operator"])
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.officer, fresh.leg().officer) == (None, None)
    assert told() == sorted(f"office_step user:{staff[role].pk}" for role in ("operator", "leader"))
    entry = Entry.objects.get(action="case:recuse")
    assert (entry.subject, entry.actor, entry.detail) == (
        str(case.pk), f"user:{staff['verifier'].pk}", {"reason": "kin"},
    )  # fmt: skip
    assert (row.note, recusals.free(case)) == ("Adik saya", sorted([staff["operator"].pk, staff["leader"].pk]))


def test_standing_aside_twice_is_once(staff):
    _code, case = made.filed()
    for _ in range(2):
        recusals.recuse(case, reason="unit", by=acting(staff["operator"], Role.OPERATOR))
    assert Recusal.objects.count() == 1
    assert Entry.objects.filter(action="case:recuse").count() == 1


def test_when_nobody_is_left_the_level_above_is_told_at_once(staff):
    _code, case = made.filed()
    made.relayed()
    for role in ("operator", "verifier"):
        recusals.recuse(case, reason="kin", by=acting(staff[role], role))
    made.relayed()
    assert (told_above(), Proceeding.objects.get().level) == (0, 0)

    recusals.recuse(case, reason="kin", by=acting(staff["leader"], Role.LEADER))
    made.relayed()

    assert (told_above(), Proceeding.objects.get().level) == (1, 1)
    assert Step.objects.filter(event="escalate").count() == 1
    assert Case.objects.get().version == Proceeding.objects.get().version
    above = accounts.officer("leader", ABOVE)
    assert list(visibility.cases_lifted_to(above)) == [case]
    assert not visibility.cases_lifted_to(accounts.officer("verifier", ABOVE)).exists()
    assert not visibility.cases_lifted_to(accounts.officer("leader", "bawaslu-kalteng")).exists()
    assert not visibility.cases_visible_to(above).exists()


def test_without_a_leader_who_may_decide_the_level_above_is_told_too(staff):
    _code, case = made.filed()
    made.relayed()
    recusals.recuse(case, reason="kin", by=acting(staff["leader"], Role.LEADER))
    made.relayed()
    assert told_above() == 1


def test_a_case_that_turns_out_to_be_about_its_officer_leaves_their_hands(staff):
    officer = accounts.officer("verifier", HOME, person_hash=person_hash(NIP))
    _code, case = made.filed()
    handling.assign(case, officer=officer.pk, by=acting(staff["leader"], Role.LEADER))

    found = {"nip": NIP, "name": "Pegawai Contoh", "status": "pns"}
    hearings.record_status_check(case.respondents.get(), known=True, on=TODAY, by=made.desk(case), found=found)

    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.officer, fresh.leg().officer) == (None, None)
    assert not visibility.cases_visible_to(officer).exists()
    assert told() == sorted(f"office_step user:{one.pk}" for one in staff.values())
    assert officer.pk not in recusals.free(case)


def test_a_report_about_the_only_officers_own_unit_goes_to_the_level_above_at_once():
    unit = Unit.objects.create(agency_id="pemkot-balikpapan", name="Dinas Contoh")
    accounts.officer("leader", HOME, unit=unit)
    _code, case = made.filed()  # the respondent serves at "Dinas Contoh"
    made.relayed()
    assert told_above() == 1
    assert Case.objects.get().version == Proceeding.objects.get().version == 2
    made.relayed()
    assert told_above() == 1
    assert Case.objects.get(pk=case.pk).state == "review"


def test_nobody_is_troubled_by_a_report_about_strangers(staff, django_assert_num_queries):
    _code, case = made.filed()
    with django_assert_num_queries(2):
        recusals.look_after_new([case])
    made.relayed()
    assert (told(), told_above()) == ([], 0)


def test_a_recusal_names_a_person_and_a_known_reason(staff):
    _code, case = made.filed()
    with pytest.raises(ValueError, match="officer"):
        recusals.recuse(case, reason="kin", by=SYSTEM)
    with pytest.raises(ValueError, match="mood"):
        recusals.recuse(case, reason="mood", by=acting(staff["operator"]))
    assert not Recusal.objects.exists()


def test_a_package_of_a_case_one_left_is_hidden_as_well(staff):
    _code, case = made.filed()
    handling.register(case, number="001", by=made.desk(case))
    made.heard(case, on=TODAY)
    built = made.package(case, letter_date=TODAY)
    assert list(visibility.packages_visible_to(staff["verifier"])) == [built]
    recusals.recuse(case, reason="kin", by=acting(staff["verifier"]))
    assert not visibility.packages_visible_to(staff["verifier"]).exists()
    assert visibility.is_recused(staff["verifier"], built)
    assert list(visibility.packages_visible_to(staff["operator"])) == [built]


def test_fifty_conflicts_are_seen_by_nobody_concerned():
    unit = Unit.objects.create(agency_id="pemkot-balikpapan", name="Dinas Contoh")
    concerned = [
        accounts.officer("verifier", HOME, unit=unit),
        accounts.officer("verifier", HOME, person_hash=person_hash(NIP)),
        accounts.officer("verifier", HOME),
    ]
    free = accounts.officer("operator", HOME)
    cases = []
    for number in range(51):
        entry = made.respondent(unit="Dinas Contoh" if number % 3 == 0 else "Dinas Lain")
        case = made.filed(made.submission(respondents=(entry,)))[1]
        if number % 3 == 1:
            case.respondents.update(person_hash=person_hash(NIP))
        if number % 3 == 2:
            recusals.recuse(case, reason="interest", by=acting(concerned[2]))
        cases.append(case)
    for place, user in enumerate(concerned):
        seen = set(visibility.cases_visible_to(user))
        assert seen == {case for number, case in enumerate(cases) if number % 3 != place}
    assert set(visibility.cases_visible_to(free)) == set(cases)
