"""Files that a browser hands in part by part, so that a broken connection costs one part and not the file.

What is under way counts towards the ten pieces of evidence of a code, and is gone after a week.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from reports import drafts, exhibits, receipts
from reports.models.report import Exhibit
from services.evidence import intake, parts
from services.evidence.models import Upload
from services.evidence.telltale import Watched

PURPOSE = b"upload"


class Unknown(Exception):
    """No such upload under this code."""


@dataclass(frozen=True)
class Progress:
    """How far an upload is. Once it is whole, `exhibit` is what it became, and `tells` whether it tells a place."""

    received: int
    exhibit: Exhibit | None = None
    tells: bool = False


def begin(code: str, *, size: int, mark: str) -> Upload:
    """Announce a file; one that was begun before under the same mark goes on. Raises `exhibits.Refused`."""
    if not exhibits.known(code):
        raise exhibits.Refused("unknown_code")
    owner = receipts.digest(code)
    begun = list(Upload.objects.filter(owner=owner, became=None))
    same = next((one for one in begun if mark and (one.mark, one.size) == (mark, size)), None)
    if same is not None:
        return same
    if len(begun) + len(exhibits.listed(code)) >= exhibits.MOST:
        raise exhibits.Refused("too_many")
    try:
        return parts.begin(owner, size=size, mark=mark, on=datetime.now(tz=UTC).date())
    except intake.Refused as refused:
        raise exhibits.Refused(refused.code, refused.message) from refused


def take(code: str, upload_id: UUID, offset: int, data: bytes) -> Progress:
    """Keep one part; the last one makes the file an exhibit. An empty part at the end tries that once more.

    Raises `Unknown`, `parts.Misplaced` and `exhibits.Refused`; a refused file is forgotten.
    """
    upload = _find(code, upload_id)
    key = drafts.key(code, PURPOSE)
    try:
        if upload.became is None and not (offset == upload.received == upload.size and not data):
            parts.append(upload, offset, data, key=key)
        return _completed(code, upload, key) if upload.received == upload.size else Progress(upload.received)
    except intake.Refused as refused:
        parts.forget(upload)
        raise exhibits.Refused(refused.code, refused.message) from refused
    except parts.Spoilt as trouble:
        parts.forget(upload)
        raise exhibits.Refused("spoilt") from trouble
    except exhibits.Refused:
        parts.forget(upload)
        raise


def cancel(code: str, upload_id: UUID) -> None:
    """Forget an upload; raises `Unknown`."""
    parts.forget(_find(code, upload_id))


def _completed(code: str, upload: Upload, key: bytes) -> Progress:
    """Make the whole file an exhibit, once: of two that ask for it one waits and hears what the other has made."""
    with transaction.atomic():
        locked = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if locked is None:
            raise Unknown
        if locked.became:
            return Progress(locked.size, Exhibit.objects.get(pk=locked.became))
        whole = Watched(parts.Whole(locked, key=key))
        exhibit = exhibits.accept_file(code, whole)
        parts.finish(locked, became=exhibit.pk)
    return Progress(locked.size, exhibit, whole.tells)


def _find(code: str, upload_id: UUID) -> Upload:
    upload = Upload.objects.filter(pk=upload_id, owner=receipts.digest(code)).first()
    if upload is None:
        raise Unknown
    return upload
