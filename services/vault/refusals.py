"""Why the vault says no: one code per reason, each with the sentence that people read."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "unknown_grant": _("Permohonan ini tidak dikenal oleh brankas. Ajukan permohonan baru."),
    "not_enrolled": _("Akun ini belum terdaftar pada brankas. Minta administrator mendaftarkan kode sekali pakai."),
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
    "too_often": _("Terlalu banyak pemeriksaan dalam satu jam. Coba lagi nanti."),
    "kind": _("Isi amplop jenis ini tidak dapat ditampilkan."),
    "tampered": _("Amplop ini telah diubah atau dipindahkan. Peristiwa ini dicatat sebagai alarm."),
}


class Refused(Exception):
    """The vault answered and said no; `code` is a key of `SENTENCES`, `message` the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> str:
        """The sentence in the language of the moment."""
        return str(SENTENCES[self.code])

    def __str__(self) -> str:
        return self.message
