"""The days of a season in simulated time: filings and officers' acts in the order they happen.

Everything goes through the real verbs. Every few simulated days the real worker's work is done
(owed rows, reminder ladders), so that letters, counts and escalations carry believable dates.
"""

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from procedures import reminders
from rehearsal.clock import at
from reports import relay
from services.accounts import access

BATCH = 500  # owed rows taken at once
# The worker looks every few seconds in life; here every few days, or the season would be mostly looking.
PAUSE = timedelta(days=9)

Act = Callable[[], "Iterator[Next] | None"]
Next = tuple[datetime, Act]


@dataclass
class Season:
    """A queue of acts by moment. An act may yield further acts with their moments."""

    until: datetime
    progress: Callable[[int], None] = lambda done: None
    acts: int = 0
    _queue: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=itertools.count)

    def plan(self, moment: datetime, act: Act) -> None:
        """Let an act happen at a moment; what lies behind the end of the season never happens."""
        if moment <= self.until:
            heapq.heappush(self._queue, (moment, next(self._order), act))

    def run(self) -> None:
        """Everything in order, day by day, until the queue is empty."""
        worked_off: datetime | None = None
        while self._queue:
            moment, _order, act = heapq.heappop(self._queue)
            worked_off = worked_off or moment
            if moment - worked_off >= PAUSE:
                with at(moment):
                    work_off()
                worked_off = moment
            with at(moment):
                for following in act() or ():
                    self.plan(*following)
            self.acts += 1
            self.progress(self.acts)
        with at(self.until):
            work_off()


def work_off() -> None:
    """Relay what is owed and climb the reminder ladders until nothing is left to do now."""
    reminders.scan(timezone.now(), has_officer=access.has_officer)
    while relay.run(BATCH):
        continue
