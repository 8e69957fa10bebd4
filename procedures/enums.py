"""The closed vocabularies of the procedures. Stored values are full words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Procedure(models.TextChoices):
    """The five roads. BAWASLU and GAKKUMDU hang on a case, the others on a package respondent; EXTERNAL is
    the road of those who are no civil servants."""

    BAWASLU = "bawaslu", _("Penanganan Bawaslu")
    GAKKUMDU = "gakkumdu", _("Sentra Gakkumdu")
    OVERSIGHT = "oversight", _("Pengawasan netralitas (KASN/BKN)")
    PERSONNEL = "personnel", _("Tindak lanjut kepegawaian")
    EXTERNAL = "external", _("Penerusan kepada instansi yang berwenang")


class Holder(models.TextChoices):
    """Who has the next move. A kind of party; which office it is depends on routing and date."""

    BAWASLU = "bawaslu", _("Bawaslu")
    REPORTER = "reporter", _("Pelapor")
    OVERSEER = "overseer", _("Pengawas netralitas nasional")
    PERSONNEL = "personnel", _("BKPSDM/BKD")
    GAKKUMDU = "gakkumdu", _("Sentra Gakkumdu")
    AUTHORITY = "authority", _("Instansi yang berwenang atas terlapor")
    BPASN = "bpasn", _("Badan Pertimbangan ASN")
    RESPONDENT = "respondent", _("Terlapor")  # of a term that is the person's own; nobody is reminded of it
    RECEIVER = "receiver", _("Kantor penerima penerusan")  # each has a proceeding with clocks of its own
    NOBODY = "nobody", _("Tidak ada")


class State(models.TextChoices):
    """Where a proceeding stands: the work in hand, or a participle once it is over."""

    # Bawaslu
    REVIEW = "review", _("Kajian awal")
    INCOMPLETE = "incomplete", _("Menunggu perbaikan laporan")
    INQUIRY = "inquiry", _("Informasi awal dalam penelusuran")
    STUDY = "study", _("Diregistrasi, dalam penanganan")
    REFERRED = "referred", _("Diteruskan")
    NOT_REGISTERED = "not_registered", _("Tidak diregistrasi")
    NOT_VIOLATION = "not_violation", _("Bukan pelanggaran")
    WITHDRAWN = "withdrawn", _("Dicabut pelapor")
    STOPPED = "stopped", _("Dihentikan")
    CLOSED = "closed", _("Selesai")
    # KASN/BKN
    VERIFICATION = "verification", _("Verifikasi pengawas netralitas")
    VALIDATION = "validation", _("Validasi fakta oleh Bawaslu")
    VALIDATED = "validated", _("Fakta divalidasi, menunggu hasil")
    RECOMMENDED = "recommended", _("Direkomendasikan kepada PPK")
    WARNED = "warned", _("PPK ditegur")
    BLOCKED = "blocked", _("Data kepegawaian diblokir")
    CANCELLED = "cancelled", _("Dibatalkan")
    NOT_PROVEN = "not_proven", _("Tidak terbukti")
    REJECTED = "rejected", _("Ditolak pengawas netralitas")
    # BKPSDM for the PPK
    FOLLOW_UP = "follow_up", _("Tindak lanjut PPK")
    SUMMONED = "summoned", _("Dipanggil untuk diperiksa")
    SUMMONED_AGAIN = "summoned_again", _("Dipanggil kedua kali")
    EXAMINED = "examined", _("Sudah diperiksa, menunggu keputusan")
    SANCTIONED = "sanctioned", _("Keputusan dijatuhkan")
    OBJECTION = "objection", _("Keberatan diperiksa PPK")
    APPEAL = "appeal", _("Banding, menunggu tanggapan PPK")
    APPEAL_REPLIED = "appeal_replied", _("Banding diperiksa BPASN")
    UPHELD = "upheld", _("Keputusan tetap setelah upaya administratif")
    CARRIED_OUT = "carried_out", _("Dilaksanakan, belum dilaporkan")
    EXECUTED = "executed", _("Keputusan dilaksanakan")
    ANNULLED = "annulled", _("Keputusan dibatalkan")
    NO_SANCTION = "no_sanction", _("Tanpa sanksi")
    LEFT_SERVICE = "left_service", _("Sudah tidak bertugas")
    # Gakkumdu
    JOINT_REVIEW = "joint_review", _("Pembahasan Sentra Gakkumdu")
    SECOND_REVIEW = "second_review", _("Menunggu pembahasan kedua Sentra Gakkumdu")
    WITH_POLICE = "with_police", _("Penyidikan")
    PROSECUTION = "prosecution", _("Penuntutan dan persidangan")
    # The authority over a person who is no civil servant
    WITH_AUTHORITY = "with_authority", _("Di instansi yang berwenang")
    ANSWERED = "answered", _("Dijawab instansi yang berwenang")


class Event(models.TextChoices):
    """What may happen, in the imperative."""

    RECEIVE = "receive", _("Terima")
    RETURN = "return", _("Kembalikan untuk dilengkapi")
    COMPLETE = "complete", _("Lengkapi")
    TAKE_BACK = "take_back", _("Ambil kembali setelah batas perbaikan")
    REGISTER = "register", _("Registrasi")
    REFUSE = "refuse", _("Tidak registrasi")
    KEEP_AS_TIP = "keep_as_tip", _("Jadikan informasi awal")
    UPGRADE = "upgrade", _("Naikkan menjadi laporan")
    ADOPT = "adopt", _("Jadikan temuan")
    STOP = "stop", _("Hentikan")
    WITHDRAW = "withdraw", _("Cabut")
    DISMISS = "dismiss", _("Nyatakan bukan pelanggaran")
    EXTEND = "extend", _("Perpanjang waktu penanganan")
    REFER = "refer", _("Teruskan")
    CLOSE = "close", _("Tutup")
    ASK_VALIDATION = "ask_validation", _("Minta validasi Bawaslu")
    CONFIRM = "confirm", _("Pastikan fakta")
    CORRECT = "correct", _("Perbaiki fakta")
    RECOMMEND = "recommend", _("Rekomendasikan kepada PPK")
    FIND_NOT_PROVEN = "find_not_proven", _("Nyatakan tidak terbukti")
    REJECT = "reject", _("Tolak penerusan")
    CANCEL = "cancel", _("Batalkan penanganan")
    WARN = "warn", _("Tegur PPK")
    BLOCK = "block", _("Blokir data kepegawaian")
    UNBLOCK = "unblock", _("Buka blokir data")
    SUMMON = "summon", _("Catat panggilan pertama")
    SUMMON_AGAIN = "summon_again", _("Catat panggilan kedua")
    FORM_TEAM = "form_team", _("Catat tim pemeriksa")
    EXAMINE = "examine", _("Catat pemeriksaan")
    DECIDE = "decide", _("Catat keputusan")
    EXECUTE = "execute", _("Catat pelaksanaan")
    REPORT_BACK = "report_back", _("Catat laporan pelaksanaan")
    OBJECT = "object", _("Catat keberatan")
    APPEAL = "appeal", _("Catat banding ke BPASN")
    REPLY_TO_APPEAL = "reply_to_appeal", _("Catat tanggapan PPK atas banding")
    UPHOLD = "uphold", _("Catat keputusan tetap berlaku")
    CHANGE = "change", _("Catat keputusan diubah")
    ANNUL = "annul", _("Catat keputusan dibatalkan")
    DECLINE = "decline", _("Putuskan tanpa sanksi")
    RECORD_LEAVING = "record_leaving", _("Catat sudah tidak bertugas")
    CONTINUE = "continue", _("Lanjutkan ke pembahasan kedua")
    HAND_TO_POLICE = "hand_to_police", _("Serahkan kepada penyidik")
    PROSECUTE = "prosecute", _("Limpahkan kepada penuntut umum")
    ANSWER = "answer", _("Catat jawaban")
    REMIND = "remind", _("Catat surat pengingat")
    ESCALATE = "escalate", _("Eskalasi")
    FIND_CRIME = "find_crime", _("Nyatakan ada unsur pidana")
    HAND_DOWN = "hand_down", _("Limpahkan ke Bawaslu di bawahnya")
    HAND_OVER = "hand_over", _("Limpahkan ke Bawaslu setingkat")
    TAKE_OVER = "take_over", _("Ambil alih oleh Bawaslu di atasnya")


class Fact(models.TextChoices):
    """What a row may demand; the caller brings it, a guard reads it, the Step keeps it."""

    PLENARY_MINUTES = "plenary_minutes", _("Berita acara rapat pleno")
    RIGHT_OF_REPLY = "right_of_reply", _("Jawaban terlapor, ketidakhadiran tercatat, atau pelepasan hak jawab")
    STATUS_CHECKED = "status_checked", _("Identitas dan status ASN terlapor diperiksa atau ditandai belum diketahui")
    PACKAGE = "package", _("Berkas penerusan disetujui pimpinan")
    MISSING_PARTS = "missing_parts", _("Syarat yang kurang disebut satu per satu")
    REASON = "reason", _("Alasan tertulis")
    REGISTER_NUMBER = "register_number", _("Nomor register")
    RECOMMENDATION = "recommendation", _("Rekomendasi bernomor dan bertanggal")
    QUESTION = "question", _("Pertanyaan tertulis dan bertanggal")
    WARNING = "warning", _("Surat teguran bernomor dan bertanggal")
    BLOCKING = "blocking", _("Surat pemblokiran atau pembukaan blokir, bernomor dan bertanggal")
    SUMMONS = "summons", _("Surat panggilan bernomor dan bertanggal")
    TEAM = "team", _("Surat pembentukan tim pemeriksa bernomor dan bertanggal")
    EXAMINATION = "examination", _("Berita acara pemeriksaan atau catatan ketidakhadiran")
    REMEDY = "remedy", _("Keberatan atau banding yang bertanggal")
    RULING = "ruling", _("Keputusan atas keberatan atau banding, bernomor dan bertanggal")
    ANSWER = "answer", _("Jawaban instansi yang bertanggal")
    DECREE = "decree", _("Surat keputusan bernomor dan bertanggal")
    LETTER = "letter", _("Surat bernomor dan bertanggal")


class Audience(models.TextChoices):
    """Who is told of a step."""

    REPORTER = "reporter", _("Pelapor")
    HOLDER = "holder", _("Kantor pemegang")
    NEXT_HOLDER = "next_holder", _("Kantor berikutnya")
    LEVEL_ABOVE = "level_above", _("Kantor setingkat di atas")
    BAWASLU = "bawaslu", _("Bawaslu penangan")
    OVERSEER = "overseer", _("Pengawas netralitas nasional")
    FORMER_HOLDER = "former_holder", _("Kantor sebelumnya")
    EMPLOYER = "employer", _("Kantor kepegawaian terlapor, yang meneruskannya kepada terlapor")


class Rung(models.TextChoices):
    """The rungs of a reminder ladder; each happens at most once per deadline.

    `UNATTENDED` stands beside the ladder: nobody works on the matter, so its leader is told at once.
    """

    UNATTENDED = "unattended", _("Tanpa petugas")
    BEFORE_DUE = "before_due", _("Menjelang tenggat")
    DUE = "due", _("Hari tenggat")
    OVERDUE = "overdue", _("Lewat tenggat")
    ESCALATED = "escalated", _("Eskalasi")


class Sureness(models.TextChoices):
    """How well a legal value is sourced (docs/procedure.md shows it)."""

    C3 = "C3", _("tiga sumber")
    C2 = "C2", _("dua sumber")
    C1 = "C1", _("satu sumber")
    M = "M", _("belum ada sumber")
    X = "X", _("sumber bertentangan")


class PauseReason(models.TextChoices):
    """Why a clock stands still. Coded, so that nobody stops one without saying why."""

    DISASTER = "disaster", _("Bencana atau keadaan kahar")
    COURT = "court", _("Putusan atau penetapan pengadilan")
    OUTAGE = "outage", _("Gangguan sistem")
    AWAITING_REPLY = "awaiting_reply", _("Menunggu jawaban atas undangan klarifikasi")
