"""Moving a matter to another office of the same road: who could receive it, and what the step keeps of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.models import Proceeding
from procedures.vocabulary import Course, Facts, Transition
from regions import offices
from regions.days import local_date
from regions.models import Agency


def desks(code: str, on: date, *, above: bool = False) -> set[str]:
    """The offices at which the matter of an office is done on a day: its own, its successor's, and where
    wanted those of the level above."""
    office = offices.get(code)
    superior = offices.above(office) if above else None
    return {one for at in (office, superior) if at for one in (at.code, offices.in_office(at, on).code)}


def receivers(proceeding: Proceeding, course: Course) -> list[Agency]:
    """The offices to which a matter may be moved on a course today. No query."""
    office = offices.get(proceeding.agency_id)
    today = local_date(timezone.now(), proceeding.zone)
    if course is Course.DOWN:
        return offices.of_bawaslu(below=office, on=today)
    if course is Course.SIDEWAYS:
        return offices.of_bawaslu(beside=office, on=today)
    above = offices.above(office)
    return [offices.in_office(above, today)] if above else []


def receiver(proceeding: Proceeding, row: Transition, facts: Facts) -> Agency | None:
    """The office to which a row moves the matter; None where it stays, or where none was rightly named."""
    if row.hands is None:
        return None
    named = facts.text("to")
    return next((one for one in receivers(proceeding, row.hands) if row.hands is Course.UP or one.code == named), None)


def nowhere(row: Transition, to: Agency | None, *, unmet: Sequence[str]) -> Iterable[str]:
    """The sentence for a move that leads to no office, unless the row itself has already said more."""
    if row.hands is not None and to is None and not unmet:
        yield _("Kantor yang dipilih tidak dapat menerima perkara ini dari kantor Anda.")


def naming(proceeding: Proceeding, facts: Facts, to: Agency | None) -> Facts:
    """The facts with the offices from which and to which the matter goes; unchanged where it stays."""
    if to is None:
        return facts
    return replace(facts, values={**facts.values, "from": proceeding.agency_id, "to": to.code})
