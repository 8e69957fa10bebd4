"""Acts in plain words, and what the law calls them in a phase. The citizen never picks a class."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

from guidance.models import Act, ActGroup, ActRule

FRESH_FOR = 60  # seconds of real time until an edit in the admin reaches every web process


@dataclass(frozen=True)
class PlainAct:
    """An act as a citizen reads it, in both languages."""

    code: str
    group: ActGroup
    name: str
    name_en: str
    example: str
    example_en: str

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name

    @property
    def illustration(self) -> str:
        """The example in the language of the page."""
        return self.example_en if get_language() == "en" else self.example


@dataclass(frozen=True)
class Classified:
    """What an act is in law in one phase. `may_be_crime` is a hint for Gakkumdu, not a finding."""

    offence_code: str
    violation_class: str
    may_be_crime: bool


def all() -> tuple[PlainAct, ...]:  # reads as `acts.all()`
    """Every act in the order of the picker."""
    return _acts(_period())


def grouped() -> list[tuple[ActGroup, list[PlainAct]]]:
    """The acts under their groups, for pickers and the guide."""
    return [(group, found) for group in ActGroup if (found := [act for act in all() if act.group == group])]


def get(code: str) -> PlainAct | None:
    """The act with this code, or None."""
    return next((act for act in all() if act.code == code), None)


def classify(act_code: str | None, *, phase: str) -> Classified | None:
    """What the law calls this act in this phase; None where no act was named or the code is unknown."""
    return _rules(_period()).get((act_code or "", str(phase)))


def forget() -> None:
    """Drop what this process remembers, after the rows changed."""
    _acts.cache_clear()
    _rules.cache_clear()


def _period() -> int:
    return int(time.monotonic() // FRESH_FOR)


@lru_cache(maxsize=1)
def _acts(_period: int) -> tuple[PlainAct, ...]:
    names = ("code", "group", "name", "name_en", "example", "example_en")
    rows = Act.objects.order_by("order").values(*names)
    return tuple(PlainAct(**{**row, "group": ActGroup(row["group"])}) for row in rows)


@lru_cache(maxsize=1)
def _rules(_period: int) -> Mapping[tuple[str, str], Classified]:
    rows = ActRule.objects.values_list("act_id", "phase", "offence_id", "offence__violation_class", "may_be_crime")
    return {(act, phase): Classified(offence, kind, crime) for act, phase, offence, kind, crime in rows}
