"""One deadline as an officer reads it, with how it was counted."""

from dataclasses import dataclass
from datetime import datetime

from procedures import explaining
from procedures.models import Deadline
from procedures.workflow import CLOCKS
from regions import days
from reports.admin import wording
from reports.admin.wording import TimeLeft


@dataclass(frozen=True)
class Term:
    """One deadline with how it was counted."""

    label: str
    left: TimeLeft
    exact: str
    ended: str
    standing: str
    target: bool
    explained: list[str]


def term(deadline: Deadline, *, now: datetime) -> Term:
    """One deadline in words."""
    zone = deadline.zone
    ended = days.spoken_date(days.local_date(deadline.ended_at, zone)) if deadline.ended_at else ""
    return Term(
        label=str(CLOCKS[deadline.kind].name) if deadline.kind in CLOCKS else deadline.kind,
        left=wording.NO_TERM
        if ended or deadline.paused_since
        else wording.time_left(deadline.due_at, zone=zone, now=now),
        exact=days.spoken(deadline.due_at, zone),
        ended=ended,
        standing=days.spoken_date(deadline.paused_since) if deadline.paused_since and not ended else "",
        target=deadline.target,
        explained=explaining.explain(deadline),
    )
