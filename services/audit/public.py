"""What the public may know of the book: one root a day, enough to prove a later edit, no entry."""

from dataclasses import dataclass
from datetime import date

from services.audit.models import Root


@dataclass(frozen=True)
class DailyRoot:
    """After `day` was closed the chain held `entries` entries and ended in `digest` (SHA-256, hex)."""

    day: date
    entries: int
    digest: str


def roots(*, limit: int = 366) -> list[DailyRoot]:
    """The newest daily roots, newest first."""
    newest = Root.objects.order_by("-day")[:limit]
    return [DailyRoot(root.day, root.last_sequence, root.digest) for root in newest]
