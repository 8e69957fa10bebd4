"""Doorways for the workers; safe to run twice and at once."""

from celery import shared_task

from reports import openings, vaultwatch, withdrawing
from reports import relay as owed

BATCH = 100


@shared_task
def relay() -> None:
    """Work off owed steps, reminders and packages while there are many; a few stragglers wait for the next call.

    A batch costs nearly the same whether it holds one row or a hundred, so in a rush they are let gather.
    """
    while owed.run(BATCH) > BATCH // 2:
        pass
    withdrawing.forget(BATCH)


@shared_task
def look_after_openings() -> None:
    """End openings that a decision has ended; tell reporters and auditors what they were not told yet."""
    openings.look_after()
    vaultwatch.look()
