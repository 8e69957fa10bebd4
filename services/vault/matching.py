"""Whether a text betrays somebody whose envelope lies here. The vault compares; nobody is told a word.

Looks for parts of a name, telephone number, e-mail, address and birth date as people write them:
in capitals, without accents, spaced out, with other separators (threat T-02 of the design).
"""

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

SHORTEST_NAME = 3  # letters of a part of a name: shorter ones are initials and stand everywhere
SHORTEST_WHOLE = 8  # letters of something looked for without regard to blanks
FEWEST_DIGITS = 7  # of a telephone number without its prefix
ADDRESS_RUN = 3  # words of an address in a row
TITLES = frozenset({
    "alm", "apt", "bin", "binti", "dra", "drg", "drs", "haji", "hajah", "hajjah", "ibu",
    "ir", "kh", "lc", "ners", "pak", "prof", "spd", "sh", "mm", "msi",
})  # fmt: skip
MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni",
    "juli", "agustus", "september", "oktober", "november", "desember",
)  # fmt: skip
PREFIX = re.compile(r"\A(?:62|0)+")
NUMBERS = re.compile(r"\d(?:[ .()/+-]{0,2}\d)*")


@dataclass(frozen=True)
class Text:
    """A text in the forms in which it is searched."""

    said: str

    @cached_property
    def plain(self) -> str:
        """Small letters without accents."""
        apart = unicodedata.normalize("NFKD", self.said.casefold())
        return "".join(sign for sign in apart if not unicodedata.combining(sign))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words in order."""
        return tuple(re.findall(r"[^\W_]+", self.plain))

    @cached_property
    def squeezed(self) -> str:
        """All letters and digits without anything between them: finds what was spaced out."""
        return "".join(self.words)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Runs of digits, whatever small separators stand between them."""
        return tuple(re.sub(r"\D", "", run) for run in NUMBERS.findall(self.plain))


def betrayed(text: Text, fields: Mapping[str, str], *, spared: Collection[str] = ()) -> list[str]:
    """The names of the fields that the text gives away, sorted.

    `spared` are words that may stand in the text although a reporter's name or address has them too:
    those of the respondents and of the places. A whole name or number is never spared.
    """
    known = frozenset(word for phrase in spared for word in Text(phrase).words)
    # Sex, occupation and citizenship have no sign: thousands share them.
    return sorted(name for name, sign in SIGNS.items() if fields.get(name) and sign(text, Text(fields[name]), known))


def _name(text: Text, value: Text, spared: frozenset[str]) -> bool:
    borne = [part for part in value.words if part not in TITLES]
    whole = "".join(borne)
    if len(whole) >= SHORTEST_WHOLE and (whole in text.squeezed or value.squeezed in text.squeezed):
        return True
    parts = {part for part in borne if len(part) >= SHORTEST_NAME} - spared
    return not parts.isdisjoint(text.words)


def _phone(text: Text, value: Text, _spared: frozenset[str]) -> bool:
    core = PREFIX.sub("", re.sub(r"\D", "", value.plain))
    return len(core) >= FEWEST_DIGITS and any(core in run for run in text.numbers)


def _email(text: Text, value: Text, spared: frozenset[str]) -> bool:
    local = Text(value.plain.partition("@")[0])
    if len(local.squeezed) >= SHORTEST_WHOLE:
        return local.squeezed in text.squeezed
    return len(local.words) == 1 and local.squeezed not in spared and local.squeezed in text.words


def _address(text: Text, value: Text, spared: frozenset[str]) -> bool:
    runs = {run for run in _runs(value.words) if len(set(run) - spared) > 1 or any(word.isdigit() for word in run)}
    return not runs.isdisjoint(_runs(text.words))


def _birth_date(text: Text, value: Text, _spared: frozenset[str]) -> bool:
    try:
        year, month, day = (int(part) for part in value.plain.split("-"))
    except ValueError:
        return False
    figures = {f"{year}{month:02}{day:02}", f"{day:02}{month:02}{year}", f"{day}{month}{year}"}
    spoken = (str(day), MONTHS[month - 1], str(year))
    return not figures.isdisjoint(text.numbers) or spoken in set(_runs(text.words))


def _runs(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    latest: deque[str] = deque(maxlen=ADDRESS_RUN)
    runs = []
    for word in words:
        latest.append(word)
        if len(latest) == ADDRESS_RUN:
            runs.append(tuple(latest))
    return runs


SIGNS: dict[str, Callable[[Text, Text, frozenset[str]], bool]] = {
    "name": _name,
    "phone": _phone,
    "email": _email,
    "address": _address,
    "birth_date": _birth_date,
}
