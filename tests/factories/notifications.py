"""Debts and letters of the post office, and mail servers in every temper."""

from itertools import count
from typing import Any, ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as Locmem

from services.notifications import outbox
from services.notifications.models import Message, Owed

_numbers = count(1)


def owed(kind: str = "step", **fields: Any) -> Owed:
    """One piece of work that is due."""
    key = f"{kind}:{next(_numbers)}"
    outbox.owe(kind, ref="1", key=key)
    Owed.objects.filter(key=key).update(**fields)
    return Owed.objects.get(key=key)


def letter(reference: str = "agency:bawaslu-samarinda", name: str = "office_step") -> Message:
    """One letter that waits to be sent."""
    key = f"letter:{next(_numbers)}"
    outbox.enqueue(name, reference=reference, key=key)
    return Message.objects.get(key=key)


class Unreachable(BaseEmailBackend):
    """A mail server that is switched off."""

    opened: ClassVar[int] = 0

    def open(self) -> bool:
        type(self).opened += 1
        raise ConnectionRefusedError

    def send_messages(self, _messages: Any) -> int:
        raise ConnectionRefusedError


class Picky(Locmem):
    """A mail server that refuses letters to one address."""

    refused = "ditolak@example.invalid"

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if self.refused in message.to:
                raise ValueError("refused")
        return super().send_messages(messages)


class Dying(Locmem):
    """A worker that is killed right after its second letter went out."""

    alive: ClassVar[bool] = True
    sent: ClassVar[list[EmailMessage]] = []

    def send_messages(self, messages: Any) -> int:
        self.sent.extend(messages)
        if type(self).alive and len(self.sent) == 2:
            raise KeyboardInterrupt
        return len(messages)
