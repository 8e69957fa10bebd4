"""Doorways for the scheduler; safe to run twice and at once."""

from datetime import UTC, datetime, timedelta

from celery import shared_task

from services.evidence import store

KEPT = timedelta(days=7)


@shared_task
def sweep() -> None:
    """Delete week-old files that no row owns."""
    store.sweep(before=datetime.now(tz=UTC).date() - KEPT)
