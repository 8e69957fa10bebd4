"""The one way into the notary's book: one INSERT in the caller's transaction, no lock, ids only."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from services.audit.gathering import Gathered, gathering
from services.audit.models import Entry

ACTION = re.compile(r"[a-z_]+:[A-Za-z0-9_.-]+")
# An id or a code has no space and no @: a sentence or an address that strays in here would outlive
# every purge, so it is refused instead of stored.
PLAIN = re.compile(r"[A-Za-z0-9_.:,+/-]*")
LONGEST = {"action": 60, "subject": 64, "actor": 64}
LONGEST_VALUE = 120

_gathered: ContextVar[Gathered[Entry] | None] = ContextVar("audit_gathered", default=None)


class NotPlain(ValueError):
    """A value that is not an id or a code; the message names the place, never the value."""

    def __init__(self, place: str) -> None:
        super().__init__(f"audit {place} is not a plain id or code. Record an id and keep the text in its own row")


def record(action: str, *, subject: UUID | str | int, actor: str, at: datetime | None = None, **detail: object) -> None:
    """Write one entry: `actor` did `action` ("case:read") to `subject`; raises `NotPlain`.

    It commits or rolls back with the caller's transaction: an act and its entry are one. `at` is
    case time and defaults to now; `detail` takes ids, codes, numbers, dates and lists of them.
    """
    made = entry(action, subject=subject, actor=actor, at=at, **detail)
    if (waiting := _gathered.get()) is None:
        made.save(force_insert=True)
    else:
        waiting.add([made])


def record_many(entries: Iterable[Entry]) -> None:
    """Write entries made by `entry` with one INSERT."""
    if (waiting := _gathered.get()) is None:
        Entry.objects.bulk_create(entries)
    else:
        waiting.add(entries)


@contextmanager
def gathered() -> Iterator[None]:
    """Write all entries of the block at its end, with one INSERT, before the transaction around it commits.

    For many acts in one transaction. What a savepoint takes back inside is not written either.
    """
    with gathering(_gathered) as waiting:
        yield
    Entry.objects.bulk_create(waiting.standing())


def entry(action: str, *, subject: UUID | str | int, actor: str, at: datetime | None = None, **detail: object) -> Entry:
    """An unsaved entry for `record_many`; raises `NotPlain`."""
    if not ACTION.fullmatch(action):
        raise NotPlain("action")
    made = Entry(
        action=action,
        subject=str(subject),
        actor=str(actor),
        at=timezone.now() if at is None else at,
        detail={key: _plain(key, value) for key, value in detail.items()},
    )
    for field, longest in LONGEST.items():
        value = getattr(made, field)
        if not value or len(value) > longest or not PLAIN.fullmatch(value):
            raise NotPlain(field)
    return made


def _plain(key: str, value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        text = str(value)  # also turns a choice into its stored word
        if len(text) <= LONGEST_VALUE and PLAIN.fullmatch(text):
            return text
    elif isinstance(value, set | frozenset):
        return sorted((_plain(key, item) for item in value), key=str)
    elif isinstance(value, Iterable) and not isinstance(value, Mapping | bytes):
        return [_plain(key, item) for item in value]
    raise NotPlain(f"detail {key!r}")
