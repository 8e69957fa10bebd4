"""Who people are to the portal, what kinds of data there are, and what one may do with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Staff roles (stored in memberships) and the parties that never sign in."""

    OPERATOR = "operator", _("Operator Bawaslu")
    VERIFIER = "verifier", _("Verifikator Bawaslu")
    LEADER = "leader", _("Pimpinan Bawaslu")
    BKPSDM = "bkpsdm", _("Petugas BKPSDM/BKD")
    BKN = "bkn", _("Petugas pengawas netralitas (KASN/BKN)")
    CUSTODIAN = "custodian", _("Pemegang kunci identitas")
    AUDITOR = "auditor", _("Auditor")
    SYSADMIN = "sysadmin", _("Administrator sistem")
    PUBLIC = "public", _("Siapa pun")
    REPORTER = "reporter", _("Pelapor")
    SYSTEM = "system", _("Sistem")


class DataGroup(models.TextChoices):
    """The fourteen kinds of data; every field of every model belongs to exactly one."""

    REPORTER_IDENTITY = "D1", _("Identitas pelapor")
    REPORTER_LINKAGE = "D2", _("Kaitan ke pelapor")
    RESPONDENT_IDENTITY = "D3", _("Identitas terlapor")
    NARRATIVE_ORIGINAL = "D4", _("Uraian asli")
    NARRATIVE_REDACTED = "D5", _("Uraian untuk penerusan")
    EVIDENCE_ORIGINAL = "D6", _("Bukti asli")
    EVIDENCE_COPY = "D7", _("Salinan bukti bersih")
    MESSAGES = "D8", _("Pesan dengan pelapor")
    NOTES = "D9", _("Catatan dan kajian")
    STATUS = "D10", _("Status dan tenggat")
    SANCTION = "D11", _("Rekomendasi dan sanksi")
    AUDIT = "D12", _("Jejak audit")
    STATISTICS = "D13", _("Statistik")
    ACCOUNTS = "D14", _("Akun dan sistem")


class Action(models.TextChoices):
    """What one may do with a group of data."""

    CREATE = "C", _("membuat")
    READ = "R", _("membaca")
    UPDATE = "U", _("mengubah")
    APPROVE = "A", _("menyetujui")
    EXPORT = "X", _("mengunduh")
    PURGE = "P", _("menghapus")


class Context(models.TextChoices):
    """How the person stands to the thing at hand. Exactly one holds for a person and a row.

    `UNTAKEN` is a case of the person's own office that nobody who serves there has; `OWN_OFFICE` one that
    a colleague has. `RECEIVED` is a referral package that came to the person's office: its desk sees the package and
    never the case behind it. `COUNTED` is a number over rows the person may not read.
    """

    ASSIGNED = "assigned", _("kasus yang ditugaskan")
    UNTAKEN = "untaken", _("kasus kantor sendiri yang belum diambil siapa pun")
    OWN_OFFICE = "own_office", _("kantor sendiri")
    RECEIVED = "received", _("paket yang diterima kantor sendiri")
    FORMER_OFFICE = "former_office", _("kasus yang dahulu ditangani kantor sendiri")
    LIFTED = "lifted", _("kasus yang dinaikkan dari kantor di bawah")
    OTHER_OFFICE = "other_office", _("kantor lain")
    OWN = "own", _("milik atau perbuatan sendiri")
    GRANTED = "granted", _("dengan izin orang kedua")
    COUNTED = "counted", _("angka saja")
    CALLED = "called", _("dimintai tolong oleh pelapor")
    RECUSED = "recused", _("berkepentingan")
