"""Bawaslu's verbs on a case: each takes one step of the Bawaslu leg and refreshes the queue row with it.

Whether a step may be taken is said by the procedure; refusals come as `transitions.Refused`, and
then nothing has changed. `expected_version` is the version of the page the officer acted from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guidance.models import ViolationClass
from procedures import transitions
from procedures.enums import Event, Fact, State
from procedures.models import Letter, Proceeding, Step
from procedures.vocabulary import REPORTER, Actor, Facts, Json
from regions import days, offices
from reports import (
    distress,
    enclosing,
    facts,
    legs,
    people,
    privacy,
    queue,
    receipts,
    recusals,
    requirements,
    soundness,
    status,
)
from reports.enums import MoveReason, ReportKind, Requirement
from reports.models.case import NOTES, Case, FormerHandler, Respondent
from reports.models.report import Exhibit, Message, Report
from reports.soundness import Unsound
from reports.submission import RespondentEntry, Submission
from services.accounts.enums import Role
from services.audit import log

# In the language of the office, which reads it as a message; the reporter may have written in another.
SEALED_WITNESSES = "%(number)s saksi disebut pelapor; nama dan alamatnya tersegel."


class NothingToComplete(Exception):
    """No report lies under this code that the office has asked to complete."""


def return_for_completion(
    case: Case, *, missing: Sequence[str], by: Actor, note: str = "", expected_version: int | None = None
) -> Step:
    """Give the report back to its reporter with the requirements that are missing; their two days begin."""
    codes = _coded(missing)
    given = Facts(frozenset({Fact.MISSING_PARTS}), {"missing": codes})
    return _take(case, Event.RETURN, by=by, given=given, note=note, version=expected_version, missing=codes)


def complete(code: str, addition: Submission | None = None) -> Step:
    """The reporter says that the report is complete now; raises `NothingToComplete`.

    Of `addition`, which must have no `requirements.problems`, the narrative and place become a
    message, the day and further respondents go to the case, reporter and witnesses are sealed; of
    witnesses the message says how many. The report itself stays as it was filed.
    """
    report = Report.objects.defer("narrative", "former_receptions").filter(receipt_hash=receipts.digest(code)).first()
    cases = Case.objects.defer(*NOTES).filter(links__report=report, links__unlinked_at__isnull=True)
    case = cases.first() if report else None
    if report is None or case is None:
        raise NothingToComplete
    with transaction.atomic():
        try:
            step = transitions.advance(case.leg(), Event.COMPLETE, by=REPORTER)
        except transitions.WrongState as error:
            raise NothingToComplete from error
        changes = _added(report, case, requirements.tidy(addition)) if addition else {}
        codes = _still_missing(report, case, addition)
        queue.refresh(case, step.proceeding, missing=codes, **changes)
        status.write({report.receipt_hash: {"missing": codes}}, on=_today(case))
    return step


def complete_at_office(case: Case, *, by: Actor, note: str = "", expected_version: int | None = None) -> Step:
    """An operator records that the reporter brought the missing parts to the office."""
    return _take(case, Event.COMPLETE, by=by, note=note, version=expected_version, missing=[])


def register(case: Case, *, number: str, by: Actor, note: str = "", expected_version: int | None = None) -> Step:
    """Register the report under the office's own number; handling begins."""
    given = Facts(frozenset({Fact.REGISTER_NUMBER}))
    changes: dict[str, Any] = {"register_number": number, "missing": []}
    return _take(case, Event.REGISTER, by=by, given=given, note=note, version=expected_version, **changes)


def refuse(
    case: Case, *, missing: Sequence[str], by: Actor, note: str = "", expected_version: int | None = None
) -> Step:
    """Do not register, for coded reasons; where lateness is the only one, the matter goes on as a tip."""
    codes = _coded(missing)
    given = Facts(frozenset({Fact.MISSING_PARTS}), {"missing": codes})
    return _take(case, Event.REFUSE, by=by, given=given, note=note, version=expected_version, missing=codes)


