"""What the public figures of the second half are made of."""

import uuid

from django.db import models

from sanctions.enums import CountStage, Level


class Count(models.Model):
    """That one person reached a stage after referral; the key is the same for one person's stages
    and leads nowhere (see `sanctions.counting`). No text, no office, no name.

    `announced_on` is the day the office said it announced the fact itself; before that the row may
    enter protected figures only.
    """

    key = models.UUIDField(default=uuid.uuid4)
    stage = models.CharField(max_length=16, choices=CountStage.choices)
    region = models.CharField(max_length=5)
    election = models.CharField(max_length=50, blank=True)
    sanction_level = models.CharField(max_length=10, blank=True, choices=Level.choices)
    on = models.DateField()
    announced_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["key", "stage"], name="followed_once")]
