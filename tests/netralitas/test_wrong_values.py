"""Whatever is wrong with a value: one line that names the variable, what is expected and the remedy."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from netralitas import clock
from netralitas.foreground import ROOT
from rehearsal import plan
from tests.netralitas.starting import Portal, refused

ADDRESS = "Write an address that starts with postgres or postgresql or sqlite://"
READABLE = "The port is a number up to 65535; in a password / is written %2F, # is %23, ? is %3F, [ is %5B"
UNREADABLE = f"DATABASE_URL: is no address that can be read. {ADDRESS}. {READABLE}"
NAMELESS = "DATABASE_URL: names no database by 1 to 63 characters. Write postgres://user:password@host:5432/name"
REDIS = "Write an address that starts with redis or rediss://"
PORT = "Write a number from 1 to 65535, as in: make run PORT=8001"
SPAN = "Write a moment from 2023-11-02T00:00+08:00 to 2030-12-31T23:59+08:00"
WRONG = {
    "PORT=eighty": f"PORT is 'eighty'. {PORT}",
    "PORT=²": f"PORT is '²'. {PORT}",
    "PORT=0": f"PORT is '0'. {PORT}",
    "PORT=65536": f"PORT is '65536'. {PORT}",
    "PORT=-1": f"PORT is '-1'. {PORT}",
    f"PORT={'9' * 5000}": f"PORT is '{'9' * 5000}'. {PORT}",
    "VAR_DIR=/dev/null/var": "VAR_DIR: cannot be written (Not a directory). Name a folder that this account may write",
    "VAR_DIR=/dev/null": "VAR_DIR: cannot be written (File exists). Name a folder that this account may write",
    "VAR_DIR=~no-such-account/var": "VAR_DIR is '~no-such-account/var', which leads nowhere. "
    "Write the whole path of a folder",
    f"VAR_DIR=/tmp/{'x' * 300}": "VAR_DIR: cannot be written (File name too long). "
    "Name a folder that this account may write",
    "DEMO=yes": "DEMO: is 'yes'. Write 1 (yes) or 0 (no)",
    "DEMO=2": "DEMO: is '2'. Write 1 (yes) or 0 (no)",
    "DEMO_NOW=yesterday": "DEMO_NOW: is 'yesterday'. Write a moment with its offset, as 2024-10-03T09:00+08:00",
    "DEMO_NOW=2024-10-03": "DEMO_NOW: is '2024-10-03'. Write a moment with its offset, as 2024-10-03T09:00+08:00",
    "DEMO_NOW=2023-10-31T09:00+08:00": f"DEMO_NOW: is '2023-10-31T09:00+08:00'. {SPAN}",
    "DEMO_NOW=0001-01-01T00:00+14:00": f"DEMO_NOW: is '0001-01-01T00:00+14:00'. {SPAN}",
    "DEMO_NOW=9999-12-31T23:59-12:00": f"DEMO_NOW: is '9999-12-31T23:59-12:00'. {SPAN}",
    "DEMO_CASES=many": "DEMO_CASES is 'many'. Write a whole number up to 1000000",
    f"DEMO_CASES={'9' * 5000}": f"DEMO_CASES is '{'9' * 5000}'. Write a whole number up to 1000000",
    "LOG_LEVEL=loud": "LOG_LEVEL: is 'loud'. Write one of DEBUG, INFO, WARNING, ERROR",
    "OVERSEER_CHANGED_ON=soon": "OVERSEER_CHANGED_ON: is 'soon'. Write a day as 2024-09-04",
    "DATABASE_URL=mysql://root:geheim@db/x": f"DATABASE_URL: is 'mysql://db/x'. {ADDRESS}",
    "DATABASE_URL=root:geheim@db/x": f"DATABASE_URL: is no such address. {ADDRESS}",
    "DATABASE_URL=postgres://127.0.0.1": NAMELESS,
    "DATABASE_URL=postgres://u:geheim@127.0.0.1:5432/": NAMELESS,
    f"DATABASE_URL=postgres:///{'n' * 64}": NAMELESS,
    "DATABASE_URL=postgres://u:geheim@127.0.0.1:abc/n": UNREADABLE,
    "DATABASE_URL=postgres://u:geheim@127.0.0.1:99999/n": UNREADABLE,
    "DATABASE_URL=postgres://u@[::1/n": UNREADABLE,
    "DATABASE_URL=postgres://u:ge/heim@127.0.0.1/n": UNREADABLE,
    "DATABASE_URL=postgres://nobody@127.0.0.1:1/none": "the database cannot be reached (connection to server at "
    '"127.0.0.1", port 1 failed: Connection refused). Start it or correct DATABASE_URL',
    "DATABASE_URL=postgres://127.0.0.1:1/none?sslmood=full": "the database refuses to work (ProgrammingError). "
    "Correct DATABASE_URL",
    "DATABASE_URL=sqlite:///dev/null/none": "the database cannot be reached (unable to open database file). "
    "Start it or correct VAR_DIR, or DATABASE_URL",
    "DATABASE_URL=sqlite://none.sqlite3": "DATABASE_URL: names no file. "
    "Write its whole path, as sqlite:///srv/netralitas.sqlite3",
    "REDIS_URL=redis://127.0.0.1:1/0": "Redis cannot be reached (Error 111 connecting to 127.0.0.1:1. Connection "
    "refused). Start it, or correct REDIS_URL or leave it out",
    "REDIS_URL=there": f"REDIS_URL: is 'there'. {REDIS}",
    "REDIS_URL=unix:///run/redis.sock": f"REDIS_URL: is 'unix:///run/redis.sock'. {REDIS}",
    "REDIS_URL=redis://:geheim@127.0.0.1:abc/0": f"REDIS_URL: is no address that can be read. {REDIS}. {READABLE}",
    "REDIS_URL=redis://127.0.0.1:99999": f"REDIS_URL: is no address that can be read. {REDIS}. {READABLE}",
    "REDIS_URL=redis://[::1/0": f"REDIS_URL: is no address that can be read. {REDIS}. {READABLE}",
    "REDIS_URL=redis://": "REDIS_URL: names no host. Write redis://host:6379/0",
    "REDIS_URL=redis://127.0.0.1:1/first": "REDIS_URL: names the database 'first', which is no number. "
    "Write redis://host:6379/0",
    "REDIS_URL=redis://127.0.0.1:1/0?hurry=1": "Redis cannot be reached (AbstractConnection.__init__() got an "
    "unexpected keyword argument 'hurry'). Start it, or correct REDIS_URL or leave it out",
}


@pytest.mark.parametrize("change", WRONG)
def test_wrong_value_ends_in_one_line_with_its_remedy(change: str, tmp_path: Path) -> None:
    name, _, value = change.partition("=")
    assert refused(tmp_path, **{name: value}) == WRONG[change]


def test_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = f"port {port} cannot be used (Address already in use). Choose another: make run PORT=8001"
        assert refused(tmp_path, PORT=str(port)) == said
    assert not (tmp_path / "var").exists()


def test_time_travels_in_a_demo_only(tmp_path: Path) -> None:
    said = "DEMO_NOW: is set. Case time may travel in a demo only; remove the variable"
    assert refused(tmp_path, DEMO="0", DEMO_NOW="2024-10-03T09:00+08:00") == said


def test_the_first_moment_of_a_demo_lies_behind_the_first_day_of_its_cases() -> None:
    assert (clock.FIRST.date() - plan.FIRST).days == 1
    assert clock.LAST.date() < plan.WINDOWS[-1].last


def prepared(folder: Path, **changes: str) -> "subprocess.CompletedProcess[str]":
    """All of a start that comes before the port opens."""
    settings = {"DJANGO_SETTINGS_MODULE": "netralitas.settings.demo", "DEMO_CASES": "6", **changes}
    return subprocess.run(
        [sys.executable, "-m", "netralitas.prepare"],
        cwd=ROOT, env=Portal(folder).environment | settings, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_a_demo_is_not_shown_at_an_earlier_moment_than_its_cases(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    made = prepared(folder, DEMO_NOW="2024-10-03T09:00+08:00")
    assert made.returncode == 0, made.stderr

    again = prepared(folder, DEMO_NOW="2024-10-03T09:00+08:00")  # the same journey once more
    assert (again.returncode, "cases exist already" in again.stdout) == (0, True)
    earlier = prepared(folder, DEMO_NOW="2023-12-01T09:00+08:00")
    assert earlier.returncode == 2
    [said] = earlier.stderr.splitlines()
    assert said.startswith("netralitas | cannot go on: this demo holds cases up to 2024-")
    assert said.endswith(", later than DEMO_NOW (2023-12-01T09:00+08:00). Name a later DEMO_NOW, or another VAR_DIR")


@pytest.mark.slow
def test_a_demo_on_its_first_possible_day_holds_cases_of_november_2023(tmp_path: Path) -> None:
    made = prepared(tmp_path / "var", DEMO_NOW="2023-11-02T00:00+08:00")
    assert made.returncode == 0, made.stderr
    assert json.loads((tmp_path / "var" / "demo-accounts.json").read_text())


def test_a_folder_with_signs_of_an_address_in_its_name_is_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a#b?c%41 d"
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT, env={"PATH": os.environ["PATH"], "VAR_DIR": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "netralitas.sqlite3").exists()
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
