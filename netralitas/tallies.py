"""How many letters there are. Where there are database roles, functions count: no row is read for a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count

from services.notifications.models import Message

LETTERS = "SELECT letter, state, trouble, number FROM netralitas_letters() ORDER BY letter, state, trouble"
POSTED = "SELECT state, number FROM netralitas_posted(%s)"


@dataclass(frozen=True, slots=True)
class Tally:
    """So many letters of one name are in one state; `trouble` is why they were dropped, as a code."""

    letter: str
    state: str
    trouble: str
    number: int


def letters() -> list[Tally]:
    """All letters, for those who look after the portal; nothing for anybody else."""
    if settings.DATABASE_ROLE:
        return [Tally(*row) for row in _asked(LETTERS)]
    rows = Message.objects.order_by("letter", "state", "trouble").values_list("letter", "state", "trouble")
    return [Tally(*row) for row in rows.annotate(number=Count("pk"))]


def posted(breach: int) -> dict[str, int]:
    """How many letters about a breach are in which state, for auditors; nothing for anybody else."""
    if settings.DATABASE_ROLE:
        return {str(state): number for state, number in _asked(POSTED, breach)}
    rows = Message.objects.filter(key__startswith=f"breach:{breach}:").order_by().values_list("state")
    return dict(rows.annotate(number=Count("pk")))


def _asked(statement: str, *given: int) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return found
