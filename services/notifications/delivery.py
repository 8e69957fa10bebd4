"""From owed letter to sent letter: claim, render, send by the channel of the reference, mark.

A letter is marked after it was sent, never before: a worker that dies in between sends it once
more under the same Message-ID, and no letter is lost.
"""

import logging
from dataclasses import dataclass, field
from uuid import UUID

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from services.notifications import addresses, outbox, rendering
from services.notifications.channels import ChannelDown, email, vault
from services.notifications.models import Message, MessageState, Owed

logger = logging.getLogger(__name__)

BATCH = 10  # letters between two marks: so many may be sent twice by a worker that dies
LEASE = 600  # seconds; a batch of letters that each take the longest a channel waits ends within it


@dataclass
class Batch:
    """What became of the claimed rows so far, and which channels turned out to be down."""

    sent: list[Owed] = field(default_factory=list)
    dropped: list[Owed] = field(default_factory=list)
    waiting: int = 0
    down: dict[str, str] = field(default_factory=dict)


def deliver(n: int) -> int:
    """Send up to `n` due letters; says how many left. A channel that is down makes its letters wait, no others."""
    connection = email.connect()
    sent = tried = 0
    down: dict[str, str] = {}
    try:
        while tried < n and (rows := outbox.claim(["message"], min(BATCH, n - tried), lease=LEASE)):
            batch = _send_all(rows, connection, down)
            sent += len(batch.sent)
            tried += len(rows)
    finally:
        _close(connection)
    return sent


def _send_all(rows: list[Owed], connection: BaseEmailBackend, down: dict[str, str]) -> Batch:
    messages = {str(message.pk): message for message in Message.objects.filter(pk__in=[row.ref for row in rows])}
    batch = Batch(down=down)
    for row in rows:
        _send_one(row, messages.get(row.ref), connection, batch)
    with transaction.atomic():
        outbox.done_many([*batch.sent, *batch.dropped])
        ids = [row.ref for row in batch.sent]
        Message.objects.filter(pk__in=ids).update(state=MessageState.SENT, sent_at=timezone.now())
    return batch


def _send_one(row: Owed, message: Message | None, connection: BaseEmailBackend, batch: Batch) -> None:
    if message is None or message.state != MessageState.WAITING:
        batch.dropped.append(row)  # already sent by a worker that died before marking the debt
        return
    channel = "vault" if message.reference.startswith("envelope:") else "email"
    if channel in batch.down:
        outbox.later(row, batch.down[channel], parks=False)
        return
    try:
        _hand_over(message, channel, connection)
    except ChannelDown as error:
        batch.down[channel] = str(error)
        outbox.later(row, str(error), parks=False)
    except addresses.Unreachable as error:
        Message.objects.filter(pk=message.pk).update(state=MessageState.DROPPED, trouble=error.code)
        batch.dropped.append(row)
    except Exception as error:  # one bad letter must not hold up the others
        logger.warning("letter %s not sent: %s", message.letter, type(error).__name__)
        outbox.later(row, error)
    else:
        batch.sent.append(row)


def _hand_over(message: Message, channel: str, connection: BaseEmailBackend) -> None:
    letter = rendering.render(message.letter, message.context, language=message.language)
    if channel == "vault":
        vault.send(letter, subject=UUID(message.reference.partition(":")[2]), row=message.pk)
    else:
        email.send(letter, to=addresses.resolve(message.reference), row=message.pk, connection=connection)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError:
        logger.warning("mail connection did not close cleanly")
