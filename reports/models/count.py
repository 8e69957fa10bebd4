"""What the public figures are made of: one row per counted thing, without text or person."""

from django.db import models

from reports.enums import Stage


class CountUnit(models.TextChoices):
    """Reports, cases and persons are three different counts."""

    REPORT = "report", "report"
    CASE = "case", "case"
    PERSON = "person", "person"


class Count(models.Model):
    """That one report, case or person reached a stage on a day, in a region and an election.

    `key` is a keyed hash: constant per counted thing, and it leads nowhere. `announced_on` is empty
    until the office recorded its own announcement of the stage.
    """

    unit = models.CharField(max_length=6, choices=CountUnit.choices)
    key = models.UUIDField()
    stage = models.CharField(max_length=16, choices=Stage.choices)
    region = models.CharField(max_length=5)
    election = models.CharField(max_length=50, blank=True)
    kind = models.CharField(max_length=8)
    violation_class = models.CharField(max_length=10, blank=True)
    on = models.DateField()
    announced_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["unit", "key", "stage"], name="counted_once")]
        indexes = [
            models.Index(
                fields=["announced_on"], condition=models.Q(announced_on__isnull=False), name="count_announced"
            ),
        ]
