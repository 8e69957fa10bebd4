"""What Bawaslu records from an office's letter and what moves a leg by it counts once a second person has confirmed it.

That is a leader of the office, as with a package; where none is free another operator or verifier who may open the
case, so that an absent leader holds nothing up. Never who typed it, through whichever account. Until then the leg
stands where it stood and nobody is told; the clock it ends stops on the day of the letter (`procedures.turning`),
however long that takes. That nothing moves without it is the engine's own rule (`transitions.Unconfirmed`).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.enums import Procedure
from procedures.models import LetterRecord, Proceeding, RecordState
from procedures.transitions import NotYours, Unconfirmed, Unmet
from procedures.vocabulary import Actor
from regions import offices
from reports import notices, visibility
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
    """Leave the leg where it stands, with a reason that stays, and write to who recorded it; raises `Refused`."""
    if not note.strip():
        raise Unmet(_("Tulis alasan penolakan; yang mencatat membacanya."))
    with transaction.atomic():
        _decide(row, RecordState.DECLINED, by=by, note=note.strip()[:NOTE_LENGTH])
        notices.tell_staff("staff_letter_declined", [row.recorded_by], key=f"letter_declined:{row.pk}")


def deciders(row: LetterRecord) -> list[UUID]:
    """Who may confirm or decline: free leaders of the office, else its other officers."""
    office = _office(row)
    for roles in (_approving(), (Role.OPERATOR, Role.VERIFIER)):
        if free := [one.pk for one in _officers(office, roles) if _free([row], one)]:
            return free
    return []


def laid_before(user: User) -> list[LetterRecord]:
    """What waits and is this person's to decide (`deciders`), oldest first.

    None at once for who serves at no desk of Bawaslu; else as many statements for one record as for many.
    """
    held = _held(user)
    if not held:
        return []
    waiting = LetterRecord.objects.filter(state=RecordState.WAITING, agency__in=sorted({o.agency_code for o in held}))
    rows = _free(list(waiting.select_related("leg")), user)
    led = {one.agency_code for one in held if one.role in _approving()}
    lesser = [row for row in rows if row.agency not in led]
    taken: set[UUID] = set()
    for office in {_office(row) for row in lesser}:
        there = [row for row in lesser if _office(row) == office]
        for leader in _officers(office, _approving()):
            taken |= {row.pk for row in _free(there, leader)}
    return [row for row in rows if row.pk not in taken]


def declined_of(user: User, *, since: datetime) -> list[LetterRecord]:
    """What the person recorded and another declined since then, the latest first, unless it was recorded anew.

    None at once for who serves at no desk of Bawaslu, as in `laid_before`.
    """
    if not _held(user):
        return []
    mine = LetterRecord.objects.filter(state=RecordState.DECLINED, recorded_by=user.pk, decided_at__gte=since)
    anew = LetterRecord.objects.filter(
        leg=OuterRef("leg"), event=OuterRef("event"), recorded_at__gte=OuterRef("decided_at")
    ).exclude(pk=OuterRef("pk"))
    return list(mine.exclude(Exists(anew)).select_related("leg").order_by("-decided_at"))


def _decide(row: LetterRecord, state: str, *, by: User, note: str = "") -> None:
    """Write down what became of it; raises `NotYours`, and `Unmet` where somebody was faster."""
    if by.pk not in deciders(row):
        if access.are_one_person(by.pk, row.recorded_by):
            raise NotYours(_("Yang memastikan surat harus orang lain daripada yang mencatatnya."))
        raise NotYours(
            _(
                "Yang memastikan surat ini pimpinan kantor; bila tidak ada yang bebas, petugas lain yang boleh membuka "
                "kasus."
            )
        )
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


def _office(row: LetterRecord) -> str:
    """The office that has the matter of whoever recorded it today."""
    return offices.in_office(offices.get(row.agency), timezone.localdate()).code


def _held(user: User) -> list[access.Standing]:
    return [one for one in access.roles_at(user, timezone.localdate()) if one.role in visibility.DESK]


def _officers(office: str, roles: Collection[Role]) -> QuerySet[User]:
    serving = access.officers_in(office, roles, on=timezone.localdate())
    return User.objects.filter(pk__in=serving).select_related("unit")


def _free(rows: Sequence[LetterRecord], user: User) -> list[LetterRecord]:
    """Those that the user may open, need not stand aside from, and did not type through whichever account."""
    if not rows:
        return []
    authors = User.objects.in_bulk({user.pk, *(row.recorded_by for row in rows)})
    others = [row for row in rows if not _is_author(user, row, authors)]
    subjects = [row.leg.subject for row in others if row.leg.procedure in ON_CASE]
    cases = set(visibility.cases_visible_to(user).filter(pk__in=subjects).values_list("pk", flat=True))
    legs = _open_legs([row.leg_id for row in others if row.leg.procedure not in ON_CASE], user)
    return [row for row in others if (row.leg.subject in cases if row.leg.procedure in ON_CASE else row.leg_id in legs)]


def _is_author(user: User, row: LetterRecord, known: Mapping[UUID, User]) -> bool:
    author = known.get(row.recorded_by)
    return row.recorded_by == user.pk or (author is not None and access.same_person(author, user))


def _open_legs(proceedings: Sequence[UUID], user: User) -> set[UUID]:
    """Those of the legs of persons that the user may open and need not stand aside from."""
    sent = visibility.legs_sent_by(user, timezone.localdate()).filter(
        proceeding__in=proceedings, respondent__package__released_on__isnull=False
    )
    found = dict(sent.values_list("proceeding", "respondent__package")) if proceedings else {}
    aside = visibility.recused_from(user, set(found.values())) if found else set()
    return {leg for leg, package in found.items() if package not in aside}
