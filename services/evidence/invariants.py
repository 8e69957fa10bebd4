"""Counts for `check_invariants`; every figure must be 0."""

from collections.abc import Iterable
from pathlib import Path

from services.evidence import store
from services.evidence.models import Enclosure, Original


def counts() -> dict[str, int]:
    """Rows whose file is missing, and rows whose file has another length than it must have."""
    originals = ((store.path(one), one.size) for one in Original.objects.only("id", "size").iterator())
    enclosed = ((store.enclosure_path(one.pk), one.size) for one in Enclosure.objects.iterator())
    missing, wrong = _count(originals)
    lost, changed = _count(enclosed)
    return {
        "evidence: originals without their file": missing,
        "evidence: originals of another length": wrong,
        "evidence: enclosures without their file": lost,
        "evidence: enclosures of another length": changed,
    }


def _count(files: Iterable[tuple[Path, int]]) -> tuple[int, int]:
    missing = wrong = 0
    for file, size in files:
        try:
            wrong += file.stat().st_size != store.stored_size(size)
        except FileNotFoundError:
            missing += 1
    return missing, wrong
