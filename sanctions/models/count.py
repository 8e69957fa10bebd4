"""What the public figures of the second half are made of."""

import uuid

from django.db import models


class Count(models.Model):
    """That one person reached a stage after referral; the key is random and leads nowhere."""

    key = models.UUIDField(default=uuid.uuid4)
    stage = models.CharField(max_length=16)  # recommended, not_proven, decided, executed
    region = models.CharField(max_length=5)
    election = models.CharField(max_length=50, blank=True)
    sanction_level = models.CharField(max_length=10, blank=True)
    on = models.DateField()
    announced_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["key", "stage"], name="followed_once")]
