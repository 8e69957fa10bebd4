"""Doorways for the scheduler: to show that it and a worker are alive, and to delete what has had its time."""

from datetime import UTC, datetime

from celery import shared_task

from netralitas import breaches, worksheets
from netralitas.models import Pulse
from netralitas.retention import purging


@shared_task
def pulse() -> None:
    """Write down that the scheduler asked and a worker did (real time, not case time)."""
    Pulse.objects.update_or_create(name="worker", defaults={"at": datetime.now(tz=UTC)})


@shared_task
def purge() -> None:
    """Carry out the table of periods (`netralitas.retention.table`)."""
    purging.purge()


@shared_task
def worksheets_due() -> None:
    """Write to auditors of requests and breaches whose 3 x 24 hours are running out."""
    worksheets.remind()


@shared_task
def tell_of_breaches() -> None:
    """Go through the reporters who are to be told of a breach, group by group, until none is owed."""
    while breaches.run(1):
        pass
