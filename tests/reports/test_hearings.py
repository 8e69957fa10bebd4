"""What decisions rest on, recorded with who recorded it."""

from datetime import date

import pytest
import time_machine

from procedures.enums import Fact
from procedures.vocabulary import SYSTEM
from reports import facts, handling, hearings, public
from reports.models.count import Count
from reports.models.hearing import Announcement, Answer
from services.accounts import access
from services.accounts.enums import Role
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)


@pytest.fixture(autouse=True)
def _in_the_campaign():
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


def test_nothing_recorded_is_no_fact():
    _code, case = made.filed()
    assert facts.gather(case.leg()).present == frozenset()


def test_the_right_of_reply_is_met_when_everybody_had_theirs():
    people = tuple(made.respondent(position=f"Staf {number}") for number in range(2))
    _code, case = made.filed(made.submission(respondents=people))
    first, second = case.respondents.all()
    hearings.record_reply(first, kind="answer", on=TODAY, summary="Menyangkal.", by=made.desk(case))
    assert Fact.RIGHT_OF_REPLY not in facts.gather(case.leg()).present
    hearings.record_reply(second, kind="waiver", on=TODAY, by=made.desk(case))
    assert Fact.RIGHT_OF_REPLY in facts.gather(case.leg()).present
    with pytest.raises(ValueError, match="silence"):
        hearings.record_reply(second, kind="silence", on=TODAY, by=made.desk(case))
    assert Answer.objects.count() == 2


def test_a_status_check_replaces_what_was_typed_and_keeps_a_hash_of_the_nip():
    _code, case = made.filed(made.submission(respondents=(made.respondent(employer="Pemkot"),)))
    person = case.respondents.get()
    found = {"name": " Pegawai Contoh ", "nip": "199001012015031001", "status": "pppk", "employer": "pemkot-balikpapan"}
    hearings.record_status_check(person, known=True, on=TODAY, by=made.desk(case), found=found)
    person.refresh_from_db()
    assert (person.name, person.status, person.employer_id, person.employer_text) == (
        "Pegawai Contoh", "pppk", "pemkot-balikpapan", "",
    )  # fmt: skip
    assert person.person_hash == access.person_hash("199001012015031001")
    assert facts.gather(case.leg()).present == {Fact.STATUS_CHECKED}


@pytest.mark.parametrize("nip", ["0" * 18, "1" * 18, "199013012015031001", "199001322015031001", "199001012015131001"])
def test_a_number_that_can_be_no_nip_is_refused_and_may_be_left_out(nip: str):
    _code, case = made.filed()
    person = case.respondents.get()
    with pytest.raises(hearings.Unsound) as refused:
        hearings.record_status_check(person, known=True, on=TODAY, by=made.desk(case), found={"nip": nip})
    assert "atau kosongkan" in refused.value.faults["nip"]
    person.refresh_from_db()
    assert (person.nip, person.checked_on) == ("", None)
    hearings.record_status_check(person, known=True, on=TODAY, by=made.desk(case), found={"nip": ""})


def test_unknown_after_a_check_is_a_check():
    _code, case = made.filed()
    hearings.record_status_check(case.respondents.get(), known=False, on=TODAY, by=made.desk(case))
    assert facts.gather(case.leg()).present == {Fact.STATUS_CHECKED}
    assert case.respondents.get().identity_known is False


def test_a_check_of_something_else_is_an_error_of_ours():
    _code, case = made.filed()
    with pytest.raises(ValueError, match="description"):
        hearings.record_status_check(
            case.respondents.get(), known=True, on=TODAY, by=made.desk(case), found={"description": "x"}
        )


def test_a_record_names_the_officer_who_made_it():
    _code, case = made.filed()
    with pytest.raises(ValueError, match="officer"):
        hearings.record_reply(case.respondents.get(), kind="answer", on=TODAY, by=SYSTEM)


def test_a_package_is_a_fact_from_its_approval_until_it_has_left():
    _code, case = made.filed()
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.heard(case, on=TODAY)
    assert Fact.PACKAGE not in facts.gather(case.leg()).present
    package = made.package(case, letter_date=TODAY)
    known = facts.gather(case.leg())
    assert known.values["packages"] == [str(package.pk)]
    assert Fact.PACKAGE in known.present
    made.minutes(case, held_on=TODAY)
    handling.refer(case, by=made.desk(case, Role.LEADER))
    made.relayed()
    assert Fact.PACKAGE not in facts.gather(case.leg()).present


def test_facts_of_another_desk_s_leg_are_not_ours():
    _code, case = made.filed()
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.heard(case, on=TODAY)
    made.referred(case, on=TODAY)
    assert facts.gather(made.legs(case)[0]).present == frozenset()


@pytest.mark.parametrize("first", ["count", "announcement"])
def test_figures_count_a_stage_once_it_was_announced_whichever_came_first(first):
    _code, case = made.filed()
    handling.register(case, number="001/Reg", by=made.desk(case))
    if first == "count":
        made.relayed()
        assert public.announced(TODAY) == []
    hearings.announce(case, stage="registered", on=TODAY, by=made.desk(case))
    made.relayed()
    [row] = public.announced(TODAY)
    assert (row.unit, row.region, row.election, row.month, row.stage, row.number) == (
        "case", "64.71", "pilkada-2024", date(2024, 10, 1), "registered", 1,
    )  # fmt: skip


def test_the_day_that_was_announced_first_stands():
    with time_machine.travel("2024-10-04T09:00:00+08:00", tick=False):
        _code, case = made.filed()
        handling.register(case, number="001/Reg", by=made.desk(case))
        made.relayed()
    hearings.announce(case, stage="registered", on=date(2024, 10, 4), by=made.desk(case))
    hearings.announce(case, stage="registered", on=TODAY, by=made.desk(case))
    assert Announcement.objects.get().on == date(2024, 10, 4)
    assert Count.objects.get(unit="case", stage="registered").announced_on == date(2024, 10, 4)


def test_keys_of_figures_lead_nowhere_and_join_the_stages():
    _code, case = made.filed()
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.relayed()
    keys = set(Count.objects.filter(unit="case").values_list("key", flat=True))
    assert len(keys) == 1
    assert case.pk not in keys
    assert [change.stage for change in public.changes(0)].count("registered") == 2
    last = max(change.id for change in public.changes(0))
    assert list(public.changes(last)) == []
