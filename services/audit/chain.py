"""The hash chain over the book: seals entries in batches, closes days, finds the first damage.

A digest covers the one before it, so a changed, removed or added entry breaks every later link.
Whoever owns the database could still compute a new chain; the public daily roots show that.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from django.db import connection, transaction

from services.audit.models import Entry, Head, Root

BATCH = 1000
LOCK = 6_872_103  # any number of our own: PostgreSQL's name for "somebody is sealing"
COLUMNS = ("sequence", "id", "action", "subject", "actor", "detail", "at", "digest")
Row = tuple[int, int, str, str, str, object, datetime, str]


class Damage(StrEnum):
    """What was done to the chain at the place where it first breaks."""

    EDITED = "edited"
    MISSING = "missing"
    INSERTED = "inserted"
    UNREADABLE = "unreadable"
    HEAD = "head does not match"
    ROOT = "daily root does not match"


@dataclass(frozen=True)
class Broken:
    """The first broken place: its sequence, the entry that stands there (None if none does), the damage."""

    sequence: int
    entry: int | None
    damage: Damage
    day: date | None = None

    def __str__(self) -> str:
        holder = f"entry {self.entry}" if self.entry is not None else "no entry"
        day = f", root of {self.day.isoformat()}" if self.day else ""
        return f"sequence {self.sequence} ({holder}): {self.damage.value}{day}"


def seal(batch: int = BATCH) -> int:
    """Chain up to `batch` committed entries that are not sealed yet; returns how many.

    Two filings may take ids 5 and 6 and commit in the order 6, 5. The place in the chain is
    therefore not the id: it is counted here, from what is committed at this moment, in id order.
    Entry 5, committed after 6 was sealed, simply takes the next place; no place is ever kept free
    for it, so none can stay empty. Only sealers wait for each other, never a filing.
    """
    with transaction.atomic():
        _wait_for_other_sealers()
        head = _head()
        entries = list(Entry.objects.filter(sequence__isnull=True).order_by("id")[:batch])
        for entry in entries:
            head.sequence += 1
            head.digest = _digest(head.digest, head.sequence, entry)
            entry.sequence, entry.digest = head.sequence, head.digest
        if entries:
            Entry.objects.bulk_update(entries, ["sequence", "digest"], batch_size=100)
            head.save()
    return len(entries)


def seal_all() -> int:
    """Seal until nothing is left; returns how many were sealed."""
    total = 0
    while sealed := seal():
        total += sealed
    return total


def close_day(day: date) -> Root:
    """Fix the head of the chain as the root of `day`, once; a second call returns the same root."""
    seal_all()
    with transaction.atomic():
        _wait_for_other_sealers()
        head = _head()
        root, _new = Root.objects.get_or_create(
            day=day, defaults={"last_sequence": head.sequence, "digest": head.digest}
        )
    return root


def unsealed() -> int:
    """How many entries wait for the next sealing."""
    return Entry.objects.filter(sequence__isnull=True).count()


def verify() -> Broken | None:
    """Walk the whole chain; the first broken place, or None. Reads only, and may run beside sealing."""
    sealed_before = _head()
    roots: dict[int, list[Root]] = defaultdict(list)
    for root in Root.objects.all():
        roots[root.last_sequence].append(root)
    walk = _Walk()
    try:
        for row in _rows():
            if broken := walk.step(row) or _against(roots.pop(walk.sequence, []), walk):
                return broken
            if walk.sequence == sealed_before.sequence and walk.digest != sealed_before.digest:
                return Broken(walk.sequence, walk.entry, Damage.HEAD)
    except (ValueError, TypeError, AttributeError):
        # SQLite lets its owner put any text into a column; Django then cannot read the row at all.
        return Broken(walk.sequence + 1, None, Damage.UNREADABLE)
    if walk.sequence < sealed_before.sequence:
        return Broken(walk.sequence + 1, None, Damage.MISSING)
    if walk.sequence > _head().sequence:
        return _first_after(_head().sequence)
    early = [root for left in roots.values() for root in left if root.last_sequence or root.digest]
    return Broken(early[0].last_sequence, None, Damage.ROOT, early[0].day) if early else None


class _Walk:
    # Holds the last place that was found right.

    def __init__(self) -> None:
        self.sequence = 0
        self.digest = ""
        self.entry: int | None = None

    def step(self, row: Row) -> Broken | None:
        sequence, entry, *_content, digest = row
        expected = self.sequence + 1
        if sequence > expected:
            return Broken(expected, None, Damage.MISSING)
        if sequence < expected:
            return Broken(sequence, entry, Damage.INSERTED)
        if digest != _row_digest(self.digest, expected, row):
            damage = Damage.INSERTED if self._next_belongs_here(expected) else Damage.EDITED
            return Broken(expected, entry, damage)
        self.sequence, self.digest, self.entry = expected, digest, entry
        return None

    def _next_belongs_here(self, expected: int) -> bool:
        following = _first_row(expected + 1)
        return following is not None and following[-1] == _row_digest(self.digest, expected, following)


def _against(roots: list[Root], walk: _Walk) -> Broken | None:
    wrong = [root for root in roots if root.digest != walk.digest]
    return Broken(walk.sequence, walk.entry, Damage.ROOT, wrong[0].day) if wrong else None


def _first_after(sequence: int) -> Broken:
    row = _first_row(sequence + 1)
    return Broken(sequence + 1, row[1] if row else None, Damage.INSERTED)


def _rows() -> Iterator[Row]:
    sealed = Entry.objects.filter(sequence__isnull=False).order_by("sequence")
    return sealed.values_list(*COLUMNS).iterator(chunk_size=2000)


def _first_row(sequence: int) -> Row | None:
    return Entry.objects.filter(sequence=sequence).values_list(*COLUMNS).first()


def _head() -> Head:
    return Head.objects.filter(pk=1).first() or Head(pk=1)


def _wait_for_other_sealers() -> None:
    # SQLite needs nothing: every transaction is IMMEDIATE and so the only writer.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _digest(previous: str, sequence: int, entry: Entry) -> str:
    row = (sequence, entry.pk, entry.action, entry.subject, entry.actor, entry.detail, entry.at, "")
    return _row_digest(previous, sequence, row)


def _row_digest(previous: str, sequence: int, row: Row) -> str:
    _sequence, entry, action, subject, actor, detail, at, _digest = row
    content: Mapping[str, object] = {
        "previous": previous,
        "sequence": sequence,
        "entry": entry,
        "action": action,
        "subject": subject,
        "actor": actor,
        "detail": detail,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
