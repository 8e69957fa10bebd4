"""What an officer fills in for each step and each record of a case. A form checks shape only:
whether the step may be taken is the procedure's answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidance.models import ViolationClass
from regions import days
from reports.admin.tidyforms import Lines, TidyForm
from reports.enums import CheckSource, EmploymentStatus, RecusalReason, ReplyKind

Choice = tuple[str, Any]

NUMBER_LENGTH = 80
REASON_LENGTH = 2000
NARRATIVE_LENGTH = 20_000
REASON = gettext_lazy("Alasan")
ONE_PER_LINE = gettext_lazy("Satu nama per baris.")


class DayInput(forms.DateInput):
    """A plain date field of the browser; typing YYYY-MM-DD works where there is none."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DeskForm(TidyForm):
    """Base of all: carries the version of the case that the officer saw."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=120)

    def __init__(
        self,
        *args: Any,
        today: date,
        earliest: date | None = None,
        choices: Mapping[str, Sequence[Choice]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.earliest = today, earliest
        for name, offered in (choices or {}).items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def refuse_future(self, name: str) -> None:
        """A record is about something that has happened; `today` is the office's own day."""
        self._refuse(name, since=date.min)

    def refuse_impossible(self, name: str) -> None:
        """The same, and it happened after the matter came here (`earliest`)."""
        self._refuse(name, since=self.earliest or date.min)

    def _refuse(self, name: str, *, since: date) -> None:
        on = self.cleaned_data.get(name)
        if on is not None and (sentence := days.impossible(on, since=since, today=self.today)):
            self.add_error(name, ValidationError(sentence, code="impossible"))


def day(label: Any, *, help_text: Any = "", required: bool = True) -> forms.DateField:
    """A date, typed or picked."""
    return forms.DateField(label=label, widget=DayInput(), help_text=help_text, required=required)


def reason(label: Any = REASON, *, help_text: Any = "", required: bool = True) -> forms.CharField:
    """A written reason, kept in the file of the case."""
    return forms.CharField(
        label=label, widget=Lines(), max_length=REASON_LENGTH, help_text=help_text, required=required
    )


def people(label: Any, *, required: bool = True) -> forms.CharField:
    """Names, one per line."""
    return forms.CharField(
        label=label, widget=Lines(3), max_length=REASON_LENGTH, help_text=ONE_PER_LINE, required=required
    )


class ReasonForm(DeskForm):
    """A step that asks for nothing but its reason."""

    note = reason(help_text=gettext_lazy("Tersimpan dalam riwayat kasus; pelapor tidak membacanya."))


class NoteForm(DeskForm):
    """A step that asks for nothing; a note may stay in the history."""

    note = reason(gettext_lazy("Catatan"), required=False)


class PartsForm(DeskForm):
    """Missing requirements, each by its code; the label is the very sentence the reporter will read."""

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Syarat yang kurang"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Pelapor membaca kalimat yang Anda centang, kata demi kata."),
        error_messages={"required": gettext_lazy("Sebutkan paling sedikit satu syarat yang kurang.")},
    )
    note = reason(gettext_lazy("Catatan untuk kantor"), required=False)


