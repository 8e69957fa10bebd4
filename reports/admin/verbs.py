"""What one entry of the desk is made of, one per form page. An entry names its form, the right it needs
and the domain's verb; whether a step may be taken stays the answer of the procedure."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from procedures.enums import Event, Fact, State
from procedures.models import Letter
from procedures.vocabulary import Actor
from regions import days, offices
from regions.enums import ContestKind
from reports import naming, requirements
from reports.admin import wording
from reports.admin.desk import Desk
from reports.admin.forms import Choice, DeskForm
from reports.enums import ReportKind, Requirement, Stage
from reports.models.case import Respondent
from reports.models.report import Report
from services.accounts.enums import Action, DataGroup
from services.accounts.reentry import Act

Words = str | Promise
Values = Mapping[str, Any]
Run = Callable[[Desk, Actor, Values], None]
Extras = Callable[[Desk], Mapping[str, Any]]


class Rejected(Exception):
    """What was filled in cannot be done; each sentence belongs to one field of the form."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.faults = {field: sentence}


@dataclass(frozen=True)
class Verb:
    """One form page. A step names its `event`; a record names the `right` it needs instead.

    `extras` are what the form is built with (choices, a pattern), `context` what the page shows
    above it; `before` refuses what can be refused before a code is asked for; `watches` are the parts
    of the case that must not have changed meanwhile; `serves` is the fact that a record brings for a
    step; `offered` says whether it makes sense for this case now.
    """

    slug: str
    title: Words
    form: type[DeskForm]
    run: Run
    done: Words
    _: KW_ONLY
    event: Event | None = None
    right: tuple[Action, DataGroup] = (Action.UPDATE, DataGroup.STATUS)
    explanation: Words = ""
    button: Words = ""
    extras: Extras = lambda _desk: {}
    initial: Extras = lambda _desk: {}
    watches: tuple[str, ...] = ()
    serves: Fact | None = None
    offered: Callable[[Desk], bool] = lambda desk: desk.case.closed_at is None
    context: Extras = lambda _desk: {}  # what the page shows above the form
    act: Act | None = None  # needs a fresh one-time code
    before: Run = lambda _desk, _by, _values: None
    leaves: bool = False  # after it the case is no longer this officer's to see


MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
CONTESTS: dict[str, str] = {
    ContestKind.GOVERNOR: "PG",
    ContestKind.REGENT_MAYOR: "PB",
    ContestKind.PRESIDENT: "PP",
    ContestKind.LEGISLATIVE: "PL",
}
ANNOUNCED = {
    State.STUDY: Stage.REGISTERED,
    State.NOT_REGISTERED: Stage.NOT_REGISTERED,
    State.NOT_VIOLATION: Stage.NOT_VIOLATION,
    State.REFERRED: Stage.REFERRED,
}


def in_hand(desk: Desk) -> bool:
    """Whether the office still works on the case: it is neither over nor referred."""
    return desk.case.closed_at is None and desk.case.state != State.REFERRED


def people(desk: Desk) -> list[Choice]:
    """The respondents, for a select."""
    return [(str(one.pk), named(one)) for one in desk.rows.respondents]


def filings(desk: Desk) -> list[Choice]:
    """The reports of the case, each with the letter of its evidence, for a select."""
    told, turns = _("%(report)s, bukti %(letter)s"), desk.rows.turns
    return [
        (str(one.pk), told % {"report": _titled(one), "letter": naming.letter(turns[one.pk])})
        for one in desk.rows.reports
    ]


def unreceived(desk: Desk) -> list[Choice]:
    """The reports that nobody has signed or handed over yet."""
    return [(str(one.pk), _titled(one)) for one in desk.rows.reports if not one.officially_received_on]


def received(desk: Desk) -> list[Choice]:
    """The reports that were officially received, each with the day that is recorded."""
    told = _("%(report)s, tercatat %(day)s")
    return [
        (str(one.pk), told % {"report": _titled(one), "day": days.spoken_date(one.officially_received_on)})
        for one in desk.rows.reports
        if one.officially_received_on
    ]


def parts(_desk: Desk) -> list[Choice]:
    """Every requirement with the sentence that its reporter reads."""
    return [(one.value, requirements.wanted(one).message) for one in Requirement]


def employers(desk: Desk) -> list[Choice]:
    """Employers near the region of the act, for a select; any other is typed."""
    near = offices.employers(desk.case.region_id, on=desk.case.incident_date or desk.today)
    named = {one.employer_id: offices.get(one.employer_id) for one in desk.rows.respondents if one.employer_id}
    listed = {one.code: one.name for one in (*named.values(), *near)}
    return [("", _("Tidak ada di daftar")), *listed.items()]


def stages(desk: Desk) -> list[Choice]:
    """Stages that the law has the office announce, as far as the case has come, minus those announced."""
    announced = {one.stage for one in desk.rows.announcements}
    reached = {step.to_state for step in desk.rows.steps}
    return [
        (stage.value, stage.label) for state, stage in ANNOUNCED.items() if state in reached and stage not in announced
    ]


def pattern(desk: Desk) -> str:
    """How such a register number usually looks. The office's own code is not known to the portal."""
    found = desk.case.kind != ReportKind.REPORT
    contest = CONTESTS.get(desk.case.contest, "PB")
    level = "Kota" if offices.region(desk.case.region_id).kind == "kota" else "Kab"
    month = MONTHS[desk.today.month - 1]
    return f"001/Reg/{'TM' if found else 'LP'}/{contest}/{level}/…/{month}/{desk.today.year}"


def named(one: Respondent) -> str:
    """A respondent by number and what is known of them."""
    words = {"number": one.number, "who": one.name or one.position or one.unit or _("belum diketahui")}
    return _("Terlapor %(number)s: %(who)s") % words


def _titled(one: Report) -> str:
    return f"{ReportKind(one.current_kind).label} {wording.grouped(one.ticket)}"


def letter(values: Values, *, sender: str) -> Letter:
    """The letter that a form describes, kept."""
    return Letter.objects.create(
        number=values["number"], dated_on=values["dated_on"], received_on=values["received_on"], sender=sender
    )


def respondent(desk: Desk, values: Values) -> Respondent:
    """The respondent a form named."""
    return next(one for one in desk.rows.respondents if str(one.pk) == values["respondent"])


def filing(desk: Desk, values: Values) -> Report:
    """The report a form named."""
    return next(one for one in desk.rows.reports if str(one.pk) == values["report"])
