"""THE TABLE: which data, from when, for how long, and what then happens. `/privasi/` shows it.

`days` can be set otherwise for each rule (`RETENTION_DAYS`). `sure` is False where no text of law with
a number was found: the archive schedules of Bawaslu (Perbawaslu 21/2014, 14/2020) exist, their years
could not be read. Every rule that deletes has its hand in `purging.HANDS`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.accounts.enums import DataGroup

D = DataGroup


class Fate(Enum):
    """What happens when a period is over."""

    DELETED = _("dihapus otomatis")
    CONSENT = _("dimusnahkan, hanya dengan persetujuan tertulis")
    KEPT = _("tetap disimpan")


@dataclass(frozen=True)
class Rule:
    """One kind of data. `days` is None where it is kept, or goes at the very moment `since` names."""

    code: str
    groups: tuple[DataGroup, ...]
    what: str | Promise
    since: str | Promise
    days: int | None
    fate: Fate
    basis: str
    sure: bool = True

    @property
    def period(self) -> timedelta:
        """The period in force here."""
        return timedelta(days=settings.RETENTION_DAYS.get(self.code, self.days or 0))

    @property
    def set_here(self) -> bool:
        """Whether this installation has its own period."""
        return self.code in settings.RETENTION_DAYS


NEEDED = "UU 27/2022 Pasal 16(2)g, 42–44"
ARCHIVE = "UU 43/2009; PP 28/2012; Perbawaslu 21/2014"
SCHEDULE: tuple[Rule, ...] = (
    # code, groups, what, since when, days, what then, basis
    Rule("drafts", (D.REPORTER_IDENTITY, D.REPORTER_LINKAGE, D.NARRATIVE_ORIGINAL, D.EVIDENCE_ORIGINAL),
         _("Isian yang belum dikirim, beserta buktinya"), _("sejak terakhir disimpan"), 7, Fate.DELETED, NEEDED),
    Rule("answers", (D.REPORTER_LINKAGE,),
         _("Jawaban untuk pengiriman yang diulang"), _("sejak dikirim"), 1, Fate.DELETED, NEEDED),
    Rule("withdrawn", (D.REPORTER_IDENTITY, D.REPORTER_LINKAGE),
         _("Identitas pada laporan yang dicabut"), _("begitu dicabut"), None, Fate.DELETED,
         "UU 27/2022 Pasal 8, 43; Perbawaslu 7/2022 Pasal 14"),
    Rule("identity", (D.REPORTER_IDENTITY, D.REPORTER_LINKAGE),
         _("Identitas dan kontak pelapor, saksi"), _("sejak perkara selesai"), 1826, Fate.DELETED, NEEDED, sure=False),
    Rule("content", (D.REPORTER_LINKAGE, D.NARRATIVE_ORIGINAL, D.EVIDENCE_ORIGINAL, D.MESSAGES),
         _("Uraian, bukti, pesan, dan halaman pelapor"), _("sejak perkara selesai"), 3652, Fate.CONSENT, ARCHIVE,
         sure=False),
    Rule("letters", (D.REPORTER_LINKAGE,),
         _("Catatan surat terkirim (tanpa isi dan alamat)"), _("sejak dibuat"), 180, Fate.DELETED, NEEDED),
    Rule("debts", (D.STATUS,),
         _("Catatan pekerjaan yang sudah selesai"), _("sejak selesai"), 180, Fate.DELETED, NEEDED),
    Rule("sessions", (D.ACCOUNTS,),
         _("Sesi masuk petugas"), _("begitu berakhir"), None, Fate.DELETED, NEEDED),
    Rule("attempts", (D.ACCOUNTS,),
         _("Percobaan masuk petugas yang gagal"), _("sejak dicoba"), 1, Fate.DELETED, NEEDED),
    Rule("comparisons", (D.REPORTER_LINKAGE, D.AUDIT),
         _("Hitungan pemeriksaan teks terhadap identitas tersegel"), _("sejak diperiksa"), 1, Fate.DELETED, NEEDED),
    Rule("mailbox", (D.REPORTER_LINKAGE,),
         _("Kotak surat peragaan (hanya dalam demo)"), _("sejak ditulis"), 30, Fate.DELETED, NEEDED),
    Rule("package", (D.RESPONDENT_IDENTITY, D.NARRATIVE_REDACTED, D.EVIDENCE_COPY, D.NOTES, D.SANCTION),
         _("Terlapor, berkas penerusan beserta salinan buktinya, kajian, notula, dan uraian dalam surat kantor"),
         _("sejak perkara selesai"), 3652, Fate.CONSENT, ARCHIVE, sure=False),
    Rule("outcome", (D.STATUS, D.SANCTION),
         _("Tahap, tenggat, rekomendasi, dan sanksi"), _("sejak perkara selesai"), None, Fate.KEPT, ARCHIVE,
         sure=False),
    Rule("requests", (D.AUDIT,),
         _("Permintaan orang atas datanya sendiri"), _("sejak dijawab"), 1826, Fate.DELETED, NEEDED, sure=False),
    Rule("breaches", (D.AUDIT,),
         _("Catatan kegagalan pelindungan data"), _("sejak ditutup"), 3652, Fate.DELETED, NEEDED, sure=False),
    Rule("audit", (D.AUDIT,),
         _("Jejak audit: hanya nomor acak"), _("sejak dicatat"), None, Fate.KEPT, "UU 27/2022 Pasal 31"),
    Rule("figures", (D.STATISTICS,),
         _("Angka yang sudah diumumkan"), _("sejak diumumkan"), None, Fate.KEPT, "UU 14/2008 Pasal 9, 11"),
    Rule("accounts", (D.ACCOUNTS,),
         _("Akun petugas: supaya jejak audit dapat dibaca"), _("sejak dibuat"), None, Fate.KEPT,
         "UU 27/2022 Pasal 31", sure=False),
)  # fmt: skip
RULES = {rule.code: rule for rule in SCHEDULE}
# Said to the person or by the interface, with rows that carry the moment themselves; or the day of the vault's brake.
FIXED = {"drafts", "answers", "comparisons"}


@register()
def only_known_periods_are_set(*, app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:
    """E007: RETENTION_DAYS names a rule that has no period to set."""
    free = sorted(rule.code for rule in SCHEDULE if rule.days and rule.code not in FIXED)
    remedy = f"Name one of {', '.join(free)}."
    wrong = sorted(set(settings.RETENTION_DAYS) - set(free))
    return [Error(f"RETENTION_DAYS sets {code!r}, which is no such period.", remedy, code, "netralitas.E007")
            for code in wrong]  # fmt: skip
