"""A question together with its answer and what is wrong with it, as HTML for a template.

Django's form widgets render each option through a template of its own; with 69 places and 16 acts
on one page that costs more than the rest of the request. Here everything a person typed goes
through `format_html`, and what is the same for everybody is made once per language.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guidance import acts
from regions import offices
from regions.enums import OtherPlace
from reports.filing import typed
from reports.filing.questions import Question, Shape, Step
from reports.submission import Problem

MOST_SUGGESTIONS = 40
WHOLE = {Shape.RADIO, Shape.ACT, Shape.PLACES}  # shown as a group of choices under a legend
LISTED = {Shape.DISTRICT, Shape.ACT, Shape.PLACES}  # shown with reference data, which may change
NOTHING = SafeString("")
Errors = Mapping[str, tuple[str, ...]]
Place = tuple[str, str, str, tuple[tuple[str, str], ...]]  # code, name and short name of a region, its kecamatan
SELECTED, CHECKED = SafeString(" selected"), SafeString(" checked")
INVALID = SafeString(' aria-invalid="true"')


@dataclass(frozen=True)
class Field:
    """One question on one page. `name` is its dotted path, which is also its anchor."""

    question: Question
    name: str
    value: str
    errors: tuple[str, ...] = ()

    @property
    def described(self) -> SafeString:
        """The attributes that tie hint and error to the control."""
        ids = [f"{self.name}-hint"] if self.question.help else []
        ids += [f"{self.name}-error"] if self.errors else []
        if not ids:
            return NOTHING
        return format_html(' aria-describedby="{}"{}', " ".join(ids), INVALID if self.errors else NOTHING)

    def __html__(self) -> str:
        """Label, hint, error and input; what `{{ field }}` shows."""
        if not self.value and not self.errors and self.question.shape not in LISTED:
            return _untouched(self.question, self.name, get_language() or "")
        return self.html()

    def html(self) -> SafeString:
        """The same, made anew."""
        legend, help_text = _words(self.question, get_language() or "")
        wrong = " wrong" if self.errors else ""
        inside = format_html(
            "{}{}{}{}",
            format_html('<p class="hint" id="{}-hint">{}</p>', self.name, help_text) if help_text else NOTHING,
            self._error(),
            CONTROLS[self.question.shape](self),
            self._counter(),
        )
        if self.question.shape in WHOLE:
            return format_html(
                '<fieldset class="field{}" id="{}"{} tabindex="-1"><legend>{}</legend>{}</fieldset>',
                wrong, self.name, self.described, legend, inside,
            )  # fmt: skip
        return format_html('<div class="field{}"><label for="{}">{}</label>{}</div>', wrong, self.name, legend, inside)

    def __str__(self) -> str:
        return self.__html__()

    def _error(self) -> SafeString:
        if not self.errors:
            return NOTHING
        return format_html('<p class="wrong-text" id="{}-error">{}</p>', self.name, " ".join(self.errors))

    def _counter(self) -> SafeString:
        """Shown where typing near the limit is likely."""
        if self.question.shape != Shape.LINES:
            return NOTHING
        return format_html('<p class="count js-only" id="{}-count"></p>', self.name)


@dataclass(frozen=True)
class Block:
    """One entry of a repeated list: "Orang 2"."""

    number: int
    fields: tuple[Field, ...]

    @property
    def position(self) -> int:
        """The number as people count."""
        return self.number + 1


def of_step(step: Step, body: Mapping[str, Any], errors: Errors) -> list[Field]:
    """The questions of a page that are asked once."""
    return [bound(question, body, errors) for question in step.questions]


def bound(question: Question, body: Mapping[str, Any], errors: Errors, *, path: str = "") -> Field:
    """A question with the answer of the body and its errors."""
    name = path or question.name
    found = errors.get(name, ())
    if question.shape == Shape.DISTRICT:
        found = (*errors.get("region", ()), *found)
    return Field(question, name, typed.value_at(body, name), found)


def blocks(step: Step, body: Mapping[str, Any], errors: Errors) -> list[Block]:
    """The entries of a page's list; always at least one, so that there is something to fill in."""
    number = max(1, len(body.get(step.block, [])))
    return [
        Block(
            place,
            tuple(
                bound(question, body, errors, path=f"{step.block}.{place}.{question.name}") for question in step.entry
            ),
        )
        for place in range(number)
    ]


