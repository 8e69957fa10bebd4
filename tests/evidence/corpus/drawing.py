"""Puts files of the corpus through the sandbox, each for itself, and says what became of them."""

from dataclasses import dataclass

from services.evidence import kinds, sandbox
from tests.evidence.corpus.specimens import End, Specimen, traces


@dataclass(frozen=True)
class Outcome:
    """How one file ended, why, and where its copy still holds what was planted."""

    end: End
    said: str
    left: tuple[str, ...] = ()


def drawn(specimen: Specimen) -> Outcome:
    """What becomes of one file, from the door to its copy."""
    kind = kinds.judge(specimen.content[: kinds.HEAD])
    if kind is None:
        return Outcome(End.REFUSED, "kind")
    try:
        with sandbox.rebuilt(kind, [specimen.content]) as made:
            copy = b"".join(made.chunks(1024 * 1024))
    except sandbox.GivenUp as trouble:
        return Outcome(End.MANUAL, trouble.reason)
    return Outcome(End.CLEAN, made.kind, tuple(traces(copy, specimen.secret)) if specimen.secret else ())


def wrong(specimen: Specimen) -> str:
    """What is not as it must be with this file; empty when all is."""
    return complaint(specimen, drawn(specimen))


def complaint(specimen: Specimen, outcome: Outcome) -> str:
    """What is not as it must be with a file that ended so; empty when all is."""
    if outcome.end not in specimen.ends:
        return f"{specimen.name}: {outcome.end} ({outcome.said})"
    return f"{specimen.name}: {', '.join(outcome.left)}" if outcome.left else ""
