"""The one way in for files: judged, measured, hashed and encrypted while they arrive, then a row.

Either there is a durable file and a row, or nothing at all. The name a file came with is never asked.
"""

import errno
import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from typing import Protocol
from uuid import uuid4

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.evidence import copies, kinds
from services.evidence.models import FileKind, Original
from services.evidence.store import CHUNK, Sealed

Wrap = Callable[[bytes], tuple[str, bytes]]

SENTENCES: dict[str, Promise] = {
    "empty": _("Berkas ini kosong. Pilih berkas lain; laporan tetap tersimpan."),
    "kind": _(
        "Jenis berkas ini belum didukung; laporan tetap tersimpan. Kirim foto (JPEG, PNG, WebP, HEIC), PDF, "
        "video (MP4, MOV, 3GP), atau suara (M4A, MP3, OGG)."
    ),
    "too_large": _(
        "Berkas ini terlalu besar; laporan tetap tersimpan. Batasnya 25 MB untuk foto dan PDF, "
        "200 MB untuk video dan suara."
    ),
    "storage_full": _("Tempat penyimpanan sedang penuh; laporan Anda tetap tersimpan. Coba kirim berkas ini nanti."),
}


class Refused(Exception):
    """The file was not taken, and nothing of it was kept; `code` is a key of `SENTENCES`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> str:
        """The sentence in the language of the moment."""
        return str(SENTENCES[self.code])

    def __str__(self) -> str:
        return self.message


class Readable(Protocol):
    """Anything that gives bytes: an uploaded file, an open file, a request body."""

    def read(self, size: int, /) -> bytes: ...


def accept(stream: Readable, *, wrap: Wrap, on: date) -> Original:
    """Seal one file and write its row in the caller's transaction; raises `Refused`.

    `wrap` turns the file's key into (key id, wrapped key); only the vault can undo it. `on` is the
    local day of receipt. The file is durable before the row exists; should the caller's transaction
    roll back afterwards, the file without a row is found by `store.sweep`.
    """
    chunks = _chunks(stream)
    first = next(chunks, b"")
    if not first:
        raise Refused("empty")
    kind = kinds.judge(first[: kinds.HEAD])
    if kind is None:
        raise Refused("kind")
    try:
        return _keep(first, chunks, kind=kind, wrap=wrap, on=on)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Refused("storage_full") from error
        raise


def _keep(first: bytes, rest: Iterator[bytes], *, kind: FileKind, wrap: Wrap, on: date) -> Original:
    original = Original(id=uuid4(), kind=kind, received_on=on)
    sealed = Sealed(original.pk)
    try:
        original.size, original.sha256 = _encrypt(sealed, first, rest, largest=kinds.limit(kind))
        original.key_id, original.wrapped_key = wrap(sealed.key)
        sealed.place(on=on)
        original.save(force_insert=True)
        copies.owe(original, sealed.key)
    except BaseException:
        sealed.discard()
        raise
    return original


def _encrypt(sealed: Sealed, first: bytes, rest: Iterator[bytes], *, largest: int) -> tuple[int, str]:
    digest, size, waiting = hashlib.sha256(), 0, first
    while waiting:
        # One chunk is held back, because the last one must be marked as the last.
        following = next(rest, b"")
        size += len(waiting)
        if size > largest:
            raise Refused("too_large")
        digest.update(waiting)
        sealed.write(waiting, last=not following)
        waiting = following
    return size, digest.hexdigest()


def _chunks(stream: Readable) -> Iterator[bytes]:
    # A network stream may give less than asked; every chunk but the last must be whole.
    waiting = b""
    while part := stream.read(CHUNK - len(waiting)):
        waiting += part
        if len(waiting) == CHUNK:
            yield waiting
            waiting = b""
    if waiting:
        yield waiting