def keep_as_tip(case: Case, *, note: str, by: Actor, expected_version: int | None = None) -> Step:
    """Go on with the content as a tip, with a written reason."""
    return _take(case, Event.KEEP_AS_TIP, by=by, note=note, version=expected_version)


def adopt(case: Case, *, by: Actor, number: str = "", note: str = "", expected_version: int | None = None) -> Step:
    """Make a tip a finding of the office; within an election it is registered by the same act."""
    given = Facts(frozenset({Fact.REGISTER_NUMBER} if number else ()))
    changes: dict[str, Any] = {"kind": ReportKind.FINDING, "register_number": number, "missing": []}
    return _take(case, Event.ADOPT, by=by, given=given, note=note, version=expected_version, **changes)


def stop(case: Case, *, note: str, by: Actor, expected_version: int | None = None) -> Step:
    """Stop the inquiry into a tip, with a written reason."""
    return _take(case, Event.STOP, by=by, note=note, version=expected_version)


def dismiss(case: Case, *, note: str, by: Actor, expected_version: int | None = None) -> Step:
    """Decide that there was no violation, with a written reason."""
    return _take(case, Event.DISMISS, by=by, note=note, version=expected_version)


def extend(case: Case, *, note: str, by: Actor, expected_version: int | None = None) -> Step:
    """Prolong the handling for further statements, once, with a written reason."""
    return _take(case, Event.EXTEND, by=by, note=note, version=expected_version)


def refer(case: Case, *, by: Actor, note: str = "", expected_version: int | None = None) -> Step:
    """Refer the case; its approved packages leave with the next batch, all of them whole."""
    if torn := enclosing.torn(case):
        raise transitions.Unmet(*torn)
    return _take(case, Event.REFER, by=by, note=note, version=expected_version)


def find_crime(case: Case, *, by: Actor, note: str = "", expected_version: int | None = None) -> Step:
    """Lay the case before the joint desk as well; the office goes on with it. A case has one such leg."""
    with transaction.atomic():
        step = _take(case, Event.FIND_CRIME, by=by, note=note, version=expected_version)
        if legs.open_criminal(case, by=by) is None:
            raise transitions.Unmet(_("Perkara ini sudah ada di Sentra Gakkumdu."))
    return step


def hand(
    case: Case, *, event: str, to: str, by: Actor, why: str = "", note: str = "", expected_version: int | None = None
) -> Step:
    """Move the case to another Bawaslu office, down (HAND_DOWN) or to one of the same level (HAND_OVER).

    Its terms go on there; the former office keeps the history up to this step. `why` is a `MoveReason`.
    """
    given = Facts(values={"to": to, **_reason(why)})
    return _moved(case, Event(event), by=by, given=given, note=note, version=expected_version)


def take_over(
    case: Case, *, letter: Letter, by: Actor, why: str = "", note: str = "", expected_version: int | None = None
) -> Step:
    """Move the case to the office above, on its letter: by its leader, or recorded by the office itself.

    `why` is a `MoveReason`. Raises `Unsound` for a letter whose day cannot be.
    """
    soundness.insist_on_letter(case, letter)
    with transaction.atomic():
        step = _moved(
            case, Event.TAKE_OVER, by=by, given=Facts(values=_reason(why)), letter=letter, note=note,
            version=expected_version,
        )  # fmt: skip
        distress.settle(case, by=by)
    return step


def withdraw(case: Case) -> Step:
    """The only reporter of the case takes the report back; `withdrawing.withdraw` looks whether that is so."""
    return _take(case, Event.WITHDRAW, by=REPORTER)


def reclass(case: Case, *, office_class: str, reason: str, by: Actor) -> None:
    """Keep the office's own class beside the derived one, with its reason; an empty class takes it back."""
    chosen = ViolationClass(office_class).value if office_class else ""
    if chosen and not reason.strip():
        message = "an office's own class needs its reason. Pass the officer's text as `reason`"
        raise ValueError(message)
    with transaction.atomic():
        case.office_class, case.office_class_reason = chosen, reason.strip() if chosen else ""
        case.save(update_fields=["office_class", "office_class_reason"])
        log.record("case:reclass", subject=case.pk, actor=by.reference, to=chosen, derived=case.violation_class)


