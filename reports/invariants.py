"""What must always hold of reports, cases and packages, as counts of what does not."""

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from procedures.enums import Procedure
from procedures.models import Proceeding
from reports import destroying, emptying
from reports.models.case import Case, CaseReport, Respondent
from reports.models.links import PackageOrigin
from reports.models.package import PackageExhibit, PackageLeg, ReferralPackage
from reports.models.report import Exhibit, Report, Standing
from services.evidence.models import Enclosure


def counts() -> dict[str, int]:
    """Name of each rule → how many rows break it; 0 everywhere is sound."""
    lies = CaseReport.objects.filter(report=OuterRef("pk"), unlinked_at__isnull=True)
    stands = Standing.objects.filter(receipt_hash=OuterRef("receipt_hash"))
    leg = Proceeding.objects.filter(subject=OuterRef("pk"), procedure=Procedure.BAWASLU)
    same = leg.filter(
        state=OuterRef("state"), holder=OuterRef("holder"), version=OuterRef("version"), agency=OuterRef("handler")
    )
    origin = PackageOrigin.objects.filter(package_respondent=OuterRef("respondent"))
    counted = Respondent.objects.filter(case=OuterRef("pk")).order_by().values("case").annotate(number=Count("pk"))
    people = Coalesce(Subquery(counted.values("number")), 0)
    report = Report.objects.filter(receipt_hash=OuterRef("receipt_hash"))
    return {
        **destroying.counts(),
        **emptying.counts(),
        "reports: without a case": Report.objects.exclude(Exists(lies)).count(),
        "reports: without a standing": Report.objects.filter(destroyed_on=None).exclude(Exists(stands)).count(),
        "reports: case without its leg": Case.objects.exclude(Exists(leg)).count(),
        "reports: queue row tells another story than the leg": Case.objects.filter(Exists(leg))
        .exclude(Exists(same))
        .count(),
        "reports: respondents miscounted": Case.objects.exclude(respondent_count=people).count(),
        "reports: exhibit not handed over": Exhibit.objects.filter(Exists(report), report__isnull=True).count(),
        "reports: package leg about another person": PackageLeg.objects.exclude(
            proceeding__subject=F("respondent")
        ).count(),
        "reports: package leg without its case": PackageLeg.objects.exclude(Exists(origin)).count(),
        "reports: leg of a package that has not left": PackageLeg.objects.filter(
            respondent__package__released_on__isnull=True
        ).count(),
        "reports: file of a package that nobody keeps": PackageExhibit.objects.filter(clean_copy__isnull=False)
        .exclude(Exists(Enclosure.objects.filter(pk=OuterRef("clean_copy"))))
        .count(),
        "reports: kept file that no package holds": Enclosure.objects.exclude(
            Exists(PackageExhibit.objects.filter(clean_copy=OuterRef("pk")))
        ).count(),
        "reports: approved by who built it": ReferralPackage.objects.filter(Q(approved_by=F("built_by"))).count(),
    }
