"""What a reporter says to a package. Bawaslu's alone, like the links: it tells that somebody reported."""

from django.db import models

from reports.enums import ConsentAnswer, SilenceReason
from reports.models.package import ReferralPackage
from reports.models.report import Report


class Consent(models.Model):
    """That a reporter was asked whether a package may leave, because few could know what it tells.

    `due_on` is the last day for the answer. `shown` is what its holder reads meanwhile: whoever serves
    them has no right on packages. `silence` is the coded reason for which a leader let a package
    without evidence go on after that day; it never stands beside an answer.
    """

    package = models.ForeignKey(ReferralPackage, on_delete=models.PROTECT, related_name="consents", db_index=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="consents")
    asked_on = models.DateField()
    due_on = models.DateField()
    answer = models.CharField(max_length=8, choices=ConsentAnswer.choices, blank=True)
    answered_on = models.DateField(null=True)
    shown = models.JSONField(default=dict)  # narrative, incident_date, people, links; empty once it is over
    silence = models.CharField(max_length=8, choices=SilenceReason.choices, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["package", "report"], name="consent_asked_once"),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_on__isnull=True)
                | (models.Q(silence="", answered_on__isnull=False) & ~models.Q(answer="")),
                name="consent_answer_has_a_day",
            ),
        ]
