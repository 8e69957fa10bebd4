"""What no record of a case may say: that something happened before the case came, or that it will happen."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from procedures.models import Letter
from regions import days, offices
from reports.models.case import Case


class Unsound(Exception):
    """What cannot be recorded so; `faults` is a sentence per field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(*faults.values())
        self.faults = faults


def faults(case: Case, *, since: date | None = None, **dates: date | None) -> dict[str, str]:
    """A sentence for each day, by its name, that cannot be one of this case; a day that is None says nothing.

    `since` stands for the day the case was received where a part of it came later.
    """
    today = days.local_date(timezone.now(), offices.region(case.region_id).zone)
    said = {name: days.impossible(on, since=since or case.received_on, today=today) for name, on in dates.items() if on}
    return {name: sentence for name, sentence in said.items() if sentence}


def insist(case: Case, *, since: date | None = None, **dates: date | None) -> None:
    """Raise `Unsound` where a day cannot be one of this case."""
    if found := faults(case, since=since, **dates):
        raise Unsound(found)


def insist_on_letter(case: Case, letter: Letter) -> None:
    """A letter on which a step rests answers the case: it is no older, and did not come before it was dated."""
    insist(case, dated_on=letter.dated_on)
    if letter.received_on:
        insist(case, since=letter.dated_on, received_on=letter.received_on)
