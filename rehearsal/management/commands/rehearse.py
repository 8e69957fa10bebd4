"""manage.py rehearse --days N --cases N --seed S --output FILE.json: a season in simulated time, and its score."""

import json
import os
from argparse import ArgumentTypeError
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, OperationalError, connection
from django.db.models import Exists, OuterRef

from regions import days
from rehearsal import happenings
from rehearsal.models import Board
from rehearsal.run import Rehearsal
from rehearsal.vault import AlreadyServed, NotReady
from reports.models.case import Case, CaseReport

SAMPLE = "DATA CONTOH"  # with this begins every account that was made up
UNFINISHED = "demo-unfinished"
WIDTH = 30  # characters of the progress bar
LINES = 10  # of progress, where nobody looks at a terminal
INSTANT = timedelta(seconds=1)
AGAIN = "Delete {folder} and, where DATABASE_URL is set, empty that database; then start again."


def whole(low: int, high: int) -> Callable[[object], int]:
    """Reads a whole number in a range; says in words what is wrong with another one."""

    def read(value: object) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            raise ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high}")
        return int(text)

    return read


DAYS, CASES, SEED = whole(10, 366), whole(1, 100_000), whole(0, 2**63 - 1)


class Command(BaseCommand):
    help = "Rehearse a season (DATA CONTOH) through the real engine, and write its score board."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=DAYS, default=90, help="length of the season, 10 to 366 (90)")
        parser.add_argument("--cases", type=CASES, default=2000, help="filings, 1 to 100000 (2000)")
        parser.add_argument("--seed", type=SEED, default=2024, help="the same seed gives the same season (2024)")
        parser.add_argument("--output", default="", help="where to write the score board as JSON")

    def handle(self, *, cases: int, seed: int, output: str, verbosity: int, **options: object) -> None:
        asked = self._asked(options["days"], cases, seed)
        file = writable(output)
        self._make_ready()
        marker = settings.VAR_DIR / UNFINISHED
        marker.touch()
        try:
            board = replace(asked, edition=Board.objects.count() + 1).run(self._progress(asked, verbosity))
        except AlreadyServed as error:
            marker.unlink()
            where = settings.VAR_DIR
            raise CommandError(
                f"A portal runs on {where}. Stop it first: its worker would act on these cases."
            ) from error
        except NotReady as error:
            marker.unlink()
            raise CommandError(f"The vault beside the rehearsal did not start: {error}") from error
        except KeyboardInterrupt as stop:
            raise CommandError(f"Stopped half-way. {AGAIN.format(folder=settings.VAR_DIR)}") from stop
        marker.unlink()
        Board.objects.create(
            days=asked.days, cases=asked.cases, seed=asked.seed, content=board, ran_at=datetime.now(tz=UTC)
        )
        if file is not None:
            write(file, board)
        self._tell(board, file, verbosity)

    def _asked(self, length: object, cases: object, seed: object) -> Rehearsal:
        """What was asked for, read again: another program may call this command past its parser."""
        given = {"days": (DAYS, length), "cases": (CASES, cases), "seed": (SEED, seed)}
        read = dict[str, int]()
        for name, (reader, value) in given.items():
            try:
                read[name] = reader(value)
            except ArgumentTypeError as error:
                raise CommandError(f"--{name}: {error}.") from error
        return Rehearsal(**read)

    def _make_ready(self) -> None:
        """Tables and reference data, unless this database is none to rehearse in: then nothing has changed."""
        if not settings.DEMO:
            raise CommandError("This installation holds real cases (DEMO is 0); a rehearsal is refused.")
        try:
            if holds_real_cases():
                raise CommandError("This database holds real cases; a rehearsal is refused and nothing was changed.")
            if (settings.VAR_DIR / UNFINISHED).exists():
                said = AGAIN.format(folder=settings.VAR_DIR)
                raise CommandError(f"An earlier filling of this demo was interrupted. {said}")
            call_command("migrate", verbosity=0)
            call_command("load_reference", verbosity=0)
        except OperationalError as error:
            said = str(error).strip().partition("\n")[0]
            raise CommandError(f"The database cannot be used ({said}). Start it or correct DATABASE_URL.") from error

    def _progress(self, asked: Rehearsal, verbosity: int) -> Callable[[datetime, int], None]:
        known, told = happenings.almanac(asked.days), set[int]()
        told.add(0)
        terminal = self.stdout.isatty()

        def show(moment: datetime, acts: int) -> None:
            share = (moment - known.begins) / (known.ends - known.begins)
            day = days.local_date(moment - INSTANT, happenings.ZONE)
            words = f"{day.isoformat()}  {share:4.0%}  {acts} acts"
            if not verbosity:
                return
            if terminal:
                bar = "#" * round(WIDTH * share)
                self.stdout.write(f"\r[{bar:<{WIDTH}}] {words}", ending="\n" if share >= 1 else "")
                self.stdout.flush()
            elif (step := int(LINES * share)) not in told:
                told.add(step)
                self.stdout.write(f"  {words}")

        return show

    def _tell(self, board: dict[str, Any], file: Path | None, verbosity: int) -> None:
        if not verbosity:
            return
        total = board["total"]
        self.stdout.write(
            f"{total['cases']} filings, {total['legs']} legs: {total['deadlines_met']} deadlines met,"
            f" {total['deadlines_missed']} missed, {total['escalations']} escalations, {total['letters_sent']} letters"
            f" to offices, {board['letters']['to_reporters']} to reporters (DATA CONTOH)"
        )
        self.stdout.write("; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in board["checks"].items()))
        if file is not None:
            self.stdout.write(f"score board: {file}")


def holds_real_cases() -> bool:
    """Whether any case here was not made up: no report of it begins as sample data does."""
    if Case._meta.db_table not in connection.introspection.table_names():
        return False
    invented = CaseReport.objects.filter(case=OuterRef("pk"), report__narrative__startswith=SAMPLE)
    try:
        return Case.objects.exclude(Exists(invented)).exists()
    except OperationalError:
        raise
    except DatabaseError as error:
        raise CommandError("This database was filled by another version; a rehearsal is refused.") from error


def writable(output: str) -> Path | None:
    """The file to write, looked at before anything else is done; None where none is wanted."""
    if not output:
        return None
    file = Path(output).expanduser().resolve()
    if file.is_dir():
        raise CommandError(
            f"--output is {output!r}, a folder. Name a file in it, such as {output.rstrip('/')}/score.json."
        )
    if not file.parent.is_dir():
        raise CommandError(f"--output lies in {str(file.parent)!r}, which is no folder. Make it first.")
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise CommandError(f"--output {str(file)!r} cannot be written. Name a file that this account may write.")
    return file


def write(file: Path, board: dict[str, Any]) -> None:
    """The board as JSON with sorted keys, whole or not at all."""
    draft = file.with_name(f".{file.name}.draft")
    try:
        draft.write_text(json.dumps(board, sort_keys=True, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        message = f"{file} cannot be written ({error.strerror}). The board is kept in the database; see its page."
        raise CommandError(message) from error
