"""A ruling recorded from an office's letter counts once a second person of the sending Bawaslu has confirmed it.

That is a leader of the office, as with a package; where none is free another operator or verifier who may open the
case, so that an absent leader holds nothing up. Never who typed it, through whichever account. Until then the leg
stands where it stood and nobody is told; the clock it ends stops on the day of the letter (`procedures.turning`),
however long that takes.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.transitions import NotYours, Unmet
from procedures.vocabulary import Actor
from regions import offices
from reports import notices, visibility
from reports.models.package import PackageLeg
from sanctions import inbox
from sanctions.insisting import recorder
from sanctions.models.awaiting import LetterRecord, RecordState
from services.accounts import access, permissions
from services.accounts.enums import Action, Context, DataGroup, Role
from services.accounts.models import User
from services.audit import log

Typed = Mapping[str, Sequence[str]]


def lay(leg: PackageLeg, event: str, *, typed: Typed, version: int, scan: UUID | None, by: Actor) -> LetterRecord:
    """Keep what was typed and write to who may confirm it; raises `Unmet` where one waits already.

    Whether the step could be taken as it stands is asked beforehand, by whoever calls.
    """
    if LetterRecord.objects.filter(leg=leg.proceeding_id, state=RecordState.WAITING).exists():
        raise Unmet(_("Surat untuk langkah kantor ini sudah dicatat dan menunggu orang kedua."))
    row = LetterRecord(
        respondent=leg.respondent, leg=leg.proceeding, event=event, version=version, typed=dict(typed), scan=scan,
        role=by.role, agency=by.agency or "", recorded_by=recorder(by), recorded_at=timezone.now(),
    )  # fmt: skip
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # somebody else was faster
            raise Unmet(_("Surat untuk langkah kantor ini sudah dicatat dan menunggu orang kedua.")) from None
        log.record("letterrecord:asked", subject=row.pk, actor=by.reference, leg=leg.proceeding_id, event=str(event))
        notices.tell_staff("staff_letter_recorded", deciders(row), key=f"letter_record:{row.pk}")
    return row


def deciders(row: LetterRecord) -> list[UUID]:
    """Who may confirm or decline: free leaders of the office, else its other officers."""
    today, office = timezone.localdate(), offices.in_office(offices.get(row.agency), timezone.localdate()).code
    for roles in (_approving(), (Role.OPERATOR, Role.VERIFIER)):
        people = User.objects.filter(pk__in=access.officers_in(office, roles, on=today)).select_related("unit")
        if free := [one.pk for one in people if _is_free(row, one)]:
            return free
    return []


def decide(row: LetterRecord, state: str, *, by: User, note: str = "") -> None:
    """Write down what became of it; raises `NotYours`, and `Unmet` where somebody was faster."""
    if by.pk not in deciders(row):
        raise NotYours(_("Yang memastikan surat harus orang lain daripada yang mencatatnya."))
    values = {"state": state, "decided_by": by.pk, "decided_at": timezone.now(), "note": note}
    if state == RecordState.CONFIRMED:
        values["typed"] = {}  # the papers hold it now
    with transaction.atomic():
        if not LetterRecord.objects.filter(pk=row.pk, state=RecordState.WAITING).update(**values):
            raise Unmet(_("Catatan surat ini sudah diputuskan."))
        log.record(f"letterrecord:{state}", subject=row.pk, actor=f"user:{by.pk}", recorded_by=row.recorded_by)


def _approving() -> tuple[Role, ...]:
    right = (Action.APPROVE, DataGroup.SANCTION, Context.OWN_OFFICE)
    return tuple(role for role in visibility.DESK if permissions.may(role, *right))


def _is_free(row: LetterRecord, user: User) -> bool:
    if access.are_one_person(user.pk, row.recorded_by):
        return False
    reached = inbox.legs_sent_by(user, timezone.localdate()).filter(proceeding=row.leg_id).exists()
    return reached and not visibility.is_recused(user, row.respondent.package)
