"""Letters to reporters: name and address are added here, inside the vault, and nowhere else."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import format_datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import EmailValidator
from django.utils import timezone

from services.vault.models import Envelope, EnvelopeKind
from services.vault.opening import Desk

SendMail = Callable[[EmailMultiAlternatives], object]
is_address = EmailValidator()
CLOSES_FOR_EVERYONE = 421  # SMTP reply: service not available, closing the channel
OUTAGES = (
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
)


class MailDown(Exception):
    """The mail server takes no letter at all at present."""


class LetterRefused(Exception):
    """The mail server is there and refused this one letter."""


@dataclass(frozen=True)
class Letter:
    """A rendered, neutral letter without a name and without an address."""

    message_id: str
    subject: str
    text: str
    html: str


def send(desk: Desk, subject: UUID, letter: Letter, *, send_mail: SendMail) -> bool:
    """Address and send one letter; False where the subject left no usable address.

    Raises `MailDown`, `LetterRefused`, and `Refused` where an envelope was tampered with. The
    Message-ID is the caller's, so that a letter sent twice after a crash is recognised as one.
    """
    recipient = _recipient(desk, subject)
    if recipient is None:
        return False
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[recipient],
        headers={
            "Message-ID": letter.message_id,
            "Date": format_datetime(timezone.now()),
            "Auto-Submitted": "auto-generated",
        },
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    try:
        send_mail(mail)
    except smtplib.SMTPException as trouble:
        raise _told_apart(trouble) from None  # not chained: its text holds the address
    except OSError:
        raise MailDown from None
    return True


def _recipient(desk: Desk, subject: UUID) -> str | None:
    kinds = (EnvelopeKind.CONTACT, EnvelopeKind.IDENTITY)
    envelopes = Envelope.objects.filter(subject=subject, kind__in=kinds).order_by("kind", "pk")
    given: dict[str, str] = {}
    for envelope in envelopes:
        fields = desk.open(envelope)
        wanted = "email" if envelope.kind == EnvelopeKind.CONTACT else "name"
        given.setdefault(wanted, fields.get(wanted, ""))
    return _spelled(given.get("email", ""), given.get("name", ""))


def _spelled(address: str, name: str) -> str | None:
    # What a person typed long ago may be no address at all; such a letter is owed to nobody.
    try:
        is_address(address)
        return str(Address(" ".join(name.split()), addr_spec=address))
    except (ValidationError, ValueError, MessageError):
        return None


def _told_apart(trouble: smtplib.SMTPException) -> MailDown | LetterRefused:
    for_everyone = isinstance(trouble, OUTAGES) or getattr(trouble, "smtp_code", 0) == CLOSES_FOR_EVERYONE
    return MailDown() if for_everyone else LetterRefused()
