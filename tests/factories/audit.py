"""Entries of the notary's book."""

from uuid import uuid4

from services.audit import log
from services.audit.models import Entry


def entry(action: str = "case:read", **detail: object) -> Entry:
    """One recorded, unsealed entry about a new subject."""
    made = log.entry(action, subject=uuid4(), actor="user:7", **detail)
    made.save()
    return made


def entries(count: int) -> list[Entry]:
    """Several entries; the page number tells them apart."""
    return [entry(page=number) for number in range(count)]
