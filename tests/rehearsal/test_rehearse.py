"""A rehearsed season: what must hold after it, the same board from the same seed, and what is refused before it."""

import fcntl
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("--days", "30", "--cases", "60", "--seed", "7")
SHORT = ("--days", "12", "--cases", "20", "--seed", "7")
SOUND = {
    "audit_chain_verified": True,
    "invariant_violations": 0,
    "letters_doubled": 0,
    "letters_owed_not_sent": 0,
    "orphans": 0,
    "work_left_by_killed_workers": 0,
}
SEASON = {
    "first_day": "2024-08-20",
    "last_day": "2024-09-18",
    "authority_changes_on": "2024-09-04",
    "closed_office": "bawaslu-balikpapan",
    "closed_from": "2024-08-27",
    "closed_until": "2024-08-30",
    "joint_leave": "2024-09-06",
    "late_holiday": "2024-09-02",
    "late_holiday_decreed_on": "2024-08-31",
}


def portal(var: Path, *arguments: str, database: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
    """`manage.py` in a process of its own, as a person starts it: with nothing but VAR_DIR."""
    unset = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "DEMO", "DEMO_NOW")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    environment = {**kept, "VAR_DIR": str(var), **({"DATABASE_URL": database} if database else {}), **more}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def rehearsed(var: Path, *arguments: str, database: str = "") -> bytes:
    """The score board of one rehearsal, as it lies on disk."""
    file = var.parent / f"{uuid.uuid4().hex}.json"
    file.parent.mkdir(exist_ok=True)
    done = portal(var, "rehearse", *(arguments or SMALL), "--output", str(file), database=database)
    assert done.returncode == 0, done.stderr
    return file.read_bytes()


@pytest.fixture
def database() -> Iterator[Callable[[], str]]:
    """Makes empty PostgreSQL databases, and takes them away again."""
    server, made = os.environ["DATABASE_URL"], list[str]()

    def execute(statement: str) -> None:
        connection = psycopg2.connect(urlparse(server)._replace(path="/postgres").geturl())
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()

    def make() -> str:
        made.append(f"netralitas_rehearsal_{uuid.uuid4().hex[:8]}")
        execute(f'CREATE DATABASE "{made[-1]}"')
        return str(urlparse(server)._replace(path=f"/{made[-1]}").geturl())

    yield make
    for name in made:
        execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def has_all_it_is_there_for(board: dict[str, Any]) -> None:
    """Deadlines kept and missed, escalations, both authorities, letters of every kind, workers that died."""
    codes = {office["code"] for office in board["offices"]}
    assert {"kasn", "bkn", "bawaslu-balikpapan", "bawaslu-kotim", "bawaslu-kendari"} <= codes
    total, faults = board["total"], board["faults"]
    numbers = [total[name] for name in ("deadlines_met", "deadlines_missed", "escalations", "reminders")]
    numbers += [board["letters"][name] for name in ("to_offices", "to_officers", "to_reporters")]
    numbers += [faults["moves_made_too_late"], faults["work_left_behind"], sum(faults["workers_killed"].values())]
    assert [number for number in numbers if number <= 0] == []


def adds_up(board: dict[str, Any]) -> None:
    """The sum is the sum of the offices, whichever way it is taken."""
    names = ("open_at_end", "deadlines_met", "deadlines_missed", "deadlines_running", "reminders", "escalations")
    for name in names:
        assert board["total"][name] == sum(office[name] for office in board["offices"]), name
    assert board["total"]["legs"] == sum(office["cases"] for office in board["offices"])
    assert board["total"]["legs"] == sum(sum(states.values()) for states in board["procedures"].values())
    assert board["total"]["letters_sent"] == board["letters"]["to_offices"] + board["letters"]["to_officers"]


@pytest.mark.slow
def test_a_small_season_holds_and_comes_back_byte_for_byte(tmp_path: Path) -> None:
    """With nothing but VAR_DIR; the same seed once more, and a season after a season."""
    var = tmp_path / "var"
    first = rehearsed(var)
    board = json.loads(first)
    assert board["arguments"] == {"days": 30, "cases": 60, "seed": 7}
    assert board["total"]["cases"] == 60
    assert board["checks"] == SOUND
    assert board["season"] == SEASON
    has_all_it_is_there_for(board)
    adds_up(board)
    assert rehearsed(tmp_path / "again" / "var") == first
    after = json.loads(rehearsed(var, *SHORT))
    assert (after["checks"], after["total"]["cases"]) == (SOUND, 20)
    audit = portal(var, "verify_audit")
    assert (audit.returncode, audit.stdout.startswith("audit chain intact")) == (0, True)


@pytest.mark.slow
@pytest.mark.postgres
def test_either_database_writes_the_same_file(tmp_path: Path, database: Callable[[], str]) -> None:
    embedded = rehearsed(tmp_path / "embedded" / "var", *SHORT)
    assert rehearsed(tmp_path / "server" / "var", *SHORT, database=database()) == embedded


@pytest.mark.proof
def test_a_whole_season_holds_as_well(tmp_path: Path) -> None:
    board = json.loads(rehearsed(tmp_path / "var", "--days", "90", "--cases", "2000", "--seed", "7"))
    assert board["checks"] == SOUND
    assert board["total"]["cases"] == 2000
    kinds = board["faults"]["workers_killed"]
    assert [name for name, times in kinds.items() if times == 0] == []
    assert [name for name, states in board["procedures"].items() if not states] == []  # every road was travelled
    assert board["faults"]["steps_refused"] == 0
    adds_up(board)
    other = json.loads(rehearsed(tmp_path / "other", "--days", "90", "--cases", "200", "--seed", "8"))
    assert other["checks"] == SOUND


@pytest.mark.slow
def test_a_portal_that_runs_is_not_rehearsed_under_its_feet(tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir()
    with (var / "vault.sock.lock").open("w") as lock:  # what tells one vault that another serves here
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = portal(var, "rehearse", *SHORT)
    assert done.returncode == 1
    said = f"CommandError: A portal runs on {var}. Stop it first: its worker would act on these cases.\n"
    assert done.stderr == said
    assert not (var / "demo-accounts.json").exists()
    assert not (var / "demo-unfinished").exists()