def record_places(case: Case, also_in: Sequence[str], *, by: Actor) -> None:
    """Keep where else the act happened, as codes of regions and `OtherPlace`s; none where it did not.

    The case stays where it is: who takes it on is a step of its own.
    """
    with transaction.atomic():
        log.record("case:places", subject=case.pk, actor=by.reference, to=also_in, was=case.also_in.split())
        case.also_in = " ".join(also_in)
        case.save(update_fields=["also_in"])


def assign(case: Case, *, officer: UUID | None, by: Actor) -> None:
    """Give the case to an officer of the office, or to nobody."""
    with transaction.atomic():
        Proceeding.objects.filter(pk=case.leg().pk).update(officer=officer)
        case.officer = officer
        case.save(update_fields=["officer"])
        log.record("case:assign", subject=case.pk, actor=by.reference, officer=officer)


def add_respondent(case: Case, entry: RespondentEntry, *, by: Actor) -> Respondent:
    """Add a person the inquiry has found."""
    with transaction.atomic():
        [person] = people.rows(case.pk, [entry], first=_last_number(case) + 1)
        person.save(force_insert=True)
        case.respondent_count = Respondent.objects.filter(case=case).count()
        case.save(update_fields=["respondent_count"])
        log.record("case:respondent_added", subject=case.pk, actor=by.reference, respondent=person.pk)
        recusals.look_after(case)
    return person


def record_official_reception(report: Report, *, on: date, by: Actor) -> None:
    """A signature or handover at the office: from that day the report is officially received. Raises `Unsound`."""
    case = Case.objects.defer(*NOTES).get(links__report=report, links__unlinked_at__isnull=True)
    soundness.insist(case, since=report.received_on, on=on)
    if report.officially_received_on:
        raise transitions.Unmet(str(_("Penerimaan resmi laporan ini sudah dicatat.")))
    with transaction.atomic():
        report.officially_received_on = on
        report.save(update_fields=["officially_received_on"])
        office = offices.get(by.agency).name if by.agency else ""
        status.write({report.receipt_hash: {"officially_received": True}}, on=on)
        status.tell([status.Told(report.receipt_hash, status.OFFICIAL, status.OFFICIAL, on, office)])
        log.record("report:officially_received", subject=report.pk, actor=by.reference, on=on)


def record_reception_anew(report: Report, *, on: date, reason: str, by: Actor) -> None:
    """A leader says that the day of the official reception is another one; the day that gave way is kept.

    As long as the office works on the case. Raises `Unsound`, `NotYours` and `Unmet`.
    """
    case = Case.objects.defer(*NOTES).get(links__report=report, links__unlinked_at__isnull=True)
    former = report.officially_received_on
    if by.role != Role.LEADER or by.user is None:
        raise transitions.NotYours(str(_("Langkah ini bukan wewenang peran Anda.")))
    if former is None or not reception_matters(case):
        raise transitions.Unmet(str(_("Tidak ada penerimaan resmi yang dapat dicatat ulang pada tahap ini.")))
    soundness.insist(case, since=report.received_on, on=on)
    if on == former:
        raise Unsound({"on": str(_("Tanggal ini sudah tercatat."))})
    kept = {"on": former.isoformat(), "until": _today(case).isoformat(), "by": str(by.user), "reason": reason.strip()}
    with transaction.atomic():
        report.officially_received_on, report.former_receptions = on, [*(report.former_receptions or ()), kept]
        report.save(update_fields=["officially_received_on", "former_receptions"])
        source = f"{status.OFFICIAL}:{len(report.former_receptions)}"
        office = offices.get(by.agency or case.handler_id).name
        status.tell([status.Told(report.receipt_hash, source, status.OFFICIAL_ANEW, on, office)])
        log.record("report:reception_anew", subject=report.pk, actor=by.reference, on=on, was=former)


def reception_matters(case: Case) -> bool:
    """Whether anything still depends on the day: the office works on the case, and did not receive it online."""
    online = offices.receives_online(offices.get(case.handler_id), case.received_on)
    return case.closed_at is None and case.state != State.REFERRED and not online


