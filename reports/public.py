"""The only door of this app for public figures: counts of stages. No text, no office's inside, no person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count as Number
from django.db.models.functions import TruncMonth

from reports.models.count import Count


@dataclass(frozen=True, slots=True)
class Announced:
    """How many of a unit reached a stage in a month, as far as the offices announced it themselves."""

    unit: str
    region: str
    election: str
    month: date  # its first day
    stage: str
    number: int


@dataclass(frozen=True, slots=True)
class Change:
    """One counted fact. `id` is the cursor; a later announcement does not give it a new one."""

    id: int
    unit: str
    key: str
    stage: str
    region: str
    election: str
    kind: str
    violation_class: str
    on: date
    announced_on: date | None


def announced(as_of: date) -> list[Announced]:
    """Exact counts of what the offices had announced by the end of that day. One statement."""
    rows = Count.objects.filter(announced_on__lte=as_of).annotate(month=TruncMonth("on"))
    cells = rows.order_by().values("unit", "region", "election", "month", "stage").annotate(number=Number("id"))
    return [Announced(**cell) for cell in cells]


def changes(after: int, *, most: int = 5000) -> Iterator[Change]:
    """Counted facts in the order they were written, after a cursor (0 = from the first)."""
    names = ("id", "unit", "key", "stage", "region", "election", "kind", "violation_class", "on", "announced_on")
    for row in Count.objects.filter(id__gt=after).order_by("id").values(*names)[:most]:
        yield Change(**{**row, "key": str(row["key"])})
