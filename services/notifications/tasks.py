"""Doorways: Celery finds them here."""

from celery import shared_task

from services.notifications import delivery

AT_ONCE = 200  # letters per run; the next run takes the rest


@shared_task(name="services.notifications.tasks.deliver", ignore_result=True)
def deliver() -> int:
    """Send what is due. Safe to run twice and beside itself."""
    return delivery.deliver(AT_ONCE)
