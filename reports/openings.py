"""Opening an identity: somebody asks with a written reason, another person decides, the reporter is told.

The vault decides and audits; here is who may ask whom, what is written down beside it and who hears of
it. Nothing here looks whether an envelope exists before a display has been granted: presence is identity.
"""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from procedures.enums import State
from procedures.models import Step
from regions import days, offices
from reports import notices, privacy, status, visibility
from reports.enums import OpeningReason
from reports.models.case import Case, Recusal
from reports.models.opening import Opening
from reports.models.report import Report
from reports.status import Told
from services.accounts import access, permissions, vouching
from services.accounts.enums import Action, Context, DataGroup, Role
from services.accounts.models import User
from services.audit.models import Entry
from services.vault.models import Grant, Hold

logger = logging.getLogger(__name__)
KEPT_OUT = "SELECT account FROM netralitas_kept_out(%s)"
LOOKS = (Action.READ, DataGroup.REPORTER_IDENTITY, Context.GRANTED)
TOLD_FOR = timedelta(days=40)  # longer than any grant lasts


class Standing(StrEnum):
    """What became of a request."""

    WAITING = "waiting"
    OPEN = "open"  # the requester may look now
    USED = "used"
    LATE = "late"  # nobody decided, or nobody looked, in time
    ENDED = "ended"  # declined, or closed


class AlreadyWaiting(Exception):
    """The same person has asked for the same thing, and nobody has decided yet."""


class NotAssigned(Exception):
    """Who asks does not have the case: one that nobody has is taken first."""


def lasting(case: Case) -> bool:
    """Whether leave given now lasts: from registration to the decision of the office."""
    return case.state == State.STUDY


def may_ask(case: Case, user: User) -> bool:
    """Whether the person has the case, in a role that may read an identity once two have agreed.

    So there is one name by whom an identity of a case can be wanted, and it stands in the queue.
    """
    if visibility.context(user, case) != Context.ASSIGNED:
        return False
    return any(permissions.may(one.role, *LOOKS) for one in visibility.actors(user, case.handler_id))


def ask(case: Case, report: Report, *, by: User, kind: str, reason: str, purpose: str) -> Opening:
    """Lay a request of who has the case before leaders and custodians.

    Raises `NotAssigned`, `AlreadyWaiting`, `privacy.Refused`, `privacy.VaultDown`. Not within a transaction: the
    vault writes by itself, and on SQLite it would wait for ours.
    """
    if not may_ask(case, by):
        raise NotAssigned
    own = Opening.objects.filter(case=case, report=report, requester=by.pk)
    kinds = {grant.kind for grant in grants_of(own).values() if standing(grant) == Standing.WAITING}
    if kind in kinds:
        raise AlreadyWaiting
    grant = privacy.request_opening(report, by=by, reason=reason, kind=kind, lasting=lasting(case))
    with transaction.atomic():
        opening = Opening.objects.create(
            case=case,
            report=report,
            office=case.handler,
            requester=by.pk,
            purpose=purpose.strip(),
            barred=[str(one) for one in sorted(kept_out(case))],
            grant=grant,
            at=datetime.now(tz=UTC),
        )
        notices.tell_staff("staff_opening_asked", _asked(opening), key=f"opening:{opening.pk}")
    return opening


def handlers(case: Case) -> set[UUID]:
    """Who handles a case: its officer, and everybody who took a step in it."""
    acted = Step.objects.filter(proceeding__subject=case.pk, user__isnull=False).values_list("user", flat=True)
    return {*acted, *([case.officer] if case.officer else ())}


def kept_out(case: Case) -> set[UUID]:
    """Who may not agree: handlers, and leaders or custodians whom the case is about or who stand aside from it.

    Custodians of every level may decide, so those of every level are looked at.
    """
    asked = [*access.serving_as(Role.CUSTODIAN, on=timezone.localdate()), *_leaders(case.handler_id)]
    return handlers(case) | visibility.recused_among(asked, case)


def barred_from(opening: Opening) -> set[UUID]:
    """Accounts whose persons may not agree: as it stood when the request was made, and as it stands now.

    The case may be given to a leader, or somebody may take a step in it or stand aside, while the request waits.
    A custodian's process reads no case, so there the database answers with the accounts alone. Nor may whoever
    lately gave the requester a role or took their second factor away.
    """
    stored = {UUID(one) for one in opening.barred} | {opening.requester}
    return stored | _kept_out_now(opening) | vouching.behind(opening.requester)


def _kept_out_now(opening: Opening) -> set[UUID]:
    if settings.DATABASE_ROLE:
        with connection.cursor() as cursor:
            cursor.execute(KEPT_OUT, [opening.pk])
            return {account for (account,) in cursor.fetchall()}
    case = Case.objects.only("id", "officer").get(pk=opening.case_id)
    return handlers(case) | set(Recusal.objects.filter(case=case).values_list("user", flat=True))


def is_hidden_from(opening: Opening, user: User) -> bool:
    """Whether the user must not even read the request: who stands aside from a case sees nothing of it."""
    if opening.requester == user.pk or str(user.pk) not in opening.barred:
        return False
    return not visibility.cases_visible_to(user).filter(pk=opening.case_id).exists()


