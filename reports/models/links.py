"""Who joins a package to its case. Bawaslu's alone: no other desk may read these rows.

The legs that hang on the case itself (Bawaslu, Gakkumdu) need no row here: their `subject` is the
case. A leg at another desk has the package respondent as its subject and leads no further.
"""

from django.db import models

from reports.models.case import Case, Respondent
from reports.models.package import PackageRespondent, ReferralPackage
from reports.models.report import Exhibit
from services.evidence.models import FileKind


class PackageOrigin(models.Model):
    """Which respondent of which case a package respondent is."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="origins")
    respondent = models.ForeignKey(Respondent, on_delete=models.PROTECT, related_name="origins")
    package = models.ForeignKey(ReferralPackage, on_delete=models.PROTECT, related_name="origins")
    package_respondent = models.OneToOneField(PackageRespondent, on_delete=models.PROTECT, related_name="origin")


class PackageSource(models.Model):
    """From which exhibit of the case a file of a package is made, and how far a verifier has come with it.

    `marks` are what is blackened, by page: {"1": {"boxes": [[left, top, width, height]], "cells": [0]}}, boxes in
    thousandths; `seen` the pages that somebody has looked at and said so. Once all are, the file is made.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    package = models.ForeignKey(ReferralPackage, on_delete=models.PROTECT, related_name="sources", db_index=False)
    number = models.PositiveSmallIntegerField()
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=FileKind.choices)
    pages = models.PositiveSmallIntegerField(default=1)
    marks = models.JSONField(default=dict)
    seen = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["package", "number"], name="package_source_once")]
        indexes = [models.Index(fields=["case"], name="package_source_case")]
