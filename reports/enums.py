"""The closed vocabularies of filing: kinds, requirement codes, and the answers of the form."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportKind(models.TextChoices):
    """The two doors for citizens, and the finding that staff open."""

    REPORT = "report", _("Laporan resmi")
    TIP = "tip", _("Informasi awal")
    FINDING = "finding", _("Temuan")


class Requirement(models.TextChoices):
    """The three formal and three material requirements (Perbawaslu 7/2022 Pasal 15; 8/2020)."""

    REPORTER = "reporter", _("Nama dan alamat pelapor")
    RESPONDENT = "respondent", _("Pihak terlapor")
    LATE = "late", _("Batas waktu tujuh hari")
    TIME_PLACE = "time_place", _("Waktu dan tempat kejadian")
    DESCRIPTION = "description", _("Uraian kejadian")
    EVIDENCE = "evidence", _("Bukti")


class Channel(models.TextChoices):
    """Through which door a filing came in."""

    FORM = "form", _("Formulir")
    API = "api", _("API")
    DESK = "desk", _("Petugas")


class EmploymentStatus(models.TextChoices):
    """What the respondent is; it decides the road after Bawaslu."""

    PNS = "pns", _("PNS")
    CPNS = "cpns", _("CPNS")
    PPPK = "pppk", _("PPPK")
    HONORER = "honorer", _("Honorer atau tenaga non-ASN")
    KADES = "kades", _("Kepala desa")
    PERANGKAT_DESA = "perangkat_desa", _("Perangkat desa")
    TNI = "tni", _("Anggota TNI")
    POLRI = "polri", _("Anggota Polri")
    BUMN = "bumn", _("Pegawai BUMN/BUMD")
    UNKNOWN = "unknown", _("Belum tahu")


class Favoured(models.TextChoices):
    """Whom the act favoured, without naming anyone."""

    PAIR = "pair", _("Pasangan calon atau calon")
    PARTY = "party", _("Partai politik")
    EMPTY_BOX = "empty_box", _("Kotak kosong")
    UNKNOWN = "unknown", _("Belum tahu")


class Knowers(models.TextChoices):
    """How many people could know what a filing tells, as its author sees it: who knows little gives few away."""

    FEW = "few", _("1 sampai 4 orang")
    SOME = "some", _("5 sampai 20 orang")
    MANY = "many", _("Lebih dari 20 orang, atau terbuka untuk umum")
    UNKNOWN = "unknown", _("Tidak tahu")


class ConsentAnswer(models.TextChoices):
    """What a reporter says to a package of which few could know the content."""

    AGREED = "agreed", _("Setuju")
    DECLINED = "declined", _("Tidak setuju")


class SilenceReason(models.TextChoices):
    """Why a package without any evidence of a reporter who does not answer may leave all the same."""

    PUBLIC_RECORD = "public", _("Perbuatannya terbuka bagi umum, misalnya unggahan publik")
    OWN_INQUIRY = "inquiry", _("Seluruh isinya berasal dari pemeriksaan kantor sendiri")


class Capacity(models.TextChoices):
    """As whom the reporter files."""

    VOTER = "voter", _("Warga yang punya hak pilih")
    MONITOR = "monitor", _("Pemantau terakreditasi")
    PARTICIPANT = "participant", _("Peserta pemilihan")
    PROXY = "proxy", _("Kuasa dengan surat kuasa khusus")


class Sex(models.TextChoices):
    """As the official form asks."""

    FEMALE = "female", _("Perempuan")
    MALE = "male", _("Laki-laki")


class ExhibitKind(models.TextChoices):
    """A file or a pasted link."""

    FILE = "file", _("Berkas")
    LINK = "link", _("Tautan")


class ReplyKind(models.TextChoices):
    """How the respondent's right of reply was met."""

    ANSWER = "answer", _("Jawaban diterima")
    ABSENCE = "absence", _("Tidak hadir setelah diundang")
    WAIVER = "waiver", _("Melepas hak jawab")


class CheckSource(models.TextChoices):
    """Who said who a respondent is. BKN is asked first, so that no chief is warned before the referral."""

    BKN = "bkn", _("BKN, dari data SIASN")
    DOCUMENT = "document", _("Dokumen resmi di tangan kantor")
    EMPLOYER = "employer", _("Instansi tempat terlapor bekerja")


class ConflictReason(models.TextChoices):
    """Why an employer's own side must not follow up, so that the matter goes to the level above it."""

    CANDIDATE = "candidate", _("PPK menjadi calon atau petahana yang mencalonkan diri")
    KIN = "kin", _("PPK kerabat seorang calon")
    PERSONNEL = "personnel", _("Terlapor bekerja di kantor kepegawaian")
    STAFF = "staff", _("Terlapor bekerja di lingkungan PPK")


