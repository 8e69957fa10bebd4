"""Who joins a package to its case. Bawaslu's alone: no other desk may read these rows.

The legs that hang on the case itself (Bawaslu, Gakkumdu) need no row here: their `subject` is the
case. A leg at another desk has the package respondent as its subject and leads no further.
"""

from django.db import models

from reports.models.case import Case, Respondent
from reports.models.package import PackageRespondent, ReferralPackage


class PackageOrigin(models.Model):
    """Which respondent of which case a package respondent is."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="origins")
    respondent = models.ForeignKey(Respondent, on_delete=models.PROTECT, related_name="origins")
    package = models.ForeignKey(ReferralPackage, on_delete=models.PROTECT, related_name="origins")
    package_respondent = models.OneToOneField(PackageRespondent, on_delete=models.PROTECT, related_name="origin")
