"""What the PPK decided, and that it was carried out."""

from django.db import models
from django.db.models import F, Q

from procedures.models import Letter, Proceeding
from reports.enums import ReplyKind
from reports.models.package import PackageRespondent
from sanctions.models.catalogue import SanctionKind


class Decision(models.Model):
    """The decree (SK) on one person. `ends_on` is computed from the kind's months, exclusive.

    `reply` is how the respondent's right of reply was met before the decision (answer, recorded
    absence or waiver); `mismatch_reason` why a kind was chosen that the catalogue warns about.
    A decision that Bawaslu knows only from a letter carries that letter.
    """

    respondent = models.ForeignKey(PackageRespondent, on_delete=models.PROTECT, related_name="decisions")
    leg = models.OneToOneField(Proceeding, on_delete=models.PROTECT, related_name="decision")
    kind = models.ForeignKey(SanctionKind, on_delete=models.PROTECT, related_name="+")
    decree_number = models.CharField(max_length=80)
    decree_date = models.DateField()
    signatory = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    reply = models.CharField(max_length=8, choices=ReplyKind.choices)
    replied_on = models.DateField()
    mismatch_reason = models.TextField(blank=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="decision_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(starts_on__gte=F("decree_date")), name="decision_starts_after_decree"),
            models.CheckConstraint(condition=Q(replied_on__lte=F("decree_date")), name="decision_follows_reply"),
        ]


class Execution(models.Model):
    """That a decision was carried out, and on which day it was reported back (I'DIS)."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="execution")
    executed_on = models.DateField()
    reported_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True) | Q(reported_on__gte=F("executed_on")),
                name="execution_reported_after",
            ),
        ]
