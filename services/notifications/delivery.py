"""From owed letter to sent letter: claim, render, send by the channel of the reference, mark.

A letter is marked after it was sent, never before: a worker that dies in between sends it once
more under the same Message-ID, and no letter is lost. A process sends one letter at a time, so
that its death repeats one letter at most.
"""

import logging
from threading import Event, Lock
from uuid import UUID

from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from services.notifications import addresses, outbox, rendering
from services.notifications.channels import ChannelDown, email, vault
from services.notifications.models import Message, MessageState, Owed

logger = logging.getLogger(__name__)

BATCH = 10  # letters claimed at once
# Every letter that leaves is marked by itself, and composing the two updates costs more than running them.
SOON_ON_DISK = "SET LOCAL synchronous_commit = off"  # if the server crashes, the letters of half a second leave again
LETTER_GONE = "UPDATE notifications_message SET state = %s, trouble = %s, sent_at = %s WHERE id = %s"
DEBT_PAID = "UPDATE notifications_owed SET done_at = %s, lease_until = NULL, trouble = '' WHERE id = %s"
LEASE = 600  # seconds; a batch of letters that each take the longest a channel waits ends within it

_sending = Lock()
_asked = Event()


def deliver(n: int) -> int:
    """Send up to `n` due letters; says how many left. A channel that is down makes its letters wait, no others.

    A second call in the same process leaves its work to the first and returns 0 at once.
    """
    sent = 0
    _asked.set()
    while _asked.is_set() and _sending.acquire(blocking=False):
        try:
            _asked.clear()  # who asks from here on may come too late for the claims below: they are made again
            sent += _deliver(n)
        finally:
            _sending.release()
    return sent


def _deliver(n: int) -> int:
    connection = email.connect()
    sent = tried = 0
    down: dict[str, str] = {}
    try:
        while tried < n and (rows := outbox.claim(["message"], min(BATCH, n - tried), lease=LEASE)):
            messages = {
                str(message.pk): message for message in Message.objects.filter(pk__in=[row.ref for row in rows])
            }
            sent += sum(_send_one(row, messages.get(row.ref), connection, down) for row in rows)
            tried += len(rows)
            if len(rows) < BATCH:
                break  # what has come meanwhile asks for itself; claims cost the same for one as for ten
    finally:
        _close(connection)
    return sent


def _send_one(row: Owed, message: Message | None, connection: BaseEmailBackend, down: dict[str, str]) -> bool:
    """Whether the letter left. `down` gathers the channels that turn out to be closed, and why."""
    if message is None or message.state != MessageState.WAITING:
        outbox.done(row)
        return False
    channel = "vault" if message.reference.startswith("envelope:") else "email"
    if channel in down:
        outbox.later(row, down[channel], parks=False)
        return False
    try:
        _hand_over(message, channel, connection)
    except ChannelDown as error:
        down[channel] = str(error)
        outbox.later(row, str(error), parks=False)
    except addresses.Unreachable as error:
        _mark(row, message, MessageState.DROPPED, error.code)
    except Exception as error:  # one bad letter must not hold up the others
        logger.warning("letter %s not sent: %s", message.letter, type(error).__name__)
        outbox.later(row, error)
    else:
        # Before the next letter leaves: from here on nobody sends this one again, whatever happens to us.
        _mark(row, message, MessageState.SENT)
        return True
    return False


def _mark(row: Owed, message: Message, state: MessageState, trouble: str = "") -> None:
    """Letter and debt together: a letter that is gone is owed no more."""
    stored, now = database.ops.adapt_datetimefield_value, timezone.now()
    letter = Message._meta.pk.get_db_prep_value(message.pk, database)
    sent_at = stored(now) if state == MessageState.SENT else None
    outcome = (state.value, trouble, sent_at, letter, stored(now), row.pk)
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            # One message, which is one transaction.
            cursor.execute(f"{SOON_ON_DISK}; {LETTER_GONE}; {DEBT_PAID}", outcome)
            return
    with transaction.atomic(), database.cursor() as cursor:
        cursor.execute(LETTER_GONE, outcome[:4])
        cursor.execute(DEBT_PAID, outcome[4:])


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
