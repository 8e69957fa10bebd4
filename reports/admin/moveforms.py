"""The forms by which a case goes to another office, and where else its act happened."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.admin.forms import DeskForm, reason
from reports.admin.letterforms import LetterForm
from reports.enums import MoveReason


def why() -> forms.ChoiceField:
    """The coded reason of a move; what more there is to say stands in the note."""
    return forms.ChoiceField(
        label=gettext_lazy("Mengapa berpindah"), choices=MoveReason.choices, widget=forms.RadioSelect
    )


class HandForm(DeskForm):
    """To which office a case goes that does not belong here."""

    to = forms.ChoiceField(label=gettext_lazy("Kantor yang menerima"), widget=forms.RadioSelect)
    why = why()
    note = reason(help_text=gettext_lazy("Mengapa bukan kantor Anda yang berwenang; tersimpan dalam riwayat kasus."))


class TakenOverForm(LetterForm):
    """The letter in which the office above took the case, and why it did."""

    why = why()
    field_order = ("number", "dated_on", "received_on", "why", "note")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("why") == MoveReason.OTHER and not cleaned.get("note", "").strip():
            self.add_error("note", _("Jelaskan alasannya di sini."))
        return cleaned


class TakeOverForm(LetterForm):
    """The case that the level above takes to itself, by its reference, with the letter that says so."""

    reference = forms.CharField(
        label=gettext_lazy("Rujukan kasus"),
        max_length=40,
        help_text=gettext_lazy("Seperti tertulis di halaman kasus kantor di bawah Anda, misalnya PFEB-F33A-CY2W."),
    )
    why = why()
    note = reason(help_text=gettext_lazy("Mengapa kantor Anda mengambil alih; tersimpan dalam riwayat kasus."))
    field_order = ("reference", "number", "dated_on", "received_on", "why", "note")


class PlacesForm(DeskForm):
    """Where else the same act happened; none of them ticked means nowhere else."""

    also_in = forms.MultipleChoiceField(
        label=gettext_lazy("Juga terjadi di"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def clean_also_in(self) -> tuple[str, ...]:
        """In the order of the list."""
        chosen: list[str] = self.cleaned_data["also_in"]
        return tuple(code for code, _name in self._offered() if code in chosen)

    def _offered(self) -> list[tuple[str, Any]]:
        return list(self.fields["also_in"].choices)  # type: ignore[attr-defined]
