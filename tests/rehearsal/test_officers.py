"""Invented officers do nothing that the core would refuse, on whatever day their turn comes."""

from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
import time_machine

from rehearsal import plan, staff
from rehearsal.desks import Desks
from rehearsal.officers import Road
from reports.enums import ReplyKind
from reports.models.hearing import Answer, Invitation
from tests.factories import reports as factory

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2024-12-01T09:00:00+08:00")
CHANCE = Random(1)  # noqa: S311  (repeatable on purpose)


class Absent(Random):
    """Everybody stays away who can."""

    def choices(self, population: Any, *_given: Any, **_more: Any) -> list[Any]:
        return [ReplyKind.ABSENCE for _kind in population]


@pytest.mark.parametrize(
    ("heard_on", "kind", "invited_on"),
    [
        ("2024-10-03", ReplyKind.ANSWER, []),  # received that day
        ("2024-10-04", ReplyKind.ANSWER, []),
        ("2024-10-05", ReplyKind.ABSENCE, [date(2024, 10, 3)]),
    ],
)
def test_nobody_is_away_from_a_hearing_to_which_they_could_not_be_invited_yet(
    heard_on: str, kind: str, invited_on: list[date], settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    with time_machine.travel(datetime.fromisoformat("2024-10-03T09:00:00+08:00"), tick=False):
        staff.hire(date(2024, 10, 3), tmp_path)
        _code, case = factory.filed()
    with time_machine.travel(datetime.fromisoformat(f"{heard_on}T09:00:00+08:00"), tick=False):
        road = Road(plan.filing(CHANCE, now=NOW), Absent(), Desks(), "1")
        road.hear(case)
    assert [str(answer.kind) for answer in Answer.objects.all()] == [kind]
    assert list(Invitation.objects.values_list("letter_date", flat=True)) == invited_on
