"""A ruling that somebody of Bawaslu typed in from an office's letter, until a second person has read it as well."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.enums import Event
from procedures.models import Proceeding
from reports.models.package import PackageRespondent


class RecordState(models.TextChoices):
    """What became of such a record."""

    WAITING = "waiting", _("menunggu orang kedua")
    CONFIRMED = "confirmed", _("dipastikan orang kedua")
    DECLINED = "declined", _("ditolak orang kedua")


class LetterRecord(models.Model):
    """What was typed about a letter, field by field, and who typed it; the step itself is taken by confirming it.

    `version` is that of the leg its author saw, `scan` the sealed picture of the letter. A declined one stays, with
    the reason. What was typed goes when it is confirmed, since the papers then hold it, and with the package.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    respondent = models.ForeignKey(PackageRespondent, on_delete=models.PROTECT, related_name="letter_records")
    leg = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="letter_records")
    event = models.CharField(max_length=20, choices=Event.choices)
    version = models.PositiveIntegerField()
    typed = models.JSONField(default=dict)
    scan = models.UUIDField(null=True)
    role = models.CharField(max_length=10)
    agency = models.CharField(max_length=60)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RecordState.choices, default=RecordState.WAITING)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["leg"], condition=Q(state="waiting"), name="letter_record_waits_once"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("recorded_by")),
                name="letter_record_takes_two_people",
            ),
        ]
