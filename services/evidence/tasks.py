"""Doorways for the scheduler; safe to run twice and at once."""

from datetime import UTC, datetime, timedelta

from celery import shared_task

from services.evidence import copies, parts, store

KEPT = timedelta(days=7)
AT_ONCE = 20  # copies per look


@shared_task
def sweep() -> None:
    """Delete week-old files that no row owns, and uploads that never became whole."""
    before = datetime.now(tz=UTC).date() - KEPT
    parts.sweep(before=before)
    store.sweep(before=before)


@shared_task
def copy() -> None:
    """Make clean copies of files that wait for one."""
    copies.make(AT_ONCE)
