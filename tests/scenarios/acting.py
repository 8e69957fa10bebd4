"""Does at core level what a scenario says: each act is one verb of the domain, taken by a demo officer."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from procedures import reminders, transitions
from procedures.enums import Event, Procedure, State
from procedures.models import Letter, Proceeding, Reminder
from procedures.vocabulary import Actor
from regions import days, offices
from reports import exhibits, handling, hearings, intake, packages, plenary, submission
from reports.models.case import Case
from reports.models.package import PackageCopy, PackageLeg, ReferralPackage
from reports.packages import Contents
from reports.plenary import Plenary
from reports.submission import ReporterEntry, Submission, WitnessEntry
from sanctions import decisions, documents, execution, recommendations
from sanctions.models.catalogue import SanctionKind
from services.notifications.models import Message
from tests.factories import reports as made
from tests.factories.procedures import confirmed

Fields = dict[str, Any]
DAYS = {
    "on",
    "held_on",
    "happens_on",
    "received_on",
    "respondent_told_on",
    "hearing_on",
    "letter_date",
    "dated_on",
    "due_on",
    "decree_date",
    "starts_on",
    "replied_on",
    "executed_on",
    "reported_on",
}


def actor(username: str) -> Actor:
    """The demo officer of this name."""
    role, _dash, agency = username.partition("-")
    return Actor(role, uuid5(NAMESPACE_URL, username), agency)


def take(code: str, act: dict[str, Any]) -> None:
    """One act on the case of a code, and all that it owes."""
    press(code, act)
    made.relayed()


def press(code: str, act: dict[str, Any]) -> None:
    """The act alone; what it owes still waits for the worker."""
    fields = {name: _value(name, value) for name, value in act.get("fields", {}).items()}
    verb = act["act"]
    if act["by"] == "clock":
        reminders.scan(has_officer=lambda _code: True)
    elif act["by"] == "reporter":
        _as_reporter(code, act, fields)
    elif verb in ON_LEGS:
        for leg in _legs(made.case_of(code), act):
            by, letter = actor(act["by"]), _letter(act)
            if letter is not None:
                confirmed(leg.proceeding, verb, by)
            ON_LEGS[verb](leg, by=by, letter=letter, **fields)
    else:
        ON_CASES[verb](made.case_of(code), actor(act["by"]), fields)


def letters() -> dict[Any, str]:
    """Every letter so far as "letter addressee", by its key."""
    return {
        row.pk: f"{row.letter} {'reporter' if row.reference.startswith('envelope:') else row.reference}"
        for row in Message.objects.all()
    }


def legs(case: Case) -> list[str]:
    """The legs of the case's packages as "procedure office state"."""
    return sorted(f"{leg.procedure} {leg.agency_id} {leg.state}" for leg in made.legs(case))


def joint(case: Case) -> str:
    """Where the criminal leg of the case stands, as its page says it; empty where there is none."""
    leg = _criminal(case)
    return f"{offices.get(leg.agency_id).name}: {State(leg.state).label}" if leg else ""


def copies(case: Case) -> list[str]:
    """The offices that got a copy of a package of the case."""
    rows = PackageCopy.objects.filter(package__origins__case=case).values_list("agency_id", flat=True)
    return sorted(set(rows))


def follow_up_reminders(case: Case) -> list[str]:
    """The rungs of the follow-up's ladder as "rung state"."""
    legs = PackageLeg.objects.filter(respondent__origin__case=case).values("proceeding")
    rows = Reminder.objects.filter(deadline__proceeding__in=legs, deadline__kind="follow_up")
    return sorted(f"{row.rung} {row.state}" for row in rows)


