"""Sealed envelopes, the grants under which the vault opens one, and used one-time codes."""

import uuid

from django.db import models
from django.db.models import F, Q


class EnvelopeKind(models.TextChoices):
    """What lies in an envelope."""

    IDENTITY = "identity", "identity"
    CONTACT = "contact", "contact"
    WITNESS = "witness", "witness"
    IDENTITY_CARD = "identity_card", "identity_card"
    FILE_KEY = "file_key", "file_key"
    SECOND_FACTOR = "second_factor", "second_factor"  # an officer's code generator; `subject` is the account


class Envelope(models.Model):
    """Ciphertext that only the vault process can open.

    `subject` is an opaque id that the caller chose; id, kind, subject and key id are bound to the
    ciphertext as associated data, so that a ciphertext moved to another row does not open. There is
    no plain column here on purpose: not a name, not a hash of one, not even a length (contents are
    padded), and no moment at which it was sealed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=EnvelopeKind.choices)
    subject = models.UUIDField(db_index=True)
    key_id = models.CharField(max_length=16)
    ciphertext = models.BinaryField()


class Identity(Envelope):
    """The custodian's list: envelopes of reporters, by opaque subject, never opened here."""

    class Meta:
        proxy = True
        verbose_name_plural = "identities"


class Grant(models.Model):
    """Leave to open one kind of envelope of one subject: asked by one person, approved by another.

    It admits its requester to one display or, where `lasting`, to any number until it is ended.
    Persons are keyed hashes, so that one person with two accounts is still one. Only the vault
    writes here: `mark` is a keyed hash over the whole row, so a grant made or changed by anyone
    else is refused. Times are real time, as of every lease, not case time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=16, choices=EnvelopeKind.choices, default=EnvelopeKind.IDENTITY)
    requester = models.CharField(max_length=64)
    requester_account = models.UUIDField()
    approver = models.CharField(max_length=64, blank=True)
    approver_account = models.UUIDField(null=True)
    reason_class = models.CharField(max_length=30)
    lasting = models.BooleanField(default=False)
    displays_left = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # declined, or closed before its time
    mark = models.CharField(max_length=64)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(requester=F("approver")), name="grant_takes_two_persons"),
            models.CheckConstraint(
                condition=Q(approver="", approver_account__isnull=True, approved_at__isnull=True)
                | (~Q(approver="") & Q(approver_account__isnull=False, approved_at__isnull=False)),
                name="grant_approved_whole_or_not_at_all",
            ),
        ]


class Hold(models.Model):
    """That a person has taken part in too many openings and may in no more until an auditor agrees.

    Only the vault writes here; `mark` is as a grant's. `grant` is the one that was too many: an approved
    request for an identity, or an original.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.CharField(max_length=64)
    account = models.UUIDField()
    grant = models.UUIDField()
    since = models.DateTimeField()
    confirmed_by = models.CharField(max_length=64, blank=True)
    confirmed_account = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    mark = models.CharField(max_length=64)

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(confirmed_at__isnull=True), name="one_open_hold_per_person"
            ),
            models.CheckConstraint(condition=~Q(person=F("confirmed_by")), name="hold_lifted_by_another"),
        ]


class FileOpening(models.Model):
    """That a person was given the key of an original. Only the vault writes here, to count them. `at` is real time."""

    person = models.CharField(max_length=64)
    account = models.UUIDField()
    original = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="file_opening_person_at")]


class Comparison(models.Model):
    """That an account had a text compared with the people behind a subject. Only the vault writes and deletes here.

    It counts for a day. `asked` is shared by the subjects of one comparison, `text` a keyed hash of what was
    compared, `hit` whether it gave somebody away. A row with `refused` counts for nothing: it says that
    the auditors have been told today.
    """

    account = models.UUIDField()
    subject = models.UUIDField()
    asked = models.UUIDField()
    text = models.CharField(max_length=64, blank=True)
    hit = models.BooleanField(default=False)
    refused = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="comparison_account_at"),
            models.Index(fields=["at"], name="comparison_at"),
        ]


class CodeUse(models.Model):
    """What the vault remembers of one officer's one-time codes: the last step used, wrong guesses.

    `envelope` is the second factor that was last used, `known` the one that the vault holds to be the
    account's, and `known_since` when it first saw that one, in the place of another or of none (`factors`); empty
    where it has been there for long. Real time.
    """

    account = models.UUIDField(primary_key=True)
    envelope = models.UUIDField(null=True)
    known = models.UUIDField(null=True)
    known_since = models.DateTimeField(null=True)
    last_step = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
