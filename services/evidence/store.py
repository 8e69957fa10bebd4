"""Where sealed files lie and how they are encrypted: one key per file, chunk by chunk.

XChaCha20-Poly1305 secretstream; every chunk is bound to the id of its `Original`, so chunks cannot
be cut off, reordered or put under another row. Nothing is ever written in the clear.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from nacl import bindings
from nacl.exceptions import CryptoError

from services.evidence.models import Copy, Enclosure, Original

CHUNK = 64 * 1024
HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
OVERHEAD = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
ORIGINALS, COPIES, ENCLOSURES = "originals", "copies", "enclosures"  # folders below EVIDENCE_DIR
AT_ONCE = 500  # ids looked up per query while sweeping

Unwrap = Callable[[str, bytes], bytes]


class Damaged(Exception):
    """The file is missing, cut, changed or not the one of this row. It must not be shown."""


class Sealed:
    """A file being encrypted into quarantine; `place` makes it an original, `discard` forgets it."""

    def __init__(self, original_id: UUID, *, key: bytes = b"", folder: str = ORIGINALS) -> None:
        self.key = key or bindings.crypto_secretstream_xchacha20poly1305_keygen()
        self._id = original_id
        self._final = _final(original_id, folder)
        self._draft = _private(_folder("incoming")) / f"{secrets.token_hex(16)}.part"
        self._placed: Path | None = None
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, self.key)
        descriptor = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._file.write(header)

    def write(self, chunk: bytes, *, last: bool) -> None:
        """Encrypt and append one chunk; all but the last must have `CHUNK` bytes."""
        tag = FINAL if last else MESSAGE
        ad = self._id.bytes
        self._file.write(bindings.crypto_secretstream_xchacha20poly1305_push(self._state, chunk, ad, tag))

    def place(self, *, on: date) -> None:
        """Make it durable under its final name, dated to the day alone."""
        self._file.flush()
        # The file system must not remember the hour at which somebody sent something.
        midnight = datetime.combine(on, time(), tzinfo=UTC).timestamp()
        os.utime(self._file.fileno(), (midnight, midnight))
        os.fsync(self._file.fileno())
        self._file.close()
        _private(self._final.parent)
        self._draft.rename(self._final)
        self._placed = self._final
        for folder in (self._final.parent, self._final.parent.parent):
            _sync(folder)

    def discard(self) -> None:
        """Leave nothing behind, however far it came."""
        with suppress(OSError):  # on a full disk even closing may fail
            self._file.close()
        (self._placed or self._draft).unlink(missing_ok=True)


def path(original: Original) -> Path:
    """Where the encrypted file of a row lies; named by its id, below EVIDENCE_DIR."""
    return _final(original.pk)


def copy_path(copy_id: UUID) -> Path:
    """Where the encrypted clean copy of an original lies."""
    return _final(copy_id, COPIES)


def enclosure_path(enclosure_id: UUID) -> Path:
    """Where an encrypted file that is enclosed in something lies."""
    return _final(enclosure_id, ENCLOSURES)


def keep(file_id: UUID, chunks: Iterable[bytes], *, key: bytes, folder: str, on: date) -> tuple[str, int]:
    """Encrypt what comes in whole chunks and place it; its hash and size. Leaves nothing behind where it fails."""
    sealed = Sealed(file_id, key=key, folder=folder)
    digest, size, held = hashlib.sha256(), 0, b""
    try:
        for chunk in chunks:
            if held:
                sealed.write(held, last=False)
            held = chunk
            digest.update(chunk)
            size += len(chunk)
        sealed.write(held, last=True)
        sealed.place(on=on)
    except BaseException:
        sealed.discard()
        raise
    return digest.hexdigest(), size


def stored_size(size: int) -> int:
    """How many bytes a file of `size` bytes takes once it is encrypted."""
    chunks = max(1, -(-size // CHUNK))
    return HEADER + size + chunks * OVERHEAD


def open_original(original: Original, unwrap: Unwrap) -> Iterator[bytes]:
    """The file as it came, chunk by chunk; raises `Damaged`, at the latest at its end.

    `unwrap` is the vault's: it turns (key id, wrapped key) into the file's key. Hash and size are
    compared at the end, so a caller must take the whole stream before showing any of it.
    """
    key = unwrap(original.key_id, bytes(original.wrapped_key))
    digest, size = hashlib.sha256(), 0
    for chunk in decrypted(path(original), key, original.pk):
        digest.update(chunk)
        size += len(chunk)
        yield chunk
    if (digest.hexdigest(), size) != (original.sha256, original.size):
        raise Damaged


def wrapped_key(original_id: UUID) -> tuple[str, bytes] | None:
    """How the key of an original lies wrapped to the vault: (key id, ciphertext); None where it is gone."""
    row = Original.objects.filter(pk=original_id).values_list("key_id", "wrapped_key").first()
    return (row[0], bytes(row[1])) if row else None


def whole(chunks: Iterable[bytes], *, sha256: str, size: int) -> bytes:
    """Chunks in one piece, compared with their hash; raises `Damaged`."""
    content = b"".join(chunks)
    if (hashlib.sha256(content).hexdigest(), len(content)) != (sha256, size):
        raise Damaged
    return content


def check(chunks: Iterable[bytes], *, sha256: str, size: int) -> None:
    """The same without keeping them: before a file is handed out in pieces; raises `Damaged`."""
    digest, length = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        length += len(chunk)
    if (digest.hexdigest(), length) != (sha256, size):
        raise Damaged


def purge(original: Original) -> None:
    """Delete a row and, once that is committed, its files: a row never points at a missing file."""
    files = (path(original), copy_path(original.pk))
    with transaction.atomic():
        Copy.objects.filter(pk=original.pk).delete()
        original.delete()
        for file in files:
            transaction.on_commit(partial(file.unlink, missing_ok=True))


def sweep(*, before: date) -> int:
    """Delete files that no row owns and that came before the real day `before`; returns how many.

    A crash or a rolled-back filing leaves such files; a filing in hand must be younger than that.
    """
    swept = 0
    for files in _in_groups(_old_files(before)):
        ids = {file: _id_of(file) for file in files}
        named = [one for one in ids.values() if one]
        owned = {pk for model in (Original, Enclosure) for pk in _known(model, named)}
        for file, file_id in ids.items():
            if file.suffix == ".part" or file_id not in owned:
                file.unlink(missing_ok=True)
                swept += 1
    return swept


def decrypted(file: Path, key: bytes, original_id: UUID) -> Iterator[bytes]:
    """The chunks of a sealed file, each proven whole before it is given; raises `Damaged`, at the latest at its end."""
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    tag = MESSAGE
    try:
        with file.open("rb") as stream:
            bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, stream.read(HEADER), key)
            while sealed := stream.read(CHUNK + OVERHEAD):
                if tag == FINAL:
                    raise Damaged  # something was appended
                chunk, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, sealed, original_id.bytes)
                yield chunk
    except (OSError, CryptoError, ValueError) as error:
        raise Damaged from error
    if tag != FINAL:
        raise Damaged  # the end was cut off


def _known(model: type[Original] | type[Enclosure], ids: Collection[UUID]) -> Iterable[UUID]:
    return model._default_manager.filter(pk__in=ids).values_list("pk", flat=True)


def _old_files(before: date) -> Iterator[Path]:
    limit = datetime.combine(before, time(), tzinfo=UTC).timestamp()
    for file in Path(settings.EVIDENCE_DIR).rglob("*"):
        # The change time: the modification time is the day of receipt, which a demo may place anywhere.
        if file.is_file() and file.stat().st_ctime < limit:
            yield file


def _in_groups(files: Iterator[Path]) -> Iterator[list[Path]]:
    group: list[Path] = []
    for file in files:
        group.append(file)
        if len(group) == AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def _id_of(file: Path) -> UUID | None:
    try:
        return UUID(file.stem)
    except ValueError:
        return None


def _final(original_id: UUID, folder: str = ORIGINALS) -> Path:
    name = str(original_id)
    return _folder(folder) / name[:2] / name


def _folder(name: str) -> Path:
    return Path(settings.EVIDENCE_DIR) / name


def _private(folder: Path) -> Path:
    # `mkdir(mode=…, parents=True)` gives the mode to the last folder only.
    for one in (folder.parent, folder):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
