"""What operators and monitors ask: alive, ready, and figures for Prometheus. No case data."""

import hmac
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Gauge, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from netralitas.models import Pulse
from procedures.models import Deadline
from services.notifications.models import Owed

MOST_SKEW = 5.0  # seconds between this process's clock and the database's
LATE_PULSE = timedelta(seconds=90)  # the scheduler asks every 5 seconds
LATE_WORK = timedelta(minutes=10)  # how long an owed row may wait before the queue counts as late
LOOPBACK = {"127.0.0.1", "::1"}


@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Database, clock skew, queue, reminders and scheduler.

    503 only where this process cannot serve people (database, clock). A late queue or scheduler
    says "late" with 200: nothing is lost, and pages must go on being served.
    """
    try:
        skew, work = _skew(), _work()
    except DatabaseError as error:
        return JsonResponse({"status": "down", "database": type(error).__name__}, status=503)
    fit = abs(skew) <= MOST_SKEW
    status = "late" if any(part["state"] == "late" for part in work.values()) else "ok"
    report = {"status": status if fit else "down", "database": "ok", "database_role": _role(), "skew_seconds": skew}
    report |= work
    return JsonResponse(report, status=200 if fit else 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for this machine itself or for whoever shows the token."""
    if not _may_read_metrics(request):
        return HttpResponseForbidden()
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    waiting = Gauge("netralitas_owed_open", "Owed rows that are not done", ["kind"], registry=registry)
    oldest = Gauge("netralitas_owed_oldest_seconds", "Age of the oldest owed row", ["kind"], registry=registry)
    pulse = Gauge("netralitas_pulse_age_seconds", "Since the scheduler last reached a worker", registry=registry)
    open_rows = Owed.objects.filter(done_at=None, not_before__lte=timezone.now()).order_by()
    for row in open_rows.values("kind").annotate(number=Count("id"), since=Min("not_before")):
        waiting.labels(row["kind"]).set(row["number"])
        oldest.labels(row["kind"]).set((timezone.now() - row["since"]).total_seconds())
    age = _pulse_age()
    pulse.set(age if age is not None else float("nan"))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _role() -> str:
    """The database role of this process. "none": nothing but the code keeps offices and reporters apart."""
    return settings.DATABASE_ROLE if connection.vendor == "postgresql" and settings.DATABASE_ROLE else "none"


def _skew() -> float:
    """Real time here against real time in the database: two clocks that disagree make wrong deadlines."""
    with connection.cursor() as cursor:
        before = datetime.now(tz=UTC)
        if connection.vendor == "postgresql":
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        else:
            cursor.execute("SELECT (julianday('now') - 2440587.5) * 86400.0")
        there = float(cursor.fetchone()[0])
    return round(there - before.timestamp(), 3)


def _work() -> dict[str, dict[str, object]]:
    oldest = Owed.objects.filter(done_at=None).order_by().aggregate(at=Min("not_before"))["at"]
    waited = timezone.now() - oldest if oldest else timedelta()
    asleep = Deadline.objects.filter(ended_at__isnull=True, paused_since__isnull=True).order_by()
    due = asleep.aggregate(at=Min("wake_at"))["at"]  # None: no clock is to be looked at
    overslept = max(timedelta(), timezone.now() - due) if due else timedelta()
    age = _pulse_age()
    state = "unknown" if age is None else "late" if age > LATE_PULSE.total_seconds() else "ok"
    return {
        "queue": {
            "state": "late" if waited > LATE_WORK else "ok",
            "oldest_seconds": max(0, round(waited.total_seconds())),
        },
        "reminders": {
            "state": "late" if overslept > LATE_WORK else "ok",
            "oldest_seconds": round(overslept.total_seconds()),
        },
        "scheduler": {"state": state, "age_seconds": None if age is None else round(age)},
    }


def _pulse_age() -> float | None:
    last = Pulse.objects.filter(name="worker").values_list("at", flat=True).first()
    return (datetime.now(tz=UTC) - last).total_seconds() if last else None


def _may_read_metrics(request: HttpRequest) -> bool:
    """Behind a proxy every request comes from loopback, so a forwarded one needs the token."""
    token = getattr(settings, "METRICS_TOKEN", "")
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(shown.encode(), token.encode()):
        return True
    return request.META.get("REMOTE_ADDR") in LOOPBACK and "X-Forwarded-For" not in request.headers
