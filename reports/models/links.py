"""Who joins a leg or a package to its case. Bawaslu's alone: no other desk may read these rows."""

from django.db import models

from procedures.models import Proceeding
from reports.models.case import Case, Respondent
from reports.models.package import PackageRespondent, ReferralPackage


class CaseLeg(models.Model):
    """That a Bawaslu or Gakkumdu proceeding belongs to a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="legs")
    proceeding = models.OneToOneField(Proceeding, on_delete=models.PROTECT, related_name="case_leg")


class PackageOrigin(models.Model):
    """Which respondent of which case a package respondent is."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="origins")
    respondent = models.ForeignKey(Respondent, on_delete=models.PROTECT, related_name="origins")
    package = models.ForeignKey(ReferralPackage, on_delete=models.PROTECT, related_name="origins")
    package_respondent = models.OneToOneField(PackageRespondent, on_delete=models.PROTECT, related_name="origin")
