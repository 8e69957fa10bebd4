"""Another name, address, NIP or unit for an account takes two people as soon as its person serves anywhere.

Who alone could set the address would get the officer's letters; who alone could set the NIP or the unit would
make two people of one, or let somebody see a matter of their own. The history of a case reads names live: who alone
could set one would put another officer's name under old steps, so of names this holds for whoever ever served. Who
agrees is whoever agrees to a lost second factor (`resetting`). Otherwise an administrator changes them directly, on
the form of the account; the address that letters went to until then is written to, save for a mere name.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from regions.models import Unit
from services.accounts import access, resetting, two_people
from services.accounts.models import AccountChange, Membership, RequestState, User
from services.accounts.two_people import Refused
from services.audit import log
from services.notifications import outbox

LASTS = timedelta(days=7)
CALLED = ("full_name", "username")
REACHED = ("email", "person_hash", "unit")
NAMES = (*CALLED, *REACHED)  # the fields of an account that two people change


def serves(user: User) -> bool:
    """Whether the person holds a role today, or will without anybody asked again."""
    lasting = Q(until__isnull=True) | Q(until__gt=timezone.localdate())
    return Membership.objects.filter(lasting, user=user).exists()


def guarded(user: User) -> tuple[str, ...]:
    """Those of `NAMES` that two people change of this account: all while it serves, names for ever after."""
    if serves(user):
        return NAMES
    return CALLED if Membership.objects.filter(user=user).exists() else ()


def ask(
    *,
    user: User,
    email: str,
    nip: str,
    unit: Unit | None,
    reason: str,
    by: User,
    full_name: str = "",
    username: str = "",
) -> AccountChange:
    """Put a change up for a second person and write to those who may agree; what is empty stays as it is.

    Raises `Refused`.
    """
    text = _("Anda tidak dapat mengubah data akun sendiri, juga dengan akun lain. Mintakan kepada administrator lain.")
    if access.same_person(by, user):
        raise Refused(text)
    called = {"full_name": full_name.strip(), "username": username.strip()}
    wanted = {**called, "email": email.strip(), "person_hash": access.person_hash(nip), "unit": unit}
    names = [name for name in NAMES if wanted[name] and wanted[name] != getattr(user, name)]
    if not names:
        raise Refused(_("Tidak ada yang berubah: isi nama, alamat surel, NIP, atau unit yang baru."))
    if not set(names) <= set(guarded(user)):
        raise Refused(_("Petugas ini tidak memegang peran. Ubah langsung di akunnya."))
    with transaction.atomic():
        expire()
        if AccountChange.objects.filter(user=user, state=RequestState.PENDING).exists():
            raise Refused(_("Permintaan untuk akun ini sudah menunggu persetujuan."))
        row = _row(user, names, by=by, reason=reason.strip(), **{name: wanted[name] for name in names})
        _insist_on_two(row, by, text)
        _insist_on_free_name(row)
        people = deciders(row)
        if not people:
            raise Refused(_("Belum ada orang kedua yang dapat menyetujui. Tambahkan administrator kedua lebih dahulu."))
        row.save(force_insert=True)
        log.record("account:asked", subject=user.pk, actor=f"user:{by.pk}", request=row.pk, fields=sorted(names))
        resetting.write("staff_account_change_asked", people, row)
    return row


def approve(pk: UUID, *, by: User) -> AccountChange:
    """Let the change take effect and write to the address that was, the one that is, auditors and custodians.

    Raises `Refused`.
    """
    with transaction.atomic():
        row = _waiting(pk, by)
        two_people.decide(row, RequestState.APPROVED, by)
        former = User.objects.select_for_update().get(pk=row.user_id)
        if former.email != row.former_email:
            raise Refused(_("Alamat akun ini sudah berubah sejak diminta. Tolak, lalu minta yang baru."))
        _insist_on_free_name(row)
        User.objects.filter(pk=row.user_id).update(**{name: getattr(row, name) for name in row.names})
        _changed(row, actor=f"user:{by.pk}", people=[row.user_id, *resetting.told(row.user)])
    return row


def decline(pk: UUID, *, note: str, by: User) -> None:
    """Leave the account as it is, with a reason that the administrator reads; raises `Refused`."""
    reason = two_people.reason_of(note)
    with transaction.atomic():
        row = _waiting(pk, by)
        two_people.decide(row, RequestState.DECLINED, by, note=reason)
        log.record("account:declined", subject=row.user_id, actor=f"user:{by.pk}", request=row.pk)


def done_alone(user: User, former: User, *, by: User) -> None:
    """Keep what an administrator changed of an account that serves nowhere, and write to the address that was.

    A name is nothing to write of: of who ever served nobody changes it alone.
    """
    names = [name for name in REACHED if getattr(user, name) != getattr(former, name)]
    if not names:
        return
    with transaction.atomic():
        row = _row(former, names, by=by, **{name: getattr(user, name) for name in names})
        row.state, row.decided_at = RequestState.APPROVED, row.asked_at
        row.save(force_insert=True)
        _changed(row, actor=f"user:{by.pk}", people=[])


def deciders(row: AccountChange) -> list[UUID]:
    """Who may decide: those of `resetting.deciders` whom the change would not make the person concerned."""
    people = User.objects.filter(pk__in=resetting.deciders(row))
    return sorted(one.pk for one in people if one.person_hash != row.person_hash or not row.person_hash)


def waiting(for_: User) -> list[AccountChange]:
    """Requests that this person may decide now."""
    expire()
    return two_people.waiting(
        AccountChange.objects.select_related("user__unit", "unit", "asked_by"), deciders, for_=for_
    )


def expire() -> None:
    """Close what nobody decided in time."""
    two_people.expire(AccountChange.objects.all(), LASTS, _record_expired)


def _record_expired(row: AccountChange) -> None:
    log.record("account:expired", subject=row.user_id, actor="system", request=row.pk)


def former_address(pk: UUID) -> str | None:
    """Where the owner of an account was written to before this change; None where there was no address."""
    return AccountChange.objects.filter(pk=pk).values_list("former_email", flat=True).first() or None


def _row(user: User, names: Iterable[str], *, by: User, reason: str = "", **new: object) -> AccountChange:
    return AccountChange(
        user=user,
        names=list(names),
        former_email=user.email,
        reason=reason,
        asked_by=by,
        asked_at=timezone.now(),
        **new,
    )


def _changed(row: AccountChange, *, actor: str, people: Iterable[UUID]) -> None:
    log.record(
        "account:changed", subject=row.user_id, actor=actor, request=row.pk, asked_by=row.asked_by_id,
        fields=sorted(row.names),
    )  # fmt: skip
    # Who serves nowhere today is written to at the address alone, not as an officer.
    unserved = access.address_of(row.user_id, timezone.localdate()) is None
    if row.former_email and ("email" in row.names or unserved):
        key = f"staff_account_changed:{row.pk}:former"
        outbox.enqueue("staff_account_changed", reference=f"former:{row.pk}", key=key)
    resetting.write("staff_account_changed", people, row)


def _insist_on_two(row: AccountChange, by: User, text: str) -> None:
    """Refuse whoever is the owner, or would be by the new NIP. The owner's own NIP may be what is missing."""
    if access.same_person(by, row.user) or (row.person_hash and row.person_hash == by.person_hash):
        raise Refused(text)


def _insist_on_free_name(row: AccountChange) -> None:
    """Refuse a name to sign in with that another account has."""
    if row.username and User.objects.filter(username=row.username).exclude(pk=row.user_id).exists():
        raise Refused(_("Nama pengguna ini sudah dipakai akun lain."))


def _waiting(pk: UUID, by: User) -> AccountChange:
    """The request, locked, if it still waits and this person may decide it."""
    row = two_people.locked(AccountChange.objects.select_related("user", "asked_by"), pk, LASTS)
    text = _("Yang menyetujui harus orang lain daripada yang meminta dan pemilik akun.")
    two_people.insist(by, row.asked_by, text)
    _insist_on_two(row, by, text)
    if by.pk not in deciders(row):
        raise Refused(_("Permintaan ini diputuskan oleh administrator lain atau oleh kantor petugas itu."))
    return row
