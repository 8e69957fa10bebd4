"""What must be true before the port opens: database, reference data, demo cases, first figures.

Run by `make run` in a process of its own. A wrong value ends it with one line and its remedy.
"""

import os
import sys
import time
from typing import NoReturn

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection

from netralitas.env import EnvError

DEMO_CASES = 300
DEMO_SEED = 2024


def say(text: str) -> None:
    """One line of progress."""
    print(f"netralitas | {text}", flush=True)


def fail(text: str) -> NoReturn:
    """One line on what is wrong and what to do, then the end."""
    print(f"netralitas | cannot go on: {text}", file=sys.stderr, flush=True)
    sys.exit(2)


def main() -> None:
    """Set up Django, reach the database, bring it up to date, fill it where it is a demo."""
    try:
        django.setup()
    except (EnvError, ImproperlyConfigured) as error:
        fail(str(error))
    from django.conf import settings  # noqa: PLC0415  (readable only after the set-up above)

    _reach_database()
    _step("bringing the database up to date", "migrate", verbosity=0)
    _step("loading regions, offices, acts and sanctions", "load_reference", verbosity=0)
    if settings.DEMO:
        cases = os.environ.get("DEMO_CASES", str(DEMO_CASES))
        _step(f"demo accounts and {cases} demo cases (DATA CONTOH)", "seed_demo", cases=int(cases), seed=DEMO_SEED)
    _step("publishing the first figures", "publish_statistics", verbosity=0)


def _step(text: str, command: str, **options: object) -> None:
    began = time.monotonic()
    say(f"{text} …")
    call_command(command, **options)
    say(f"{text}: {time.monotonic() - began:.1f} s")


def _reach_database() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        first = str(error).strip().splitlines()[0]
        fail(f"the database cannot be reached ({first}). Start it or correct DATABASE_URL")
    except DatabaseError as error:
        fail(f"the database refuses to work ({type(error).__name__}). Correct DATABASE_URL")


if __name__ == "__main__":
    main()
