"""Cases with files, and packages that hold them, by the verbs that officers use."""

import io
from typing import Any

from reports import blackening, exhibits, handling, packages
from reports.blackening import Marks
from reports.enums import ReportKind
from reports.models.case import Case
from reports.models.package import ReferralPackage
from reports.models.report import Exhibit
from reports.models.source import PackageSource
from reports.packages import Contents
from reports.submission import Submission
from services.evidence import copies
from tests.factories import reports

FULL = Marks(boxes=[(0, 0, 500, 1000)])  # the left half


def case_with(*files: bytes, links: tuple[str, ...] = (), filing: Submission | None = None) -> tuple[str, Case]:
    """The code of a registered case whose respondent was heard, with these files copied clean, and these links."""
    code, case = reports.filed(filing)
    for content in files:
        exhibits.accept_file(code, io.BytesIO(content))
    for link in links:
        exhibits.accept_link(code, link)
    copies.make(len(files))
    if case.kind == ReportKind.REPORT:
        handling.register(case, number="001/Reg", by=reports.desk(case))
    reports.heard(case, on=case.received_on)
    return code, case


def contents(case: Case, **fields: Any) -> Contents:
    """What a verifier puts in, with every exhibit of the case."""
    given = {
        "narrative": reports.OFFICIAL,
        "letter_number": "012/PM.05/2024",
        "letter_date": case.received_on,
        "respondents": list(case.respondents.values_list("pk", flat=True)),
        "exhibits": list(Exhibit.objects.filter(report__links__case=case).values_list("pk", flat=True)),
    }
    return Contents(**{**given, **fields})


def built(case: Case, **fields: Any) -> ReferralPackage:
    """A package of a case whose pictures nobody has looked at yet."""
    return packages.build(case, contents(case, **fields), by=reports.desk(case))


def looked(package: ReferralPackage, case: Case, marks: Marks | None = None) -> ReferralPackage:
    """The same with every picture looked at; the first of each file blackened like this."""
    for source in PackageSource.objects.filter(package=package):
        for page in range(1, source.pages + 1):
            black = marks if marks and page == 1 else Marks()
            blackening.mark(package, source.number, page, black, seen=True, by=reports.desk(case))
    return package
