"""The same-day task for every link that came in: a post is gone by tomorrow."""

from collections.abc import Iterable

from reports.enums import ExhibitKind
from reports.models.hearing import Preservation
from reports.models.report import Exhibit
from reports.stories import Story

# Steps with which a reporter hands something in.
BROUGHT = {"bawaslu:receive", "bawaslu:complete", "bawaslu:upgrade"}


def owe(told: Iterable[Story]) -> None:
    """Owe one task per link of these stories' reports, due on the day it came; twice is once. Two statements."""
    cases = {report.pk: story.case for story in told if story.case for report in story.reports}
    of_link = Exhibit.objects.filter(report__in=list(cases), kind=ExhibitKind.LINK).only("report", "added_on")
    links = of_link if cases else ()
    Preservation.objects.bulk_create(
        [Preservation(case=cases[one.report_id], exhibit=one, due_on=one.added_on) for one in links if one.report_id],
        ignore_conflicts=True,
    )
