"""What a piece of evidence is called in a case: the letter of its report, then the number its reporter knows: "B2".

A report is given the next letter when it first joins a case, and keeps it there for good. A letter tells that others
have reported, so only the handling office reads one: no package, no letter and no page of a reporter bears it.
"""

import re
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from reports.models.case import CaseReport
from reports.models.report import Exhibit

LETTERS = 26
# "Bukti B2", as the office reads it; not "Bukti P-2", as courts number what a party brings.
NAMED = re.compile(r"\b(?i:bukti|evidence)\s+(?:[A-Za-z]|[A-Z]{2})\d{1,2}\b")


def turn(case: UUID | str, *, report: str) -> Coalesce:
    """For a statement: how many reports joined a case, or that of a column, before the one in the column `report`."""
    here: Any = OuterRef(case) if isinstance(case, str) else case
    there: Any = OuterRef(here) if isinstance(case, str) else case
    first = CaseReport.objects.filter(case=there, report=OuterRef(OuterRef(report))).order_by("pk").values("pk")[:1]
    before = CaseReport.objects.filter(case=here, pk__lt=Subquery(first))
    return Coalesce(Subquery(before.values("case").annotate(n=Count("report", distinct=True)).values("n")), 0)


def letter(turn: int) -> str:
    """The letter of the report that joined in this turn, counted from 0: A to Z, then AA."""
    found, left = "", turn + 1
    while left:
        left, last = divmod(left - 1, LETTERS)
        found = chr(ord("A") + last) + found
    return found


def known_as(exhibit: Exhibit) -> str:
    """The name of a piece in the case it was read with: its row carries the `turn` of its report."""
    return f"{letter(exhibit.turn)}{exhibit.number}"  # type: ignore[attr-defined]
