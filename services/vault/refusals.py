"""Why the vault says no: one code per reason, each with the sentence that people read."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "unknown_grant": _("Permohonan ini tidak dikenal oleh brankas. Ajukan permohonan baru."),
    "not_enrolled": _("Akun ini belum terdaftar pada brankas. Minta administrator mendaftarkan kode sekali pakai."),
    "no_officer": _("Akun ini tidak dikenal sebagai akun petugas yang sedang bertugas. Hubungi administrator."),
    "no_right": _("Peran akun ini tidak berhak melakukannya. Minta petugas yang berhak."),
    "other_person": _(
        "Aplikasi kode akun ini didaftarkan atas nama orang lain daripada pemilik akun sekarang. Daftarkan kembali "
        "aplikasi kode, lalu tunggu 24 jam."
    ),
    "wrong_code": _("Kode sekali pakai salah atau sudah pernah dipakai. Tunggu kode berikutnya lalu coba lagi."),
    "wait": _("Terlalu banyak kode yang salah. Coba lagi lima menit lagi."),
    "same_person": _("Pemohon tidak boleh menyetujui permohonannya sendiri, juga tidak lewat akun lain."),
    "already_approved": _("Permohonan ini sudah disetujui."),
    "not_approved": _("Permohonan ini belum disetujui oleh orang kedua."),
    "not_yours": _("Hanya pemohon yang boleh melihat isi permohonan ini."),
    "late": _("Permohonan atau persetujuan ini sudah kedaluwarsa. Ajukan permohonan baru."),
    "used_up": _("Isi permohonan ini sudah pernah ditampilkan. Ajukan permohonan baru."),
    "handler": _("Siapa yang menangani kasus ini tidak boleh menyetujui, juga tidak lewat akun lain."),
    "ended": _("Permohonan ini sudah ditolak atau diakhiri. Ajukan permohonan baru."),
    "held": _("Terlalu banyak pembukaan dalam 24 jam. Pembukaan berikutnya menunggu konfirmasi auditor."),
    "unknown_file": _("Berkas asli ini sudah tidak disimpan."),
    "unknown_hold": _("Penahanan ini tidak dikenal oleh brankas, atau sudah dilepas."),
    "new_factor": _(
        "Aplikasi kode akun ini baru didaftarkan atau diganti. Untuk pembukaan identitas dan berkas asli, kodenya "
        "berlaku mulai %(until)s. Bila bukan Anda yang melakukannya, segera hubungi auditor."
    ),
    "too_often": _(
        "Terlalu banyak pemeriksaan teks dalam satu jam. Coba lagi satu jam lagi, atau minta rekan atau pimpinan Anda "
        "melanjutkan; mereka memiliki hitungan sendiri. Auditor diberi tahu."
    ),
    "compared_enough": _(
        "Batas pemeriksaan teks untuk perkara ini sudah tercapai: dalam 24 jam paling banyak 20 kali, dan 4 kali "
        "dengan temuan. Minta rekan atau pimpinan Anda melanjutkan; mereka memiliki hitungan sendiri. Auditor diberi "
        "tahu."
    ),
    "compared_by_all": _(
        "Batas pemeriksaan teks untuk perkara ini sudah tercapai oleh semua petugas bersama dalam 24 jam terakhir. "
        "Lanjutkan besok. Auditor diberi tahu."
    ),
    "kind": _("Isi amplop jenis ini tidak dapat ditampilkan."),
    "tampered": _("Amplop ini telah diubah atau dipindahkan. Peristiwa ini dicatat sebagai alarm."),
}


class Refused(Exception):
    """The vault answered and said no; `code` is a key of `SENTENCES`, `message` the sentence.

    `until` is when it will say so no more, where that is known.
    """

    def __init__(self, code: str, *, until: datetime | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.until = until

    @property
    def message(self) -> str:
        """The sentence in the language of the moment."""
        sentence = str(SENTENCES[self.code])
        return sentence % {"until": _spoken(self.until)} if self.until else sentence

    def __str__(self) -> str:
        return self.message


def _spoken(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{formats.date_format(local, 'j F Y')}, {local:%H.%M} {local.tzname()}"
