"""The forms of the steps in between: what a warning, a summons, a ruling or an answer asks for.

Each checks its days against the paper before it, at the field; the procedure has the last word.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.days import spoken_date
from regions.routing.rules import ASN
from reports.admin.forms import NUMBER_LENGTH, day, reason
from reports.enums import EmploymentStatus, ReplyKind
from sanctions.admin.forms import EndForm, SanctionForm, StepForm, announced, number
from sanctions.enums import Answer, Cause

OWN_WORDS = gettext_lazy("Catatan")
NOT_ASN = [("", gettext_lazy("Pilih status")), *(
    (one.value, one.label) for one in EmploymentStatus if one not in (*ASN, EmploymentStatus.UNKNOWN)
)]  # fmt: skip


def maybe_number(label: Any) -> forms.CharField:
    """The number of a paper that may have none."""
    return forms.CharField(label=label, max_length=NUMBER_LENGTH, required=False)


class PaperForm(StepForm):
    """Base of the steps in between: one paper with its day, which does not precede the paper before it."""

    papers: tuple[str, ...] = ("dated_on", "text")
    past: tuple[str, ...] = ("dated_on",)
    dated_on = day(gettext_lazy("Tanggal"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        dated_on, previous = cleaned.get("dated_on"), self.known.day("previous_on")
        if dated_on and previous and dated_on < previous:
            sentence = _("Tanggal ini mendahului surat sebelumnya, %(day)s.") % {"day": spoken_date(previous)}
            self.add_error("dated_on", ValidationError(sentence, code="order"))
        self.refuse_order("announced_on", "dated_on", _("Tidak dapat diumumkan sebelum tanggal surat."))
        return cleaned


class NumberedForm(PaperForm):
    """A letter of the office itself, with number and date."""

    papers: tuple[str, ...] = ("number", "dated_on", "text", "announced_on")
    past: tuple[str, ...] = ("dated_on", "announced_on")
    of_letter = ("number", "dated_on")
    number = number(gettext_lazy("Nomor surat"))
    dated_on = day(gettext_lazy("Tanggal surat"))
    text = reason(OWN_WORDS, required=False)
    announced_on = announced()


class QuestionForm(PaperForm):
    """What the overseer asks the referring Bawaslu to make sure of."""

    text = reason(gettext_lazy("Yang perlu dipastikan"), help_text=gettext_lazy("Dibaca Bawaslu pengirim."))


class ConfirmForm(PaperForm):
    """Bawaslu confirms what it wrote."""

    text = reason(OWN_WORDS, required=False, help_text=gettext_lazy("Dibaca pengawas netralitas."))


class CorrectForm(PaperForm):
    """Bawaslu corrects what it wrote; the frozen package stays as it is."""

    text = reason(
        gettext_lazy("Yang diperbaiki"),
        help_text=gettext_lazy("Dibaca pengawas netralitas. Berkas yang sudah dikirim tidak berubah."),
    )


class WarnForm(NumberedForm):
    """A warning to the appointing authority, which may set a day of its own."""

    papers = ("number", "dated_on", "due_on", "text", "announced_on")
    due_on = day(
        gettext_lazy("Batas jawaban menurut teguran"),
        required=False,
        help_text=gettext_lazy("Hari terakhir bagi PPK. Kosongkan bila teguran tidak menyebutnya."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.refuse_order("due_on", "dated_on", _("Batas jawaban harus sesudah tanggal teguran."), strictly=True)
        return cleaned


class NotProvenForm(EndForm):
    """Not proven: the respondent is told, and the employer by the portal itself."""

    papers: tuple[str, ...] = ("dated_on", "reason", "respondent_told_on", "announced_on")
    past: tuple[str, ...] = (*EndForm.past, "respondent_told_on")
    respondent_told_on = day(
        gettext_lazy("Pemberitahuan kepada terlapor dikirim pada"),
        required=False,
        help_text=gettext_lazy("Kantor kepegawaiannya diberi tahu oleh portal. Kosongkan bila belum dikirim."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.refuse_order("respondent_told_on", "dated_on", _("Terlapor tidak dapat diberi tahu sebelum tanggal itu."))
        return cleaned


class CancelForm(NotProvenForm):
    """The overseer cancels, on a coded ground; who is no civil servant is said what they are."""

    papers = ("cause", "found_status", *NotProvenForm.papers)
    cause = forms.ChoiceField(label=gettext_lazy("Sebab"), choices=Cause.choices, widget=forms.RadioSelect)
    found_status = forms.ChoiceField(
        label=gettext_lazy("Status terlapor sebenarnya"),
        choices=NOT_ASN,
        required=False,
        help_text=gettext_lazy("Wajib bila bukan ASN: perkaranya diteruskan kepada instansi yang berwenang."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("cause") == Cause.NOT_ASN and not cleaned.get("found_status"):
            self.add_error("found_status", ValidationError(_("Pilih status terlapor sebenarnya."), code="required"))
        return cleaned


class SummonForm(PaperForm):
    """A summons and the day it names; a day too far ahead is asked its reason."""

    papers = ("number", "dated_on", "happens_on", "text")
    of_letter = ("number", "dated_on")
    number = number(gettext_lazy("Nomor surat panggilan"))
    dated_on = day(gettext_lazy("Tanggal surat panggilan"))
    happens_on = day(
        gettext_lazy("Tanggal pemeriksaan"),
        help_text=gettext_lazy("Paling lama 7 hari kerja sesudah surat panggilan (Peraturan BKN 6/2022)."),
    )
    text = reason(gettext_lazy("Alasan bila lebih dari 7 hari kerja"), required=False)

    def __init__(self, *args: Any, latest: Callable[[date], date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.refuse_order("happens_on", "dated_on", _("Pemeriksaan tidak boleh mendahului surat panggilan."))
        summoned, on = cleaned.get("dated_on"), cleaned.get("happens_on")
        if summoned and on and not cleaned.get("text") and on > (last := self.latest(summoned)):
            sentence = _("Hari kerja ketujuh adalah %(day)s. Tulis alasan memanggil untuk hari sesudahnya.")
            self.add_error("text", ValidationError(sentence % {"day": spoken_date(last)}, code="late"))
        return cleaned


class TeamForm(PaperForm):
    """The examining team."""

    papers = ("number", "dated_on", "text")
    of_letter = ("number", "dated_on")
    number = number(gettext_lazy("Nomor surat pembentukan tim"))
    dated_on = day(gettext_lazy("Tanggal surat"))
    text = reason(
        gettext_lazy("Susunan tim"),
        required=False,
        help_text=gettext_lazy("Jabatan saja: atasan langsung, unsur pengawasan, unsur kepegawaian."),
    )


class ExamineForm(PaperForm):
    """How the respondent was heard."""

    papers = ("number", "dated_on", "reply", "text")
    number = maybe_number(gettext_lazy("Nomor berita acara pemeriksaan"))
    dated_on = day(gettext_lazy("Tanggal pemeriksaan, atau hari tidak hadir"))
    reply = forms.ChoiceField(
        label=gettext_lazy("Terlapor"),
        choices=ReplyKind.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Tidak hadir: hanya setelah panggilan kedua."),
    )
    text = reason(gettext_lazy("Ringkasan hasil"), required=False)


class RemedyForm(PaperForm):
    """An objection or an appeal, on the day the respondent filed it; late ones are recorded as well."""

    papers = ("number", "dated_on", "text")
    number = maybe_number(gettext_lazy("Nomor surat, bila ada"))
    dated_on = day(
        gettext_lazy("Diajukan pada"),
        help_text=gettext_lazy("Batasnya 14 hari kerja sejak keputusan; yang terlambat tetap dicatat."),
    )
    text = reason(gettext_lazy("Pokok keberatan atau banding"), required=False)


class ReplyToAppealForm(RemedyForm):
    """What the appointing authority answers to an appeal."""

    dated_on = day(gettext_lazy("Tanggal tanggapan"))
    text = reason(gettext_lazy("Pokok tanggapan"), required=False)


class AnnulForm(NumberedForm):
    """The decree falls, and why."""

    number = number(gettext_lazy("Nomor keputusan"))
    dated_on = day(gettext_lazy("Tanggal keputusan"))
    text = reason(gettext_lazy("Pertimbangan"))


class UpholdForm(AnnulForm):
    """The decree stands; that it came too late is a consideration like others."""

    text = reason(
        gettext_lazy("Pertimbangan"),
        required=False,
        help_text=gettext_lazy("Juga bila tidak diterima karena terlambat diajukan."),
    )


class ChangeForm(SanctionForm, UpholdForm):
    """Another sanction in the place of the decree's; its end is computed."""

    papers = ("number", "dated_on", "kind", "starts_on", "text", "announced_on")
    kind = forms.ChoiceField(label=gettext_lazy("Sanksi yang baru"))
    starts_on = day(gettext_lazy("Berlaku mulai"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.refuse_order("starts_on", "dated_on", _("Sanksi tidak dapat berlaku sebelum tanggal keputusan."))
        self.take_kind(cleaned, on="dated_on", reason="text")
        return cleaned


class ReportForm(StepForm):
    """That an execution was reported to the overseer's register."""

    papers = ("reported_on",)
    past = ("reported_on",)
    reported_on = day(gettext_lazy("Dilaporkan ke I'DIS atau BKN pada"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.refuse_before(
            "reported_on", "executed_on", _("Pelaksanaan tercatat pada %(day)s; laporan tidak lebih dahulu.")
        )
        return cleaned


class AnswerForm(PaperForm):
    """What the authority over a person who is no civil servant says it did."""

    papers = ("number", "dated_on", "answer", "text", "announced_on")
    past = ("dated_on", "announced_on")
    number = maybe_number(gettext_lazy("Nomor jawaban, bila ada"))
    dated_on = day(gettext_lazy("Tanggal jawaban"))
    answer = forms.ChoiceField(label=gettext_lazy("Isi jawaban"), choices=Answer.choices, widget=forms.RadioSelect)
    text = reason(gettext_lazy("Ringkasan jawaban"), required=False)
    announced_on = announced()


class RemindForm(StepForm):
    """A letter of Bawaslu itself that asks for the answer; its own date is that of the step."""

    papers = ("text",)
    letter_number = number(gettext_lazy("Nomor surat pengingat"))
    letter_dated_on = day(gettext_lazy("Tanggal surat pengingat"))
    text = reason(OWN_WORDS, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.refuse_before("letter_dated_on", "previous_on", _("Surat sebelumnya tertanggal %(day)s."))
        return cleaned

    def given(self) -> dict[str, Any]:
        return {**super().given(), "dated_on": self.cleaned_data["letter_dated_on"]}
