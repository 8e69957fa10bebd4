"""No bad input of the reference is forgotten: each is a line of data, or names the tests that run it."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.corpus.reading import HERE, entries, requests

ROOT = HERE.parent.parent
INPUTS = json.loads((HERE / "inputs.json").read_text(encoding="utf-8"))["inputs"]
AS_DATA = {one.id for one in entries()} | {one.id for one in requests()}


@cache
def names_of_tests(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))


def unknown(nodes: list[str]) -> Iterator[str]:
    """The nodes that name no test of ours."""
    for node in nodes:
        path, _, name = node.partition("::")
        if not (ROOT / path).is_file() or not name.startswith("test_") or name not in names_of_tests(ROOT / path):
            yield node


def test_all_eighty_five_are_listed_once_in_their_order() -> None:
    numbers = [int(one["id"].removeprefix("B-")) for one in INPUTS]
    assert len(numbers) == 85
    assert numbers == sorted(set(numbers))
    assert (numbers[0], numbers[-1]) == (1, 100)


@pytest.mark.parametrize("one", INPUTS, ids=lambda one: one["id"])
def test_a_bad_input_is_run(one: dict[str, object]) -> None:
    named = one.get("tests", [])
    assert isinstance(named, list)
    assert one["id"] in AS_DATA or named
    assert list(unknown(named)) == []


def test_no_data_stands_under_a_number_that_is_not_listed() -> None:
    assert AS_DATA - {one["id"] for one in INPUTS} - {""} == set()


def test_a_name_that_is_no_test_would_be_noticed() -> None:
    ours = "tests/corpus/test_index.py::test_a_bad_input_is_run"
    wrong = [f"{ours}_not", "tests/corpus/nowhere.py::test_x", "tests/corpus/test_index.py::unknown"]
    assert list(unknown([ours, *wrong])) == wrong
