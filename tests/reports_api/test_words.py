"""Every sentence of an error below /api/v1/ is the house's own: Indonesian, and English for whoever asks so."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from rest_framework import serializers
from rest_framework.fields import Field

from reports.api.parsing import Unreadable
from reports.api.serializers import EvidenceBody, MessageBody, ReceiptBody, ReportBody
from tests.architecture.test_translations import MARKS, entries
from tests.filing.conftest import _empty_cache, clock  # noqa: F401  (no brake of an earlier test; a campaign day)
from tests.reports_api.test_filing import KEY, PROBLEM, body, counts
from transparency import publication

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

BODIES: dict[str, type[serializers.Serializer]] = {  # type: ignore[type-arg]
    "reports/": ReportBody,
    "reports/evidence/": EvidenceBody,
    "reports/status/": ReceiptBody,
    "reports/messages/": MessageBody,
}
BAD: dict[str, Any] = {
    "number": 7,
    "null": None,
    "list": [1, [2]],
    "object": {"nama": {"lain": 1}},
    "truth": True,
    "too long": "a" * 30_000,
    "no choice": "<tidak ada>",
    "half a character": "\ud800",
    "control character": "a\x00b",
    "no day": "2024-13-45",
    "empty": "",
}


def paths(shape: Any, path: str = "") -> Iterator[str]:
    """The dotted path of every field of a serializer, of lists the first entry."""
    field: Field[Any, Any, Any, Any]
    for name, field in shape.fields.items():
        yield f"{path}{name}"
        if isinstance(field, serializers.ListSerializer):
            yield f"{path}{name}.0"
            yield from paths(field.child, f"{path}{name}.0.")
        elif isinstance(field, serializers.Serializer):
            yield from paths(field, f"{path}{name}.")


def put(given: Any, path: str, value: Any) -> Any:
    """The body with a value at a path."""
    made: Any = json.loads(json.dumps(given))
    *heads, name = path.split(".")
    here = made
    for head, after in pairwise([*heads, name]):
        here = here[int(head)] if isinstance(here, list) else here.setdefault(head, [{}] if after.isdigit() else {})
    here[int(name) if isinstance(here, list) else name] = value
    return made


@lru_cache(maxsize=1)
def catalogue() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    """Every sentence of ours and its English, as what either looks like once its gaps are filled."""
    return [(shaped(ours), shaped(english)) for entry in entries() for ours, english in entry.pairs]


def shaped(sentence: str) -> re.Pattern[str]:
    """Any text into which the gaps of a sentence can be filled; a sentence that is all gap fits nothing."""
    pieces = [re.escape(piece) for piece in MARKS.split(sentence)]
    return re.compile(".+".join(pieces) if any(len(piece) > 5 for piece in pieces) else r"(?!)", re.S)


def is_ours(indonesian: str, english: str) -> bool:
    return any(one.fullmatch(indonesian) and other.fullmatch(english) for one, other in catalogue())


def said(answer: Any) -> list[str]:
    """All that an error says to people."""
    found = answer.json()
    assert answer["Content-Type"] == PROBLEM
    assert found["errors"] != []
    return [found["title"], *(error["message"].removesuffix(".") for error in found["errors"])]


def agree(indonesian: Any, english: Any) -> None:
    """The same refusal in two languages, each sentence from our catalogue, and neither passes for the other."""
    assert indonesian.status_code == english.status_code >= 400
    assert (indonesian["Content-Language"], english["Content-Language"]) == ("id", "en")
    assert "Accept-Language" in english["Vary"]
    assert len(said(indonesian)) == len(said(english))
    for one, other in zip(said(indonesian), said(english), strict=True):
        assert one != other
        assert is_ours(one, other) or is_ours(f"{one}.", f"{other}."), (one, other)


def both(method: str, path: str, content: str | bytes = b"", kind: str = "application/json", **more: str) -> Any:
    """One request twice: without a wish, and from a browser that prefers English."""
    return [
        Client(REMOTE_ADDR="192.0.2.9").generic(
            method,
            f"/api/v1/{path}",
            content,
            content_type=kind,
            headers={"Idempotency-Key": KEY, **more, **wish},
        )
        for wish in ({}, {"Accept-Language": "en-GB,en;q=0.8,id;q=0.2"})
    ]


WRONG = [
    (address, path, name) for address, shape in BODIES.items() for path in paths(shape()) for name in BAD
]  # fmt: skip


@pytest.mark.parametrize(("address", "path", "name"), WRONG, ids=lambda given: str(given).replace(" ", "_"))
def test_a_bad_value_in_any_field_is_refused_in_our_words_or_taken(address: str, path: str, name: str) -> None:
    usual = body(witnesses=[{"name": "Saksi Contoh"}]) if address == "reports/" else {"receipt": "x"}
    indonesian, english = both("POST", address, json.dumps(put(usual, path, BAD[name])))
    if indonesian.status_code == 201:
        assert english.status_code == 201
        assert json.loads(indonesian.content)["receipt"] == json.loads(english.content)["receipt"]
        return
    agree(indonesian, english)
    assert counts() == (0, 0, 0, 0, 0, 0)


def test_the_whole_tree_was_asked() -> None:
    assert len({path for address, path, _name in WRONG if address == "reports/"}) == 36
    assert {"respondents", "respondents.0", "respondents.0.employer", "witnesses.0.phone", "reporter.email"} <= {
        path for _address, path, _name in WRONG
    }


@pytest.mark.parametrize(
    ("method", "path", "content", "kind", "status"),
    [
        ("POST", "reports/", "{", "application/json", 400),
        ("POST", "reports/", '{"kind": NaN}', "application/json", 400),
        ("POST", "reports/", '{"kind": ' + "9" * 5000 + "}", "application/json", 400),
        ("POST", "reports/", b'{"kind": "\xff\xfe"}', "application/json", 400),
        ("POST", "reports/", "[" * 100_000, "application/json", 400),
        ("POST", "reports/", "[]", "application/json", 400),
        ("POST", "reports/", '{"kind": "tip", "kind": "report"}', "application/json", 400),
        ("POST", "reports/", "{" + " " * 600_000 + "}", "application/json", 413),
        ("POST", "reports/", "kind=tip", "text/plain", 415),
        ("POST", "reports/?kode=1", "{}", "application/json", 400),
        ("POST", "reports/evidence/", "--x", "multipart/form-data", 400),
        ("GET", "reports/", "", "application/json", 405),
        ("DELETE", "statistics/", "", "application/json", 405),
        ("GET", "statistics/tidak-ada/", "", "application/json", 404),
        ("GET", "tidak-ada/", "", "application/json", 404),
        ("GET", "statistics/?tidak=ada", "", "application/json", 400),
        ("GET", "regions/?tidak=ada", "", "application/json", 400),
        ("GET", "regions/?format=xml", "", "application/json", 404),
        ("GET", "statistics/cases-by-month/?region=atlantis", "", "application/json", 400),
    ],
)
def test_a_request_that_is_wrong_as_a_whole_is_refused_in_our_words(
    method: str, path: str, content: str | bytes, kind: str, status: int
) -> None:
    publication.publish()
    indonesian, english = both(method, path, content, kind)
    assert indonesian.status_code == status
    agree(indonesian, english)
    assert counts() == (0, 0, 0, 0, 0, 0)


def test_an_answer_in_a_form_that_there_is_not_is_refused_in_our_words() -> None:
    indonesian, english = both("GET", "regions/", Accept="text/html")
    assert indonesian.status_code == 406
    agree(indonesian, english)


@pytest.mark.parametrize(("wish", "language"), [("", "id"), ("de", "id"), ("id, en", "id"), ("en", "en")])
def test_only_who_asks_for_english_gets_it(wish: str, language: str) -> None:
    answer = Client().get("/api/v1/regions/?x=1", headers={"Accept-Language": wish} if wish else {})
    sentence = answer.json()["errors"][0]["message"]
    assert answer["Content-Language"] == language
    assert sentence.startswith({"id": "Parameter ini tidak dikenal.", "en": "This parameter is not known."}[language])


def test_a_page_goes_on_speaking_the_language_of_its_address() -> None:
    answer = Client().get("/api/v1/docs/", headers={"Accept-Language": "en"})
    assert answer["Content-Language"] == "id"


def test_a_call_that_an_address_does_not_take_is_told_which_it_takes() -> None:
    indonesian, english = both("GET", "reports/")
    assert indonesian["Allow"] == "POST, OPTIONS"
    assert [answer.json()["errors"][0]["message"] for answer in (indonesian, english)] == [
        "Cara memanggil ini tidak berlaku di alamat ini. Yang berlaku: POST, OPTIONS.",
        "This method does not work at this address. Allowed: POST, OPTIONS.",
    ]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ('{"kind": "tip", "kind": "report"}', ["kind"]),
        ('{"kind": "tip", "kind": "tip", "place": "a", "place": "b"}', ["kind", "place"]),
        ('{"respondents": [{}, {"name": "a", "name": "b"}]}', ["respondents.1.name"]),
        ('{"reporter": {"name": "a", "na\\u006de": "b"}}', ["reporter.name"]),
        ('{"reporter": {"name": "a", "name": "b"}, "reporter": {}}', ["reporter"]),
        ('{"a":' * 20 + '{"b": 1, "b": 2}' + "}" * 20, [""]),
    ],
)
def test_a_name_that_stands_twice_is_refused_by_its_path(text: str, fields: list[str]) -> None:
    answer = both("POST", "reports/", text)[0]
    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        (field, "doubled") for field in fields
    ]
    assert answer.json()["errors"][0]["message"] == "Isian ini tertulis lebih dari sekali. Kirim satu saja."
    assert counts() == (0, 0, 0, 0, 0, 0)


def test_half_a_million_doubled_names_are_refused_as_fast_as_one() -> None:
    many = ",".join('{"a":1,"a":2}' for _number in range(30_000))
    answer = both("POST", "reports/", f'{{"respondents": [{many}]}}')[0]
    assert (answer.status_code, len(answer.json()["errors"])) == (400, 50)


def test_two_receipts_in_one_form_are_refused() -> None:
    answer = Client().post("/api/v1/reports/evidence/", {"receipt": ["a", "b"], "link": "https://contoh.invalid"})
    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("receipt", "doubled")]


@pytest.mark.parametrize(("name", "most"), [("respondents", 20), ("witnesses", 10)])
def test_a_list_that_is_too_long_is_named(name: str, most: int) -> None:
    indonesian, english = both("POST", "reports/", json.dumps(body(**{name: [{"name": "Contoh"}] * (most + 1)})))
    assert indonesian.json()["errors"] == [
        {"field": name, "code": "too_many", "message": f"Paling banyak {most} orang."}
    ]
    assert english.json()["errors"] == [{"field": name, "code": "too_many", "message": f"At most {most} people."}]
    assert counts() == (0, 0, 0, 0, 0, 0)


def test_unreadable_is_one_of_the_errors_the_handler_leaves_alone() -> None:
    answer = both("POST", "reports/", '{\n  "kind": tip}')[0]
    assert answer.json()["errors"] == [
        {"field": "", "code": Unreadable.default_code, "message": "JSON ini tidak terbaca: periksa baris 2, kolom 11."}
    ]
