"""That a leg ended without a recommendation or a sanction, and why."""

from django.db import models
from django.db.models import Q

from procedures.models import Letter, Proceeding
from reports.models.package import PackageRespondent
from sanctions.enums import CountStage


class Ending(models.Model):
    """Not proven, refused, no sanction, or no longer in service: on which day it was said, and why.

    The reason is a paper of the file, which the overseer reads as well; nothing here is a note of
    Bawaslu.
    """

    respondent = models.ForeignKey(PackageRespondent, on_delete=models.PROTECT, related_name="endings")
    leg = models.OneToOneField(Proceeding, on_delete=models.PROTECT, related_name="ending")
    stage = models.CharField(max_length=16, choices=CountStage.choices)
    reason = models.TextField()
    dated_on = models.DateField()
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="ending_has_reason")]
