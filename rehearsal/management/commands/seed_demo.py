"""manage.py seed_demo --cases N --seed S: demo accounts and N filings with all that became of them."""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections
from django.db.models import F, Max
from django.utils import timezone

from procedures.models import Deadline, Step
from regions import days
from rehearsal import plan, staff
from rehearsal.desks import Desks
from rehearsal.officers import Road
from rehearsal.receivers import Shelf
from rehearsal.season import Season, Share, alone
from reports.models.case import Case
from services.notifications import outbox
from services.notifications.models import Message, MessageState, Owed

STILL_FRESH = timedelta(days=2)
TICKED_ON = timedelta(days=1)  # so far a demo may have gone on from its DEMO_NOW, to be shown from there once more
HERE = "Asia/Makassar"  # the zone of four of the five regions
GENTLE_SWEEPS = 50_000  # new objects between two sweeps of the garbage collector
# Nothing waits for the disk; joins are small and written in a good order, so planning them is what costs.
SESSION = {"synchronous_commit": "off", "jit": "off", "join_collapse_limit": "3"}
MOST_SHOWN = 300  # cases whose latest carry files: a file takes longer to draw and seal than a case to file
MANY = 100  # from so many cases on, all cores help where the database lets them write at once


class Command(BaseCommand):
    help = "Make demo accounts and a believable season of invented cases (DATA CONTOH) up to now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=300)
        parser.add_argument("--seed", type=int, default=2024)
        parser.add_argument("--processes", type=int, default=0, help="that share the work on PostgreSQL (all cores)")

    def handle(self, *, cases: int, seed: int, verbosity: int, processes: int, **_options: object) -> None:
        if not settings.DEMO:
            raise CommandError("This installation holds real cases (DEMO is 0); demo data is refused.")
        now = timezone.now()
        refuse_the_past(now)
        accounts = staff.hire(days.local_date(now, HERE), settings.VAR_DIR)
        unfinished = settings.VAR_DIR / "demo-unfinished"
        if Case.objects.exists():
            if unfinished.exists():
                raise CommandError(
                    f"An earlier filling of this demo was interrupted. Delete {settings.VAR_DIR} and, where"
                    " DATABASE_URL is set, empty that database; then start again."
                )
            self._say(verbosity, f"{len(accounts)} demo accounts; cases exist already, none were added")
            return
        unfinished.touch()
        jobs = processes or ((os.cpu_count() or 1) if cases >= MANY else 1)
        if connection.vendor != "postgresql":
            jobs = 1
        with outbox.without_nudges():
            self._together(jobs, cases, seed, now, verbosity)
            deliver_history(before=now - STILL_FRESH)
        unfinished.unlink()
        self._say(verbosity, f"{len(accounts)} demo accounts, {cases} filings (DATA CONTOH)")

    def _together(self, jobs: int, cases: int, seed: int, now: datetime, verbosity: int) -> None:
        """Share the cases among processes; the first one shows progress for all."""
        if jobs == 1:
            self._share(range(cases), seed, now, self._progress(verbosity, now, Look()), alone)
            return
        connections.close_all()  # a connection must not be shared across a fork
        context = multiprocessing.get_context("fork")
        barrier = context.Barrier(jobs)
        workers = []
        for job in range(jobs):
            progress = self._progress(verbosity, now, Look()) if job == 0 else unseen
            arguments = (range(job, cases, jobs), seed, now, progress, lambda: barrier.wait(600))
            workers.append(context.Process(target=self._share, args=arguments))
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if any(worker.exitcode for worker in workers):
            raise CommandError("A process that made demo cases failed; its lines above say why.")

    def _share(
        self,
        numbers: range,
        seed: int,
        now: datetime,
        progress: Callable[[datetime, int], None],
        meet: Callable[[], object],
    ) -> None:
        since = datetime.combine(plan.FIRST, time(), UTC)
        since = min(since, now - timedelta(days=plan.LIVE_DAYS))
        desks, shelf, share = Desks(), Shelf(), Share()
        season = Season(since, now, progress, meet, work=share.work_off, together=share.together, ahead=shelf.fill)
        for number in numbers:
            chance = Random(f"{seed}:{number}")  # noqa: S311  (sample data, repeatable on purpose)
            filing = plan.filing(chance, now=now)
            shows = number < MOST_SHOWN and now - filing.at < timedelta(days=plan.LIVE_DAYS)
            season.plan(filing.at, Road(filing, chance, desks, f"{number + 1:05}", shelf=shelf, shows=shows).file)
        with hurried():
            season.run()

    def _progress(self, verbosity: int, now: datetime, look: "Look") -> Callable[[datetime, int], None]:
        def show(moment: datetime, acts: int) -> None:
            look.again_after(acts)
            if verbosity and (moment == now or moment.day <= 9):
                self.stdout.write(f"  {days.spoken_date(moment.date())}: {acts} acts")

        return show

    def _say(self, verbosity: int, text: str) -> None:
        if verbosity:
            self.stdout.write(text)


