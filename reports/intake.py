"""The one way in: a filing becomes a report, a case and a running clock, in one transaction or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from guidance import acts
from procedures import deadlines, transitions
from procedures.enums import Event, Procedure, State
from procedures.models import Deadline, Proceeding
from procedures.vocabulary import REPORTER, Actor, Facts, Held
from procedures.workflow import TABLES
from regions import days, offices
from regions.calendars import Placement
from regions.models import Agency, Region
from reports import addressee, drafts, exhibits, people, privacy, queue, receipts, requirements, status
from reports.enums import Channel, ReportKind, Requirement, Stage
from reports.models.case import NOTES, Case, CaseReport, Respondent
from reports.models.report import WORDS, Report, Standing
from reports.requirements import Missing, Submission


@dataclass(frozen=True, slots=True)
class Due:
    """A term as the person who filed is told of it; `due_at` is the exclusive local midnight."""

    kind: str
    due_at: datetime
    zone: str
    basis: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a filing is answered with. `new` is false where the code had been used before."""

    ticket: str
    kind: str
    missing: list[Missing]
    deadlines: list[Due]
    office: Agency
    new: bool


class NotUpgradable(Exception):
    """No tip lies under this code whose case is still open."""


@dataclass(frozen=True, slots=True)
class Filing:
    """One submission and all that follows from it, before anything is written."""

    submission: Submission
    receipt_hash: str
    text_bound: str
    channel: str
    by: Actor
    now: datetime
    region: Region
    placed: Placement
    office: Agency
    case_id: UUID
    people: list[Respondent]
    card: bytes | None

    @property
    def today(self) -> date:
        """The local day of the region."""
        return days.local_date(self.now, self.region.zone)


def receive(submission: Submission, *, code: str, channel: str, by: Actor = REPORTER, read: bytes = b"") -> Receipt:
    """Take in one filing that has no `requirements.problems`. The same code finds the same case.

    Nothing is refused for being late or incomplete; what is missing stands in the receipt. Its
    draft is destroyed, what was handed in under the code is attached, and the photo of an identity
    card that lay in the draft is sealed with the identity; a tip drops it. `read` is the version of the draft
    that the submission was read from: raises `drafts.Overtaken` where it has become another one, or none.
    """
    receipt_hash = receipts.digest(code)
    try:
        with transaction.atomic(savepoint=False):
            # The API issues a fresh code for every filing. Destroying the draft tells that the code was
            # not used yet, and lets a second click wait here until the first one has committed.
            left = drafts.take(code, over=read) if channel == Channel.FORM else None
            fresh = channel == Channel.API or left is not None
            if not fresh and (known := _known(receipt_hash)):
                return known
            if fresh or not read:
                return _file(_prepared(requirements.tidy(submission), code, channel, by, left.card if left else None))
    except IntegrityError:
        # Two requests without a draft at once: both saw nothing, and the unique code let one through.
        if connection.in_atomic_block or not (known := _known(receipt_hash)):
            raise
        return known
    raise drafts.Overtaken  # nothing was written


def upgrade(code: str, submission: Submission) -> Receipt:
    """Make a tip an official report, as long as its case is open; raises `NotUpgradable`.

    Of `submission` only the reporter, the witnesses and the capacity are taken: the report itself
    is never edited. After the filing window it is flagged late, not refused.
    """
    receipt_hash = receipts.digest(code)
    submission = requirements.tidy(submission)
    with transaction.atomic():
        report = Report.objects.defer(*WORDS).select_for_update().filter(receipt_hash=receipt_hash).first()
        if report is None or report.kind != ReportKind.TIP:
            raise NotUpgradable
        if report.upgraded_at is None:
            _upgrade(report, submission)
            drafts.destroy(code)
    known = _known(receipt_hash)
    if known is None:
        raise NotUpgradable
    return known


def _prepared(submission: Submission, code: str, channel: str, by: Actor, card: bytes | None) -> Filing:
    now = timezone.now()
    region = offices.region(submission.region)
    placed = requirements.placement(submission)
    case_id = uuid4()
    respondents = people.rows(case_id, submission.respondents)
    office = addressee.of(submission, placed, on=days.local_date(now, region.zone)).office
    bound = receipts.bind(submission.narrative or "", code=code)
    return Filing(
        submission, receipts.digest(code), bound, channel, by, now, region, placed, office, case_id, respondents,
        card if submission.kind == ReportKind.REPORT else None,
    )  # fmt: skip


def _file(filing: Filing) -> Receipt:
    submission, placed = filing.submission, filing.placed
    report = _report(filing)
    evidence = filing.channel != Channel.API and exhibits.attach(filing.receipt_hash, report.pk)
    missing = requirements.missing(submission, placement=placed, today=filing.today, evidence=evidence)
    report.missing = [part.code for part in missing]
    report.late = Requirement.LATE in report.missing
    report.save(force_insert=True)
    privacy.seal(submission, subject=report.subject, card=filing.card)
    case = _case(filing, report)
    facts = Facts(values={"kind": submission.kind})
    leg = transitions.begin(
        Procedure.BAWASLU,
        agency=filing.office,
        rule_set=placed.rule_set,
        zone=filing.region.zone,
        subject=case.pk,
        by=filing.by,
        facts=facts,
    )
    terms = _terms(leg, filing, facts)
    _open(case, leg, terms)
    Respondent.objects.bulk_create(filing.people)
    CaseReport.objects.create(case=case, report=report, linked_at=filing.now)
    told = _told(terms, filing)
    status.opened(
        filing.receipt_hash,
        kind=submission.kind,
        office=filing.office,
        on=filing.today,
        missing=report.missing,
        terms=told,
    ).save(force_insert=True)
    return Receipt(report.ticket, submission.kind, missing, _due(told), filing.office, new=True)


