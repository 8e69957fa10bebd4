"""The shape of one filing, as form and API hand it in, and how a JSON body becomes one.

Whether it may be filed, and what the law still asks of it, is said by `requirements`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regions.enums import ContestKind
from reports import texts
from reports.enums import EmploymentStatus, Favoured, Knowers

MOST_RESPONDENTS, MOST_WITNESSES = 20, 10
DATES = {"incident_date", "known_date", "birth_date"}
LISTED = {"also_in"}
SEVERAL_LINES = {"narrative", "description", "address"}
LONGEST_PATH = 100
WRITTEN = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SENTENCES: dict[str, Promise] = {
    "unknown": _("Isian ini tidak dikenal."),
    "invalid": _("Bentuk isian ini tidak sesuai."),
    "no_such_date": _("Tanggal ini tidak ada di kalender. Periksa hari dan bulannya."),
    "invalid_date": _("Tulis tanggal sebagai tahun-bulan-hari, misalnya 2024-10-03."),
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RespondentEntry:
    """One accused person as the reporter knows them; all of it may be unknown."""

    name: str = ""
    status: str = EmploymentStatus.UNKNOWN
    employer: str = ""  # agency code or free text
    unit: str = ""
    position: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class WitnessEntry:
    """One witness. Sealed on arrival."""

    name: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ReporterEntry:
    """Who reports, as the official form asks. Sealed on arrival; only for kind `report`."""

    name: str = ""
    birth_place: str = ""
    birth_date: date | None = None
    sex: str = ""
    occupation: str = ""
    citizenship: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One filing as typed: exactly the body of `POST /api/v1/reports/`. Unknown facts are left out.

    `narrative` is None where it was left out and "" where the person was asked and wrote nothing.
    """

    kind: str = ""
    region: str = ""  # dotted code
    district: str = ""
    also_in: tuple[str, ...] = ()  # further places of the same act: codes of regions, or an `OtherPlace`
    act: str = ""
    incident_date: date | None = None
    known_date: date | None = None
    place: str = ""
    narrative: str | None = None
    contest: str = ContestKind.UNKNOWN
    favoured: str = Favoured.UNKNOWN
    capacity: str = ""
    knowers: str = Knowers.UNKNOWN
    respondents: tuple[RespondentEntry, ...] = ()
    witnesses: tuple[WitnessEntry, ...] = ()
    reporter: ReporterEntry | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field cannot be stored as typed: dotted path, code, and a sentence in Indonesian."""

    field: str
    code: str
    message: str


ENTRIES: dict[str, type[RespondentEntry] | type[WitnessEntry]] = {
    "respondents": RespondentEntry,
    "witnesses": WitnessEntry,
}

# Asked for every filing several times; `fields` is slow.
NAMES: dict[str, tuple[str, ...]] = {
    kind.__name__: tuple(field.name for field in fields(kind))
    for kind in (Submission, ReporterEntry, RespondentEntry, WitnessEntry)
}


def read(body: object) -> tuple[Submission, list[Problem]]:
    """A submission from a JSON object, and what in it has the wrong shape or an unknown name."""
    found: list[Problem] = []
    return tidy(_entry(Submission, body, "", found)), found


def tidy(submission: Submission) -> Submission:
    """The same filing in NFC with one kind of newline and no blanks around; doing it twice changes nothing."""
    return replace(
        _tidied(submission),
        also_in=tuple(code for code in dict.fromkeys(submission.also_in) if code != submission.region),
        respondents=tuple(_tidied(entry) for entry in submission.respondents),
        witnesses=tuple(_tidied(entry) for entry in submission.witnesses),
        reporter=_tidied(submission.reporter) if submission.reporter else None,
    )


def _tidied(entry: T) -> T:
    changes: dict[str, Any] = {}
    for name in NAMES[type(entry).__name__]:
        value = getattr(entry, name)
        if value and isinstance(value, str):
            tidied = texts.lines(value) if name in SEVERAL_LINES else texts.line(value)
            if tidied != value:
                changes[name] = tidied
    return replace(entry, **changes) if changes else entry  # type: ignore[type-var]


def _wrong(path: str, code: str) -> Problem:
    return Problem(path[:LONGEST_PATH], code, str(SENTENCES[code]))


def _entry(kind: type[T], body: object, path: str, found: list[Problem]) -> T:
    """One dataclass from a JSON object; what does not fit is reported and left at its default."""
    if not isinstance(body, Mapping):
        found.append(_wrong(path.rstrip("."), "invalid"))
        return kind()
    known = set(NAMES[kind.__name__])
    found.extend(_wrong(f"{path}{name}", "unknown") for name in body if name not in known)
    given = {name: body[name] for name in known if body.get(name) is not None}
    return kind(**{name: _value(name, value, path, found) for name, value in given.items()})


def _value(name: str, value: object, path: str, found: list[Problem]) -> object:
    if name in ENTRIES:
        return tuple(_entries(name, value, found))
    if name == "reporter":
        return _entry(ReporterEntry, value, "reporter.", found)
    if name in LISTED:
        return _listed(name, value, found)
    if name in DATES:
        return _date(value, path + name, found)
    if isinstance(value, str):
        return value
    found.append(_wrong(path + name, "invalid"))
    return ""


def _listed(name: str, value: object, found: list[Problem]) -> tuple[str, ...]:
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return tuple(value)
    found.append(_wrong(name, "invalid"))
    return ()


def _entries(name: str, value: object, found: list[Problem]) -> Iterator[RespondentEntry | WitnessEntry]:
    if not isinstance(value, list | tuple):
        found.append(_wrong(name, "invalid"))
        return
    for index, item in enumerate(value[: MOST_RESPONDENTS + 1]):
        yield _entry(ENTRIES[name], item, f"{name}.{index}.", found)


def _date(value: object, path: str, found: list[Problem]) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if value == "":
        return None
    try:
        # fromisoformat also takes 20241003 and week dates, which people do not mean.
        return date.fromisoformat(value if isinstance(value, str) and DAY.fullmatch(value) else "")
    except ValueError:
        sentence = SENTENCES["no_such_date" if isinstance(value, str) and _names_no_day(value) else "invalid_date"]
        found.append(Problem(path, "invalid_date", str(sentence)))
        return None


def _names_no_day(text: str) -> bool:
    """Whether a text is written as a date, in our order or as people write it, and no such day exists."""
    written = DAY.fullmatch(text) or WRITTEN.fullmatch(text.strip())
    if not written:
        return False
    numbers = [int(part) for part in re.split(r"[/.-]", text.strip())]
    try:
        date(*(numbers if written.re is DAY else reversed(numbers)))
    except ValueError:
        return True
    return False
