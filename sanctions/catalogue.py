"""Which sanction fits whom, for what and when. It warns in whole sentences and never forbids."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guidance.models import ViolationClass
from regions.days import spoken_date
from reports.enums import EmploymentStatus
from sanctions.models.catalogue import SanctionKind


@dataclass(frozen=True)
class Choice:
    """One kind together with all that speaks against it; without warnings it fits."""

    kind: SanctionKind
    warnings: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether it may be chosen without a written reason."""
        return not self.warnings


def applicable(status: str, violation_class: str, on: date) -> list[Choice]:
    """Every kind of the catalogue for a person of this status and a breach of this class on a day.

    Those that fit come first, in the order of the law; none is left out.
    """
    choices = [
        Choice(kind, warnings(kind, status=status, violation_class=violation_class, on=on))
        for kind in SanctionKind.objects.all()
    ]
    return sorted(choices, key=lambda choice: not choice.fits)


def warnings(kind: SanctionKind, *, status: str, violation_class: str, on: date) -> tuple[str, ...]:
    """What speaks against a kind, one sentence each; unknown status and open class speak against none."""
    found = []
    if not kind.in_force(on):
        found.append(_out_of_force(kind, on))
    if status and status != EmploymentStatus.UNKNOWN and status not in kind.for_statuses:
        found.append(
            _("%(kind)s tidak disediakan untuk terlapor berstatus %(status)s (%(basis)s).")
            % {"kind": name(kind), "status": EmploymentStatus(status).label, "basis": kind.basis}
        )
    if violation_class and violation_class != ViolationClass.OPEN and violation_class not in kind.for_classes:
        found.append(
            _("%(kind)s tidak lazim untuk pelanggaran kelas %(class)s (%(basis)s).")
            % {"kind": name(kind), "class": ViolationClass(violation_class).label.lower(), "basis": kind.basis}
        )
    return tuple(found)


def _out_of_force(kind: SanctionKind, on: date) -> str:
    if on < kind.valid_from:
        sentence = _("%(kind)s baru berlaku sejak %(day)s (%(basis)s).")
        day = kind.valid_from
    else:
        sentence = _("%(kind)s tidak berlaku lagi sejak %(day)s (%(basis)s).")
        day = kind.valid_until or kind.valid_from
    return sentence % {"kind": name(kind), "day": spoken_date(day), "basis": kind.basis}


def ends_on(kind: SanctionKind, starts_on: date) -> date | None:
    """The first day on which a sanction no longer runs; None for a kind without a term.

    A term that began on the 31st ends with the last day of a shorter month, so that nobody loses
    a day of it and nobody serves one too many.
    """
    if kind.duration_months is None:
        return None
    months = starts_on.year * 12 + starts_on.month - 1 + kind.duration_months
    first_of_month = date(months // 12, months % 12 + 1, 1)
    same_day = first_of_month + timedelta(days=starts_on.day - 1)
    if same_day.month == first_of_month.month:
        return same_day
    return same_day.replace(day=1)


def name(kind: SanctionKind) -> str:
    """The kind's name in the language of the page."""
    return kind.name_en if get_language() == "en" else kind.name
