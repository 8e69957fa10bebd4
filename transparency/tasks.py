"""Doorways for the scheduler."""

from celery import shared_task

from transparency import publication


@shared_task
def publish() -> str:
    """Publish the newest week's figures, if that has not been done yet."""
    return publication.publish().as_of.isoformat()
