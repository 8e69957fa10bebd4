"""The post office's books: what is owed, and letters on their way. Addresses by reference only."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Owed(models.Model):
    """Work that is owed, written in the same transaction as the fact that owes it.

    Celery only wakes a worker up; this row is the queue. `key` makes an obligation unique, so that
    owing twice is owing once. `ref` names the row the work is about. `not_before` is case time;
    `lease_until` is real time: nobody touches the row before it, be it worked on or backing off.
    A row that failed too often stays, parked, until a person looks at it: it is never dropped.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=30)  # "step", "reminder", "message", "filing", ...
    ref = models.CharField(max_length=64)
    key = models.CharField(max_length=120, unique=True)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True)  # class name of the last failure, no text

    class Meta:
        ordering = ["id"]
        verbose_name = _("pekerjaan tertunggak")
        verbose_name_plural = _("pekerjaan tertunggak")
        indexes = [
            models.Index(fields=["kind", "id"], condition=models.Q(done_at__isnull=True), name="owed_open"),
        ]


class MessageState(models.TextChoices):
    """Where a letter is. `SENT` to an envelope means handed to the vault, whether it holds an address or not."""

    WAITING = "waiting", _("Menunggu")
    SENT = "sent", _("Terkirim")
    DROPPED = "dropped", _("Tidak dapat dikirim")


class Message(models.Model):
    """One letter to one address reference: `user:<id>`, `former:<id>`, `mailbox:<id>`, `agency:<code>` or
    `envelope:<subject>`.

    `context` holds the letter's allowed variables: neutral words and dates, never case content.
    The text is absent on purpose: it is made when the letter leaves and kept nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.CharField(max_length=40)
    reference = models.CharField(max_length=80)
    language = models.CharField(max_length=2, default="id")
    context = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=MessageState.choices, default=MessageState.WAITING)
    trouble = models.CharField(max_length=60, blank=True)  # why it was dropped, as a code
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["created_at"]
        verbose_name = _("surat keluar")
        verbose_name_plural = _("surat keluar")
        indexes = [
            models.Index(fields=["state", "created_at"], name="message_state"),
            models.Index(fields=["reference", "created_at"], name="message_reference"),
        ]
