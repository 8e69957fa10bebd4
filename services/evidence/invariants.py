"""Counts for `check_invariants`; every figure must be 0."""

from services.evidence import store
from services.evidence.models import Original


def counts() -> dict[str, int]:
    """Rows whose file is missing, and rows whose file has another length than it must have."""
    missing = wrong = 0
    for original in Original.objects.only("id", "size").iterator():
        try:
            wrong += store.path(original).stat().st_size != store.stored_size(original.size)
        except FileNotFoundError:
            missing += 1
    return {"evidence: originals without their file": missing, "evidence: originals of another length": wrong}
