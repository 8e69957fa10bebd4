"""A worker as a process of its own, to be killed: `python -m tests.proofs.worker SINK` works off what is owed.

Mail goes to the file SINK, one line with the Message-ID for each letter that was handed over.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Sink(BaseEmailBackend):
    """Takes every letter and writes down which one it was, before the sender can mark it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """One appended line per letter: a kill leaves a whole line or none."""
        file = os.open(Path(settings.SINK), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        for message in email_messages:
            os.write(file, f"{message.extra_headers['Message-ID']}\n".encode())
        os.close(file)
        return len(email_messages)


def main(sink: str) -> None:
    """Relay and deliver until neither finds anything."""
    django.setup()
    from reports import relay  # noqa: PLC0415 (models exist only from here on)
    from services.notifications import delivery  # noqa: PLC0415

    settings.SINK, settings.EMAIL_BACKEND = sink, "tests.proofs.worker.Sink"
    while relay.run(100) + delivery.deliver(100):
        pass


if __name__ == "__main__":
    main(sys.argv[1])
