from datetime import date

import pytest
import time_machine

from sanctions import counting, public
from sanctions.models.count import Count
from sanctions.public import Announced
from tests.factories import sanctions as make

pytestmark = pytest.mark.django_db


def counted(stage: str = "recommended", **fields: object) -> None:
    person = make.respondent()
    counting.count(person, stage, on=fields.get("on", make.TODAY), announced_on=fields.get("announced_on"))  # type: ignore[arg-type]


def test_only_what_an_office_announced_is_an_announced_figure() -> None:
    counted(announced_on=None)
    counted(announced_on=date(2024, 10, 4))
    counted(announced_on=date(2024, 10, 7))
    assert public.announced(date(2024, 10, 3)) == []
    assert public.announced(date(2024, 10, 6)) == [
        Announced("person", "64.71", "pilkada-2024", date(2024, 10, 1), "recommended", 1)
    ]
    assert [row.number for row in public.announced(date(2024, 10, 7))] == [2]


def test_figures_are_kept_apart_by_month_and_stage() -> None:
    for stage, on in (("recommended", date(2024, 9, 30)), ("recommended", make.TODAY), ("decided", make.TODAY)):
        counted(stage, on=on, announced_on=make.TODAY)
    assert [(row.month, row.stage, row.number) for row in public.announced(make.TODAY)] == [
        (date(2024, 9, 1), "recommended", 1),
        (date(2024, 10, 1), "decided", 1),
        (date(2024, 10, 1), "recommended", 1),
    ]


def test_changes_come_in_order_behind_a_cursor() -> None:
    for _each in range(3):
        counted()
    first, second, third = public.changes(0)
    assert first.id < second.id < third.id
    assert list(public.changes(second.id)) == [third]
    assert list(public.changes(third.id)) == []
    assert list(public.changes(0, limit=1)) == [first]


def test_an_act_outside_every_stage_has_no_election(clock: time_machine.Traveller) -> None:
    clock.move_to("2026-06-01T02:00:00+00:00")
    of = make.package(incident_date=date(2026, 5, 20), rule_set="OUTSIDE_ELECTION", phase="OUTSIDE", contest="unknown")
    counting.count(make.respondent(of=of), "recommended", on=date(2026, 6, 1), announced_on=None)
    assert Count.objects.get().election == ""


def test_one_person_has_one_key_at_every_stage_and_counts_once() -> None:
    person, other = make.respondent(), make.respondent()
    for stage in ("recommended", "recommended", "decided"):
        counting.count(person, stage, on=make.TODAY, announced_on=None)
    counting.count(other, "recommended", on=make.TODAY, announced_on=None)
    assert Count.objects.count() == 3
    assert Count.objects.filter(key=counting.key(person)).count() == 2
    assert counting.key(person) not in (person.pk, counting.key(other))
