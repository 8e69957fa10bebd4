"""Every file of the corpus goes through the worker's queue: no planted secret is left, no killer stops the next one."""

import random
import resource
from pathlib import Path

import pytest
from django.conf import settings

from services.evidence import confining
from tests.evidence.corpus import SEED, corpus, pictures
from tests.evidence.corpus.drawing import complaint, drawn
from tests.evidence.corpus.queueing import through_the_queue
from tests.evidence.corpus.specimens import End, Specimen

pytestmark = pytest.mark.proof


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Sealed files of their own."""
    monkeypatch.setattr(settings, "EVIDENCE_DIR", tmp_path / "evidence")
    return tmp_path / "evidence"


def test_nothing_planted_is_left_and_every_file_ends_as_it_must(db: None, folder: Path) -> None:
    files = corpus()
    random.Random(SEED).shuffle(files)  # noqa: S311  (a repeatable order, so that killers stand between the others)
    assert len(files) >= 150
    ends = list(zip(files, through_the_queue(files), strict=True))
    assert [said for one, outcome in ends if (said := complaint(one, outcome))] == []
    secrets = [one.secret.encode() for one in files if one.secret]
    lying = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    assert len(secrets) >= 100
    assert [word for word in secrets if word in lying] == []  # neither the originals nor the copies lie open


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
    assert 0 < most <= max(confining.USUAL_MEMORY, *confining.MEMORY.values())