class RegisterForm(DeskForm):
    """The office's own number, typed as the office writes it."""

    number = forms.CharField(label=gettext_lazy("Nomor register"), max_length=NUMBER_LENGTH)
    note = reason(gettext_lazy("Catatan"), required=False)

    def __init__(self, *args: Any, pattern: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = _("Tulis persis seperti di buku register kantor. Bentuk yang lazim: %(pattern)s")
        self.fields["number"].help_text = said % {"pattern": pattern}


class DecisionForm(DeskForm):
    """What the plenary decided on this very case beside its minutes: who stood aside, who dissented."""

    recused = people(gettext_lazy("Anggota yang mengundurkan diri dari perkara ini"), required=False)
    dissent = reason(gettext_lazy("Pendapat berbeda"), required=False)


class MinutesForm(DecisionForm):
    """Plenary minutes: the decision rests on them. Names stand one per line, so that no script is needed."""

    number = forms.CharField(label=gettext_lazy("Nomor berita acara"), max_length=NUMBER_LENGTH)
    held_on = day(gettext_lazy("Tanggal rapat pleno"))
    agenda = forms.CharField(label=gettext_lazy("Acara"), max_length=200)
    present = people(gettext_lazy("Anggota yang hadir"))
    absent = people(gettext_lazy("Anggota yang tidak hadir"), required=False)
    signed = people(gettext_lazy("Yang menandatangani berita acara"))
    field_order = ("number", "held_on", "agenda", "present", "absent", "recused", "signed", "dissent")

    def __init__(self, *args: Any, quorum: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].help_text = f"{ONE_PER_LINE} {quorum}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_future("held_on")
        return cleaned


class JoinForm(DecisionForm):
    """A further decision of a plenary whose minutes are recorded already."""

    minutes = forms.ChoiceField(label=gettext_lazy("Berita acara"))
    field_order = ("minutes", "recused", "dissent")


class InviteForm(DeskForm):
    """A written invitation to explain oneself."""

    respondent = forms.ChoiceField(label=gettext_lazy("Terlapor"))
    number = forms.CharField(label=gettext_lazy("Nomor surat undangan"), max_length=NUMBER_LENGTH)
    dated_on = day(gettext_lazy("Tanggal surat"))
    hearing_on = day(gettext_lazy("Hari klarifikasi"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_impossible("dated_on")
        return cleaned


class PreserveForm(DeskForm):
    """How a link was preserved, on paper or as a copy."""

    task = forms.ChoiceField(label=gettext_lazy("Tautan"), widget=forms.RadioSelect)
    note = reason(
        gettext_lazy("Cara mengamankan"),
        help_text=gettext_lazy("Misalnya: tangkapan layar dicetak, nomor berkas 3. Jangan dari komputer kantor."),
    )


class ReplyForm(DeskForm):
    """How a respondent's right of reply was met: an answer, a recorded absence or a waiver."""

    respondent = forms.ChoiceField(label=gettext_lazy("Terlapor"))
    kind = forms.ChoiceField(label=gettext_lazy("Yang dicatat"), choices=ReplyKind.choices, widget=forms.RadioSelect)
    on = day(gettext_lazy("Tanggal"))
    summary = reason(
        gettext_lazy("Ringkasan"),
        required=False,
        help_text=gettext_lazy("Ketidakhadiran: sebutkan tanggal kedua undangan. Pelepasan: sebutkan suratnya."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_impossible("on")
        return cleaned


class CheckForm(DeskForm):
    """Who a respondent was on the day of the act: verified, or marked unknown.

    The person is fixed by the page: choosing another in a list would write one person's data on them.
    """

    respondent = forms.ChoiceField(label=gettext_lazy("Terlapor"), widget=forms.HiddenInput)
    known = forms.ChoiceField(
        label=gettext_lazy("Hasil pemeriksaan"),
        widget=forms.RadioSelect,
        choices=(
            ("yes", gettext_lazy("Identitas dan status pada hari kejadian sudah diperiksa")),
            ("no", gettext_lazy("Belum diketahui setelah diperiksa")),
        ),
    )
    name = forms.CharField(label=gettext_lazy("Nama"), max_length=120, required=False)
    nip = forms.RegexField(
        r"^\d{18}$",
        label=gettext_lazy("NIP"),
        required=False,
        help_text=gettext_lazy("18 angka, tanpa spasi."),
        error_messages={"invalid": gettext_lazy("NIP terdiri atas 18 angka.")},
    )
    status = forms.ChoiceField(label=gettext_lazy("Status pada hari kejadian"), choices=EmploymentStatus.choices)
    employer = forms.ChoiceField(label=gettext_lazy("Instansi pada hari kejadian"), required=False)
    employer_text = forms.CharField(label=gettext_lazy("Instansi lain"), max_length=120, required=False)
    unit = forms.CharField(label=gettext_lazy("Unit kerja"), max_length=120, required=False)
    position = forms.CharField(label=gettext_lazy("Jabatan"), max_length=120, required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("Menurut siapa"),
        choices=(("", gettext_lazy("Belum dicatat")), *CheckSource.choices),
        required=False,
        help_text=gettext_lazy("BKN ditanya lebih dahulu, agar atasan terlapor tidak tahu sebelum diteruskan."),
    )
    bkn_asked_on = day(gettext_lazy("BKN ditanya pada"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_impossible("bkn_asked_on")
        if cleaned.get("known") == "yes":
            if not (cleaned.get("name") or cleaned.get("position")):
                self.add_error("name", _("Isi nama atau jabatan, atau pilih “belum diketahui”."))
            if cleaned.get("status") == EmploymentStatus.UNKNOWN:
                self.add_error("status", _("Pilih statusnya, atau pilih “belum diketahui”."))
        return cleaned


class RespondentForm(DeskForm):
    """A person the inquiry has found; all of it may be unknown but one thing."""

    name = forms.CharField(label=gettext_lazy("Nama"), max_length=120, required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=EmploymentStatus.choices)
    employer = forms.ChoiceField(label=gettext_lazy("Instansi"), required=False)
    employer_text = forms.CharField(label=gettext_lazy("Instansi lain"), max_length=120, required=False)
    unit = forms.CharField(label=gettext_lazy("Unit kerja"), max_length=120, required=False)
    position = forms.CharField(label=gettext_lazy("Jabatan"), max_length=120, required=False)
    description = forms.CharField(label=gettext_lazy("Ciri"), widget=Lines(), max_length=500, required=False)


class ReceptionForm(DeskForm):
    """That a report was signed or handed over at the office: from that day it is officially received."""

    report = forms.ChoiceField(label=gettext_lazy("Laporan"))
    on = day(gettext_lazy("Tanggal tanda tangan atau penyerahan"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_impossible("on")
        return cleaned


class ReceptionAnewForm(ReceptionForm):
    """That the day recorded first was wrong, and why."""

    note = reason(help_text=gettext_lazy("Tersimpan dalam riwayat bersama tanggal semula; pelapor tidak membacanya."))


class ReclassForm(DeskForm):
    """The office's own class for the act, beside the derived one, with its reason."""

    office_class = forms.ChoiceField(
        label=gettext_lazy("Kelas menurut kantor"), choices=ViolationClass.choices, widget=forms.RadioSelect
    )
    office_reason = reason(help_text=gettext_lazy("Kelas dari tabel tetap tersimpan di sampingnya."))


class AssignForm(DeskForm):
    """Who in this office works on the case."""

    officer = forms.ChoiceField(label=gettext_lazy("Petugas"), required=False)


class RecuseForm(DeskForm):
    """Why an officer stands aside from a case."""

    why = forms.ChoiceField(label=REASON, choices=RecusalReason.choices, widget=forms.RadioSelect)
    note = reason(gettext_lazy("Catatan"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("why") == RecusalReason.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Jelaskan alasannya dengan satu kalimat."))
        return cleaned


class AnnounceForm(DeskForm):
    """That the office announced a stage itself; public figures count it from that day."""

    stage = forms.ChoiceField(label=gettext_lazy("Yang diumumkan"))
    on = day(gettext_lazy("Tanggal pengumuman"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_impossible("on")
        return cleaned


class LinkForm(DeskForm):
    """A report of another case about the same act; it moves here, nothing is merged away."""

    ticket = forms.CharField(label=gettext_lazy("Tiket laporan"), max_length=40)
    note = reason()


class UnlinkForm(DeskForm):
    """A report that turned out to be about another act gets a case of its own again."""

    report = forms.ChoiceField(label=gettext_lazy("Laporan"))
    note = reason()


class MessageForm(DeskForm):
    """A line to the person who holds the code of a report."""

    report = forms.ChoiceField(label=gettext_lazy("Kepada pelapor dari laporan"))
    text = forms.CharField(
        label=gettext_lazy("Pesan"),
        widget=Lines(6),
        max_length=4000,
        help_text=gettext_lazy(
            "Terbaca oleh siapa pun yang memegang kode laporan itu. Jangan menyebut nama. Pelapor mengenal "
            "buktinya tanpa huruf: tulis “Bukti 2”, bukan “Bukti B2”."
        ),
    )
    due_on = day(
        gettext_lazy("Minta dijawab paling lambat"),
        help_text=gettext_lazy("Tampil sebagai tenggat di halaman status pelapor. Kosongkan bila tidak perlu dijawab."),
        required=False,
    )


class ExportForm(forms.Form):
    """Why the filtered list is taken out. A code, because the audit holds no text that a person wrote."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Untuk apa daftar ini diunduh"),
        choices=(
            ("plenary", gettext_lazy("Bahan rapat pleno")),
            ("superior", gettext_lazy("Laporan ke Bawaslu tingkat di atas")),
            ("inspection", gettext_lazy("Pemeriksaan atau audit")),
            ("archive", gettext_lazy("Arsip kantor")),
        ),
        widget=forms.RadioSelect,
    )
