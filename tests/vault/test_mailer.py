"""Letters to reporters: the vault adds name and address; what fails says nothing about them."""

import smtplib
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from services.audit.models import Entry
from services.vault import mailer
from services.vault.mailer import Letter, LetterRefused, MailDown
from services.vault.models import Envelope
from services.vault.refusals import Refused
from tests.factories import vault

pytestmark = pytest.mark.django_db
LETTER = Letter("<m-1@contoh.invalid>", "Pemberitahuan", "Ada kabar.", "<p>Ada kabar.</p>")


def reporter(address: str = "pelapor@contoh.invalid", name: str = "Pelapor Contoh Satu") -> UUID:
    subject = uuid4()
    vault.envelope(subject, "contact", email=address, phone="0812-0000-0001")
    vault.envelope(subject, "identity", name=name)
    return subject


def sent(subject: UUID) -> EmailMultiAlternatives:
    out: list[EmailMultiAlternatives] = []
    assert mailer.send(vault.desk(), subject, LETTER, send_mail=out.append) is True
    return out[0]


def test_name_and_address_are_added_and_the_message_id_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2024, 10, 3, 1, 0, tzinfo=UTC))
    mail = sent(reporter())
    assert mail.to == ["Pelapor Contoh Satu <pelapor@contoh.invalid>"]
    assert (mail.subject, mail.body) == ("Pemberitahuan", "Ada kabar.")
    assert [(part.content, part.mimetype) for part in mail.alternatives] == [("<p>Ada kabar.</p>", "text/html")]
    message = mail.message()
    assert message["Message-ID"] == "<m-1@contoh.invalid>"
    assert message["Date"] == "Thu, 03 Oct 2024 01:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"


def test_one_letter_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    subject = reporter()
    with django_assert_num_queries(1):
        sent(subject)


def test_contact_without_an_identity_gets_the_address_alone() -> None:
    subject = uuid4()
    vault.envelope(subject, "contact", email="pelapor@contoh.invalid")
    assert sent(subject).to == ["pelapor@contoh.invalid"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "pelapor",
        "a@b",
        "a@contoh.invalid\nBcc: b@contoh.invalid",
        "a@contoh.invalid, b@contoh.invalid",
        "<a@contoh.invalid>",
    ],
)
def test_no_usable_address_sends_nothing(address: str) -> None:
    out: list[EmailMultiAlternatives] = []
    assert mailer.send(vault.desk(), reporter(address), LETTER, send_mail=out.append) is False
    assert out == []


def test_subject_without_envelopes_sends_nothing() -> None:
    out: list[EmailMultiAlternatives] = []
    assert mailer.send(vault.desk(), uuid4(), LETTER, send_mail=out.append) is False
    assert out == []


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Contoh\r\nBcc: b@contoh.invalid", '"Contoh Bcc: b@contoh.invalid" <pelapor@contoh.invalid>'),
        ('Contoh, "S.H."', '"Contoh, \\"S.H.\\"" <pelapor@contoh.invalid>'),
        ("Ñame", "=?utf-8?b?w5FhbWU=?= <pelapor@contoh.invalid>"),
    ],
)
def test_a_name_never_becomes_a_second_recipient(name: str, header: str) -> None:
    message = sent(reporter(name=name)).message()
    assert message["To"] == header
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (ConnectionRefusedError("pelapor@contoh.invalid"), MailDown),
        (TimeoutError(), MailDown),
        (smtplib.SMTPServerDisconnected("x"), MailDown),
        (smtplib.SMTPAuthenticationError(535, b"x"), MailDown),
        (smtplib.SMTPResponseException(421, b"x"), MailDown),
        (smtplib.SMTPRecipientsRefused({"pelapor@contoh.invalid": (550, b"x")}), LetterRefused),
        (smtplib.SMTPDataError(554, b"x"), LetterRefused),
    ],
)
def test_outage_and_refused_letter_are_told_apart_without_the_address(
    trouble: Exception, told: type[Exception]
) -> None:
    def broken(_mail: EmailMultiAlternatives) -> None:
        raise trouble

    with pytest.raises(told) as raised:
        mailer.send(vault.desk(), reporter(), LETTER, send_mail=broken)
    assert (str(raised.value), raised.value.__cause__, raised.value.__suppress_context__) == ("", None, True)


def test_swapped_contact_raises_an_alarm_and_sends_nothing() -> None:
    out: list[EmailMultiAlternatives] = []
    one, other = reporter(), reporter("lain@contoh.invalid")
    theirs = Envelope.objects.get(subject=other, kind="contact")
    Envelope.objects.filter(subject=one, kind="contact").update(ciphertext=theirs.ciphertext)
    with pytest.raises(Refused) as refused:
        mailer.send(vault.desk(), one, LETTER, send_mail=out.append)
    assert refused.value.code == "tampered"
    assert out == []
    assert list(Entry.objects.values_list("action", "subject")) == [("envelope:alarm", str(one))]
