"""Case time in a demo: a ticking offset under `django.utils.timezone.now`, set once at start-up.

Everything that concerns a case calls `timezone.now()` through its module, so replacing that one
function moves deadlines, reminders and letters alike. Leases, throttles and one-time codes use
real time and do not move. Production settings refuse DEMO_NOW and never import this module.
"""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

# To where a demo may travel: its first cases are filed on 1 November 2023, its last ones in 2030 (rehearsal/plan.py).
FIRST = datetime.fromisoformat("2023-11-02T00:00+08:00")
LAST = datetime.fromisoformat("2030-12-31T23:59+08:00")


def travel(to: datetime, *, started: datetime) -> None:
    """Let the portal believe that it was `to` at the real instant `started`, and tick on."""
    offset: timedelta = to - started

    def now() -> datetime:
        return datetime.now(tz=UTC) + offset

    timezone.now = now
