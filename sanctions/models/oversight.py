"""What KASN/BKN says to the PPK."""

from django.db import models
from django.db.models import F, Q

from guidance.models import ViolationClass
from procedures.models import Letter, Proceeding
from reports.models.package import PackageRespondent


class Recommendation(models.Model):
    """The recommendation to the appointing authority on one person.

    `violation_class` is the overseer's own, which may differ from the one Bawaslu referred.
    `due_on` is the last day the letter itself sets for the answer; empty where it names none.
    """

    respondent = models.ForeignKey(PackageRespondent, on_delete=models.PROTECT, related_name="recommendations")
    leg = models.OneToOneField(Proceeding, on_delete=models.PROTECT, related_name="recommendation")
    number = models.CharField(max_length=80)
    dated_on = models.DateField()
    violation_class = models.CharField(max_length=10, choices=ViolationClass.choices)
    text = models.TextField()
    addressee = models.CharField(max_length=120)  # the office-holder's title on that day
    due_on = models.DateField(null=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.UUIDField()

    class Meta:
        ordering = ["dated_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gt=F("dated_on")), name="recommendation_due_after_date"
            ),
        ]
