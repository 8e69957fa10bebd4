"""Progress: a bar that is drawn over on a terminal, plain lines for everybody else."""

import io
from datetime import timedelta

import pytest

from rehearsal import happenings
from rehearsal.management.commands.rehearse import Command
from rehearsal.run import Rehearsal

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(where: io.StringIO, *, verbosity: int = 1) -> str:
    """What is written when every hour of a season of 30 days is reported."""
    known = happenings.almanac(30)
    show = Command(stdout=where)._progress(Rehearsal(days=30, cases=5, seed=1), verbosity)
    for hour in range(1, 30 * 24 + 1):
        show(known.begins + timedelta(hours=hour), hour)
    return where.getvalue()


def test_a_terminal_gets_one_line_that_fills_up() -> None:
    said = told(Terminal())
    assert said.count("\n") == 1
    assert said.startswith("\r[                              ] 2024-08-20    0%  1 acts")
    assert said.endswith("\r[##############################] 2024-09-18  100%  720 acts\n")


def test_a_file_gets_ten_plain_lines() -> None:
    lines = told(io.StringIO()).splitlines()
    assert len(lines) == 10
    assert lines[0] == "  2024-08-22   10%  72 acts"
    assert lines[-1] == "  2024-09-18  100%  720 acts"


def test_whoever_wants_silence_gets_it() -> None:
    assert told(io.StringIO(), verbosity=0) == ""
