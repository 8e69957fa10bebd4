"""The outbox: what is owed is a row, written in the caller's transaction and claimed by workers.

The database is the queue; Celery only wakes workers up, and a lost nudge costs one poll interval.
"""

import logging
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from services.audit.gathering import Gathered, gathering
from services.notifications import rendering
from services.notifications.models import Message, Owed

logger = logging.getLogger(__name__)

LIMIT = 8  # failures after which a row is parked
FIRST_PAUSE = 15  # seconds
LONGEST_PAUSE = 15 * 60  # seconds
BROKER_REST = 30.0  # seconds without a nudge after the broker failed; the poll finds the rows meanwhile
SPACING = 0.5  # seconds between two nudges of a kind: in a rush one that comes later finds all rows of the meantime

_nudging: ContextVar[bool] = ContextVar("nudging", default=True)
_gathered: ContextVar[Gathered[Owed] | None] = ContextVar("owed_gathered", default=None)
_broker_rests_until = 0.0
_nudged_at: dict[str, float] = {}


@dataclass(frozen=True)
class Debt:
    """One row to be owed. `not_before` is case time; without it the row is due at once."""

    kind: str
    ref: str
    key: str
    not_before: datetime | None = None


@dataclass(frozen=True)
class Nudge:
    """Wakes the worker of one kind once the transaction has committed. Equal nudges are one nudge."""

    kind: str

    def __call__(self) -> None:
        wake(self.kind)


@dataclass(frozen=True)
class Post:
    """One letter to be enqueued: its name, an address reference and its allowed variables."""

    letter: str
    reference: str
    key: str
    context: dict[str, str] = field(default_factory=dict)
    language: str = "id"


def owe(kind: str, *, ref: object, key: str, not_before: datetime | None = None) -> None:
    """Owe one piece of work. Owing the same key twice is owing once. One statement."""
    owe_many([Debt(kind, str(ref), key, not_before)])


def owe_many(rows: Iterable[Debt]) -> None:
    """Owe several pieces of work in one statement; wakes one worker per kind once committed."""
    now = timezone.now()
    debts = [Owed(kind=row.kind, ref=row.ref, key=row.key, not_before=row.not_before or now) for row in rows]
    if (waiting := _gathered.get()) is None:
        Owed.objects.bulk_create(debts, ignore_conflicts=True)
    else:
        waiting.add(debts)
    for kind in dict.fromkeys(debt.kind for debt in debts):
        _nudge(kind)


def enqueue(
    letter: str, *, reference: str, context: dict[str, str] | None = None, key: str, language: str = "id"
) -> None:
    """Owe one letter to an address reference. The same key enqueues one letter, however often called.

    Raises `rendering.Undeclared` for an unknown letter or a variable it may not use.
    """
    enqueue_many([Post(letter, reference, key, context or {}, language)])


def enqueue_many(posts: Iterable[Post]) -> None:
    """Owe several letters in two statements."""
    now = timezone.now()
    messages = []
    for post in posts:
        rendering.check(post.letter, post.context)
        messages.append(
            Message(
                letter=post.letter,
                reference=post.reference,
                language=post.language,
                context=post.context,
                key=post.key,
                created_at=now,
            )
        )
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    # A second letter under a known key was ignored above; its debt has the same key and is ignored too.
    owe_many(Debt("message", str(message.pk), f"message:{message.key}") for message in messages)


def claim(kinds: Sequence[str], n: int, *, lease: int = 120, keys: Sequence[str] | None = None) -> list[Owed]:
    """Take up to `n` due rows of these kinds, oldest first, for `lease` seconds of real time; of these keys, if given.

    Two workers never hold the same row: PostgreSQL skips rows another one is claiming, and on
    SQLite a transaction is IMMEDIATE, so the second one looks only after the first has written.
    """
    now = datetime.now(tz=UTC)
    until = now + timedelta(seconds=lease)
    with transaction.atomic():
        due = _due(kinds, now)
        if keys is not None:
            due = due.filter(key__in=keys)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        rows = list(due[:n])
        if rows:
            Owed.objects.filter(pk__in=[row.pk for row in rows]).update(lease_until=until)
    for row in rows:
        row.lease_until = until
    return rows


def done(owed: Owed) -> None:
    """Mark one row as done."""
    done_many([owed])


