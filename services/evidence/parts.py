"""A file that arrives in parts, over a network that breaks: each part sealed as it comes, until the file is whole.

Parts are sealed with a key that the caller derives from the sender's code, so that nobody at the portal
can read what is not handed in yet. A part is bound to its upload and its place. The whole file is then
judged like any other (`intake.accept`); the parts are forgotten whatever came of it.
"""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from nacl import bindings
from nacl.exceptions import CryptoError

from services.evidence import kinds
from services.evidence.intake import Refused
from services.evidence.models import Upload

PART = 512 * 1024  # bytes of every part but the last
NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
FOLDER = "parts"  # below EVIDENCE_DIR


class Misplaced(Exception):
    """The part does not follow what is there; `received` says how many bytes are."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


def begin(owner: str, *, size: int, mark: str, on: date) -> Upload:
    """Announce a file of `size` bytes; raises `Refused`. `mark` lets the sender find it again after a break."""
    if size < 1:
        raise Refused("empty")
    if size > kinds.FILM_LIMIT:
        raise Refused("too_large")
    return Upload.objects.create(owner=owner, size=size, mark=mark, begun_on=on)


def append(upload: Upload, offset: int, data: bytes, *, key: bytes) -> None:
    """Keep the part that begins at `offset`; raises `Misplaced` where another one is due, and `Refused`.

    Of two that bring the same part at once, one is kept and the other is misplaced.
    """
    whole = offset + len(data) == upload.size
    if offset != upload.received or not data or len(data) > PART or offset + len(data) > upload.size:
        raise Misplaced(upload.received)
    if len(data) < PART and not whole:
        raise Misplaced(upload.received)
    if offset == 0:
        _judge(upload, data)
    try:
        draft = _write(upload, offset, data, key)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Refused("storage_full") from error
        raise
    with transaction.atomic():
        due = Upload.objects.filter(pk=upload.pk, received=offset)
        if not due.update(received=offset + len(data)):
            draft.unlink(missing_ok=True)
            raise Misplaced(Upload.objects.values_list("received", flat=True).get(pk=upload.pk))
        draft.rename(_place(upload, offset))
    upload.received = offset + len(data)


class Spoilt(Exception):
    """A part is gone or was changed where it lay."""


class Whole:
    """The file again, as a stream; raises `Spoilt`."""

    def __init__(self, upload: Upload, *, key: bytes) -> None:
        self._parts = _opened(upload, key)
        self._left = b""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""
        while len(self._left) < size and (part := next(self._parts, b"")):
            self._left += part
        given, self._left = self._left[:size], self._left[size:]
        return given


def finish(upload: Upload, *, became: UUID) -> None:
    """The file is whole and taken: its parts go with the caller's transaction, what it became is kept for a week."""
    Upload.objects.filter(pk=upload.pk).update(became=became)
    transaction.on_commit(partial(shutil.rmtree, _folder(upload), ignore_errors=True))


def forget(upload: Upload) -> None:
    """Drop the upload and its parts."""
    folder = _folder(upload)  # deleting a row takes its id away
    upload.delete()
    shutil.rmtree(folder, ignore_errors=True)


def sweep(*, before: date) -> int:
    """Forget what was begun before the real day `before` and never became whole; how many."""
    old = list(Upload.objects.filter(begun_on__lt=before).only("id"))
    for upload in old:
        forget(upload)
    return len(old)


def _judge(upload: Upload, head: bytes) -> None:
    # Said after one part, not after two hundred megabytes; the whole file is judged once more.
    kind = kinds.judge(head[: kinds.HEAD])
    if kind is None:
        raise Refused("kind")
    if upload.size > kinds.limit(kind):
        raise Refused("too_large")


def _write(upload: Upload, offset: int, data: bytes, key: bytes) -> Path:
    folder = _folder(upload)
    for one in (folder.parent.parent, folder.parent, folder):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
    nonce = os.urandom(NONCE)
    sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(data, _where(upload, offset), nonce, key)
    draft = folder / f"{secrets.token_hex(8)}.part"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(nonce + sealed)
    return draft


def _opened(upload: Upload, key: bytes) -> Iterator[bytes]:
    for offset in range(0, upload.size, PART):
        try:
            sealed = _place(upload, offset).read_bytes()
            yield bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
                sealed[NONCE:], _where(upload, offset), sealed[:NONCE], key
            )
        except (CryptoError, FileNotFoundError) as error:
            raise Spoilt from error


def _where(upload: Upload, offset: int) -> bytes:
    return upload.pk.bytes + offset.to_bytes(8, "big")


def _folder(upload: Upload) -> Path:
    name = str(upload.pk)
    return Path(settings.EVIDENCE_DIR) / FOLDER / name[:2] / name


def _place(upload: Upload, offset: int) -> Path:
    return _folder(upload) / f"{offset:012}"
