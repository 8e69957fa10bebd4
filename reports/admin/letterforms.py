"""The forms of steps that rest on a letter: its number, its day, and what it says of the case."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.admin.forms import NUMBER_LENGTH, DeskForm, day, reason


class LetterForm(DeskForm):
    """A letter on which a step rests: its number, its day, and when it came."""

    number = forms.CharField(label=gettext_lazy("Nomor surat"), max_length=NUMBER_LENGTH)
    dated_on = day(gettext_lazy("Tanggal surat"))
    received_on = day(gettext_lazy("Tanggal diterima"), required=False)
    note = reason(gettext_lazy("Catatan"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_impossible("dated_on")
        self.refuse_future("received_on")
        dated, received = cleaned.get("dated_on"), cleaned.get("received_on")
        if dated and received and received < dated:
            self.add_error("received_on", _("Surat tidak mungkin diterima sebelum tanggalnya."))
        return cleaned


class ReasonedLetterForm(LetterForm):
    """A letter that ends something; why it did stays in the history."""

    note = reason(help_text=gettext_lazy("Menurut surat itu; tersimpan dalam riwayat kasus."))


class CallTakeOverForm(LetterForm):
    """The case of a call for help, which the page names already. No coded reason: it would tell of the call."""

    note = reason(help_text=gettext_lazy("Mengapa kantor Anda mengambil alih; tersimpan dalam riwayat kasus."))
