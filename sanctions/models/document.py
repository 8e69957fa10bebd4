"""The paper of a step in between: a warning, a block, a summons, an examination, a ruling, an answer."""

from django.db import models
from django.db.models import F, Q

from procedures.enums import Event
from procedures.models import Letter, Proceeding
from reports.enums import ReplyKind
from reports.models.package import PackageRespondent
from sanctions.enums import Answer
from sanctions.models.catalogue import SanctionKind


class Document(models.Model):
    """What an office wrote at one step of a leg, as it wrote it; `event` is that step's.

    `happens_on` is the day the paper names for what is to come, as a summons does for the
    examination; `due_on` the last day it sets for an answer. `reply` tells how the respondent was
    heard, `answer` what another authority did, and `kind`, `starts_on` and `ends_on` (exclusive)
    which sanction a ruling put in the place of the decree's.
    """

    respondent = models.ForeignKey(PackageRespondent, on_delete=models.PROTECT, related_name="documents")
    leg = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="documents")
    event = models.CharField(max_length=20, choices=Event.choices)
    number = models.CharField(max_length=80, blank=True)
    dated_on = models.DateField()
    happens_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    text = models.TextField(blank=True)
    reply = models.CharField(max_length=8, choices=ReplyKind.choices, blank=True)
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    kind = models.ForeignKey(SanctionKind, null=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.UUIDField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gt=F("dated_on")), name="document_due_after_date"
            ),
            models.CheckConstraint(
                condition=Q(happens_on__isnull=True) | Q(happens_on__gte=F("dated_on")), name="document_then_the_day"
            ),
            models.CheckConstraint(
                condition=Q(kind__isnull=True, starts_on__isnull=True) | Q(kind__isnull=False, starts_on__isnull=False),
                name="document_kind_has_its_start",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="document_ends_after_start"
            ),
        ]
