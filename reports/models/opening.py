"""That somebody asked to see who reported, or opened an original: the written reason, and who may not agree to it."""

import uuid

from django.db import models

from regions.models import Agency
from reports.enums import UnsealReason
from reports.models.case import Case
from reports.models.report import Report


class Opening(models.Model):
    """One request to open an envelope of a report. What became of it is the vault's `Grant`.

    It is written alike whether or not there is an envelope. `barred` are accounts of those who
    handle the case; `office` handled it when the request was made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="openings", db_index=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    requester = models.UUIDField()
    purpose = models.TextField()
    barred = models.JSONField(default=list)
    grant = models.UUIDField(unique=True)
    at = models.DateTimeField()  # real time, as the vault's

    class Meta:
        ordering = ["-at"]
        verbose_name = "opening"
        indexes = [
            models.Index(fields=["office", "at"], name="opening_office"),
            models.Index(fields=["case", "requester"], name="opening_case_requester"),
        ]


class Unsealing(models.Model):
    """That an officer opened the original of a piece of evidence, and why in words. The vault counts and audits it.

    `exhibit` and `original` are plain ids: a file that was purged leaves its openings behind.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="unsealings", db_index=False)
    office = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    exhibit = models.UUIDField()
    original = models.UUIDField()
    number = models.PositiveSmallIntegerField()  # of the exhibit, as its reporter knows it
    account = models.UUIDField()
    reason = models.CharField(max_length=30, choices=UnsealReason.choices)
    purpose = models.TextField()
    at = models.DateTimeField()  # real time, as the vault's

    class Meta:
        ordering = ["-at"]
        verbose_name = "unsealing"
        indexes = [
            models.Index(fields=["office", "at"], name="unsealing_office"),
            models.Index(fields=["case", "at"], name="unsealing_case"),
            models.Index(fields=["account", "at"], name="unsealing_account"),
        ]
