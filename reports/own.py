"""What the holder of a code may read of what was said: the messages between them and the office.

The public's database role may not read that column. Where there are roles, it asks a function of the
database, which answers for one keyed hash at a time; nobody lists with it what they have no code for.
"""

from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from reports.models.report import Message

PACE = "SELECT by_reporter, written_at FROM netralitas_own_pace(%s)"
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
MESSAGES = "SELECT on_day, by_reporter, words, answer_due, place FROM netralitas_own_messages(%s)"


class Said(NamedTuple):
    """One message as it was kept; `due_at` of a question that waits for an answer, `region` of the report."""

    on: date
    from_reporter: bool
    text: str
    due_at: datetime | None
    region: str


class Written(NamedTuple):
    """Who wrote a message, and when; not what."""

    from_reporter: bool
    at: datetime


def pace(receipt_hash: str) -> list[Written]:
    """When each message under this hash was written. One statement."""
    if settings.DATABASE_ROLE:
        with connection.cursor() as cursor:
            cursor.execute(PACE, [receipt_hash])
            return [Written(*row) for row in cursor.fetchall()]
    rows = Message.objects.filter(report__receipt_hash=receipt_hash)
    return [Written(*row) for row in rows.values_list("from_reporter", "at")]


def alone(receipt_hash: str) -> None:
    """Let others who come with the same code wait until this transaction ends; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(ALONE, [receipt_hash])


def messages(receipt_hash: str) -> list[Said]:
    """All messages under this hash, in order. One statement."""
    if settings.DATABASE_ROLE:
        with connection.cursor() as cursor:
            cursor.execute(MESSAGES, [receipt_hash])
            return [Said(*row) for row in cursor.fetchall()]
    rows = Message.objects.filter(report__receipt_hash=receipt_hash).order_by("at")
    return [Said(*row) for row in rows.values_list("on", "from_reporter", "text", "due_at", "report__region")]
