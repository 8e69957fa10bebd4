"""What a desk fills in for each event. A form checks shape and days; whether the step may be taken is
the procedure's answer, and what the catalogue warns about is asked for in words."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidance.models import ViolationClass
from procedures.models import Letter
from procedures.vocabulary import Facts
from regions.days import spoken_date
from reports.admin.forms import NUMBER_LENGTH, DeskForm, day, reason
from reports.admin.tidyforms import Lines
from reports.enums import ReplyKind
from sanctions import catalogue
from sanctions.catalogue import Choice

TEXT_LENGTH = 4000
LETTER = ("letter_number", "letter_dated_on", "letter_sender", "letter_received_on", "letter_scan")


def number(label: Any) -> forms.CharField:
    """The number of a paper, typed as the office writes it."""
    return forms.CharField(label=label, max_length=NUMBER_LENGTH)


def announced() -> forms.DateField:
    """The day the office announced it itself; only then do exact public figures count it."""
    return day(
        gettext_lazy("Diumumkan kantor pada"),
        required=False,
        help_text=gettext_lazy("Kosongkan bila belum diumumkan. Angka publik menghitungnya sejak tanggal ini."),
    )


class StepForm(DeskForm):
    """Base of all steps on a leg. Recorded by Bawaslu from a letter, it asks for the letter first.

    `papers` are the fields handed to the verb, in the order in which they are asked; `past` those that
    cannot lie in the future, nor before the package came unless they are `earlier`; `of_letter` those
    that are the letter's own where left empty; `known` is what is recorded of the leg so far.
    """

    papers: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    of_letter: tuple[str, ...] = ()
    letter_number = number(gettext_lazy("Nomor surat yang menjadi sumber"))
    letter_dated_on = day(gettext_lazy("Tanggal surat itu"))
    letter_sender = forms.CharField(label=gettext_lazy("Pengirim surat itu"), max_length=120)
    letter_received_on = day(gettext_lazy("Surat itu diterima"), required=False)
    letter_scan = forms.FileField(
        label=gettext_lazy("Pindaian surat itu"),
        required=False,
        help_text=gettext_lazy(
            "PDF atau foto, paling besar 25 MB. Disegel begitu diterima. Pilih lagi bila isian ditolak."
        ),
    )

    def __init__(self, *args: Any, by_letter: bool, known: Facts | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_letter = by_letter
        self.known = known or Facts()
        if not by_letter:
            for name in LETTER:
                del self.fields[name]
        self.order_fields([*LETTER, *self.papers])
        for name in self.of_letter if by_letter else ():
            self.fields[name].required = False
            self.fields[name].help_text = _("Kosongkan bila sama dengan surat itu.")

    def clean_version(self) -> int:
        """The version of the leg that the officer saw."""
        typed = self.cleaned_data["version"]
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            raise ValidationError(_("Halaman ini rusak; buka lagi dari berkasnya."), code="version")
        return int(typed)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in self.of_letter if self.by_letter else ():
            if name not in self.errors and not cleaned.get(name):
                cleaned[name] = cleaned.get(f"letter_{name}")
        for name in (*self.past, *(("letter_dated_on", "letter_received_on") if self.by_letter else ())):
            if name in self.earlier:
                self.refuse_future(name)
            else:
                self.refuse_impossible(name)
        self.refuse_order("letter_received_on", "letter_dated_on", _("Surat tidak dapat diterima sebelum ditulis."))
        return cleaned

    def refuse_order(self, later: str, earlier: str, sentence: str, *, strictly: bool = False) -> None:
        """Refuse two days in the wrong order, at the later one."""
        first, second = self.cleaned_data.get(earlier), self.cleaned_data.get(later)
        if first and second and (second <= first if strictly else second < first):
            self.add_error(later, ValidationError(sentence, code="order"))

    def refuse_before(self, name: str, known: str, sentence: str) -> None:
        """Refuse a day that precedes one already recorded; the sentence is told which (`%(day)s`)."""
        typed, earlier = self.cleaned_data.get(name), self.known.day(known)
        if typed and earlier and typed < earlier:
            self.add_error(name, ValidationError(sentence % {"day": spoken_date(earlier)}, code="order"))

    def letter(self) -> Letter | None:
        """The letter that was typed, unsaved; None at the desk itself."""
        if not self.by_letter:
            return None
        given = self.cleaned_data
        return Letter(
            number=given["letter_number"],
            dated_on=given["letter_dated_on"],
            sender=given["letter_sender"],
            received_on=given.get("letter_received_on"),
        )

    def given(self) -> dict[str, Any]:
        """What the verb takes."""
        return {name: self.cleaned_data.get(name) for name in self.papers}


class RecommendForm(StepForm):
    """A recommendation to the appointing authority on one person."""

    papers = ("number", "dated_on", "violation_class", "text", "due_on", "announced_on")
    past = ("dated_on", "announced_on")
    of_letter = ("number", "dated_on")
    number = number(gettext_lazy("Nomor rekomendasi"))
    dated_on = day(gettext_lazy("Tanggal rekomendasi"))
    violation_class = forms.ChoiceField(
        label=gettext_lazy("Kelas pelanggaran"),
        choices=ViolationClass.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Boleh berbeda dari kelas menurut Bawaslu; yang ini menjadi dasar katalog sanksi."),
    )
    text = forms.CharField(label=gettext_lazy("Isi rekomendasi"), widget=Lines(6), max_length=TEXT_LENGTH, strip=True)
    due_on = day(
        gettext_lazy("Batas jawaban menurut surat"),
        required=False,
        help_text=gettext_lazy("Hari terakhir bagi PPK. Kosongkan bila surat tidak menyebutnya."),
    )
    announced_on = announced()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.refuse_order("due_on", "dated_on", _("Batas jawaban harus sesudah tanggal rekomendasi."), strictly=True)
        self.refuse_order("announced_on", "dated_on", _("Tidak dapat diumumkan sebelum tanggal rekomendasi."))
        return cleaned


class LeavingForm(StepForm):
    """That a person no longer serves, with its reason in writing; nobody announces that."""

    papers: tuple[str, ...] = ("dated_on", "reason")
    past: tuple[str, ...] = ("dated_on",)
    earlier: tuple[str, ...] = ("dated_on",)
    dated_on = day(gettext_lazy("Tanggal"))
    reason = reason(help_text=gettext_lazy("Menjadi bagian berkas ini; publik tidak membacanya."))


class EndForm(LeavingForm):
    """An end that the office decides, and announces."""

    papers: tuple[str, ...] = ("dated_on", "reason", "announced_on")
    past: tuple[str, ...] = ("dated_on", "announced_on")
    earlier: tuple[str, ...] = ()
    announced_on = announced()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.refuse_order("announced_on", "dated_on", _("Tidak dapat diumumkan sebelum tanggal keputusan."))
        return cleaned


class SanctionForm(StepForm):
    """Base of the steps that choose a sanction of the catalogue: of those open to the person, in the field `kind`."""

    def __init__(self, *args: Any, choices_of_kind: Iterable[Choice], status: str, violation_class: str,
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.status, self.violation_class = status, violation_class
        self.kinds = {one.kind.code: one.kind for one in choices_of_kind}
        self.fields["kind"].choices = grouped(choices_of_kind)  # type: ignore[attr-defined]

    def take_kind(self, cleaned: dict[str, Any], *, on: str, reason: str) -> None:
        """Put the sanction in the place of its code; what the catalogue warns of on the day `on` needs a `reason`."""
        kind = self.kinds.get(cleaned.get("kind", ""))
        if kind is None:
            return
        cleaned["kind"] = kind
        decided = cleaned.get(on) or self.today
        against = catalogue.warnings(kind, status=self.status, violation_class=self.violation_class, on=decided)
        if against and not cleaned.get(reason):
            self.add_error(reason, [*against, _("Tulis alasannya, atau pilih sanksi lain.")])


class DecideForm(SanctionForm):
    """The decree of the appointing authority on one person."""

    papers = (
        "decree_number", "decree_date", "signatory", "kind", "mismatch_reason", "starts_on", "reply", "replied_on",
        "announced_on",
    )  # fmt: skip
    past = ("decree_date", "replied_on", "announced_on")
    decree_number = number(gettext_lazy("Nomor surat keputusan"))
    decree_date = day(gettext_lazy("Tanggal surat keputusan"))
    signatory = forms.CharField(
        label=gettext_lazy("Ditandatangani oleh"),
        max_length=120,
        help_text=gettext_lazy("Jabatan, misalnya “Wali Kota” atau “Kepala Dinas”; bukan nama."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Sanksi"))
    mismatch_reason = reason(
        gettext_lazy("Alasan memilih sanksi yang tidak lazim"),
        required=False,
        help_text=gettext_lazy("Wajib untuk sanksi dari kelompok kedua."),
    )
    starts_on = day(gettext_lazy("Berlaku mulai"))
    reply = forms.ChoiceField(
        label=gettext_lazy("Hak jawab terlapor"), choices=ReplyKind.choices, widget=forms.RadioSelect
    )
    replied_on = day(gettext_lazy("Tanggal jawaban, ketidakhadiran terakhir, atau pelepasan"))
    announced_on = announced()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.refuse_before("decree_date", "recommended_on", _("Keputusan mendahului rekomendasi, %(day)s."))
        self.refuse_order("starts_on", "decree_date", _("Sanksi tidak dapat berlaku sebelum tanggal keputusan."))
        self.refuse_order("decree_date", "replied_on", _("Hak jawab harus dipenuhi sebelum keputusan."))
        self.refuse_order("announced_on", "decree_date", _("Tidak dapat diumumkan sebelum tanggal keputusan."))
        self.take_kind(cleaned, on="decree_date", reason="mismatch_reason")
        return cleaned


class ExecuteForm(StepForm):
    """That the decree was carried out and reported back."""

    papers = ("executed_on", "reported_on", "note")
    past = ("executed_on", "reported_on")
    executed_on = day(gettext_lazy("Tanggal pelaksanaan"))
    reported_on = day(
        gettext_lazy("Dilaporkan ke I'DIS atau BKN pada"),
        required=False,
        help_text=gettext_lazy("Kosongkan bila belum dilaporkan."),
    )
    note = reason(gettext_lazy("Catatan"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.refuse_before("executed_on", "decided_on", _("Pelaksanaan mendahului keputusan, %(day)s."))
        self.refuse_order("reported_on", "executed_on", _("Tidak dapat dilaporkan sebelum dilaksanakan."))
        return cleaned


class AnnounceForm(DeskForm):
    """That the office announced a stage itself; exact public figures count it from that day."""

    stage = forms.ChoiceField(label=gettext_lazy("Yang diumumkan"), widget=forms.RadioSelect)
    on = day(gettext_lazy("Tanggal pengumuman"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_impossible("on")
        return cleaned


def grouped(choices: Iterable[Choice]) -> list[tuple[str, list[tuple[str, str]]] | tuple[str, str]]:
    """The kinds as a list of choices: those that fit, and those that need a reason."""
    fitting = [(one.kind.code, catalogue.name(one.kind)) for one in choices if one.fits]
    others = [(one.kind.code, catalogue.name(one.kind)) for one in choices if not one.fits]
    return [
        ("", _("Pilih sanksi")),
        (_("Sesuai status dan kelas pelanggaran"), fitting),
        (_("Lainnya, perlu alasan"), others),
    ]
