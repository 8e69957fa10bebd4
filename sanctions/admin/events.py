"""Which form asks for an event, which verb takes it, and what the page says beforehand. One table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.enums import Event
from sanctions import decisions, documents, execution, recommendations
from sanctions.admin.forms import DecideForm, EndForm, ExecuteForm, LeavingForm, RecommendForm, StepForm
from sanctions.admin.paperforms import (
    AnnulForm,
    AnswerForm,
    CancelForm,
    ChangeForm,
    ConfirmForm,
    CorrectForm,
    ExamineForm,
    NotProvenForm,
    NumberedForm,
    QuestionForm,
    RemedyForm,
    RemindForm,
    ReplyToAppealForm,
    ReportForm,
    SummonForm,
    TeamForm,
    UpholdForm,
    WarnForm,
)


@dataclass(frozen=True)
class Desk:
    """One event at a desk."""

    form: type[StepForm]
    verb: Callable[..., Any]
    explanation: Promise


# What decides about a person's career takes a fresh one-time code.
RULINGS = frozenset(
    {
        Event.RECOMMEND,
        Event.FIND_NOT_PROVEN,
        Event.BLOCK,
        Event.UNBLOCK,
        Event.DECIDE,
        Event.DECLINE,
        Event.CHANGE,
        Event.ANNUL,
    }
)
EVENTS: dict[str, Desk] = {
    Event.ASK_VALIDATION: Desk(
        QuestionForm,
        documents.ask_validation,
        _("Bawaslu pengirim memastikan atau memperbaiki fakta dalam 3 hari kerja."),
    ),
    Event.CONFIRM: Desk(
        ConfirmForm,
        documents.confirm,
        _("Setelah disimpan, berkas kembali kepada pengawas netralitas."),
    ),
    Event.CORRECT: Desk(
        CorrectForm,
        documents.correct,
        _("Setelah disimpan, berkas kembali kepada pengawas netralitas beserta perbaikannya."),
    ),
    Event.CANCEL: Desk(
        CancelForm,
        recommendations.cancel,
        _("Untuk penanganan yang dibatalkan. Terlapor yang bukan ASN diteruskan kepada instansinya."),
    ),
    Event.WARN: Desk(
        WarnForm,
        documents.warn,
        _("Untuk PPK yang belum menindaklanjuti rekomendasi."),
    ),
    Event.BLOCK: Desk(
        NumberedForm,
        documents.block,
        _("Untuk PPK yang tetap diam setelah ditegur. Blokir dibuka setelah PPK memutuskan."),
    ),
    Event.UNBLOCK: Desk(
        NumberedForm,
        documents.unblock,
        _("PPK sudah memutuskan; blokir data kepegawaian dibuka."),
    ),
    Event.SUMMON: Desk(
        SummonForm,
        documents.summon,
        _("Catat surat panggilan. Tenggat tindak lanjut PPK tetap berjalan."),
    ),
    Event.SUMMON_AGAIN: Desk(
        SummonForm,
        documents.summon_again,
        _("Untuk terlapor yang tidak hadir. Bila tetap tidak hadir, keputusan diambil atas bukti yang ada."),
    ),
    Event.FORM_TEAM: Desk(
        TeamForm,
        documents.form_team,
        _("Untuk dugaan pelanggaran sedang atau berat. Keadaan berkas tidak berubah."),
    ),
    Event.EXAMINE: Desk(
        ExamineForm,
        documents.examine,
        _("Catat berita acara pemeriksaan, atau ketidakhadiran setelah dua kali dipanggil."),
    ),
    Event.OBJECT: Desk(
        RemedyForm,
        documents.object_to,
        _("Keberatan terlapor atas keputusan selain pemberhentian. PPK memutus dalam 21 hari kerja."),
    ),
    Event.APPEAL: Desk(
        RemedyForm,
        documents.appeal,
        _("Banding terlapor atas pemberhentian. PPK menanggapi dalam 21, BPASN memutus dalam 65 hari kerja."),
    ),
    Event.REPLY_TO_APPEAL: Desk(
        ReplyToAppealForm,
        documents.reply_to_appeal,
        _("Setelah langkah ini berlaku, yang ditunggu adalah keputusan BPASN."),
    ),
    Event.UPHOLD: Desk(
        UpholdForm,
        documents.uphold,
        _("Keberatan atau banding ditolak; keputusan tetap berlaku."),
    ),
    Event.CHANGE: Desk(
        ChangeForm,
        documents.change,
        _("Sanksi diganti dengan yang lain. Akhir masa sanksi dihitung dari jenisnya."),
    ),
    Event.ANNUL: Desk(
        AnnulForm,
        documents.annul,
        _("Keputusan dibatalkan dan bagian ini berakhir. Langkah ini tidak dapat dibatalkan."),
    ),
    Event.REPORT_BACK: Desk(
        ReportForm,
        execution.report_back,
        _("Setelah langkah ini berlaku, bagian ini selesai."),
    ),
    Event.ANSWER: Desk(
        AnswerForm,
        documents.answer,
        _("Jawaban instansi yang berwenang atas terlapor; setelah langkah ini berlaku, bagian ini selesai."),
    ),
    Event.REMIND: Desk(
        RemindForm,
        documents.remind,
        _("Surat pengingat dari kantor Anda sendiri. Tenggat jawaban tetap berjalan."),
    ),
    Event.RECOMMEND: Desk(
        RecommendForm,
        recommendations.recommend,
        _("Setelah langkah ini berlaku, verifikasi selesai dan tindak lanjut di instansi terlapor mulai berjalan."),
    ),
    Event.FIND_NOT_PROVEN: Desk(
        NotProvenForm,
        recommendations.find_not_proven,
        _("Setelah langkah ini berlaku, verifikasi selesai tanpa rekomendasi. Langkah ini tidak dapat dibatalkan."),
    ),
    Event.REJECT: Desk(
        EndForm,
        recommendations.reject,
        _("Untuk penerusan yang tidak diperiksa pengawas netralitas. Langkah ini tidak dapat dibatalkan."),
    ),
    Event.DECIDE: Desk(
        DecideForm,
        decisions.decide,
        _("Catat surat keputusan yang sudah ditandatangani. Akhir masa sanksi dihitung dari jenisnya."),
    ),
    Event.DECLINE: Desk(
        EndForm,
        decisions.decline,
        _("Untuk keputusan PPK tanpa sanksi. Alasannya dapat diperiksa pengawas netralitas."),
    ),
    Event.RECORD_LEAVING: Desk(
        LeavingForm,
        decisions.record_leaving,
        _("Untuk terlapor yang sudah berhenti, pensiun, atau meninggal."),
    ),
    Event.EXECUTE: Desk(
        ExecuteForm,
        execution.record,
        _("Catat bahwa surat keputusan sudah dilaksanakan. Bila sudah dilaporkan, bagian ini selesai."),
    ),
}
