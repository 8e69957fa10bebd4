"""A question together with its answer and what is wrong with it, ready for a template.

Django's form widgets render each option through a template of its own; with 69 places and 16 acts
on one page that costs more than the rest of the request. These are plain strings, escaped by
`format_html`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guidance import acts
from regions import offices
from reports.filing import typed
from reports.filing.questions import Question, Shape, Step
from reports.submission import Problem

MOST_SUGGESTIONS = 40
WHOLE = {Shape.RADIO, Shape.ACT}  # shown as a group of choices under a legend


@dataclass(frozen=True)
class Field:
    """One question on one page. `name` is its dotted path, which is also its anchor."""

    question: Question
    name: str
    value: str
    errors: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the answer is a group of choices, which needs a fieldset instead of a label."""
        return self.question.shape in WHOLE

    @property
    def counted(self) -> bool:
        """Whether typing near the limit is likely enough to show a counter."""
        return self.question.shape == Shape.LINES

    @property
    def described(self) -> SafeString:
        """The attributes that tie hint and error to the control."""
        ids = [f"{self.name}-hint"] if self.question.hint else []
        ids += [f"{self.name}-error"] if self.errors else []
        wrong = format_html(' aria-invalid="true"') if self.errors else ""
        return format_html(' aria-describedby="{}"{}', " ".join(ids), wrong) if ids else SafeString("")

    @property
    def control(self) -> SafeString:
        """The input itself."""
        return CONTROLS[self.question.shape](self)


@dataclass(frozen=True)
class Block:
    """One entry of a repeated list: "Orang 2"."""

    number: int
    fields: tuple[Field, ...]

    @property
    def position(self) -> int:
        """The number as people count."""
        return self.number + 1


Errors = Mapping[str, tuple[str, ...]]


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


def suggestions(region: str) -> list[str]:
    """Names of likely employers in a region, nearest first; free text stays possible."""
    known = {served.code for served in offices.regions()}
    return [agency.name for agency in offices.employers(region)[:MOST_SUGGESTIONS]] if region in known else []


def _line(field: Field, kind: str = "text") -> SafeString:
    question = field.question
    return format_html(
        '<input type="{}" id="{}" name="{}" value="{}" maxlength="{}" autocomplete="{}" class="{}"{}>',
        kind, field.name, field.name, field.value, question.limit, question.autocomplete, question.size,
        field.described,
    )  # fmt: skip


def _date(field: Field) -> SafeString:
    return format_html(
        '<input type="date" id="{}" name="{}" value="{}" placeholder="{}" autocomplete="{}"{}>',
        field.name, field.name, field.value, _("tahun-bulan-hari"), field.question.autocomplete, field.described,
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
    choices = field.question.choices
    if choices is None:
        raise TypeError(f"{field.question.name} is picked from a list but names none")
    empty = [("", _("Belum dipilih"))] if choices.values[-1] != "unknown" else []
    options = _options([*empty, *_labelled(choices)], field.value or ("" if empty else "unknown"))
    return format_html(
        '<select id="{}" name="{}" class="{}"{}>{}</select>',
        field.name, field.name, field.question.size, field.described, options,
    )  # fmt: skip


def _labelled(choices: type[TextChoices]) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in choices.choices]


def _options(pairs: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if value == chosen else "", label) for value, label in pairs),
    )


def _district(field: Field) -> SafeString:
    groups = format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        (
            (
                region.name,
                _options(
                    [
                        (region.code, _("%(region)s, kecamatan belum tahu") % {"region": region.short_name}),
                        *((district.code, district.name) for district in offices.districts(region)),
                    ],
                    field.value,
                ),
            )
            for region in offices.regions()
        ),
    )
    return format_html(
        '<select id="{}" name="{}"{}><option value="">{}</option>{}</select>',
        field.name, field.name, field.described, _("Pilih tempat"), groups,
    )  # fmt: skip


def _radio(field: Field) -> SafeString:
    choices = field.question.choices
    if choices is None:
        raise TypeError(f"{field.question.name} is a list of choices but names none")
    rows = ((field, value, label, "") for value, label in _labelled(choices))
    return format_html('<div class="choices">{}</div>', _choices(rows))


def _acts(field: Field) -> SafeString:
    groups = format_html_join(
        "",
        "<h3>{}</h3>{}",
        (
            (group.label, _choices((field, act.code, act.label, act.illustration) for act in found))
            for group, found in acts.grouped()
        ),
    )
    return format_html('<div class="choices">{}</div>', groups)


def _choices(rows: Iterable[tuple[Field, str, str, str]]) -> SafeString:
    return format_html_join(
        "",
        '<label class="choice"><input type="radio" name="{}" value="{}"{}><span>{}{}</span></label>',
        (
            (
                field.name,
                value,
                SafeString(" checked") if value == field.value else "",
                label,
                format_html("<small>{}</small>", example) if example else "",
            )
            for field, value, label, example in rows
        ),
    )


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
}
