"""The deletion ledger: ids of what was deleted for good, in a file beside the database.

A backup of the database would bring back whom it still holds. This file is not part of that backup;
after a restore it is read again and everything in it goes once more. A line is written, down to
the disk, before the deletion: a crash in between deletes too little, and the ledger knows of it.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

IDENTITY, REPORT, ORIGINAL, CASE = "identity", "report", "original", "case"
KINDS = (IDENTITY, REPORT, ORIGINAL, CASE)


class LedgerDamaged(Exception):
    """A line that is no line of ours: nothing may be replayed before a person has looked at it."""

    def __init__(self, number: int) -> None:
        super().__init__(f"line {number} of the deletion ledger cannot be read. Compare the file with its copy")


@dataclass(frozen=True)
class Deletion:
    """That something was deleted on a day. The id tells nothing once its row is gone."""

    on: str
    kind: str
    subject: UUID


def note(kind: str, subjects: Iterable[UUID]) -> None:
    """Write down what is about to be deleted; returns when it is on the disk."""
    on = timezone.localdate().isoformat()
    lines = "".join(f"{on} {kind} {subject}\n" for subject in subjects)
    path = _path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, lines.encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read() -> list[Deletion]:
    """Everything ever deleted, in order, each thing once; raises `LedgerDamaged`."""
    path = _path()
    if not path.is_file():
        return []
    lines = path.read_text(encoding="ascii").splitlines()
    found = [_parsed(number, line) for number, line in enumerate(lines, 1)]
    return list({(one.kind, one.subject): one for one in found}.values())


def subjects(kind: str) -> list[UUID]:
    """The ids of one kind."""
    return [one.subject for one in read() if one.kind == kind]


def _parsed(number: int, line: str) -> Deletion:
    try:
        on, kind, subject = line.split(" ")
        found = Deletion(on, kind, UUID(subject))
    except ValueError:
        raise LedgerDamaged(number) from None
    if kind not in KINDS:
        raise LedgerDamaged(number)
    return found


def _path() -> Path:
    return Path(settings.LEDGER)
