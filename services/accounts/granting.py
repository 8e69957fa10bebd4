"""A role takes two people: an administrator asks, a leader agrees (never-rule N-08). Nothing else gives one.

The leader is of the office itself; of the level above where it has none; of the Bawaslu that sends an
office its packages, and the levels above that, where no leader stands above the office.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from regions import days, offices
from regions.enums import AgencyKind
from regions.models import Agency
from services.accounts import access, two_people
from services.accounts.enums import Role
from services.accounts.models import Membership, RequestState, RoleRequest, User
from services.accounts.two_people import Refused
from services.audit import log
from services.notifications import outbox

LASTS = timedelta(days=14)
NEVER_SIGN_IN = (Role.PUBLIC, Role.REPORTER, Role.SYSTEM)
TOP = "bawaslu-ri"


def ask(*, user: User, agency: Agency, role: str, since: date, until: date | None, basis: str, by: User) -> RoleRequest:
    """Put a role up for a leader's approval and write to those who may give it; raises `Refused`."""
    if role in NEVER_SIGN_IN:
        raise Refused(_("Peran ini tidak masuk ke ruang petugas."))
    two_people.insist(by, user, _("Anda tidak dapat memberi peran kepada diri sendiri, juga dengan akun lain."))
    today = days.local_date(timezone.now(), agency.zone)
    with transaction.atomic():
        expire()
        if RoleRequest.objects.filter(user=user, agency=agency, role=role, state=RequestState.PENDING).exists():
            raise Refused(_("Permintaan yang sama sudah menunggu persetujuan."))
        if _holds(user, agency, role, today):
            raise Refused(_("Petugas ini sudah memegang peran itu di kantor itu."))
        row = RoleRequest(user=user, agency=agency, role=role, since=since, until=until, basis=basis, asked_by=by)
        row.asked_at = timezone.now()
        leaders = deciders(row)
        if not leaders:
            raise Refused(_("Belum ada pimpinan yang dapat menyetujui. Buat pimpinan pertama dengan createadmin."))
        row.save()
        log.record("role:asked", subject=row.pk, actor=f"user:{by.pk}", user=user.pk, agency=agency.code, role=role)
        for leader in leaders:
            outbox.enqueue("staff_role_asked", reference=f"user:{leader}", key=f"role_asked:{row.pk}:{leader}")
    return row


def approve(pk: UUID, *, by: User) -> Membership:
    """Let the role take effect, with its audit entry and a letter to every auditor; raises `Refused`."""
    with transaction.atomic():
        row = _waiting(pk, by)
        start = max(row.since, days.local_date(timezone.now(), row.agency.zone))
        if row.until is not None and row.until <= start:
            raise Refused(_("Masa penugasan ini sudah lewat. Tolak, lalu minta yang baru."))
        if not row.user.is_active or _holds(row.user, row.agency, row.role, start):
            raise Refused(_("Akun ini tidak aktif atau sudah memegang peran itu. Tolak permintaan ini."))
        made = Membership.objects.create(user=row.user, agency=row.agency, role=row.role, since=start, until=row.until)
        two_people.decide(row, RequestState.APPROVED, by)
        announce(made, actor=f"user:{by.pk}", asked_by=row.asked_by_id)
    return made


def decline(pk: UUID, *, note: str, by: User) -> None:
    """Refuse the role, with a reason that the administrator reads; raises `Refused`."""
    reason = two_people.reason_of(note)
    with transaction.atomic():
        row = _waiting(pk, by)
        two_people.decide(row, RequestState.DECLINED, by, note=reason)
        log.record("role:declined", subject=row.pk, actor=f"user:{by.pk}")


def announce(made: Membership, *, actor: str, asked_by: UUID | None = None) -> None:
    """Record a role that took effect, and write to every auditor."""
    who, where, what = made.user_id, made.agency_id, made.role
    log.record("role:granted", subject=made.pk, actor=actor, user=who, agency=where, role=what, asked_by=asked_by)
    today = timezone.localdate()
    for auditor in sorted(set(Membership.objects.filter(role=Role.AUDITOR).values_list("user_id", flat=True))):
        if access.address_of(auditor, today):
            outbox.enqueue("staff_role_granted", reference=f"user:{auditor}", key=f"granted:{made.pk}:{auditor}")


def deciders(row: RoleRequest) -> list[UUID]:
    """Who may decide: the leaders of the first office up the chain that has one other than the two concerned."""
    today = days.local_date(timezone.now(), row.agency.zone)
    for code in chain(row.agency):
        leaders = User.objects.filter(pk__in=access.officers_of(code, role=Role.LEADER, on=today))
        free = [
            one.pk
            for one in leaders
            if not access.same_person(one, row.user) and not access.same_person(one, row.asked_by)
        ]
        if free:
            return free
    return []


def led(agency: Agency) -> bool:
    """Whether any leader serves at the office or anywhere up its chain."""
    today = days.local_date(timezone.now(), agency.zone)
    return any(access.officers_of(code, role=Role.LEADER, on=today) for code in chain(agency))


def waiting(for_: User) -> list[RoleRequest]:
    """Requests that this person may decide now."""
    expire()
    rows = RoleRequest.objects.select_related("user__unit", "agency", "asked_by")
    return two_people.waiting(rows, deciders, for_=for_)


def expire() -> None:
    """Close what nobody decided within fourteen days."""
    two_people.expire(RoleRequest.objects.all(), LASTS, _record_expired)


def _record_expired(row: RoleRequest) -> None:
    log.record("role:expired", subject=row.pk, actor="system")


def _waiting(pk: UUID, by: User) -> RoleRequest:
    """The request, locked, if it still waits and this person may decide it."""
    row = two_people.locked(RoleRequest.objects.select_related("user", "agency", "asked_by"), pk, LASTS)
    text = _("Yang menyetujui harus orang lain daripada yang meminta dan yang menerima peran.")
    two_people.insist(by, row.asked_by, text)
    two_people.insist(by, row.user, text)
    if by.pk not in deciders(row):
        raise Refused(_("Permintaan ini diputuskan oleh pimpinan kantor lain."))
    return row


def _holds(user: User, agency: Agency, role: str, on: date) -> bool:
    lasting = Q(until__isnull=True) | Q(until__gt=on)
    return Membership.objects.filter(lasting, user=user, agency=agency, role=role).exists()


def chain(agency: Agency) -> Iterator[str]:
    """The office and the levels above; then the Bawaslu beside it with its own levels; at last the top."""
    beside = offices.of_kind(AgencyKind.BAWASLU_REGENCY, agency.region_id) if agency.region_id else None
    seen = set()
    for start in (agency, beside, offices.get(TOP)):
        one: Agency | None = start
        while one is not None and one.code not in seen:
            seen.add(one.code)
            yield one.code
            one = offices.above(one)
