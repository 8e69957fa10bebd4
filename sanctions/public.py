"""The only door for the public window: rows of counts. Nothing here can name a person or an office."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count as Number
from django.db.models.functions import TruncMonth

from sanctions.models.count import Count


@dataclass(frozen=True)
class Announced:
    """How many persons reached a stage in a month, as far as the offices announced it themselves."""

    unit: str
    region: str
    election: str
    month: date
    stage: str
    number: int


@dataclass(frozen=True)
class Change:
    """One counted row; `id` is the cursor of the next call."""

    id: int
    key: str
    stage: str
    region: str
    election: str
    sanction_level: str
    on: date
    announced_on: date | None


def announced(as_of: date) -> list[Announced]:
    """The announced facts by the end of `as_of`, by region, election, month and stage; persons."""
    rows = (
        Count.objects.filter(announced_on__lte=as_of)
        .order_by()
        .annotate(month=TruncMonth("on"))
        .values_list("region", "election", "month", "stage")
        .annotate(number=Number("id"))
        .order_by("region", "election", "month", "stage")
    )
    return [Announced("person", *row) for row in rows]


def changes(after: int, *, limit: int = 5000) -> Iterator[Change]:
    """Counted rows behind the cursor `after`, oldest first, at most `limit`."""
    columns = ("id", "key", "stage", "region", "election", "sanction_level", "on", "announced_on")
    for pk, key, *rest in Count.objects.filter(pk__gt=after).order_by("pk").values_list(*columns)[:limit]:
        yield Change(pk, str(key), *rest)
