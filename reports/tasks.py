"""Doorways for the workers; safe to run twice and at once."""

from celery import shared_task

from reports import relay as owed
from reports import retention

BATCH = 100


@shared_task
def relay() -> None:
    """Work off owed steps, reminders and packages until none is due."""
    while owed.run(BATCH):
        pass


@shared_task
def sweep() -> None:
    """Delete drafts and answers that have expired."""
    retention.sweep()
