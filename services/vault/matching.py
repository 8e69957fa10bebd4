"""Whether a text betrays somebody whose envelope lies here. The vault compares; nobody is told a word.

Looks for parts of a name, telephone number, e-mail, address and birth date as people write them:
in capitals, without accents, spaced out or broken, with other separators, digits as words (threat
T-02 of the design). What it must not do is cry at every clean text: words of everyday language that
are also names count only where they are written as a name.
"""

import re
import unicodedata
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
# Parts of names that are also words of reports; months are in `MONTHS`.
EVERYDAY = frozenset({
    "abadi", "adil", "agung", "aman", "amanah", "bakti", "baru", "benar", "bintang", "budi", "bunga", "cahaya",
    "cinta", "damai", "fajar", "gunung", "hadir", "harapan", "hati", "indah", "jaya", "karya", "kota", "kuasa",
    "laut", "makmur", "mega", "merdeka", "muda", "mulia", "murni", "negara", "pagi", "perkasa", "permata", "putra",
    "putri", "raya", "sakti", "satu", "sejahtera", "sejati", "sentosa", "setia", "suara", "taat", "tani", "teguh",
    "tulus", "utama", "utara", "wati",
})  # fmt: skip
STREET = frozenset({
    "blok", "desa", "dusun", "gang", "gg", "jalan", "jl", "jln", "kab", "kabupaten", "kec", "kecamatan", "kel",
    "kelurahan", "kota", "no", "nomor", "perumahan", "prov", "provinsi", "rt", "rw",
})  # fmt: skip
DIGITS = {
    "nol": "0", "kosong": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6",
    "tujuh": "7", "delapan": "8", "sembilan": "9",
}  # fmt: skip
SHORTEST_BROKEN = 5  # letters of a part of a name that is looked for in pieces
PREFIX = re.compile(r"\A(?:62|0)+")
NUMBERS = re.compile(r"\d(?:[\s.,()/+_\u2010-\u2015\u2212-]{0,3}\d)*")


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
    def named(self) -> frozenset[str]:
        """The words that stand somewhere as a name would: with a capital, and not as a month after a day."""
        apart = unicodedata.normalize("NFKD", self.said)
        found = re.finditer(r"(?:(\d+)\s+)?([^\W\d_]+)", "".join(s for s in apart if not unicodedata.combining(s)))
        return frozenset(one[2].casefold() for one in found if one[2][0].isupper() and not one[1])

    @cached_property
    def pieced(self) -> frozenset[str]:
        """What two or three neighbouring words make together, and letters that stand alone in a row."""
        words, found = self.words, set()
        for many in (2, 3):
            found |= {"".join(words[at : at + many]) for at in range(len(words) - many + 1)}
        letters = ""
        for word in (*words, "--"):
            if len(word) == 1:
                letters += word
            elif letters:
                found |= {letters[at:] for at in range(len(letters))} | {letters[:at] for at in range(len(letters))}
                letters = ""
        return frozenset(found)

    @cached_property
    def squeezed(self) -> str:
        """All letters and digits without anything between them: finds what was spaced out."""
        return "".join(self.words)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Runs of digits, whatever small separators stand between them, and digits written as words."""
        runs = [re.sub(r"\D", "", run) for run in NUMBERS.findall(self.plain)]
        spelled = "".join(DIGITS.get(word, " ") for word in self.words).split()
        return tuple(runs + spelled)


def betrayed(text: Text, fields: Mapping[str, str], *, spared: Collection[str] = ()) -> list[str]:
    """The names of the fields that the text gives away, sorted.

    `spared` are words that may stand in the text although a reporter's name or address has them too:
    those of the respondents and of the places. A whole name or number is never spared; a name of one word
    is no more than a part of somebody else's.
    """
    known = frozenset(word for phrase in spared for word in Text(phrase).words)
    # Sex, occupation and citizenship have no sign: thousands share them.
    return sorted(name for name, sign in SIGNS.items() if fields.get(name) and sign(text, Text(fields[name]), known))


def _name(text: Text, value: Text, spared: frozenset[str]) -> bool:
    borne = [part for part in value.words if part not in TITLES]
    whole = "".join(borne)
    shared = len(borne) == 1 and whole in spared
    if len(whole) >= SHORTEST_WHOLE and not shared and (whole in text.squeezed or value.squeezed in text.squeezed):
        return True
    parts = {part for part in borne if len(part) >= SHORTEST_NAME} - spared
    common = {part for part in parts if part in EVERYDAY or part in MONTHS}
    if not (parts - common).isdisjoint(text.words) or not common.isdisjoint(text.named):
        return True
    return not {part for part in parts - common if len(part) >= SHORTEST_BROKEN}.isdisjoint(text.pieced)


def _phone(text: Text, value: Text, _spared: frozenset[str]) -> bool:
    core = PREFIX.sub("", re.sub(r"\D", "", value.plain))
    return len(core) >= FEWEST_DIGITS and any(core in run for run in text.numbers)


def _email(text: Text, value: Text, spared: frozenset[str]) -> bool:
    local = Text(value.plain.partition("@")[0])
    if len(local.words) == 1 and local.squeezed in spared:
        return False
    if len(local.squeezed) >= SHORTEST_WHOLE:
        return local.squeezed in text.squeezed
    if len(local.words) > 1:
        return local.words in set(_runs(text.words, len(local.words)))
    return bool(local.words) and local.squeezed in text.words


def _address(text: Text, value: Text, spared: frozenset[str]) -> bool:
    home, said = _street(value), _street(text)
    length = min(ADDRESS_RUN, len(home))
    if length < 2:
        return False
    runs = {run for run in _runs(home, length) if len(set(run) - spared) > 1 or any(word.isdigit() for word in run)}
    # A run of figures alone, such as two numbers of a neighbourhood, stands everywhere.
    runs = {run for run in runs if not all(word.isdigit() for word in run)}
    return not runs.isdisjoint(_runs(said, length))


def _birth_date(text: Text, value: Text, _spared: frozenset[str]) -> bool:
    try:
        year, month, day = (int(part) for part in value.plain.split("-"))
    except ValueError:
        return False
    whole = {f"{year}{month:02}{day:02}", f"{day:02}{month:02}{year}"}
    short = {f"{day}{month}{year}", f"{day:02}{month:02}{year % 100:02}"}
    spoken = (str(day), MONTHS[month - 1], str(year))
    written = any(figure in run for figure in whole for run in text.numbers) or not short.isdisjoint(text.numbers)
    return written or spoken in set(_runs(text.words, len(spoken)))


def _street(text: Text) -> tuple[str, ...]:
    """An address without the words and leading noughts that people write or leave out."""
    return tuple(word.lstrip("0") or word for word in text.words if word not in STREET)


def _runs(words: tuple[str, ...], length: int) -> list[tuple[str, ...]]:
    return [words[at : at + length] for at in range(len(words) - length + 1)]


SIGNS: dict[str, Callable[[Text, Text, frozenset[str]], bool]] = {
    "name": _name,
    "phone": _phone,
    "email": _email,
    "address": _address,
    "birth_date": _birth_date,
}
