"""What must be true before the port opens: database, reference data, demo cases, first figures.

Run by `make run` in a process of its own. A wrong value ends it with one line and its remedy.
"""

import io
import os
import signal
import sys
import time
from typing import NoReturn

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection
from redis import Redis
from redis.exceptions import RedisError

from netralitas.env import EnvError, is_whole

DEMO_CASES = 300
MOST_CASES = 1_000_000
DEMO_SEED = 2024


def say(text: str) -> None:
    """One line of progress."""
    print(f"netralitas | {text}", flush=True)


def fail(text: str) -> NoReturn:
    """One line on what is wrong and what to do, then the end."""
    print(f"netralitas | cannot go on: {text}", file=sys.stderr, flush=True)
    sys.exit(2)


class Lines(io.TextIOBase):
    """What a command tells about its progress, under our prefix."""

    def write(self, text: str) -> int:
        """Whole lines, as commands write them."""
        sys.stdout.write("".join(f"netralitas | {line}" for line in text.splitlines(keepends=True)))
        sys.stdout.flush()
        return len(text)


def main() -> None:
    """Set up Django, reach database and broker, bring everything up to date, fill it where it is a demo."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # no traceback: whoever ended us knows
    signal.signal(signal.SIGTERM, _end_all)
    cases = _cases(os.environ.get("DEMO_CASES") or str(DEMO_CASES))
    try:
        django.setup()
    except (EnvError, ImproperlyConfigured) as error:
        fail(str(error))
    except OSError as error:
        fail(f"VAR_DIR cannot be written ({error.strerror}). Name a folder that this account may write")
    from django.conf import settings  # noqa: PLC0415  (readable only after the set-up above)

    _reach_database()
    _reach_broker(settings.REDIS_URL)
    _step("bringing the database up to date", "migrate", verbosity=0)
    _step("loading regions, offices, acts and sanctions", "load_reference", verbosity=0)
    if settings.DEMO:
        _step(f"demo accounts and {cases} demo cases (DATA CONTOH)", "seed_demo", cases=cases, seed=DEMO_SEED)
    _step("publishing the first figures", "publish_statistics", verbosity=0)


def _end_all(_number: int, _frame: object) -> NoReturn:
    """End with everything that a step has forked; the launcher gives this process a group of its own."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(128 + signal.SIGTERM)


def _cases(value: str) -> int:
    if not is_whole(value) or int(value) > MOST_CASES:
        fail(f"DEMO_CASES is {value!r}. Write a whole number up to {MOST_CASES}")
    return int(value)


def _step(text: str, command: str, **options: object) -> None:
    began = time.monotonic()
    say(f"{text} …")
    try:
        call_command(command, stdout=Lines(), **options)
    except CommandError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or 'a file'} cannot be used ({error.strerror}). Check VAR_DIR and the free disk space")
    except OperationalError as error:
        fail(f"the database stopped working ({_first_line(error)}). Check its disk and its log, then run again")
    say(f"{text}: {time.monotonic() - began:.1f} s")


def _reach_database() -> None:
    where = "VAR_DIR, or DATABASE_URL" if connection.vendor == "sqlite" else "DATABASE_URL"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError as error:
        fail(f"the database cannot be reached ({_first_line(error)}). Start it or correct {where}")
    except DatabaseError as error:
        fail(f"the database refuses to work ({type(error).__name__}). Correct {where}")
    except (ImproperlyConfigured, ValueError, TypeError) as error:
        fail(f"the database's address cannot be used ({_first_line(error)}). Correct {where}")


def _reach_broker(url: str) -> None:
    """A demo without its broker would start and seem to sleep; in production workers wait for it."""
    if not url:
        return
    try:
        with Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3, retry=None) as broker:
            broker.ping()
    except (RedisError, ValueError, TypeError) as error:
        fail(f"Redis cannot be reached ({_first_line(error)}). Start it, or correct REDIS_URL or leave it out")


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")


if __name__ == "__main__":
    main()
