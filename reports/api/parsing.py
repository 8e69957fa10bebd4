"""How a body is read: JSON in which each name stands once, or a form in parts; what is unreadable is said in words."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework import exceptions, parsers

from reports.submission import LONGEST_PATH

DEEPEST, MOST_NAMED = 8, 50  # no field of ours lies deeper than three; nobody reads more than fifty errors
# Objects with their names that stood there more than once, by identity; kept here so that none is freed and reused.
Doubled = dict[int, tuple[dict[str, Any], list[str]]]


class Unreadable(exceptions.ParseError):
    """The body is not what its Content-Type promises; the sentence says where."""


class FlatJSONParser(parsers.JSONParser):
    """JSON of which two programs cannot read two things: no name twice, no NaN, nothing nested endlessly."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        """The body; raises `Unreadable`, or a ValidationError that names every doubled field."""
        encoding = (parser_context or {}).get("encoding") or "utf-8"
        doubled: Doubled = {}
        try:
            text = stream.read().decode(encoding)
            body = json.loads(text, parse_constant=_no_number, object_pairs_hook=lambda pairs: _object(pairs, doubled))
        except UnicodeDecodeError as error:
            raise Unreadable(_("Kirim JSON dalam UTF-8.")) from error
        except json.JSONDecodeError as error:
            where = {"line": error.lineno, "column": error.colno}
            sentence = _("JSON ini tidak terbaca: periksa baris %(line)s, kolom %(column)s.") % where
            raise Unreadable(sentence) from error
        except ValueError as error:
            raise Unreadable(_("JSON ini memuat bilangan yang tidak dapat dibaca.")) from error
        except RecursionError as error:
            raise Unreadable(_("Kirim satu objek JSON.")) from error
        if doubled:
            refuse_doubled(list(islice(_paths(body, doubled), MOST_NAMED)) or [""])
        return body


class PartsParser(parsers.MultiPartParser):
    """A form with a file, whose parts cannot be read."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        """The parts; raises `Unreadable`."""
        try:
            return super().parse(stream, media_type, parser_context)
        except exceptions.ParseError as error:
            raise Unreadable(_("Bagian-bagian formulir ini tidak terbaca; periksa boundary-nya.")) from error


def refuse_doubled(fields: Iterable[str]) -> None:
    """One 400 that names the fields of which there are two: which of them counts is not for us to guess."""
    sentence = _("Isian ini tertulis lebih dari sekali. Kirim satu saja.")
    details = {name[:LONGEST_PATH]: [exceptions.ErrorDetail(sentence, code="doubled")] for name in fields}
    if details:
        raise exceptions.ValidationError(details)


def _no_number(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _object(pairs: list[tuple[str, Any]], doubled: Doubled) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        times = Counter(name for name, _value in pairs)
        doubled[id(made)] = (made, [name for name, number in times.items() if number > 1])
    return made


def _paths(body: Any, doubled: Doubled, path: str = "", depth: int = 0) -> Iterator[str]:
    """The dotted paths of doubled names. An object that another one displaced has none, but its holder has."""
    if depth > DEEPEST:
        return
    if isinstance(body, dict):
        yield from (f"{path}{name}" for name in doubled.get(id(body), ({}, []))[1])
        for name, value in body.items():
            yield from _paths(value, doubled, f"{path}{name}.", depth + 1)
    elif isinstance(body, list):
        for index, value in enumerate(body):
            yield from _paths(value, doubled, f"{path}{index}.", depth + 1)
