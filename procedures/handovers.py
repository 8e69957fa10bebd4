"""Mass handover between authorities: counted by one person, approved by another, done in one recorded step."""

from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.models import Handover, Proceeding
from procedures.vocabulary import Refused
from regions.days import local_date
from regions.models import Agency
from services.accounts.models import User
from services.audit import log


def count(source: Agency) -> dict[str, int]:
    """The rehearsed count: open proceedings of an office by procedure. Changes nothing."""
    rows = _open(source).values_list("procedure").annotate(number=Count("pk")).order_by("procedure")
    return dict(rows)


def ask(source: Agency, target: Agency, *, basis: str, by: UUID) -> Handover:
    """Count what would go and put it up for a second person's approval; raises `Refused`."""
    today = local_date(timezone.now(), target.zone)
    if source.code == target.code or source.kind != target.kind:
        raise Refused(_("Pilih dua kantor berbeda dengan jenis yang sama."))
    if (target.active_from and today < target.active_from) or (target.active_until and today >= target.active_until):
        raise Refused(_("Kantor penerima belum berdiri atau sudah berakhir pada hari ini."))
    with transaction.atomic():
        if Handover.objects.filter(source=source, at__isnull=True).exists():
            raise Refused(_("Serah terima dari kantor ini sudah menunggu persetujuan."))
        number = _open(source).count()
        if not number:
            raise Refused(_("Tidak ada perkara terbuka di kantor ini."))
        row = Handover.objects.create(
            source=source, target=target, basis=basis, counted=number, asked_by=by, asked_at=timezone.now()
        )
        log.record("handover:ask", subject=row.pk, actor=f"user:{by}", counted=number, to=target.code)
    return row


def approve(handover: Handover, *, by: UUID) -> int:
    """Let the counted proceedings go to the other authority; how many went. Raises `Refused`.

    A second person, also under another account, must agree to the very number that was counted.
    """
    with transaction.atomic():
        row = Handover.objects.select_for_update(of=("self",)).select_related("source", "target").get(pk=handover.pk)
        if row.at is not None:
            raise Refused(_("Serah terima ini sudah dilaksanakan."))
        if _same_person(row.asked_by, by):
            raise Refused(_("Yang menyetujui harus orang lain daripada yang mengusulkan."))
        going = _open(row.source)
        number = going.count()
        if number != row.counted:
            row.delete()
            log.record("handover:stale", subject=handover.pk, actor=f"user:{by}", counted=row.counted, found=number)
            return -1
        moved = going.update(agency=row.target, officer=None)
        now = timezone.now()
        Handover.objects.filter(pk=row.pk).update(approved_by=by, at=now, moved=moved)
        log.record("handover:done", subject=row.pk, actor=f"user:{by}", moved=moved, to=row.target_id)
    handover.refresh_from_db()
    return moved


def _open(source: Agency) -> QuerySet[Proceeding]:
    return Proceeding.objects.filter(agency=source, ended_at__isnull=True)


def _same_person(one: UUID, other: UUID) -> bool:
    if one == other:
        return True
    hashes = list(
        User.objects.filter(pk__in=[one, other]).exclude(person_hash="").values_list("person_hash", flat=True)
    )
    return len(hashes) == 2 and hashes[0] == hashes[1]
