"""What Bawaslu records from an office's letter and what moves a leg by it counts once a second person has confirmed it.

That is a leader of the office, as with a package; where none is free another operator or verifier who may open the
case, so that an absent leader holds nothing up. Never who typed it, through whichever account. Until then the leg
stands where it stood and nobody is told; the clock it ends stops on the day of the letter (`procedures.turning`),
however long that takes. That nothing moves without it is the engine's own rule (`transitions.Unconfirmed`).
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.enums import Procedure
from procedures.models import LetterRecord, Proceeding, RecordState
from procedures.transitions import NotYours, Unconfirmed, Unmet
from procedures.vocabulary import Actor
from regions import offices
from reports import notices, visibility
from reports.models.package import ReferralPackage
from services.accounts import access, permissions
from services.accounts.enums import Action, Context, DataGroup, Role
from services.accounts.models import User
from services.audit import log

NOTE_LENGTH = 300
ON_CASE = (Procedure.BAWASLU, Procedure.GAKKUMDU)  # the subject of their legs is a case, of all others a person
Typed = Mapping[str, Sequence[str]]
Take = Callable[[], object]


def attempt(take: Take) -> None:
    """Try a step that lacks a second person: raises all else that stands in its way, and changes nothing."""
    with suppress(Unconfirmed):
        take()


def lay(
    leg: Proceeding, event: str, *, typed: Typed, version: int, scan: UUID | None = None, by: Actor
) -> LetterRecord:
    """Keep what was typed and write to who may confirm it; raises `Unmet` where one waits already.

    Whether the step could be taken as it stands is tried beforehand (`attempt`).
    """
    if by.user is None:
        message = f"{by.role!r} records no letter. Pass the Actor of a member of staff."
        raise ValueError(message)
    row = LetterRecord(
        leg=leg, event=event, version=version, typed=dict(typed), scan=scan, role=by.role, agency=by.agency,
        recorded_by=by.user, recorded_at=timezone.now(),
    )  # fmt: skip
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # one waits already, or somebody else was faster
            raise Unmet(_("Surat untuk langkah kantor ini sudah dicatat dan menunggu orang kedua.")) from None
        log.record("letterrecord:asked", subject=row.pk, actor=by.reference, leg=leg.pk, event=str(event))
        notices.tell_staff("staff_letter_recorded", deciders(row), key=f"letter_record:{row.pk}")
    return row


def confirm(row: LetterRecord, *, by: User, take: Take) -> None:
    """Take the step that was typed in, in the name of who recorded it; raises `Refused` with nothing changed."""
    with transaction.atomic():
        _decide(row, RecordState.CONFIRMED, by=by)
        take()


def decline(row: LetterRecord, *, by: User, note: str) -> None:
    """Leave the leg where it stands, with a reason that stays; raises `Refused`."""
    if not note.strip():
        raise Unmet(_("Tulis alasan penolakan; yang mencatat membacanya."))
    _decide(row, RecordState.DECLINED, by=by, note=note.strip()[:NOTE_LENGTH])


def deciders(row: LetterRecord) -> list[UUID]:
    """Who may confirm or decline: free leaders of the office, else its other officers."""
    today, office = timezone.localdate(), offices.in_office(offices.get(row.agency), timezone.localdate()).code
    for roles in (_approving(), (Role.OPERATOR, Role.VERIFIER)):
        people = User.objects.filter(pk__in=access.officers_in(office, roles, on=today)).select_related("unit")
        if free := [one.pk for one in people if _is_free(row, one)]:
            return free
    return []


def _decide(row: LetterRecord, state: str, *, by: User, note: str = "") -> None:
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
    if row.leg.procedure in ON_CASE:
        return visibility.cases_visible_to(user).filter(pk=row.leg.subject).exists()
    sent = visibility.legs_sent_by(user, timezone.localdate()).filter(proceeding=row.leg_id)
    package = ReferralPackage.objects.filter(respondents=row.leg.subject, released_on__isnull=False).first()
    return package is not None and sent.exists() and not visibility.is_recused(user, package)
