"""The base of lists of public reference data: everyone in the staff room reads them, nobody edits them here."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from services.accounts.staff import REFERENCE, GuardedAdmin, GuardedInline

LABELS = {
    "acting": _("keadaan jabatan"),
    "active_from": _("berdiri sejak"),
    "active_until": _("sampai"),
    "address": _("alamat"),
    "address_basis": _("asal alamat, bila kantornya belum memastikan"),
    "as_of": _("keadaan per"),
    "basis": _("dasar"),
    "begins": _("mulai"),
    "closes": _("tutup"),
    "code": _("kode"),
    "confirmed": _("pasti"),
    "day": _("tanggal"),
    "determined_on": _("penetapan calon"),
    "digest": _("sidik isi"),
    "email": _("surel"),
    "ends": _("selesai"),
    "example": _("contoh"),
    "first_day": _("hari pertama"),
    "is_employer": _("pemberi kerja"),
    "kind": _("jenis"),
    "last_day": _("hari terakhir"),
    "letter_only": _("hanya lewat surat"),
    "level": _("tingkat"),
    "may_be_crime": _("mungkin pidana"),
    "name": _("nama"),
    "offence": _("pelanggaran"),
    "opens": _("buka"),
    "phone": _("telepon"),
    "personnel_office": _("kantor kepegawaian"),
    "phase": _("tahapan"),
    "population": _("penduduk"),
    "published_at": _("diterbitkan"),
    "region": _("wilayah"),
    "rule_set": _("aturan"),
    "seat": _("ibu kota"),
    "short_name": _("nama pendek"),
    "since": _("sejak"),
    "succeeded_by": _("digantikan oleh"),
    "superior": _("tingkat di atas"),
    "sure": _("kekuatan sumber"),
    "title": _("jabatan"),
    "until": _("sampai"),
    "valid_from": _("berlaku sejak"),
    "valid_until": _("sampai"),
    "violation_class": _("golongan"),
    "zone": _("zona waktu"),
}


class ReferenceAdmin(GuardedAdmin):
    """Public facts: every row is visible, and reading one is nothing to record."""

    section = REFERENCE
    labels = LABELS
    records_reads = False

    def visible(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset


class ReferenceInline(GuardedInline):
    """Public facts that belong to the one above."""

    labels = LABELS
