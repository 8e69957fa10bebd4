"""The key files of the embedded default: made on first need, mode 0600, below VAR_DIR/keys.

Production reads the same values from secret files (see `settings.production`). The private key
of the vault is written here but read by the vault process alone.
"""

import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from nacl.public import PrivateKey
from nacl.signing import SigningKey

SYMMETRIC = ("secret_key", "receipt_pepper", "identity_hash_key", "answer_key", "copy_key", "device_key")
PAIRS = ("vault", "sandbox")


class KeyLost(OSError):
    """A key file is empty or not a key; what it protected needs it back."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            0, f"{path.name} holds no key. Restore it from a backup, or delete it to start anew", str(path)
        )


def ensure(folder: Path) -> None:
    """Make every key file that is not there yet; existing files are never touched."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in SYMMETRIC:
        if not (folder / name).exists():
            _write_once(folder / name, secrets.token_urlsafe(48))
    if not (folder / "slip_private").exists():
        _write_once(folder / "slip_private", urlsafe_b64encode(bytes(SigningKey.generate())).decode())
    for name in PAIRS:
        if not (folder / f"{name}_private").exists():
            _write_once(folder / f"{name}_private", urlsafe_b64encode(bytes(PrivateKey.generate())).decode())
        if not (folder / f"{name}_public").exists():
            # Derived from what lies in the file: another process may have won the race for it.
            private = PrivateKey(urlsafe_b64decode(read(folder, f"{name}_private")))
            _write_once(folder / f"{name}_public", urlsafe_b64encode(bytes(private.public_key)).decode())


def read(folder: Path, name: str) -> str:
    """The text of one key file; raises `KeyLost` where it is empty."""
    text = (folder / name).read_text(encoding="ascii").strip()
    if not text:
        raise KeyLost(folder / name)
    return text


def _write_once(path: Path, text: str) -> None:
    # Write beside, then link: two processes that start together end with one and the same key.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())  # a key that is lost with the power opens nothing ever again
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
