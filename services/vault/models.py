"""Sealed envelopes and the grants under which the vault opens one."""

import uuid

from django.db import models


class EnvelopeKind(models.TextChoices):
    """What lies in an envelope."""

    IDENTITY = "identity", "identity"
    CONTACT = "contact", "contact"
    WITNESS = "witness", "witness"
    IDENTITY_CARD = "identity_card", "identity_card"
    FILE_KEY = "file_key", "file_key"


class Envelope(models.Model):
    """Ciphertext that only the vault process can open.

    `subject` is an opaque id that the caller chose; kind and subject are bound to the ciphertext as
    associated data, so that a ciphertext moved to another row does not open. There is no plain
    column here on purpose: not a name, not a hash of one, not even a length (contents are padded).
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
    """Leave to open one subject's identity: asked by one person, approved by another.

    Persons are keyed hashes, so that one person with two accounts is still one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    requester = models.CharField(max_length=64)
    approver = models.CharField(max_length=64, blank=True)
    reason_class = models.CharField(max_length=30)
    displays_left = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