def may_decide(opening: Opening, user: User) -> bool:
    """Whether the user may agree or decline: never who asked or handles the case, through no account of theirs."""
    if not visibility.openings_laid_before(user).filter(pk=opening.pk).exists():
        return False
    barred = barred_from(opening)
    if user.pk in barred:
        return False
    hashes = set(User.objects.filter(pk__in=barred).values_list("person_hash", flat=True)) - {""}
    return user.person_hash not in hashes


def approve(opening: Opening, *, by: User, otp: str) -> None:
    """The second person agrees with their own code; raises `privacy.Refused` and `privacy.VaultDown`."""
    try:
        privacy.approve_opening(opening.grant, by=by, otp=otp, barred=sorted(barred_from(opening)))
    except privacy.Refused as refusal:
        if refusal.code == "held":
            alarm()
        raise
    _answered(opening)


def decline(opening: Opening, *, by: User, otp: str) -> None:
    """The second person says no; the reporter hears nothing of it. Raises as `approve`."""
    privacy.decline_opening(opening.grant, by=by, otp=otp)
    _answered(opening)


def show(opening: Opening, *, by: User, otp: str) -> list[dict[str, str]]:
    """What was left, to who asked; the reporter's page tells of it. Raises as `approve`."""
    grant = grants_of([opening])[opening.grant]
    if grant.lasting and not lasting(opening.case):
        privacy.end_opening(opening.grant)
    shown = privacy.show(opening.grant, by=by, otp=otp)
    tell([opening])
    return shown


def grants_of(openings: Iterable[Opening]) -> dict[UUID, Grant]:
    """The vault's side of requests, by the id they carry. One statement."""
    return Grant.objects.in_bulk([opening.grant for opening in openings])


def standing(grant: Grant | None) -> Standing:
    """What became of a request, for a page; whether it opens anything is the vault's answer."""
    if grant is None or grant.ended_at:
        return Standing.ENDED
    if grant.displays_left < 1:
        return Standing.USED
    if grant.expires_at <= datetime.now(tz=UTC):
        return Standing.LATE
    return Standing.OPEN if grant.approver else Standing.WAITING


def tell(openings: Iterable[Opening]) -> None:
    """Write every display on the reporter's page: its day and what it was for. Telling twice is telling once.

    Taken from the vault's own entries in the audit, so that none is missed.
    """
    for opening in openings:
        report = opening.report
        entries = Entry.objects.filter(action="identity:shown", subject=str(report.subject))
        shown = [entry for entry in entries if entry.detail.get("grant") == str(opening.grant)]
        if shown and privacy.was_left(report, shown[0].detail["kind"]):
            zone = offices.region(report.region_id).zone
            kind, reason = shown[0].detail["kind"], shown[0].detail["reason"]
            # The vault takes any code for a reason; one that no page offers came past the pages.
            code = f"opened:{kind}:{reason}" if reason in OpeningReason.values else status.OPENED_PAST
            on = {days.local_date(entry.at, zone) for entry in shown}
            status.tell(Told(report.receipt_hash, f"opened:{opening.pk.hex}:{day}", code, day) for day in sorted(on))


def look_after() -> None:
    """End what a decision has ended, tell reporters what they were not told yet, write to auditors of holds."""
    # The worker may read these columns and no others, not even to put the rows in order.
    approved = Grant.objects.filter(approved_at__gt=datetime.now(tz=UTC) - TOLD_FOR).order_by()
    recent = approved.only("id", "lasting", "ended_at")
    known = {grant.pk: grant for grant in recent}
    openings = list(
        Opening.objects.filter(grant__in=known)
        .select_related("case", "report")
        .only("id", "grant", "case__state", "report__subject", "report__receipt_hash", "report__region")
    )
    tell(openings)
    for opening in openings:
        grant = known[opening.grant]
        if grant.lasting and grant.ended_at is None and not lasting(opening.case):
            _end(opening.grant)
    alarm()


def alarm() -> None:
    """Write to every auditor of each hold that nobody has confirmed, and of who compared texts too often.

    One letter each, however often called. The vault's own entries say it, so that it does not hang on the
    page through which somebody asked.
    """
    auditors = access.serving_as(Role.AUDITOR, on=timezone.localdate())
    for hold in Hold.objects.filter(confirmed_at__isnull=True).only("id").order_by():
        notices.tell_staff("staff_openings_held", auditors, key=f"held:{hold.pk}")
    for entry in Entry.objects.filter(action="identity:compared_out", at__gt=timezone.now() - TOLD_FOR).only("id"):
        notices.tell_staff("staff_compared_out", auditors, key=f"compared:{entry.pk}")


def _end(grant: UUID) -> None:
    try:
        privacy.end_opening(grant)
    except privacy.Refused:
        return  # ended meanwhile
    except privacy.VaultDown as error:
        logger.warning("an opening is not ended yet: %s", type(error).__name__)


def _asked(opening: Opening) -> list[UUID]:
    barred = barred_from(opening)
    keepers = visibility.custodians_of(opening.office_id, without=barred)
    leaders = [one for one in _leaders(opening.office_id) if one not in barred]
    return list(dict.fromkeys([*access.on_call(keepers, at=opening.at), *leaders]))


def _leaders(office: str) -> list[UUID]:
    return access.officers_of(office, role=Role.LEADER, on=timezone.localdate())


def _answered(opening: Opening) -> None:
    notices.tell_staff("staff_opening_answered", [opening.requester], key=f"answered:{opening.pk}")
