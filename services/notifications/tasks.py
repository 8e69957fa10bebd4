"""Doorways: Celery finds them here."""

from celery import shared_task

from services.notifications import delivery

AT_ONCE = 200  # letters between two looks at what has become due


@shared_task(name="services.notifications.tasks.deliver", ignore_result=True)
def deliver() -> int:
    """Send while there is much that can leave now. Safe to run twice and beside itself."""
    sent = left = delivery.deliver(AT_ONCE)
    while left > AT_ONCE // 2:
        left = delivery.deliver(AT_ONCE)
        sent += left
    return sent