def _moved(case: Case, event: Event, *, by: Actor, version: int | None, **brought: Any) -> Step:
    former = case.handler_id
    with transaction.atomic():
        step = _take(case, event, by=by, version=version, **brought)
        to = step.proceeding.agency_id
        Case.objects.filter(pk=case.pk).update(handler=to, officer=None)
        case.handler_id, case.officer = to, None
        FormerHandler.objects.create(case=case, agency_id=former, to_id=to, on=_today(case), version=step.number)
        # Letters of a joint desk are recorded by the office that now has the case.
        Proceeding.objects.filter(subject=case.pk, sender=former).update(sender=to)
    return step


def _take(
    case: Case,
    event: Event,
    *,
    by: Actor,
    given: Facts | None = None,
    letter: Letter | None = None,
    note: str = "",
    version: int | None = None,
    **changes: object,
) -> Step:
    """One step and the queue row, together. The version is the officer's, or that of the row in hand."""
    with transaction.atomic():
        leg = case.leg()
        step = transitions.advance(
            leg,
            event,
            by=by,
            # A reporter acts on what they filed themself; the papers of the office are none of theirs.
            facts=_joined(Facts() if by == REPORTER else facts.gather(leg), given or Facts()),
            letter=letter,
            note=note,
            expected_version=version or case.version,
        )
        queue.refresh(case, leg, **changes)
    return step


def _reason(why: str) -> dict[str, Json]:
    return {"why": MoveReason(why).value} if why else {}


def _joined(known: Facts, given: Facts) -> Facts:
    return replace(known, present=known.present | given.present, values={**known.values, **given.values})


def _coded(missing: Iterable[str]) -> list[Json]:
    chosen = {Requirement(code) for code in missing}
    return [code.value for code in Requirement if code in chosen]


def _today(case: Case) -> date:
    return days.local_date(timezone.now(), offices.region(case.region_id).zone)


def _last_number(case: Case) -> int:
    last = Respondent.objects.filter(case=case).order_by("-number").values_list("number", flat=True).first()
    return last or 0


def _added(report: Report, case: Case, addition: Submission) -> dict[str, object]:
    """Write what the reporter added; the columns of the case that change with it."""
    privacy.seal(addition, subject=report.subject)
    told = [text for text in (addition.narrative, addition.place, _witnesses_said(addition)) if text]
    if told:
        text = "\n\n".join(told)
        Message.objects.create(report=report, from_reporter=True, text=text, at=timezone.now(), on=_today(case))
    if addition.reporter:
        given = {name: True for name, yes in requirements.given(addition.reporter, on=_today(case)).items() if yes}
        Report.objects.filter(pk=report.pk).update(**given)
    changes: dict[str, object] = {}
    if more := people.rows(case.pk, addition.respondents, first=_last_number(case) + 1):
        Respondent.objects.bulk_create(more)
        changes["respondent_count"] = Respondent.objects.filter(case=case).count()
    if addition.incident_date and case.incident_date is None:
        changes["incident_date"] = addition.incident_date
    return changes


def _witnesses_said(addition: Submission) -> str:
    """How many witnesses were named, for the office that asked; who they are lies sealed."""
    number = len(addition.witnesses)
    return SEALED_WITNESSES % {"number": number} if number else ""


def _still_missing(report: Report, case: Case, addition: Submission | None) -> list[str]:
    added = addition or Submission()
    reporter = requirements.given(added.reporter, on=_today(case))
    dated = added.incident_date or case.incident_date
    met = {
        Requirement.REPORTER: reporter["name_given"] and reporter["address_given"],
        Requirement.RESPONDENT: any(requirements.names_someone(entry) for entry in added.respondents),
        Requirement.TIME_PLACE: dated and (added.place or report.place),
        Requirement.DESCRIPTION: requirements.describes(added.narrative),
        Requirement.EVIDENCE: Exhibit.objects.filter(receipt_hash=report.receipt_hash).exists(),
    }
    done = [code for code, yes in met.items() if yes]
    return requirements.still(case.missing, met=done, late=Requirement.LATE in case.missing)