def refuse_the_past(now: datetime) -> None:
    """A demo that has lived on to a later moment is not shown at an earlier one: it would tell of the future."""
    newest = Step.objects.aggregate(at=Max("at"))["at"]
    if newest is None or newest - now < TICKED_ON:
        return
    held, asked = (moment.astimezone(ZoneInfo(HERE)).isoformat(timespec="minutes") for moment in (newest, now))
    another = "another VAR_DIR" if connection.vendor == "sqlite" else "another VAR_DIR and an empty DATABASE_URL"
    raise CommandError(
        f"this demo holds cases up to {held}, later than DEMO_NOW ({asked}). Name a later DEMO_NOW, or {another}"
    )


def unseen(_moment: datetime, _acts: int) -> None:
    """How far a process is whose share another one's progress stands for."""


@dataclass
class Look:
    """The server's look at its tables, by which it plans, and the sweep of index entries whose rows have moved on.

    By itself it does either about once a minute, in which a season fills the tables. A plan made for an empty table
    reads the whole of a full one, and what was owed once lies in the way of whoever looks for what is owed now.
    """

    swept: int = 0  # acts, when it last swept
    looked: int = 0  # and when it last looked

    def again_after(self, acts: int) -> None:
        """Sweep what moves on soonest where the season has grown by a tenth; look at everything where by half."""
        if connection.vendor != "postgresql" or connection.in_atomic_block:  # a test's, in which nothing can be swept
            return
        with connection.cursor() as cursor:
            if acts > self.swept * 1.1:
                self.swept = acts
                cursor.execute(f"VACUUM {Owed._meta.db_table}, {Deadline._meta.db_table}")
            if acts > self.looked * 1.5:
                self.looked = acts
                cursor.execute("ANALYZE")


@contextmanager
def hurried() -> Iterator[None]:
    """Leave out what a portal may not: sample data can be made again."""
    usual = gc.get_threshold()
    gc.set_threshold(GENTLE_SWEEPS, 20, 100)
    gc.freeze()  # what is there by now stays; what comes is short-lived, so a sweep rarely finds anything
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cast(Any, connection).repeating():
            for name, value in SESSION.items():
                cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
            yield
            for name in SESSION:
                cursor.execute(f"RESET {name}")
    else:
        yield
    gc.unfreeze()
    gc.set_threshold(*usual)


def deliver_history(*, before: datetime) -> None:
    """Letters of the simulated past count as sent on their day; only fresh ones reach the mailbox."""
    past = Message.objects.filter(state=MessageState.WAITING, created_at__lt=before)
    letters = [str(pk) for pk in past.values_list("pk", flat=True)]
    past.update(state=MessageState.SENT, sent_at=F("created_at"))
    for start in range(0, len(letters), 500):
        owed = Owed.objects.filter(kind="message", ref__in=letters[start : start + 500], done_at__isnull=True)
        owed.update(done_at=timezone.now())
