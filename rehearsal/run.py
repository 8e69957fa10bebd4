"""One rehearsal from the first filing to the score board."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings

from regions import days
from rehearsal import happenings, plan, post, score, staff, vault
from rehearsal.clock import at
from rehearsal.desks import Desks
from rehearsal.habits import of_season
from rehearsal.happenings import ZONE, Almanac
from rehearsal.officers import Road
from rehearsal.season import Season
from rehearsal.worker import ROUND, Worker
from services.notifications import outbox

STILL_FRESH = timedelta(days=2)  # letters of the last days also lie in the demo's mailbox

Progress = Callable[[datetime, int], None]


@dataclass(frozen=True)
class Rehearsal:
    """What was asked for."""

    days: int
    cases: int
    seed: int
    edition: int = 1  # of the rehearsals in this database: no number of a letter or register comes twice

    def run(self, progress: Progress) -> dict[str, Any]:
        """Live through the season in the database at hand; returns its board. Raises `vault.NotReady`."""
        known = happenings.almanac(self.days)
        with outbox.without_nudges(), vault.beside(), post.taken_in(shown_from=known.ends - STILL_FRESH) as book:
            with at(known.begins):
                staff.hire(known.first, settings.VAR_DIR)
                happenings.prepare(known)
                mark = score.Mark.now()
            tally: Counter[str] = Counter()
            worker = Worker(Random(f"{self.seed}:worker"), book, tally)  # noqa: S311  (repeatable on purpose)
            self._live(known, worker, tally, progress)
            with at(known.ends):
                worker.finish()
                return self._board(known, worker, mark)

    def _live(self, known: Almanac, worker: Worker, tally: "Counter[str]", progress: Progress) -> None:
        season = Season(known.begins, known.ends, progress=progress, stretch=ROUND, work=worker)
        habits = of_season(known.closure, round_length=ROUND)
        desks = Desks()
        for number in range(self.cases):
            chance = Random(f"{self.seed}:{number}")  # noqa: S311  (sample data, repeatable on purpose)
            filing = plan.filing_between(chance, first=known.first, last=known.last)
            road = Road(filing, chance, desks, f"{self.edition}.{number + 1:05}", habits, tally)
            season.plan(filing.at, road.file)
        season.plan(days.start_of(known.closure.since, ZONE), lambda: happenings.close_office(known))
        season.plan(days.start_of(known.closure.until, ZONE), lambda: happenings.reopen_office(known))
        noon = days.start_of(known.late_holiday_decreed, ZONE) + timedelta(hours=12)
        season.plan(noon, lambda: happenings.decree_late(known))
        season.run()

    def _board(self, known: Almanac, worker: Worker, mark: score.Mark) -> dict[str, Any]:
        season = score.Season(mark, known.ends)
        killed = {name: worker.tally[f"{name}_killed"] for name in ("relay", "scan", "delivery")}
        # A worker killed after sending and before marking sends that one letter again, and no other.
        doubled = max(0, worker.book.repeated - killed["delivery"])
        return {
            "format": score.FORMAT,
            "note": "DATA CONTOH",
            "arguments": {"days": self.days, "cases": self.cases, "seed": self.seed},
            "season": {
                "first_day": known.first.isoformat(),
                "last_day": known.last.isoformat(),
                "authority_changes_on": known.authority_changes.isoformat(),
                "closed_office": known.closure.agency,
                "closed_from": known.closure.since.isoformat(),
                "closed_until": known.closure.until.isoformat(),
                "joint_leave": known.joint_leave.isoformat(),
                "late_holiday": known.late_holiday.isoformat(),
                "late_holiday_decreed_on": known.late_holiday_decreed.isoformat(),
            },
            **score.of(season, cases=self.cases),
            "faults": {
                "workers_killed": killed,
                "work_left_behind": len(worker.left),
                "letters_repeated": worker.book.repeated,
                **{name: worker.tally[name] for name in TALLIED},
            },
            "checks": score.checks(season, doubled=doubled, left=worker.still_left()),
        }


TALLIED = (
    "cases_moved_between_offices",
    "cases_taken_over",
    "leaders_who_stood_aside",
    "moves_made_too_late",
    "moves_never_made",
    "pages_gone_stale",
    "referrals_interrupted",
    "steps_refused",
)
