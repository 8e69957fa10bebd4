"""What the public may know of the book: one root a day, enough to prove a later edit, no entry and no number.

How many entries a day had would tell how many filings: on a day on which nobody works, a filing is all there is.
"""

from dataclasses import dataclass
from datetime import date

from services.audit.models import Root


@dataclass(frozen=True)
class DailyRoot:
    """When `day` was closed the chain ended in `digest` (SHA-256, hex)."""

    day: date
    digest: str


def roots(*, limit: int = 366) -> list[DailyRoot]:
    """The newest daily roots, newest first."""
    return [
        DailyRoot(day, digest) for day, digest in Root.objects.order_by("-day").values_list("day", "digest")[:limit]
    ]
