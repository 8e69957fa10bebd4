"""The worker of a rehearsal: the real tasks at simulated moments, and now and then the worker dies.

A death leaves what a killed process leaves: rows claimed and not done, a scan cut off, a letter sent
and not marked. The next round finds it when the leases have run out, as after any kill.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from django.utils import timezone

from procedures import reminders
from procedures import tasks as clocks
from rehearsal.post import Book, Killed
from reports import relay
from reports import tasks as cases
from services.audit import tasks as audit
from services.notifications import outbox
from services.notifications import tasks as letters
from services.notifications.models import Owed
from transparency import tasks as figures

ROUND = timedelta(hours=3)  # of case time between two looks; in life it is seconds
DEATHS = {"relay": 0.04, "scan": 0.04, "delivery": 0.08}  # share of rounds in which that part is killed
CALLS = 1000  # of one task in a round, at most: a row that always fails must not hold the season up
LETTERS = ("message",)
HALF = 3  # rows or letters after which it is killed, at most


@dataclass
class Worker:
    """Everything the beat table asks for, in its order. `left` are owed rows a dead worker had claimed."""

    chance: Random
    book: Book
    tally: Counter[str]
    left: set[int] = field(default_factory=set)

    def __call__(self) -> None:
        """One round; it may end early because the worker died."""
        end_leases()
        dying = {name for name, share in DEATHS.items() if self.chance.random() < share}
        half = self.chance.randint(1, HALF)
        if "scan" in dying and self._dies("scan", lambda: reminders.scan(has_officer=_killed)):
            return
        clocks.scan()
        if "relay" in dying and self._dies("relay", lambda: self._claim_and_die(half)):
            return
        _until_done(relay.KINDS, cases.relay)
        if "delivery" in dying:
            self.book.dies_after = half
        if self._dies("delivery", _deliver):
            return
        self.book.dies_after = None
        audit.seal()
        if timezone.localtime().hour == 0:
            audit.roots()
            figures.publish()

    def finish(self) -> None:
        """Work until nothing is owed now; nobody dies any more."""
        for _round in range(2):  # what the first round owes, the second one does
            end_leases()
            clocks.scan()
            _until_done(relay.KINDS, cases.relay)
            _deliver()
        audit.seal()

    def still_left(self) -> int:
        """How much of what dead workers had in hand nobody has done since."""
        return Owed.objects.filter(pk__in=self.left, done_at__isnull=True).count()

    def _dies(self, part: str, work: Callable[[], object]) -> bool:
        """Do this part; whether the worker was killed in it. What it held in hand stays behind."""
        try:
            work()
        except Killed:
            self.tally[f"{part}_killed"] += 1
            held = Owed.objects.filter(done_at__isnull=True, lease_until__isnull=False)
            self.left.update(held.values_list("pk", flat=True))
            return True
        return False

    def _claim_and_die(self, most: int) -> None:
        # What a kill inside the relay's transaction leaves: its claim had committed, its work rolls back.
        if outbox.claim(relay.KINDS, most):
            raise Killed


def _deliver() -> None:
    _until_done(LETTERS, letters.deliver)


def _until_done(kinds: Sequence[str], task: Callable[[], object]) -> None:
    """Call a task as often as the hours of a round would, until nothing of these kinds is due."""
    due = Owed.objects.filter(kind__in=kinds, done_at__isnull=True, lease_until__isnull=True)
    for _call in range(CALLS):
        if not due.filter(not_before__lte=timezone.now()).exists():
            return
        task()


def end_leases() -> None:
    """Let the leases of the dead run out: they count real time, which stands still in a rehearsal."""
    Owed.objects.filter(done_at__isnull=True, lease_until__isnull=False).update(lease_until=None)


def _killed(_agency: str) -> bool:
    raise Killed
