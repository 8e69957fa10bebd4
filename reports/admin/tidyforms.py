"""Forms of the staff room whose typed texts are kept as those of reporters are: composed, without control characters.

A text area counts a newline once, as the browser's own counter does. Signs that turn the direction of writing
travel unseen with what is copied from a chat; an office's own words lose them.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from reports import requirements, texts


class Lines(forms.Textarea):
    """A text area with a height of its own."""

    def __init__(self, rows: int = 4) -> None:
        super().__init__(attrs={"rows": rows, "cols": 60})

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:
        """What was typed, with one kind of newline."""
        typed = super().value_from_datadict(data, files, name)
        return texts.LINE_ENDS.sub("\n", typed) if isinstance(typed, str) else typed


class TidyForm(forms.Form):
    """Base of forms into which people write."""

    def clean(self) -> dict[str, Any]:
        """Refuse control characters, and what shows nothing where something is asked; compose the rest."""
        super().clean()
        for name, field in self.fields.items():
            typed = self.cleaned_data.get(name)
            if isinstance(field, forms.CharField) and isinstance(typed, str) and typed:
                self._tidy(name, field, typed)
        return self.cleaned_data

    def _tidy(self, name: str, field: forms.CharField, typed: str) -> None:
        straight = texts.TURNS.sub("", typed)
        tidy = texts.lines(straight) if isinstance(field.widget, Lines) else texts.line(straight)
        if texts.refused(tidy):
            self.add_error(name, str(requirements.SENTENCES["control_characters"]))
        elif field.required and not texts.shows(tidy):
            self.add_error(name, str(field.error_messages["required"]))
        else:
            self.cleaned_data[name] = tidy
