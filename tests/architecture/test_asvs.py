"""docs/asvs.csv: every requirement of levels 1 and 2 of ASVS 5.0 has a test that exists, or a dated reason why not.

Some of level 3 stand there as well: those that matter most where a name must never come out.
"""

import ast
import csv
import re
from collections import Counter
from datetime import date
from functools import cache

import pytest

from tests.architecture.test_sizes import ROOT
from tests.corpus import reading

COLUMNS = ["requirement", "level", "in_short", "shown_by", "why_not", "dated"]
# How many requirements of levels 1 and 2 each chapter of the standard has.
CHAPTERS = {1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13}
CHAPTERS |= {16: 16, 17: 7}
BEYOND = {  # of level 3
    "V2.3.5", "V3.7.4", "V5.2.4", "V5.2.6", "V6.3.8", "V8.2.4", "V8.3.2", "V8.4.2", "V13.1.4", "V13.3.4", "V14.2.7",
    "V14.2.8", "V15.4.2", "V16.5.4",
}  # fmt: skip


CORPUS = {str(one) for one in (*reading.entries(), *reading.requests())}


def rows() -> list[dict[str, str]]:
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def functions(path: str) -> frozenset[str]:
    """The tests of a file; none where it is not there."""
    file = ROOT / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))


def test_every_requirement_of_both_levels_has_its_row() -> None:
    found = rows()
    names = [row["requirement"] for row in found]
    assert list(found[0]) == COLUMNS
    assert [
        name for name, times in Counter(names).items() if times > 1 or not re.fullmatch(r"V\d+\.\d+\.\d+", name)
    ] == []
    assert Counter(int(name[1:].split(".")[0]) for name in names if name not in BEYOND) == CHAPTERS
    assert Counter(row["level"] for row in found) == {"1": 70, "2": 183, "3": len(BEYOND)}
    assert {row["requirement"] for row in found if row["level"] == "3"} == BEYOND


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["requirement"])
def test_it_is_shown_by_a_test_or_the_reason_why_not_is_dated(row: dict[str, str]) -> None:
    assert row["in_short"]
    if row["shown_by"]:
        path, _, named = row["shown_by"].partition("::")
        name, _, entry = named.removesuffix("]").partition("[")
        assert name in {one for one in functions(path) if one.startswith("test_")}  # a test, never a whole file
        if path.startswith("tests/corpus/"):  # a corpus of many inputs shows many things: which of them shows this
            assert entry in CORPUS
        assert (row["why_not"], row["dated"]) == ("", "")
    else:
        assert len(row["why_not"]) > 8
        date.fromisoformat(row["dated"])
