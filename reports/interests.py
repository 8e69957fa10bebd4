"""Where the employer's own side has an interest in a matter: read from terms of office, unit and post.

What is found here is never waived by a form; a verifier may know more and say so.
"""

import re
from datetime import date

from regions import offices
from regions.models import Agency
from regions.routing import resolve
from reports.enums import ConflictReason

PERSONNEL_UNIT = re.compile(r"\b(bkpsdm|bkpsdmd|bkd|bkpp|kepegawaian)\b", re.IGNORECASE)
PPK_CIRCLE = re.compile(
    r"\b(ajudan|protokol(er)?|sekretaris pribadi|staf khusus|staf ahli|rumah jabatan|sekretaris daerah|sekda)\b",
    re.IGNORECASE,
)


def found(employer: Agency | None, *, unit: str, position: str, on: date) -> ConflictReason | None:
    """The interest that stands out on a day, or None. The term of office decides who is the authority:
    a candidate on leave, for whom a Pjs or Plt stands in, decides nothing."""
    if employer is None:
        return None
    side = resolve.employer_side(employer)
    if side.ppk is not None and stands(side.ppk, on):
        return ConflictReason.CANDIDATE
    if employer.code == side.personnel.code != resolve.OTHER_EMPLOYER and side.ppk is not employer:
        return ConflictReason.PERSONNEL
    if PERSONNEL_UNIT.search(unit) or _plain(side.personnel.name) in _plain(unit):
        return ConflictReason.PERSONNEL
    return ConflictReason.STAFF if PPK_CIRCLE.search(f"{unit} {position}") else None


def stands(authority: Agency, on: date) -> bool:
    """Whether who holds this office on a day is a candidate."""
    holder = offices.holder(authority, on)
    return holder is not None and holder.is_candidate


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
