"""The corpus is what it says: large enough, the same for a seed, and turned away at the door where it must be."""

import pytest

from services.evidence import kinds
from tests.evidence.corpus import corpus
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
