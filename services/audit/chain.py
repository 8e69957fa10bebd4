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

from services.audit import log
from services.audit.models import Entry, Head, Root

BATCH = 1000
CLOSING = "audit:day_closed"
LOCK = 6_872_103  # any number of our own: PostgreSQL's name for "somebody is sealing"
CONTENT = ("id", "action", "subject", "actor", "detail", "at")
LINK_ONE = "UPDATE audit_entry SET sequence = %s, digest = %s WHERE id = %s AND sequence IS NULL"
LINK_ALL = """
    UPDATE audit_entry SET sequence = link.sequence, digest = link.digest
    FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS link (sequence, digest, entry)
    WHERE audit_entry.id = link.entry AND audit_entry.sequence IS NULL
"""
Content = tuple[int, str, str, str, object, datetime]
Row = tuple[int, str, int, str, str, str, object, datetime]  # sequence, digest, then the content


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
        waiting = Entry.objects.filter(sequence__isnull=True).order_by("id").values_list(*CONTENT)
        links = []
        for content in waiting[:batch]:
            head.sequence += 1
            head.digest = digest_of(head.digest, head.sequence, content)
            links.append((head.sequence, head.digest, content[0]))
        if links:
            _write(links)
            head.save()
    return len(links)


def seal_all() -> int:
    """Seal until nothing is left; returns how many were sealed."""
    total = 0
    while sealed := seal():
        total += sealed
    return total


def close_day(day: date) -> Root:
    """Fix the head of the chain as the root of `day`, once; a second call returns the same root.

    The closing is an entry itself. It ties the day of the root into the chain, and no root ever
    equals the one before: equal roots would tell the public that nothing at all was filed.
    """
    seal_all()
    with transaction.atomic():
        _wait_for_other_sealers()
        if root := Root.objects.filter(day=day).first():
            return root
        log.record(CLOSING, subject=day.isoformat(), actor="system")
        seal_all()
        head = _head()
        return Root.objects.create(day=day, last_sequence=head.sequence, digest=head.digest)


def unsealed() -> int:
    """How many entries wait for the next sealing."""
    return Entry.objects.filter(sequence__isnull=True).count()


def verify() -> Broken | None:
    """Walk the whole chain; the first broken place, or None. Reads only, and may run beside sealing.

    It vouches for sealed entries. One that waits for sealing is kept by the trigger alone, which is
    why sealing runs every minute.
    """
    sealed_before, roots = _head(), list(Root.objects.order_by("pk"))
    due: dict[int, list[Root]] = defaultdict(list)
    for root in roots:
        due[root.last_sequence].append(root)
    walk = _Walk()
    try:
        for row in _rows():
            if broken := walk.step(row) or _against(due[walk.sequence], walk):
                return broken
            if walk.sequence == sealed_before.sequence and walk.digest != sealed_before.digest:
                return Broken(walk.sequence, walk.entry, Damage.HEAD)
    except (ValueError, TypeError, AttributeError):
        # SQLite lets its owner put any text into a column; Django then cannot read the row at all.
        return Broken(walk.sequence + 1, None, Damage.UNREADABLE)
    if walk.sequence < sealed_before.sequence:
        return Broken(walk.sequence + 1, None, Damage.MISSING)
    sealed_now = _head().sequence
    if walk.sequence > sealed_now:
        return _first_after(sealed_now)
    return _roots_beyond(roots, walk) or _days_and_roots(roots, walk, until=sealed_before.sequence)


def digest_of(previous: str, sequence: int, content: Content) -> str:
    """The link of one entry (SHA-256, hex), over the link before it, its place and its content."""
    entry, action, subject, actor, detail, at = content
    linked: Mapping[str, object] = {
        "previous": previous,
        "sequence": sequence,
        "entry": entry,
        "action": action,
        "subject": subject,
        "actor": actor,
        "detail": detail,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    text = json.dumps(linked, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


class _Walk:
    # Holds the last place that was found right.

    def __init__(self) -> None:
        self.sequence = 0
        self.digest = ""
        self.entry: int | None = None
        self.closings: dict[str, Broken] = {}  # by day: what is wrong where its root is not there

    def step(self, row: Row) -> Broken | None:
        sequence, digest, content = row[0], row[1], row[2:]
        entry, expected = content[0], self.sequence + 1
        if sequence > expected:
            return Broken(expected, None, Damage.MISSING)
        if sequence < expected:
            return Broken(sequence, entry, Damage.INSERTED)
        if digest != digest_of(self.digest, expected, content):
            damage = Damage.INSERTED if self._next_belongs_here(expected) else Damage.EDITED
            return Broken(expected, entry, damage)
        self.sequence, self.digest, self.entry = expected, digest, entry
        if content[1] == CLOSING:
            self.closings[content[2]] = Broken(expected, entry, Damage.ROOT, date.fromisoformat(content[2]))
        return None

    def _next_belongs_here(self, expected: int) -> bool:
        following = _first_row(expected + 1)
        return following is not None and following[1] == digest_of(self.digest, expected, following[2:])


def _against(roots: list[Root], walk: _Walk) -> Broken | None:
    wrong = [root for root in roots if root.digest != walk.digest]
    return Broken(walk.sequence, walk.entry, Damage.ROOT, wrong[0].day) if wrong else None


def _roots_beyond(roots: list[Root], walk: _Walk) -> Broken | None:
    # In the order they were made, roots never go back and never point past the end.
    latest = 0
    for root in roots:
        empty_but_not = root.last_sequence == 0 and root.digest != ""
        if not latest <= root.last_sequence <= walk.sequence or empty_but_not:
            return Broken(root.last_sequence, None, Damage.ROOT, root.day)
        latest = root.last_sequence
    return None


def _days_and_roots(roots: list[Root], walk: _Walk, *, until: int) -> Broken | None:
    """Every closing has its root and every root its closing; roots from before there were closings have none.

    A closing after `until` may have come while the walk went on, and its root is then not among `roots`.
    """
    known = {root.day.isoformat(): root for root in roots}
    closings = {day: broken for day, broken in walk.closings.items() if broken.sequence <= until}
    for day, broken in closings.items():
        if day not in known or known[day].last_sequence < broken.sequence:
            return broken
    first = min((broken.sequence for broken in closings.values()), default=until + 1)
    for root in roots:
        if first <= root.last_sequence <= until and root.day.isoformat() not in closings:
            return Broken(root.last_sequence, None, Damage.ROOT, root.day)
    return None


def _first_after(sequence: int) -> Broken:
    row = _first_row(sequence + 1)
    return Broken(sequence + 1, row[2] if row else None, Damage.INSERTED)


def _rows() -> Iterator[Row]:
    sealed = Entry.objects.filter(sequence__isnull=False).order_by("sequence")
    return sealed.values_list("sequence", "digest", *CONTENT).iterator(chunk_size=2000)


def _first_row(sequence: int) -> Row | None:
    return Entry.objects.filter(sequence=sequence).values_list("sequence", "digest", *CONTENT).first()


def _head() -> Head:
    return Head.objects.filter(pk=1).first() or Head(pk=1)


def _wait_for_other_sealers() -> None:
    # SQLite needs nothing: every transaction is IMMEDIATE and so the only writer.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _write(links: list[tuple[int, str, int]]) -> None:
    # By hand: the ORM's bulk_update takes a third of a millisecond per row, and on SQLite all
    # filings would wait for it.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(LINK_ALL, [list(column) for column in zip(*links, strict=True)])
        else:
            cursor.executemany(LINK_ONE, links)
        if cursor.rowcount != len(links):
            raise RuntimeError("audit entries changed while they were being sealed. Run verify_audit")
