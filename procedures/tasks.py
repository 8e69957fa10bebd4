"""Doorways for the scheduler; safe to run twice and at once."""

from celery import shared_task
from django.utils import timezone

from procedures import deadlines, reminders
from services.accounts import access


@shared_task
def scan() -> None:
    """Bring clocks behind a changed calendar up to date, then remind and escalate what is due."""
    deadlines.recompute()
    reminders.scan(timezone.now(), has_officer=access.has_officer, attending=access.attending)