class MoveReason(models.TextChoices):
    """Why a case goes to another Bawaslu office: a closed list, because every office it passes reads it."""

    SEVERAL_REGENCIES = "regencies", _("Perbuatan terjadi di beberapa kabupaten/kota")
    SEVERAL_PROVINCES = "provinces", _("Perbuatan terjadi di beberapa provinsi")
    PLACE = "place", _("Tempat kejadian di wilayah kantor lain")
    GOVERNOR = "governor", _("Menyangkut pemilihan gubernur")
    CONFLICT = "conflict", _("Terlapor bekerja di kantor yang menangani")
    OTHER = "other", _("Lainnya, dijelaskan di catatan")


class RecusalReason(models.TextChoices):
    """Why an officer stands aside from a case. Coded, so that nobody leaves one without saying why."""

    SELF = "self", _("Perkara ini tentang saya sendiri")
    KIN = "kin", _("Keluarga atau kerabat seseorang dalam perkara")
    UNIT = "unit", _("Pernah atau sedang bekerja di unit yang sama")
    WITNESS = "witness", _("Menyaksikan atau ikut dalam kejadiannya")
    INTEREST = "interest", _("Kepentingan pribadi, usaha, atau utang piutang")
    OTHER = "other", _("Lainnya, dijelaskan di catatan")


class OpeningReason(models.TextChoices):
    """Why an identity may be opened: a closed list, because the audit and the reporter's page hold codes."""

    CLARIFICATION = "clarification", _("Mengundang pelapor untuk klarifikasi")
    VERIFICATION = "verification", _("Mencocokkan identitas dengan tanda tangan atau kartu identitas")
    SAFETY = "safety", _("Melindungi pelapor yang terancam")
    LEGAL_ORDER = "legal_order", _("Perintah pengadilan atau penyidik")


class UnsealReason(models.TextChoices):
    """Why an original may be opened although there is a clean copy: a closed list, as for identities."""

    AUTHENTICITY = "authenticity", _("Keaslian berkas dipersoalkan")
    UNREADABLE = "unreadable", _("Salinan bersih tidak ada atau tidak cukup jelas")
    JOINT_CENTRE = "joint_centre", _("Diminta Sentra Gakkumdu atau penyidik")
    HEARING = "hearing", _("Pembuktian dalam sidang")


class OpenedKind(models.TextChoices):
    """What of a reporter's envelopes may be shown: the kinds of the vault, in words."""

    IDENTITY = "identity", _("Identitas pelapor")
    CONTACT = "contact", _("Kontak pelapor")
    WITNESS = "witness", _("Saksi yang disebut pelapor")
    IDENTITY_CARD = "identity_card", _("Foto KTP pelapor")


class Stage(models.TextChoices):
    """The public stages of a report, in words a citizen understands."""

    RECEIVED = "received", _("Diterima portal")
    IN_REVIEW = "in_review", _("Kajian awal Bawaslu")
    TO_COMPLETE = "to_complete", _("Perlu dilengkapi")
    INQUIRY = "inquiry", _("Ditelusuri sebagai informasi awal")
    REGISTERED = "registered", _("Diregistrasi")
    NOT_REGISTERED = "not_registered", _("Tidak diregistrasi")
    NOT_VIOLATION = "not_violation", _("Bukan pelanggaran")
    REFERRED = "referred", _("Diteruskan")
    RECOMMENDED = "recommended", _("Rekomendasi dikeluarkan")
    NOT_PROVEN = "not_proven", _("Tidak terbukti")
    DECIDED = "decided", _("Keputusan dicatat")
    WITHDRAWN = "withdrawn", _("Dicabut")
    CLOSED = "closed", _("Selesai")


class Leak(models.TextChoices):
    """How data got to those whom it does not concern: a closed list, because the reporter's page holds codes."""

    READ = "read", _("dibaca oleh yang tidak berwenang")
    COPIED = "copied", _("tersalin ke luar portal")
    MISSENT = "missent", _("terkirim ke alamat yang salah")
    LOST = "lost", _("hilang bersama peranti atau cadangannya")
    ALTERED = "altered", _("diubah atau terhapus tanpa hak")


class Remedy(models.TextChoices):
    """What was done about it, as the reporter's page says it."""

    CLOSED = "closed", _("Jalannya sudah ditutup.")
    RECOVERED = "recovered", _("Jalannya sudah ditutup dan salinannya ditarik atau dihapus.")
    RESTORED = "restored", _("Jalannya sudah ditutup dan data dipulihkan dari cadangan.")
    UNDER_WAY = "under_way", _("Penanganannya masih berjalan.")
