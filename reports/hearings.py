"""What Bawaslu's decisions rest on beside plenaries: replies, checks of who someone was, announcements."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from procedures.vocabulary import Actor
from regions import offices
from reports import counting, recusals
from reports.enums import EmploymentStatus, ReplyKind, Stage
from reports.models.case import Case, Respondent
from reports.models.hearing import Announcement, Answer
from services.accounts import access
from services.audit import log

CHECKED = ("name", "nip", "status", "employer", "employer_text", "unit", "position")


def record_reply(respondent: Respondent, *, kind: str, on: date, by: Actor, summary: str = "") -> Answer:
    """Record how a respondent's right of reply was met: an answer, a recorded absence, or a waiver."""
    with transaction.atomic():
        answer = Answer.objects.create(
            respondent=respondent, kind=ReplyKind(kind), on=on, summary=summary, recorded_by=_person(by)
        )
        log.record("case:reply", subject=respondent.case_id, actor=by.reference, respondent=respondent.pk, kind=kind)
    return answer


def record_status_check(
    respondent: Respondent, *, known: bool, on: date, by: Actor, found: Mapping[str, str] | None = None
) -> None:
    """Record who a respondent was on the day of the act, or that it stays unknown after a check.

    `found` replaces what the reporter had typed: name, nip, status, employer (an agency code),
    employer_text, unit, position. Names outside that list are a `ValueError`.
    """
    given = dict(found or {})
    if strange := sorted(set(given) - set(CHECKED)):
        message = f"a check records no {', '.join(strange)}. Known are: {', '.join(CHECKED)}"
        raise ValueError(message)
    if "employer" in given:
        code = given.pop("employer")
        respondent.employer = offices.get(code) if code else None
        if code:
            respondent.employer_text = ""
    for name, value in given.items():
        setattr(respondent, name, EmploymentStatus(value) if name == "status" else value.strip())
    respondent.person_hash = access.person_hash(respondent.nip)
    respondent.identity_known, respondent.checked_on = known, on
    with transaction.atomic():
        respondent.save()
        log.record(
            "case:status_check", subject=respondent.case_id, actor=by.reference, respondent=respondent.pk, known=known
        )
        recusals.look_after(Case.objects.get(pk=respondent.case_id))


def announce(case: Case, *, stage: str, on: date, by: Actor) -> Announcement:
    """Record that the office announced a stage of the case itself; figures count it from that day.

    The day that was said first stands.
    """
    with transaction.atomic():
        announcement, new = Announcement.objects.get_or_create(
            case=case, stage=Stage(stage), defaults={"on": on, "recorded_by": _person(by)}
        )
        if new:
            counting.announce(case, stage=stage, on=on)
            log.record("case:announce", subject=case.pk, actor=by.reference, stage=stage, on=on)
    return announcement


def _person(by: Actor) -> UUID:
    if by.user is None:
        message = "a record of a hearing names the officer who made it. Pass an Actor with a user"
        raise ValueError(message)
    return by.user
