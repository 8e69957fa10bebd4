"""Every file of the corpus goes through the sandbox: no planted secret is left, no killer stops the next one."""

import random
import resource

import pytest

from services.evidence import rebuilding
from tests.evidence.corpus import SEED, corpus, pictures
from tests.evidence.corpus.drawing import drawn, wrong
from tests.evidence.corpus.specimens import End, Specimen

pytestmark = pytest.mark.proof


def test_nothing_planted_is_left_and_every_file_ends_as_it_must() -> None:
    files = corpus()
    random.Random(SEED).shuffle(files)  # noqa: S311  (a repeatable order, so that killers stand between the others)
    assert len(files) >= 150
    assert [said for one in files if (said := wrong(one))] == []


def test_twenty_killers_among_two_hundred_leave_a_hundred_and_eighty_copies() -> None:
    killers = [one for one in corpus() if one.ends == frozenset({End.MANUAL})]
    files = [killers[number % len(killers)] for number in range(20)]
    files += [
        Specimen(f"sound-{number}", pictures.drawn("PNG"), secret=f"Rahasia{number:020}") for number in range(180)
    ]
    random.Random(SEED).shuffle(files)  # noqa: S311  (a repeatable order)
    outcomes = [drawn(one) for one in files]
    assert [one.end for one in outcomes].count(End.CLEAN) == 180
    assert [one.end for one in outcomes].count(End.MANUAL) == 20


def test_no_file_takes_more_memory_than_the_sandbox_is_given() -> None:
    for one in corpus():
        if one.name.startswith("bomb-"):
            drawn(one)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert 0 < most <= max(rebuilding.USUAL_MEMORY, *rebuilding.MEMORY.values())
