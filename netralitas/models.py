"""What belongs to the portal as a whole: its pulse, and the worksheets of data protection (UU 27/2022)."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from regions.models import Agency
from reports.enums import Leak, Remedy
from reports.models.report import Report

THREE_TIMES_24 = timedelta(hours=72)  # hours, not days: UU 27/2022 Pasal 30, 32, 41 and 46 say "3 x 24 jam"


class Pulse(models.Model):
    """The last moment (real time) at which a scheduled task reached a worker and was done.

    `retention` is the exception: it holds the case time at which what had had its time was last deleted.
    It ages when the scheduler, the broker or every worker stands still; `/readyz` tells its age.
    """

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Asked(models.TextChoices):
    """What somebody asks for about their own data."""

    ACCESS = "access", _("Akses dan salinan (Pasal 7, 32)")
    RECTIFICATION = "rectify", _("Pembetulan (Pasal 6, 30)")
    RESTRICTION = "restriction", _("Penundaan atau pembatasan (Pasal 11, 41)")
    DELETION = "deletion", _("Penghapusan (Pasal 8, 43)")
    OBJECTION = "objection", _("Keberatan atau penarikan persetujuan (Pasal 9, 10)")


class Asker(models.TextChoices):
    """As whom they ask. Whether a report exists is told to nobody but its reporter."""

    REPORTER = "reporter", _("Menyatakan diri pelapor")
    WITNESS = "witness", _("Menyatakan diri saksi")
    RESPONDENT = "respondent", _("Menyatakan diri dilaporkan")
    STAFF = "staff", _("Petugas")
    OTHER = "other", _("Lainnya")


class Proof(models.TextChoices):
    """How it was made sure who asks. A code proves a report to itself; no other proof links a person to one."""

    NONE = "none", _("Belum dipastikan")
    COUNTER = "counter", _("Kartu identitas diperlihatkan di kantor")
    LETTER = "letter", _("Surat bertanda tangan dengan salinan kartu identitas")
    CODE = "code", _("Kode laporan dipakai sendiri oleh pemohon di halaman Lacak")


class Decision(models.TextChoices):
    """What the answer is."""

    GRANTED = "granted", _("Dikabulkan")
    PARTLY = "partly", _("Dikabulkan sebagian")
    REFUSED = "refused", _("Ditolak")
    NOT_SAID = "not_said", _("Tidak dapat dijawab ada atau tidaknya")


class Ground(models.TextChoices):
    """Why it is not granted."""

    OTHERS = "others", _("Membahayakan orang lain (Pasal 33)")
    PROCESS = "process", _("Proses pengawasan dan penegakan hukum (Pasal 15)")
    UNPROVEN = "unproven", _("Pemohon tidak dapat dipastikan")
    KEPT = "kept", _("Wajib disimpan menurut undang-undang (Pasal 44)")


class SubjectRequest(models.Model):
    """A request of a person about their own data, worked on within 3 x 24 hours. It points at no report."""

    received_at = models.DateTimeField(_("Diterima"))
    channel = models.CharField(_("Lewat"), max_length=60)
    name = models.CharField(_("Nama pemohon"), max_length=120)
    answer_to = models.CharField(_("Jawaban dikirim ke"), max_length=300)
    asker = models.CharField(_("Sebagai"), max_length=12, choices=Asker.choices)
    asks = models.CharField(_("Meminta"), max_length=12, choices=Asked.choices)
    wish = models.TextField(_("Isi permintaan"), max_length=4000)
    proof = models.CharField(_("Kepastian pemohon"), max_length=8, choices=Proof.choices, default=Proof.NONE)
    due_at = models.DateTimeField(_("Dijawab paling lambat"))
    decision = models.CharField(_("Keputusan"), max_length=8, choices=Decision.choices, blank=True)
    ground = models.CharField(_("Dasar tidak dikabulkan"), max_length=8, choices=Ground.choices, blank=True)
    answer = models.TextField(_("Jawaban kepada pemohon"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("Dijawab"), null=True, blank=True)

    class Meta:
        ordering = ["answered_at", "due_at"]
        verbose_name = _("permintaan")
        verbose_name_plural = _("permintaan")
        indexes = [models.Index(fields=["due_at"], name="request_open", condition=Q(answered_at__isnull=True))]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(decision="") & ~Q(answer=""), name="request_answered_whole"
            )
        ]

    def __str__(self) -> str:
        return f"P-{self.pk}"


class Breach(models.Model):
    """A failure of protecting personal data: what happened, and whom it was told within 3 x 24 hours (Pasal 46)."""

    detected_at = models.DateTimeField(_("Diketahui"))
    since = models.DateTimeField(_("Terjadi sejak"), null=True, blank=True)
    until = models.DateTimeField(_("Terjadi sampai"), null=True, blank=True)
    what = models.TextField(_("Apa yang terjadi, dan bagaimana"), max_length=4000)
    groups = models.JSONField(_("Data yang terungkap"), default=list)
    subjects = models.PositiveIntegerField(_("Perkiraan jumlah orang"), null=True, blank=True)
    measures = models.TextField(_("Penanganan dan pemulihan"), max_length=4000, blank=True)
    due_at = models.DateTimeField(_("Diberitahukan paling lambat"))
    authority_told_at = models.DateTimeField(_("Lembaga pengawas diberi tahu"), null=True, blank=True)
    subjects_told_at = models.DateTimeField(_("Orang yang terkena diberi tahu"), null=True, blank=True)
    told_how = models.CharField(_("Cara memberi tahu mereka"), max_length=200, blank=True)
    closed_by = models.UUIDField(null=True, editable=False)
    confirmed_by = models.UUIDField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["closed_at", "due_at"]
        verbose_name = _("kejadian")
        verbose_name_plural = _("kejadian")
        indexes = [models.Index(fields=["due_at"], name="breach_open", condition=Q(closed_at__isnull=True))]
        constraints = [
            models.CheckConstraint(condition=~Q(closed_by=F("confirmed_by")), name="breach_closed_by_two"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(authority_told_at__isnull=False, subjects_told_at__isnull=False, confirmed_by__isnull=False),
                name="breach_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"K-{self.pk}"


class BreachNotice(models.Model):
    """That reporters are to be told of a breach: which ones, in which fixed words, and how far that has come.

    One person asks, another confirms or refuses; then the worker goes through the reports by their key, `cursor`
    being the last one done. `line` is the code of the sentence on their pages, `counted` how many reporters the
    person who confirmed saw, `told` and `letters` how many pages and letters it has become.
    """

    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="notices")
    office = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    how = models.CharField(max_length=10, choices=Leak.choices)
    remedy = models.CharField(max_length=10, choices=Remedy.choices)
    line = models.CharField(max_length=120)
    counted = models.PositiveIntegerField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    refused_by = models.UUIDField(null=True)
    cursor = models.UUIDField(null=True)
    told = models.PositiveIntegerField(default=0)
    letters = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("confirmed_by")), name="notice_by_two"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True, done_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, refused_by__isnull=True),
                name="notice_told_once_confirmed",
            ),
        ]


class BreachTold(models.Model):
    """That a reporter was told of a breach: nobody is told of the same one twice, whatever a later notice names."""

    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="+", db_index=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["breach", "report"], name="told_of_breach_once")]
