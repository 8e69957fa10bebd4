"""The mail server of a rehearsal: it takes letters to offices in, counts them, and may see a worker die.

Letters to reporters go through the real vault process, which never tells who got one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class Killed(BaseException):
    """The worker's process is gone in the middle of its work. Nothing in the portal may catch it."""


@dataclass
class Book:
    """What arrived, by Message-ID. `dies_after` letters the worker that sends is killed, once."""

    shown_from: datetime  # letters from this moment on also go to the demo's own mailbox
    shown_by: str  # the backend of that mailbox
    arrived: Counter[str] = field(default_factory=Counter)
    dies_after: int | None = None

    @property
    def repeated(self) -> int:
        """How many letters arrived once more under the same Message-ID."""
        return sum(self.arrived.values()) - len(self.arrived)

    def take(self, letter: EmailMessage) -> None:
        """One letter arrives; raises `Killed` after it where its sender is to die."""
        self.arrived[letter.extra_headers["Message-ID"]] += 1
        if timezone.now() >= self.shown_from:
            get_connection(self.shown_by).send_messages([letter])
        if self.dies_after is not None:
            self.dies_after -= 1
            if self.dies_after <= 0:
                self.dies_after = None
                raise Killed


class Backend(BaseEmailBackend):
    """Hands every letter to the open book."""

    book: Book | None = None

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take all of them in."""
        if self.book is None:
            raise RuntimeError("no rehearsal is running. Set EMAIL_BACKEND to another backend")
        for letter in email_messages:
            self.book.take(letter)
        return len(email_messages)


@contextmanager
def taken_in(*, shown_from: datetime) -> Iterator[Book]:
    """Let letters to offices arrive in a new book inside the block."""
    usual = settings.EMAIL_BACKEND
    Backend.book = Book(shown_from, usual)
    settings.EMAIL_BACKEND = f"{Backend.__module__}.{Backend.__name__}"
    try:
        yield Backend.book
    finally:
        settings.EMAIL_BACKEND, Backend.book = usual, None
