"""What an entry of the audit says in words: "case:read" as "Perkara: dibaca".

Half of an action is what was touched, half what was done to it. Where a list of the staff room records, the
first half is its model and reads as the title of the list; any other word belongs here, or the test that reads
the actions out of the code fails.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from procedures.enums import Event
from services.accounts.staff import GuardedAdmin, site

STEP = "proceeding"  # its verbs are the events of the procedure tables
SUBJECTS: Mapping[str, Any] = {
    "account": _("Akun"),
    "audit": _("Jejak audit"),
    "case": _("Perkara"),
    "deadline": _("Tenggat"),
    "distresscall": _("Panggilan “Saya ditekan”"),
    "envelope": _("Amplop tersegel"),
    "evidence": _("Bukti"),
    "factor": _("Perangkat kode"),
    "formerhandler": _("Perkara yang dilepas"),
    "grant": _("Izin membuka identitas"),
    "handover": _("Serah terima antarlembaga"),
    "identity": _("Identitas pelapor"),
    "letterrecord": _("Surat yang dicatat"),
    "opening": _("Permohonan membuka identitas"),
    "original": _("Berkas asli"),
    "package": _("Berkas penerusan"),
    "packagerespondent": _("Berkas terlapor di meja instansi"),
    "password": _("Kata sandi"),
    "plenaryminutes": _("Berita acara pleno"),
    STEP: _("Langkah perkara"),
    "portal": _("Portal"),
    "reentry": _("Kode diminta ulang"),
    "report": _("Laporan"),
    "role": _("Peran"),
    "rules": _("Aturan penyaluran"),
    "second_factor": _("Kode sekali pakai"),
    "sign_in": _("Masuk"),
    "user": _("Akun"),
}
VERBS: Mapping[str, Any] = {
    "added": _("ditambahkan"),
    "alarm": _("alarm: isinya berubah"),
    "announce": _("status diumumkan"),
    "announced": _("diumumkan"),
    "approve": _("disetujui"),
    "approved": _("disetujui"),
    "ask": _("diminta"),
    "asked": _("diminta"),
    "assign": _("petugas ditunjuk"),
    "build": _("disusun"),
    "changed": _("diubah"),
    "closed": _("ditutup"),
    "closing": _("diusulkan ditutup"),
    "compared_out": _("batas pemeriksaan teks tercapai"),
    "compare": _("dibandingkan dengan identitas tersegel"),
    "consent": _("persetujuan pelapor"),
    "consent_asked": _("persetujuan pelapor diminta"),
    "consent_missed": _("persetujuan pelapor tidak ada"),
    "copy_read": _("salinan bersih dibuka"),
    "created": _("dibuat"),
    "day_closed": _("hari ditutup"),
    "confirmed": _("dipastikan orang kedua"),
    "declined": _("ditolak"),
    "deleted": _("dihapus"),
    "destroyed": _("dimusnahkan"),
    "discard": _("dibatalkan"),
    "distress": _("pelapor merasa ditekan"),
    "distress_received": _("panggilan pelapor diterima"),
    "done": _("berhasil"),
    "ended": _("berakhir"),
    "enrolled": _("didaftarkan"),
    "evidence_read": _("bukti dibaca"),
    "expired": _("habis masanya"),
    "export": _("diekspor"),
    "exposure_asked": _("siapa melihat apa: ditanyakan"),
    "exposure_exported": _("siapa melihat apa: diekspor"),
    "first_used": _("dipakai pertama kali"),
    "form": _("formulir langkah dibuka"),
    "granted": _("diberikan"),
    "held": _("ditahan"),
    "hours": _("jam kerja baru dicatat"),
    "hold_lifted": _("penahanan dilepas"),
    "identity_purged": _("identitas dihapus"),
    "invitation": _("undangan klarifikasi"),
    "left_out": _("bukti ditinggalkan"),
    "letters_discarded": _("surat lama dibuang"),
    "link": _("laporan digabungkan"),
    "listed": _("daftar dibaca"),
    "looked": _("gambar diperiksa"),
    "call_read": _("pesan pelapor dibaca pada panggilan"),
    "distress_closed": _("panggilan ditutup"),
    "mailbox": _("alamat surel diubah"),
    "mandate": _("wewenang menerima laporan daring dicatat"),
    "message": _("pesan"),
    "minutes": _("berita acara pleno"),
    "moved": _("digeser"),
    "notice_asked": _("pemberitahuan kepada pelapor diusulkan"),
    "notice_confirmed": _("pemberitahuan kepada pelapor dipastikan"),
    "notice_counted": _("pelapor yang terkena dihitung"),
    "notice_refused": _("pemberitahuan kepada pelapor dibatalkan"),
    "notice_told": _("pemberitahuan kepada pelapor selesai"),
    "officially_received": _("diterima resmi"),
    "opening_asked": _("pembukaan identitas diminta"),
    "file_read": _("salinan bukti dibuka"),
    "package_file": _("salinan dalam berkas penerusan dibuka"),
    "package_read": _("berkas penerusan dibaca"),
    "pause": _("dihentikan sementara"),
    "preserve": _("bukti diamankan"),
    "printed": _("dicetak"),
    "purged": _("dihapus"),
    "read": _("dibaca"),
    "places": _("tempat lain kejadian dicatat"),
    "reclass": _("jenis pelanggaran diubah"),
    "reception_anew": _("hari penerimaan resmi dicatat ulang"),
    "recuse": _("petugas mundur dari perkara"),
    "refused": _("ditolak"),
    "release": _("diteruskan"),
    "reply": _("jawaban undangan"),
    "replaced": _("diganti"),
    "requested": _("diminta"),
    "respondent_added": _("terlapor ditambahkan"),
    "restored": _("dipulihkan dari cadangan"),
    "resume": _("berjalan lagi"),
    "password_set": _("kata sandi sementara diberikan"),
    "reset": _("dihapus oleh dua orang"),
    "reset_asked": _("penghapusan diminta"),
    "reset_declined": _("penghapusan ditolak"),
    "second_factor_removed": _("perangkat kode dilepas"),
    "shown": _("dibuka"),
    "stale": _("hitungan sudah usang"),
    "status_check": _("status kepegawaian diperiksa"),
    "tried": _("dicoba"),
    "unlink": _("laporan dipisahkan"),
    "unparked": _("dikirim ulang"),
    "withdraw": _("dicabut pelapor"),
}


def spoken(action: str) -> str:
    """An action in words; one that this page does not know stays as it is recorded."""
    subject, _colon, verb = action.partition(":")
    touched, done = SUBJECTS.get(subject) or _title(subject), _event(verb) if subject == STEP else VERBS.get(verb)
    if not touched or done is None:
        return action
    return f"{touched}: {str(done)[:1].lower()}{str(done)[1:]}"


def actor(reference: str, names: Mapping[UUID, str]) -> str:
    """Who did it: the name of an officer, or what stands for the portal and for a reporter."""
    if found := account(reference):
        return names.get(found) or str(_("petugas yang sudah tidak ada"))
    known = {"system": _("portal"), "vault": _("brankas"), "reporter": _("pelapor")}
    return str(known.get(reference, reference))


def account(reference: str) -> UUID | None:
    """The account an entry names as its actor; None where it was no officer."""
    kind, _colon, found = reference.partition(":")
    try:
        return UUID(found) if kind == "user" else None
    except ValueError:
        return None


def _title(model_name: str) -> Any:
    """The title of the list of a model; None where the staff room has no such list."""
    lists = (one for model, one in site._registry.items() if model._meta.model_name == model_name)
    return next((one.title for one in lists if isinstance(one, GuardedAdmin)), None)


def _event(verb: str) -> Any:
    return Event(verb).label if verb in Event.values else None
