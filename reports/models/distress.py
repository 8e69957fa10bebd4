"""That somebody who reported says they are under pressure. No word of theirs, no case: a ticket and who is to act."""

import uuid

from django.db import models

from regions.models import Agency
from reports.models.report import Report


class DistressCall(models.Model):
    """One call for help of the holder of a code, until somebody says that they have it.

    `told` is the office whose leaders are to act: the one that handles the matter, or the level above
    where its own leader is the problem; `bypasses` is then the office that learns nothing of it. A
    leader `above` the office reads and answers the report's messages from the reception of the call
    until it is closed. Custodians see the call besides. `ticket` repeats the report's, so that
    nobody needs a right on the report to act.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="calls")
    ticket = models.CharField(max_length=16)
    told = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    above = models.BooleanField(default=False, db_default=False)
    bypasses = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    raised_on = models.DateField()
    received_on = models.DateField(null=True)
    received_by = models.UUIDField(null=True)
    closed_on = models.DateField(null=True)
    closed_by = models.UUIDField(null=True)
    note = models.TextField(blank=True)  # what was done, for colleagues; the reporter does not read it

    class Meta:
        ordering = ["-raised_on", "-id"]
        indexes = [models.Index(fields=["told", "raised_on"], name="call_told_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "told"],
                condition=models.Q(received_on__isnull=True),
                name="one_open_call_per_office",
            ),
            models.CheckConstraint(
                condition=models.Q(received_on__isnull=True, received_by__isnull=True)
                | models.Q(received_on__isnull=False, received_by__isnull=False),
                name="received_has_person_and_day",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True, closed_by__isnull=True)
                | models.Q(closed_on__isnull=False, closed_by__isnull=False, received_on__isnull=False),
                name="closed_has_person_day_and_reception",
            ),
        ]
