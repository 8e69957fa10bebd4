"""Which evidence of a case is to travel in a package. Bawaslu's alone, as what joins a package to its case is.

Apart from `links`, since the pages on which a verifier looks at the pictures need it and no way to a case.
"""

from django.db import models

from reports.models.case import Case
from reports.models.package import ReferralPackage
from reports.models.report import Exhibit
from services.evidence.models import FileKind


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
