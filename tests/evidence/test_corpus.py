"""The corpus is what it says: large enough, the same for a seed, and turned away at the door where it must be."""

import random

import pytest

from services.evidence import kinds
from tests.evidence.corpus import SEED, corpus
from tests.evidence.corpus.drawing import wrong
from tests.evidence.corpus.specimens import End, Specimen, traces

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def files() -> list[Specimen]:
    return corpus()


def test_there_are_at_least_a_hundred_and_fifty_under_names_of_their_own(files: list[Specimen]) -> None:
    names = [one.name for one in files]
    assert len(set(names)) == len(names) >= 150


def test_the_door_turns_away_exactly_what_it_must(files: list[Specimen]) -> None:
    turned_away = {one.name for one in files if kinds.judge(one.content[: kinds.HEAD]) is None}
    assert turned_away == {one.name for one in files if End.REFUSED in one.ends}


def test_the_search_finds_what_lies_open_in_the_files_themselves(files: list[Specimen]) -> None:
    hidden = [one.name for one in files if one.secret and not traces(one.content, one.secret)]
    assert hidden == []


def test_a_few_of_each_outcome_go_through_the_sandbox_as_they_must(files: list[Specimen]) -> None:
    choose = random.Random(SEED)  # noqa: S311  (a repeatable choice; `make proofs` takes all of them)
    quick = [one for one in files if not one.name.startswith(("bomb-pdf", "film", "sound"))]
    bearing = [one for one in quick if one.secret]
    killers = [one for one in quick if one.ends == frozenset({End.MANUAL})]
    few = [*choose.sample(bearing, 6), *choose.sample(killers, 3)]
    choose.shuffle(few)
    assert [said for one in few if (said := wrong(one))] == []