def done_many(rows: Iterable[Owed]) -> None:
    """Mark rows as done. Done is done, also by a worker whose lease ran out on the way."""
    ids = [row.pk for row in rows]
    if ids:
        Owed.objects.filter(pk__in=ids).update(done_at=timezone.now(), lease_until=None, trouble="")


def later(owed: Owed, trouble: Exception | str, *, parks: bool = True) -> None:
    """Put a row back after a failure, with growing pauses of at most 15 minutes.

    The eighth failure parks the row until a person unparks it. `parks=False` is for a fault that is
    not the row's own, such as a mail server that is down: it is tried again for as long as it takes.
    Does nothing where the lease has run out and another worker holds the row.
    """
    attempts = owed.attempts + 1 if parks else min(owed.attempts + 1, LIMIT - 1)
    name = trouble if isinstance(trouble, str) else type(trouble).__name__
    until = datetime.now(tz=UTC) + timedelta(seconds=pause(attempts))
    held = Owed.objects.filter(pk=owed.pk, lease_until=owed.lease_until, done_at__isnull=True)
    held.update(lease_until=until, attempts=attempts, trouble=name[:60])


def pause(attempts: int) -> float:
    """Seconds to wait after so many failures: doubled each time, capped, and spread by a fifth."""
    plain: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** max(0, attempts - 1))
    return min(LONGEST_PAUSE, plain * random.uniform(0.8, 1.2))  # noqa: S311 (spread, not secrecy)


def parked() -> QuerySet[Owed]:
    """Rows that failed too often and wait for a person."""
    return Owed.objects.filter(done_at__isnull=True, attempts__gte=LIMIT)


def hold(kind: str, *, trouble: str) -> int:
    """Park every open row of a kind, so that a person decides about it; says how many."""
    is_open = Owed.objects.filter(kind=kind, done_at__isnull=True)
    return is_open.update(attempts=LIMIT, lease_until=None, trouble=trouble)


def unpark() -> int:
    """Let all parked rows be tried again, from the first pause on; says how many."""
    return parked().update(attempts=0, lease_until=None)


def wake(kind: str) -> None:
    """Send the task that settings name for this kind. A broker that is down is logged, never raised.

    Soon after another nudge it is sent with a delay, and while one is on its way that is enough.
    """
    global _broker_rests_until  # one clock per process: a race costs one nudge
    now = time.monotonic()
    last = _nudged_at.get(kind, now - SPACING)
    if now < _broker_rests_until or last > now:
        return
    delay = max(0.0, last + SPACING - now)
    _nudged_at[kind] = now + delay
    try:
        current_app.send_task(settings.NUDGES[kind], ignore_result=True, countdown=delay or None)
    except Exception as error:
        _broker_rests_until = time.monotonic() + BROKER_REST
        logger.warning("broker unreachable, rows wait for the poll: %s", type(error).__name__)


@contextmanager
def without_nudges() -> Iterator[None]:
    """Owe rows without waking anyone: for a caller that works them off itself, such as a rehearsal."""
    token = _nudging.set(False)
    try:
        yield
    finally:
        _nudging.reset(token)


@contextmanager
def gathered() -> Iterator[list[str]]:
    """Write all that the block owes at its end, with one INSERT, before the transaction around it commits.

    For many acts in one transaction. What a savepoint takes back inside is not owed either. The list it
    gives is empty within the block, and holds the keys of what was written after it.
    """
    written: list[str] = []
    with gathering(_gathered) as waiting:
        yield written
    rows = waiting.standing()
    Owed.objects.bulk_create(rows, ignore_conflicts=True)
    written += [row.key for row in rows]


def _nudge(kind: str) -> None:
    one = Nudge(kind)
    if kind in settings.NUDGES and _nudging.get() and one not in [entry[1] for entry in connection.run_on_commit]:
        transaction.on_commit(one)


def _due(kinds: Sequence[str], now: datetime) -> QuerySet[Owed]:
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    due = Owed.objects.filter(
        free, kind__in=list(kinds), done_at__isnull=True, attempts__lt=LIMIT, not_before__lte=timezone.now()
    )
    # Not plainly by id: where much is open of other kinds, such as letters while the mail server is down, PostgreSQL
    # would walk along the key through everything that was ever done.
    return due.order_by(F("id") + 0)