def _report(filing: Filing) -> Report:
    submission = filing.submission
    return Report(
        kind=submission.kind,
        channel=filing.channel,
        ticket=receipts.ticket(),
        receipt_hash=filing.receipt_hash,
        text_bound=filing.text_bound,
        region=filing.region,
        district_id=submission.district or None,
        act_id=submission.act or None,
        incident_date=submission.incident_date,
        known_date=submission.known_date,
        place=submission.place,
        narrative=submission.narrative or "",
        contest=submission.contest,
        favoured=submission.favoured,
        capacity=submission.capacity,
        knowers=submission.knowers,
        also_in=" ".join(submission.also_in),
        received_at=filing.now,
        received_on=filing.today,
        officially_received_on=filing.today if offices.receives_online(filing.office, filing.today) else None,
        **requirements.given(submission.reporter, on=filing.today),
    )


def _case(filing: Filing, report: Report) -> Case:
    submission, placed = filing.submission, filing.placed
    classified = acts.classify(submission.act, phase=placed.phase)
    return Case(
        pk=filing.case_id,
        reference=receipts.ticket(),
        region=filing.region,
        district_id=submission.district or None,
        also_in=" ".join(submission.also_in),
        rule_set=placed.rule_set,
        rule_version=placed.rule_version,
        election=placed.election,
        phase=placed.phase,
        contest=placed.contest,
        act_id=submission.act or None,
        offence_id=classified.offence_code if classified else None,
        violation_class=classified.violation_class if classified else "",
        incident_date=submission.incident_date,
        known_date=submission.known_date,
        opened_at=filing.now,
        handler=filing.office,
        kind=submission.kind,
        received_on=filing.today,
        respondent_count=len(filing.people),
        late=report.late,
        missing=report.missing,
    )


def _terms(leg: Proceeding, filing: Filing, facts: Facts) -> list[Deadline]:
    """The clocks that have just begun, worked out once more: asking for the rows would cost a query."""
    held = TABLES[Procedure.BAWASLU].states[State(leg.state)]
    if not isinstance(held, Held):
        return []
    return deadlines.of_state(leg, held, at=leg.began_at, facts=facts, agency=filing.office)


def _open(case: Case, leg: Proceeding, terms: Iterable[Deadline]) -> None:
    case.state, case.holder, case.version = leg.state, leg.holder, leg.version
    case.due_at = min((term.due_at for term in terms), default=None)
    case.save(force_insert=True)


def _told(terms: Iterable[Deadline], filing: Filing) -> list[status.Term]:
    filed = filing.submission
    window = requirements.window(
        filed.known_date, filed.incident_date, rule_set=filing.placed.rule_set, region=filed.region
    )
    found: list[status.Term] = [window] if window else []
    return [*found, *terms]


def _due(terms: Iterable[status.Term]) -> list[Due]:
    told = [Due(term.kind, term.due_at, term.zone, term.basis) for term in terms]
    return sorted(told, key=lambda due: due.due_at)


def _upgrade(report: Report, submission: Submission) -> None:
    now = timezone.now()
    zone = offices.region(report.region_id).zone
    today = days.local_date(now, zone)
    case = Case.objects.defer(*NOTES).get(links__report=report, links__unlinked_at__isnull=True)
    leg = case.leg()
    inquired = leg.state == State.INQUIRY
    try:
        transitions.advance(leg, Event.UPGRADE, by=REPORTER, facts=Facts(values={"kind": ReportKind.REPORT.value}))
    except transitions.WrongState as closed:
        raise NotUpgradable from closed
    given = requirements.given(submission.reporter, on=today)
    reading = requirements.window(
        report.known_date, report.incident_date, rule_set=case.rule_set, region=report.region_id
    )
    late = requirements.is_late(reading, today=today)
    met = [Requirement.REPORTER] if given["name_given"] and given["address_given"] else []
    codes = requirements.still(case.missing, met=met, late=late)
    privacy.seal(submission, subject=report.subject)
    Report.objects.filter(pk=report.pk).update(
        upgraded_at=now,
        missing=codes,
        late=late,
        capacity=submission.capacity or report.capacity,
        **given,
    )
    queue.refresh(case, leg, kind=ReportKind.REPORT, late=late, missing=codes)
    changes = {"kind": ReportKind.REPORT.value, "missing": codes}
    if inquired:  # no tip any more; the worker tells how the report stands
        changes["stage"] = Stage.RECEIVED.value
    status.write({report.receipt_hash: changes}, on=today)


def _known(receipt_hash: str) -> Receipt | None:
    report = Report.objects.defer(*WORDS).filter(receipt_hash=receipt_hash).first()
    if report is None:
        return None
    standing = Standing.objects.get(receipt_hash=receipt_hash)
    return Receipt(
        ticket=report.ticket,
        kind=report.current_kind,
        missing=[requirements.wanted(code) for code in standing.missing],
        deadlines=[_again(term) for term in standing.deadlines],
        office=offices.get(standing.office_id),
        new=False,
    )


def _again(term: dict[str, Any]) -> Due:
    return Due(term["kind"], datetime.fromisoformat(term["due_at"]), term["zone"], term["basis"])
