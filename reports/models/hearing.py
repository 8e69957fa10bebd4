"""What Bawaslu's decisions rest on: plenary minutes, the respondent's reply, announcements."""

from django.db import models

from reports.enums import ReplyKind, Stage
from reports.models.case import Case, Respondent


class PlenaryMinutes(models.Model):
    """The minutes of the plenary that decided; one decision, one row."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="minutes")
    number = models.CharField(max_length=80)
    held_on = models.DateField()
    agenda = models.CharField(max_length=200)
    members = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField()
    dissent = models.TextField(blank=True)
    recorded_by = models.UUIDField()

    class Meta:
        ordering = ["held_on"]
        constraints = [
            models.CheckConstraint(condition=models.Q(present__lte=models.F("members")), name="present_are_members"),
        ]


class Answer(models.Model):
    """How a respondent's right of reply was met, on which day."""

    respondent = models.ForeignKey(Respondent, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=8, choices=ReplyKind.choices)
    on = models.DateField()
    summary = models.TextField(blank=True)
    recorded_by = models.UUIDField()


class Announcement(models.Model):
    """That the office announced a stage of a case itself; only then may figures count it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="announcements")
    stage = models.CharField(max_length=16, choices=Stage.choices)
    on = models.DateField()
    recorded_by = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "stage"], name="announced_once")]
