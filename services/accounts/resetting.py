"""Taking a second factor away takes two people: an administrator asks, somebody else agrees (never-rule N-08).

Who agrees is another administrator, or a leader, custodian or auditor of the officer's own office; where it
has none, of the first office up the chain that has one. Whatever is enrolled afterwards waits for a day at
the vault, and the owner, the auditors and the office's custodians are written to.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from regions import offices
from regions.models import Agency
from services.accounts import access, devices, granting, two_people
from services.accounts.enums import Role
from services.accounts.models import AccountChange, FactorReset, RequestState, User
from services.accounts.two_people import Refused
from services.audit import log
from services.notifications import outbox

LASTS = timedelta(days=3)
AGREE = (Role.LEADER, Role.CUSTODIAN, Role.AUDITOR)


def ask(*, user: User, reason: str, by: User) -> FactorReset:
    """Put a reset up for a second person and write to those who may agree; raises `Refused`."""
    text = _("Anda tidak dapat meminta ini bagi diri sendiri, juga dengan akun lain. Pakai kode pemulihan Anda.")
    two_people.insist(by, user, text)
    with transaction.atomic():
        expire()
        if FactorReset.objects.filter(user=user, state=RequestState.PENDING).exists():
            raise Refused(_("Permintaan yang sama sudah menunggu persetujuan."))
        if devices.confirmed(user) is None:
            raise Refused(_("Akun ini tidak memiliki aplikasi kode; petugas mendaftarkannya saat masuk berikutnya."))
        row = FactorReset(user=user, reason=reason.strip(), asked_by=by, asked_at=timezone.now())
        people = deciders(row)
        if not people:
            raise Refused(_("Belum ada orang kedua yang dapat menyetujui. Tambahkan administrator kedua lebih dahulu."))
        row.save(force_insert=True)
        log.record("second_factor:reset_asked", subject=user.pk, actor=f"user:{by.pk}", request=row.pk)
        write("staff_factor_reset_asked", people, row)
    return row


def approve(pk: UUID, *, by: User) -> FactorReset:
    """Take the factor and its recovery codes away; the next sign-in enrols a new one. Raises `Refused`."""
    with transaction.atomic():
        row = _waiting(pk, by)
        two_people.decide(row, RequestState.APPROVED, by)
        devices.remove(row.user)
        who, asker = f"user:{by.pk}", row.asked_by_id
        log.record("second_factor:reset", subject=row.user_id, actor=who, request=row.pk, asked_by=asker)
        write("staff_factor_reset", [row.user_id, *told(row.user)], row)
    return row


def decline(pk: UUID, *, note: str, by: User) -> None:
    """Leave the factor as it is, with a reason that the administrator reads; raises `Refused`."""
    reason = two_people.reason_of(note)
    with transaction.atomic():
        row = _waiting(pk, by)
        two_people.decide(row, RequestState.DECLINED, by, note=reason)
        log.record("second_factor:reset_declined", subject=row.user_id, actor=f"user:{by.pk}", request=row.pk)


def deciders(row: FactorReset | AccountChange) -> list[UUID]:
    """Who may decide on what an administrator asked for about an account.

    People other than the two concerned, whichever accounts they have.
    """
    today = timezone.localdate()
    found = set(access.serving_as(Role.SYSADMIN, on=today))
    for office in _offices(row.user):
        for code in granting.chain(office):
            if near := _free(access.officers_in(code, AGREE, on=today), row):
                found |= set(near)
                break
    return _free(found, row)


def waiting(for_: User) -> list[FactorReset]:
    """Requests that this person may decide now."""
    expire()
    return two_people.waiting(FactorReset.objects.select_related("user__unit", "asked_by"), deciders, for_=for_)


def expire() -> None:
    """Close what nobody decided in time."""
    two_people.expire(FactorReset.objects.all(), LASTS, _record_expired)


def _record_expired(row: FactorReset) -> None:
    log.record("second_factor:expired", subject=row.user_id, actor="system", request=row.pk)


def _offices(user: User) -> list[Agency]:
    codes = {one.agency_code for one in access.roles_at(user, timezone.localdate()) if not one.inherited}
    return [offices.get(code) for code in sorted(codes)]


def _free(people: Iterable[UUID], row: FactorReset | AccountChange) -> list[UUID]:
    found = User.objects.filter(pk__in=list(people), is_active=True)
    both = (row.user, row.asked_by)
    return sorted(one.pk for one in found if not any(access.same_person(one, other) for other in both))


def told(user: User) -> list[UUID]:
    """Auditors, and who keeps the keys for the officer's offices: there, or at the first level above that does."""
    today = timezone.localdate()
    found = access.serving_as(Role.AUDITOR, on=today)
    for office in _offices(user):
        kept = (access.officers_of(code, role=Role.CUSTODIAN, on=today) for code in granting.chain(office))
        found += next(filter(None, kept), [])
    return found


def write(letter: str, people: Iterable[UUID], row: FactorReset | AccountChange) -> None:
    """Write to those of the people who serve today, each once about this row."""
    today = timezone.localdate()
    for one in sorted(set(people)):
        if access.address_of(one, today):
            outbox.enqueue(letter, reference=f"user:{one}", key=f"{letter}:{row.pk}:{one}")


def _waiting(pk: UUID, by: User) -> FactorReset:
    """The request, locked, if it still waits and this person may decide it."""
    row = two_people.locked(FactorReset.objects.select_related("user", "asked_by"), pk, LASTS)
    text = _("Yang menyetujui harus orang lain daripada yang meminta dan pemilik akun.")
    two_people.insist(by, row.asked_by, text)
    two_people.insist(by, row.user, text)
    if by.pk not in deciders(row):
        raise Refused(_("Permintaan ini diputuskan oleh administrator lain atau oleh kantor petugas itu."))
    return row
