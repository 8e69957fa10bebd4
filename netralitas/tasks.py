"""The doorway through which the scheduler shows that it and a worker are alive."""

from datetime import UTC, datetime

from celery import shared_task

from netralitas.models import Pulse


@shared_task
def pulse() -> None:
    """Write down that the scheduler asked and a worker did (real time, not case time)."""
    Pulse.objects.update_or_create(name="worker", defaults={"at": datetime.now(tz=UTC)})
