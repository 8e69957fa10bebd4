"""A letter is a name, three small templates and the variables it may use. No address is known here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

_letters: dict[str, frozenset[str]] = {}


class Undeclared(Exception):
    """A letter or a variable that no `letters.py` declares; the message says what to do."""


@dataclass(frozen=True)
class Rendered:
    """A finished letter. `subject` is one line."""

    subject: str
    text: str
    html: str


def install(letters: Mapping[str, Iterable[str]]) -> None:
    """Take the declared letters of all apps: letter → variables it may use. `netralitas.wiring` hands it down."""
    declared = {letter: frozenset(variables) for letter, variables in letters.items()}
    _letters.clear()
    _letters.update(declared)


def declared() -> Mapping[str, frozenset[str]]:
    """All letters and their variables, for checks and tests."""
    return _letters


def check(letter: str, context: Mapping[str, object]) -> None:
    """Refuse an unknown letter or a variable it may not use, before anything is written."""
    if letter not in _letters:
        raise Undeclared(f"Letter {letter!r} is not declared. Add it to the letters.py of the app that sends it")
    if extra := sorted(set(context) - _letters[letter]):
        names = ", ".join(extra)
        raise Undeclared(f"Letter {letter!r} may not use {names}. A letter is neutral; see the letters.py of its app")


def render(letter: str, context: Mapping[str, object], *, language: str = "id") -> Rendered:
    """Make the letter in one language; raises `Undeclared` as `check` does."""
    check(letter, context)
    return _made(letter, tuple(sorted(context.items())), language, settings.DEMO)


@lru_cache(maxsize=512)
def _made(letter: str, filled: tuple[tuple[str, object], ...], language: str, demo: bool) -> Rendered:
    # Letters are neutral, so thousands of them are the same words; nobody's name stays in memory here.
    context = dict(filled)
    values = {**context, "demo": demo, "language": language}
    with translation.override(language):
        heading = subject(letter, context)
        text = _plain(f"letters/{letter}/body.txt", values).strip() + "\n"
        html = get_template(f"letters/{letter}/body.html").render({**values, "subject": heading})
    return Rendered(heading, text, html)


def subject(letter: str, context: Mapping[str, object]) -> str:
    """The letter's subject line alone, in the language of the moment."""
    return " ".join(_plain(f"letters/{letter}/subject.txt", {**context}).split())


def _plain(name: str, values: dict[str, object]) -> str:
    # A text letter is no HTML: an apostrophe must stay one.
    template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(values, autoescape=False)))
