"""Aggregates the public reads. No row here can be traced to a report, a case or a person."""

from django.db import models


class Aggregate(models.Model):
    """One number: a table, its row labels, its unit and the number."""

    table = models.CharField(max_length=40)
    region = models.CharField(max_length=5)
    election = models.CharField(max_length=50, blank=True)
    month = models.DateField()
    stage = models.CharField(max_length=16)
    unit = models.CharField(max_length=6)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "region", "election", "month", "stage", "unit"], name="aggregate_cell"
            ),
        ]


class Cursor(models.Model):
    """How far a source of counts has been read."""

    source = models.CharField(max_length=40, primary_key=True)
    last_id = models.PositiveBigIntegerField(default=0)


class Publication(models.Model):
    """That the announced figures were published, for which day, from which content."""

    as_of = models.DateField(unique=True)
    published_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        ordering = ["-as_of"]