def by_field(problems: Iterable[Problem]) -> dict[str, tuple[str, ...]]:
    """The sentences of the problems under the dotted paths of their fields."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for problem in problems:
        found[problem.field] += (problem.message,)
    return dict(found)


def suggestions(region: str) -> SafeString:
    """Names of likely employers in a region, nearest first, as options; free text stays possible."""
    known = {served.code for served in offices.regions()}
    near = offices.employers(region)[:MOST_SUGGESTIONS] if region in known else []
    return _suggested(tuple(agency.name for agency in near))


@lru_cache(maxsize=16)
def _suggested(names: tuple[str, ...]) -> SafeString:
    return format_html_join("", '<option value="{}">', ((name,) for name in names))


@lru_cache(maxsize=1024)
def _untouched(question: Question, name: str, _language: str) -> SafeString:
    """A question nobody has answered yet: the same for everybody."""
    return Field(question, name, "").html()


@lru_cache(maxsize=256)
def _words(question: Question, _language: str) -> tuple[SafeString, str]:
    """Label (with its mark) and hint of a question, in the running language."""
    mark = format_html(' <span class="optional">{}</span>', _("(boleh kosong)")) if question.optional else NOTHING
    return format_html("{}{}", question.label, mark), str(question.help)


def _line(field: Field, kind: str = "text") -> SafeString:
    question = field.question
    return format_html(
        '<input type="{}" id="{}" name="{}" value="{}" maxlength="{}" autocomplete="off" class="{}"{}>',
        kind, field.name, field.name, field.value, question.limit, question.size,
        field.described,
    )  # fmt: skip


def _date(field: Field) -> SafeString:
    return format_html(
        '<input type="date" id="{}" name="{}" value="{}" placeholder="{}" data-wrong="{}" autocomplete="off"{}>',
        field.name, field.name, field.value, _("tahun-bulan-hari"),
        _("Tanggal ini tidak ada atau belum lengkap. Perbaiki, atau kosongkan."), field.described,
    )  # fmt: skip


def _lines(field: Field) -> SafeString:
    # No maxlength: a text that is too long is shown whole, to be shortened by its author.
    return format_html(
        '<textarea id="{}" name="{}" class="{}" data-limit="{}" data-count="{}-count"{}>\n{}</textarea>',
        field.name, field.name, field.question.size, field.question.limit, field.name, field.described, field.value,
    )  # fmt: skip


def _employer(field: Field) -> SafeString:
    return format_html(
        '<input type="text" id="{}" name="{}" value="{}" maxlength="120" list="instansi" autocomplete="off"{}>',
        field.name, field.name, field.value, field.described,
    )  # fmt: skip


def _pick(field: Field) -> SafeString:
    pairs = _choices(field.question, get_language() or "")
    chosen = field.value or ("unknown" if pairs[-1][0] == "unknown" else "")
    return format_html(
        '<select id="{}" name="{}" class="{}"{}>{}</select>',
        field.name, field.name, field.question.size, field.described, _options(pairs, chosen),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _choices(question: Question, _language: str) -> list[tuple[str, str]]:
    """The closed list of a question; one that has no "unknown" begins with nothing chosen."""
    choices = question.choices
    if choices is None:
        raise TypeError(f"{question.name} is picked from a list but names none")
    empty = [("", _("Belum dipilih"))] if question.shape == Shape.PICK and choices.values[-1] != "unknown" else []
    return [*empty, *((str(value), str(label)) for value, label in choices.choices)]


def _options(pairs: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if value == chosen else NOTHING, label) for value, label in pairs),
    )


def _district(field: Field) -> SafeString:
    served = tuple(
        (region.code, region.name, region.short_name, tuple((row.code, row.name) for row in offices.districts(region)))
        for region in offices.regions()
    )
    listed = _places(served, get_language() or "")
    return format_html(
        '<select id="{}" name="{}"{}><option value="">{}</option>{}</select>',
        field.name, field.name, field.described, _("Pilih tempat"), _marked(listed, field.value, SELECTED),
    )  # fmt: skip


@lru_cache(maxsize=4)
def _places(served: tuple[Place, ...], _language: str) -> SafeString:
    """Every place as options under its region, none selected."""
    groups = (
        (name, _options([(code, _("%(region)s, kecamatan belum tahu") % {"region": short}), *districts], ""))
        for code, name, short, districts in served
    )
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)


def _radio(field: Field) -> SafeString:
    rows = ((value, label, "") for value, label in _choices(field.question, get_language() or ""))
    listed = _radios(field.name, rows)
    return format_html('<div class="choices">{}</div>', _marked(listed, field.value, CHECKED))


def _acts(field: Field) -> SafeString:
    listed = _act_groups(field.name, acts.all(), get_language() or "")
    return format_html('<div class="choices">{}</div>', _marked(listed, field.value, CHECKED))


@lru_cache(maxsize=4)
def _act_groups(name: str, _known: tuple[acts.PlainAct, ...], _language: str) -> SafeString:
    """Every act under its group, none chosen."""
    groups = (
        (group.label, _radios(name, ((act.code, act.label, act.illustration) for act in found)))
        for group, found in acts.grouped()
    )
    return format_html_join("", "<h3>{}</h3>{}", groups)


def _radios(name: str, rows: Iterable[tuple[str, str, str]]) -> SafeString:
    return format_html_join(
        "",
        '<label class="choice"><input type="radio" name="{}" value="{}"><span>{}{}</span></label>',
        (
            (name, value, label, format_html("<small>{}</small>", example) if example else NOTHING)
            for value, label, example in rows
        ),
    )


def _elsewhere(field: Field) -> SafeString:
    """Ticks for the other places; the empty one before them says that the question was asked."""
    listed = _tickable(field.name, tuple((one.code, one.name) for one in offices.regions()), get_language() or "")
    for code in field.value.split():
        listed = _marked(listed, code, CHECKED)
    return format_html('<input type="hidden" name="{}" value=""><div class="choices">{}</div>', field.name, listed)


@lru_cache(maxsize=4)
def _tickable(name: str, served: tuple[tuple[str, str], ...], _language: str) -> SafeString:
    return format_html_join(
        "",
        '<label class="choice"><input type="checkbox" name="{}" value="{}"><span>{}</span></label>',
        ((name, code, label) for code, label in (*served, *OtherPlace.choices)),
    )


def _marked(listed: SafeString, value: str, mark: SafeString) -> SafeString:
    """The ready list with one of its entries chosen; a value that is not in it chooses nothing."""
    entry = format_html('value="{}">', value)
    # Waived for bandit on 27 Nov 2026: both parts come out of format_html; nothing typed is joined unescaped
    return SafeString(listed.replace(entry, f"{entry[:-1]}{mark}>", 1)) if value else listed  # nosec B703


CONTROLS: dict[Shape, Callable[[Field], SafeString]] = {
    Shape.LINE: _line,
    Shape.EMAIL: lambda field: _line(field, "email"),
    Shape.PHONE: lambda field: _line(field, "tel"),
    Shape.LINES: _lines,
    Shape.DATE: _date,
    Shape.PICK: _pick,
    Shape.RADIO: _radio,
    Shape.ACT: _acts,
    Shape.DISTRICT: _district,
    Shape.EMPLOYER: _employer,
    Shape.PLACES: _elsewhere,
}
