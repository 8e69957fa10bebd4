"""That a leg ended without a recommendation or a sanction, and why."""

from django.db import models
from django.db.models import F, Q

from procedures.models import Letter, Proceeding
from reports.enums import EmploymentStatus
from reports.models.package import PackageRespondent
from sanctions.enums import Cause, CountStage


class Ending(models.Model):
    """Not proven, refused, cancelled, no sanction, or no longer in service: on which day it was said, and why.

    The reason is a paper of the file, which the overseer reads as well; nothing here is a note of
    Bawaslu. `cause` is the coded ground of a cancellation, `found_status` what the person turned out
    to be where that ground is that they are no civil servant; `respondent_told_on` the day on which
    the notice to the respondent was sent.
    """

    respondent = models.ForeignKey(PackageRespondent, on_delete=models.PROTECT, related_name="endings")
    leg = models.OneToOneField(Proceeding, on_delete=models.PROTECT, related_name="ending")
    stage = models.CharField(max_length=16, choices=CountStage.choices)
    reason = models.TextField()
    dated_on = models.DateField()
    cause = models.CharField(max_length=10, choices=Cause.choices, blank=True)
    found_status = models.CharField(max_length=14, choices=EmploymentStatus.choices, blank=True)
    respondent_told_on = models.DateField(null=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="ending_has_reason"),
            models.CheckConstraint(
                condition=Q(respondent_told_on__isnull=True) | Q(respondent_told_on__gte=F("dated_on")),
                name="ending_told_after_said",
            ),
            models.CheckConstraint(
                condition=Q(found_status="") | Q(cause=Cause.NOT_ASN), name="ending_status_with_its_cause"
            ),
        ]
