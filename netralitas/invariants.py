"""Counts for `check_invariants`; every figure must be 0."""

from netralitas.retention import purging


def counts() -> dict[str, int]:
    """What is older than it may be."""
    return purging.counts()
