"""Puts files of the corpus through the worker's queue, all of them at once, and says what became of each."""

from services.evidence import copies, intake, tasks
from services.evidence.models import Copy, CopyState, Original
from tests.evidence.corpus.drawing import Outcome
from tests.evidence.corpus.specimens import End, Specimen, traces
from tests.factories.evidence import original


def through_the_queue(specimens: list[Specimen]) -> list[Outcome]:
    """Hand in every file, let the worker's task look until nothing waits, and read each copy as people get it."""
    rows = [_handed_in(one) for one in specimens]
    while copies.waiting().exists():
        before = copies.waiting().count()
        tasks.copy()
        assert copies.waiting().count() == max(0, before - tasks.AT_ONCE), "a file stopped the next one"
    return [_outcome(one, row) for one, row in zip(specimens, rows, strict=True)]


def _handed_in(specimen: Specimen) -> Original | str:
    try:
        return original(specimen.content)
    except intake.Refused as refused:
        return refused.code


def _outcome(specimen: Specimen, row: Original | str) -> Outcome:
    if isinstance(row, str):
        return Outcome(End.REFUSED, row)
    copy = Copy.objects.get(pk=row.pk)
    if copy.state == CopyState.MANUAL:
        return Outcome(End.MANUAL, copy.reason)
    content = b"".join(copies.read(copy))
    return Outcome(End.CLEAN, copy.kind, tuple(traces(content, specimen.secret)) if specimen.secret else ())
