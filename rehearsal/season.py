"""The days of a season in simulated time: filings and officers' acts in the order they happen.

Everything goes through the real verbs. At the end of every stretch the real worker's work is done
(owed rows, reminder ladders), so that letters, counts and escalations carry believable dates.
Several processes may share a season: they meet at the end of each stretch.
"""

import heapq
import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from procedures import reminders
from rehearsal.clock import at
from reports import relay
from services.accounts import access
from services.audit import log
from services.notifications import outbox

BATCH = 500  # owed rows taken at once
TOGETHER = 100  # acts that share a transaction, where acts do
# The worker looks every few seconds in life; for a demo every few days, or the season would be mostly looking.
STRETCH = timedelta(days=14)

Act = Callable[[], "Iterator[Next] | None"]
Next = tuple[datetime, Act]


def alone() -> None:
    """Nobody to wait for."""


def work_off() -> None:
    """Relay what is owed and climb the reminder ladders until nothing is left to do now."""
    reminders.scan(timezone.now(), has_officer=access.has_officer, attending=access.attending)
    while relay.run(BATCH):
        continue


@dataclass
class Share:
    """The part of a season that one process does, where several share it.

    What its own acts owe it works off first: at the same report two processes would wait for each other.
    """

    _keys: list[str] = field(default_factory=list)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Acts commit together, and what they owe and the audit keeps of them is written in two statements."""
        with transaction.atomic(), outbox.gathered() as keys, log.gathered():
            yield
        self._keys += keys

    def work_off(self) -> None:
        """The worker's part, its own first."""
        keys, self._keys = self._keys, []
        for start in range(0, len(keys), BATCH):
            relay.run(BATCH, keys=keys[start : start + BATCH])
        work_off()


@dataclass
class Season:
    """A queue of acts by moment. An act may yield further acts with their moments.

    `work` is what the worker does at the end of each `stretch`; `meet` returns once every process
    that shares the season has called it. `together` surrounds a number of acts that follow each other,
    and `ahead` is told of them first.
    """

    since: datetime
    until: datetime
    progress: Callable[[datetime, int], None] = lambda moment, acts: None
    meet: Callable[[], object] = alone
    stretch: timedelta = STRETCH
    work: Callable[[], object] = work_off
    together: Callable[[], AbstractContextManager[object]] = nullcontext
    ahead: Callable[[list[Act]], object] = lambda acts: None
    acts: int = 0
    _queue: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=itertools.count)

    def plan(self, moment: datetime, act: Act) -> None:
        """Let an act happen at a moment; what lies behind the end of the season never happens."""
        if moment <= self.until:
            heapq.heappush(self._queue, (max(moment, self.since), next(self._order), act))

    def run(self) -> None:
        """Stretch by stretch: first what people do, then what the worker makes of it."""
        end = self.since
        while end < self.until:
            end = min(end + self.stretch, self.until)
            self._act_until(end)
            self.meet()
            with at(end):
                self.work()
            self.meet()
            self.progress(end, self.acts)

    def _act_until(self, end: datetime) -> None:
        while self._queue and self._queue[0][0] <= end:
            with self.together():
                self.ahead([act for moment, _order, act in heapq.nsmallest(TOGETHER, self._queue) if moment <= end])
                for _act in range(TOGETHER):
                    if not self._queue or self._queue[0][0] > end:
                        break
                    self._act_once()

    def _act_once(self) -> None:
        moment, _order, act = heapq.heappop(self._queue)
        with at(moment):
            for following in act() or ():
                self.plan(*following)
        self.acts += 1
