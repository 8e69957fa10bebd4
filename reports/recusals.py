"""Who must not see a case of their office, and that somebody is left who may: else the level above is told."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from procedures import transitions
from procedures.enums import Event, Holder
from procedures.models import Proceeding
from procedures.vocabulary import SYSTEM, Actor
from regions import days, offices
from reports import notices, queue
from reports.enums import RecusalReason
from reports.models.case import Case, Recusal, Respondent
from reports.visibility import DESK
from services.accounts import access
from services.accounts.enums import Role
from services.accounts.models import User
from services.audit import log


def recuse(case: Case, *, reason: str, by: Actor, note: str = "") -> Recusal:
    """Let an officer stand aside from a case, for good; twice is once.

    Somebody else of the office is told; where nobody is left who may work on it, or no leader who may
    decide it, the level above is told at once.
    """
    if by.user is None:
        message = "a recusal names the officer. Pass an Actor with a user"
        raise ValueError(message)
    with transaction.atomic():
        row, new = Recusal.objects.get_or_create(
            case=case,
            user=by.user,
            defaults={"reason": RecusalReason(reason), "note": note.strip(), "at": timezone.now()},
        )
        if new:
            log.record("case:recuse", subject=case.pk, actor=by.reference, reason=row.reason)
            left = free(case)
            _unassign(case, left)
            notices.tell_officers(case, left, key=f"recusal:{row.pk}")
            if _nobody_left(case, left):
                _lift(case)
    return row


def look_after(case: Case) -> None:
    """Call when it becomes known whom a case is about: who must stand aside holds it no longer, and where
    nobody of the office is left, the level above is told at once."""
    staff = _staff(case)
    left = _free(case, staff)
    if len(left) == len(staff):
        return
    with transaction.atomic():
        if _unassign(case, left):
            notices.tell_officers(case, left, key=f"recusal:{case.pk}:{case.version}")
        if _nobody_left(case, left) and case.leg().level == 0:
            _lift(case)


def look_after_new(cases: Iterable[Case]) -> None:
    """The same for cases that have just reached an office; two statements where nobody is concerned."""
    known = {case.pk: case for case in cases}
    people = Respondent.objects.filter(~Q(unit="") | ~Q(person_hash=""), case__in=known)
    named = list(people.values_list("case_id", Lower("unit"), "person_hash")) if known else []
    if not named:
        return
    units, hashes = {unit for _case, unit, _hash in named if unit}, {one for _case, _unit, one in named if one}
    concerned = User.objects.annotate(unit_name=Lower("unit__name")).filter(
        Q(unit_name__in=units) | Q(person_hash__in=hashes), is_active=True
    )
    if concerned.exists():
        for pk in sorted({case for case, _unit, _hash in named}):
            look_after(known[pk])


def _staff(case: Case, roles: Iterable[Role] = DESK) -> set[UUID]:
    today = days.local_date(timezone.now(), offices.region(case.region_id).zone)
    return set(access.officers_in(case.handler_id, roles, on=today))


def _nobody_left(case: Case, left: Collection[UUID]) -> bool:
    """Whether no officer may work on the case, or no leader may decide it."""
    leaders = _staff(case, (Role.LEADER,))
    return not left or (bool(leaders) and not leaders.intersection(left))


def free(case: Case) -> list[UUID]:
    """The officers of the handling office who may see the case, without those who stand aside or must."""
    return _free(case, _staff(case))


def _free(case: Case, serving: Iterable[UUID]) -> list[UUID]:
    aside = set(Recusal.objects.filter(case=case).values_list("user", flat=True))
    people = list(case.respondents.values_list("unit", "person_hash"))
    staff = User.objects.filter(pk__in=serving).exclude(pk__in=aside).select_related("unit").order_by("pk")
    staff = staff.only("person_hash", "unit")
    return [
        user.pk
        for user in staff
        if not any(access.recused(user, unit=unit, person_hash=person) for unit, person in people)
    ]


def _unassign(case: Case, left: Iterable[UUID]) -> bool:
    if case.officer is None or case.officer in set(left):
        return False
    Proceeding.objects.filter(pk=case.leg().pk).update(officer=None)
    case.officer = None
    case.save(update_fields=["officer"])
    log.record("case:assign", subject=case.pk, actor="system", officer=None)
    return True


def _lift(case: Case) -> None:
    leg = case.leg()
    if leg.holder != Holder.NOBODY:
        transitions.advance(leg, Event.ESCALATE, by=SYSTEM)
        queue.refresh(case, leg)