def _value(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in DAYS else value


def _legs(case: Case, act: dict[str, Any]) -> list[PackageLeg]:
    """The running legs an act is on: those at the officer's desk, or of the procedure whose letter is recorded."""
    running = PackageLeg.objects.filter(respondent__origin__case=case, proceeding__ended_at=None)
    if "leg" in act:
        running = running.filter(procedure=act["leg"])
    else:
        running = running.filter(proceeding__agency=actor(act["by"]).agency)
    if "who" in act:
        running = running.filter(respondent__number__in=act["who"])
    found = list(running.select_related("proceeding", "respondent__package").order_by("respondent__number"))
    assert found, act
    return found


def _letter(act: dict[str, Any]) -> Letter | None:
    given = act.get("letter")
    return Letter.objects.create(**{name: _value(name, text) for name, text in given.items()}) if given else None


def _criminal(case: Case) -> Proceeding | None:
    return Proceeding.objects.filter(subject=case.pk, procedure=Procedure.GAKKUMDU).first()


def _by_the_joint_desk(event: Event) -> Callable[[Case, Actor, Fields], object]:
    def run(case: Case, by: Actor, fields: Fields) -> None:
        leg = _criminal(case)
        assert leg is not None
        note = fields.pop("note", "")
        letter = Letter.objects.create(**fields, sender=offices.get(leg.agency_id).name)
        transitions.advance(leg, event, by=confirmed(leg, event, by), letter=letter, note=note)

    return run


def _as_reporter(code: str, act: dict[str, Any], fields: Fields) -> None:
    for link in act.get("links", []):
        exhibits.accept_link(code, link)
    if act["act"] == "complete":
        witnesses = tuple(WitnessEntry(**one) for one in act.get("witnesses", []))
        handling.complete(code, Submission(kind="tip", region=made.case_of(code).region_id, witnesses=witnesses))
    elif act["act"] == "upgrade":
        entry = {name.removeprefix("reporter."): text for name, text in fields.items() if "." in name}
        report = made.report_of(code)
        addition = Submission(
            kind="report", region=report.region_id, capacity=fields["capacity"], reporter=ReporterEntry(**entry)
        )
        intake.upgrade(code, submission.tidy(addition))


def _class(case: Case, by: Actor, fields: Fields) -> None:
    handling.reclass(case, office_class=fields["office_class"], reason=fields["office_reason"], by=by)


def _check(case: Case, by: Actor, fields: Fields) -> None:
    on = days.local_date(timezone.now(), case.leg().zone)
    for person in case.respondents.all():
        hearings.record_status_check(person, known=fields["known"] == "yes", on=on, by=by)


def _invite(case: Case, by: Actor, fields: Fields) -> None:
    for person in case.respondents.all():
        hearings.invite(person, by=by, **fields)


def _reply(case: Case, by: Actor, fields: Fields) -> None:
    for person in case.respondents.all():
        hearings.record_reply(person, by=by, **fields)


def _minutes(case: Case, by: Actor, fields: Fields) -> None:
    lists = {name: plenary.names(fields.get(name, "")) for name in ("present", "absent", "signed")}
    meeting = Plenary(fields["number"], fields["held_on"], fields["agenda"], **lists)
    plenary.record(case, meeting, by=by, dissent=fields.get("dissent", ""))


def _package(case: Case, by: Actor, fields: Fields) -> None:
    people = list(case.respondents.values_list("pk", flat=True))
    packages.build(case, Contents(respondents=people, **fields), by=by)


def _approve(case: Case, by: Actor, _fields: Fields) -> None:
    waiting = ReferralPackage.objects.filter(origins__case=case, approved_on=None).distinct().get()
    packages.approve(waiting, by=by)


def _decide(leg: PackageLeg, *, by: Actor, kind: str, **fields: Any) -> None:
    decisions.decide(leg, by=by, kind=SanctionKind.objects.get(code=kind), **fields)


ON_CASES: dict[str, Callable[[Case, Actor, Fields], object]] = {
    "class": _class,
    "check": _check,
    "invite": _invite,
    "reply": _reply,
    "minutes": _minutes,
    "package": _package,
    "approve": _approve,
    "announce": lambda case, by, fields: hearings.announce(case, by=by, **fields),
    "refer": lambda case, by, _fields: handling.refer(case, by=by),
    "adopt": lambda case, by, fields: handling.adopt(case, by=by, **fields),
    "find-crime": lambda case, by, _fields: handling.find_crime(case, by=by),
    "joint-continue": _by_the_joint_desk(Event.CONTINUE),
    "joint-stop": _by_the_joint_desk(Event.STOP),
    "register": lambda case, by, fields: handling.register(case, by=by, **fields),
    "return": lambda case, by, fields: handling.return_for_completion(
        case, missing=fields["parts"], note=fields["note"], by=by
    ),
    "refuse": lambda case, by, fields: handling.refuse(case, missing=fields["parts"], note=fields["note"], by=by),
}
ON_LEGS: dict[str, Callable[..., object]] = {
    "ask_validation": documents.ask_validation,
    "confirm": documents.confirm,
    "recommend": recommendations.recommend,
    "find_not_proven": recommendations.find_not_proven,
    "warn": documents.warn,
    "block": documents.block,
    "unblock": documents.unblock,
    "summon": documents.summon,
    "form_team": documents.form_team,
    "examine": documents.examine,
    "decide": _decide,
    "decline": decisions.decline,
    "record_leaving": decisions.record_leaving,
    "object": documents.object_to,
    "uphold": documents.uphold,
    "execute": execution.record,
    "report_back": execution.report_back,
}
