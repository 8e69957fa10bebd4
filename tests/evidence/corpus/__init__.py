"""Hostile and secret-bearing files, made anew from a seed: none lies in the repository."""

from tests.evidence.corpus import films, hostile, papers, pictures
from tests.evidence.corpus.specimens import Specimen, secret

SEED = 5202


def corpus(seed: int = SEED) -> list[Specimen]:
    """Every file, in the order of its families; the same seed makes the same bytes."""
    ways = [*pictures.planted(), *papers.planted(), *(films.planted() if films.possible() else ())]
    bearing = [Specimen(name, plant(word := secret(name, seed)), secret=word) for name, plant in ways]
    return [*bearing, *hostile.refused(), *hostile.bombs(), *hostile.damaged(seed)]
