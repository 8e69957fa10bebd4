"""Letters to staff and offices, by e-mail."""

import smtplib
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from services.notifications.channels import ChannelDown
from services.notifications.rendering import Rendered

TIMEOUT = 10  # seconds of silence after which a mail server counts as down
OUTAGES = (
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
)
CLOSES_FOR_EVERYONE = 421  # SMTP reply: service not available, closing the channel


def message_id(row: object) -> str:
    """The Message-ID of the letter with this row id: the same at every attempt, so that a repeat is known as one."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{row}@{domain}>"


def connect() -> BaseEmailBackend:
    """One connection for a batch of letters, opened by the first of them."""
    return get_connection(timeout=TIMEOUT)


def send(letter: Rendered, *, to: list[str], row: object, connection: BaseEmailBackend) -> None:
    """Send one letter; raises `ChannelDown` when the server is down, other errors when it refuses this letter."""
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=to,
        connection=connection,
        headers={
            "Message-ID": message_id(row),
            "Date": format_datetime(timezone.now()),
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(letter.html, "text/html")
    try:
        connection.open()
        mail.send()
    except OUTAGES as error:
        raise ChannelDown(type(error).__name__) from error
    except smtplib.SMTPException as error:  # an OSError too, but about this letter
        if getattr(error, "smtp_code", None) == CLOSES_FOR_EVERYONE:
            raise ChannelDown(type(error).__name__) from error
        raise
    except OSError as error:
        raise ChannelDown(type(error).__name__) from error
