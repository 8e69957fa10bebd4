"""Respondents of a case: rows from what people typed. What is unknown stays empty, never guessed."""

from collections.abc import Iterable
from uuid import UUID

from regions import offices
from reports import requirements
from reports.models.case import Respondent
from reports.submission import RespondentEntry


def rows(case_id: UUID, entries: Iterable[RespondentEntry], *, first: int = 1) -> list[Respondent]:
    """Unsaved respondents numbered from `first`; an entry that says nothing about anyone is left out."""
    named = [entry for entry in entries if requirements.names_someone(entry)]
    return [_row(case_id, number, entry) for number, entry in enumerate(named, first)]


def _row(case_id: UUID, number: int, entry: RespondentEntry) -> Respondent:
    code = requirements.employer(entry.employer)
    return Respondent(
        case_id=case_id,
        number=number,
        name=entry.name,
        status=entry.status,
        employer=offices.get(code) if code else None,
        employer_text="" if code else entry.employer,
        unit=entry.unit,
        position=entry.position,
        description=entry.description,
    )
