"""What `rehearse` refuses, in words, with nothing changed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from regions.models import Holiday
from rehearsal import happenings
from rehearsal.management.commands import rehearse
from rehearsal.models import Board
from reports.models.case import Case
from services.accounts.models import Membership
from services.notifications.models import Message
from tests.factories import reports as make

pytestmark = pytest.mark.django_db

USUAL: dict[str, Any] = {"days": 30, "cases": 5, "seed": 1, "verbosity": 0}


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def untouched(folder: Path) -> bool:
    """Whether nobody was hired, nothing sent, no holiday made, no board kept and no marker left."""
    holidays = Holiday.objects.filter(basis=happenings.BASIS).exists()
    rows = [model.objects.exists() for model in (Membership, Message, Board)]
    return not any(rows) and not holidays and list(folder.iterdir()) == []


def refused(folder: Path, **arguments: Any) -> str:
    cases = Case.objects.count()
    with pytest.raises(CommandError) as error:
        call_command("rehearse", **{**USUAL, **arguments})
    assert (Case.objects.count(), untouched(folder)) == (cases, True)
    return str(error.value)


def test_real_cases_are_never_joined_by_played_ones(tmp_path: Path) -> None:
    make.filed()
    Message.objects.all().delete()
    said = "This database holds real cases; a rehearsal is refused and nothing was changed."
    assert refused(tmp_path) == said


def test_an_installation_that_is_no_demo_is_refused(settings: Any, tmp_path: Path) -> None:
    settings.DEMO = False
    assert refused(tmp_path) == "This installation holds real cases (DEMO is 0); a rehearsal is refused."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"days": 9}, "--days: '9' is not a whole number from 10 to 366."),
        ({"days": "seminggu"}, "--days: 'seminggu' is not a whole number from 10 to 366."),
        ({"days": 367}, "--days: '367' is not a whole number from 10 to 366."),
        ({"cases": 0}, "--cases: '0' is not a whole number from 1 to 100000."),
        ({"cases": 100_001}, "--cases: '100001' is not a whole number from 1 to 100000."),
        ({"seed": -1}, "--seed: '-1' is not a whole number from 0 to 9223372036854775807."),
        ({"seed": "²"}, "--seed: '²' is not a whole number from 0 to 9223372036854775807."),
    ],
)
def test_a_wrong_number_is_named(arguments: dict[str, Any], said: str, tmp_path: Path) -> None:
    assert refused(tmp_path, **arguments) == said


def test_a_board_that_could_not_be_written_is_said_before_the_season(tmp_path: Path) -> None:
    folder = tmp_path.parent
    assert "a folder. Name a file in it" in refused(tmp_path, output=str(folder))
    assert "which is no folder. Make it first." in refused(tmp_path, output=str(folder / "absent" / "score.json"))


def test_an_interrupted_filling_is_not_continued(tmp_path: Path) -> None:
    (tmp_path / rehearse.UNFINISHED).touch()
    with pytest.raises(CommandError, match="was interrupted"):
        call_command("rehearse", **USUAL)
    assert (Case.objects.count(), Membership.objects.count(), Board.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("length", [10, 30, 90, 366])
def test_a_season_of_any_length_holds_all_that_happens_in_it(length: int) -> None:
    known = happenings.almanac(length)
    assert (known.last - known.first).days == length - 1
    assert known.authority_changes == date(2024, 9, 4)
    inside = [known.closure.since, known.late_holiday_decreed, known.late_holiday, known.joint_leave]
    assert [day for day in inside if not known.first < day < known.last] == []
    assert known.closure.until < known.last
    assert known.late_holiday_decreed < known.late_holiday != known.joint_leave
