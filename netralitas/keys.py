"""The key files of the embedded default: made on first need, mode 0600, below VAR_DIR/keys.

Production reads the same values from secret files (see `settings.production`). The private key
of the vault is written here but read by the vault process alone.
"""

import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from nacl.public import PrivateKey

SYMMETRIC = ("secret_key", "receipt_pepper", "identity_hash_key", "answer_key")


def ensure(folder: Path) -> None:
    """Make every key file that is not there yet; existing files are never touched."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in SYMMETRIC:
        _write_once(folder / name, secrets.token_urlsafe(48))
    private = folder / "vault_private"
    if not private.exists():
        _write_once(private, urlsafe_b64encode(bytes(PrivateKey.generate())).decode())
    if not (folder / "vault_public").exists():
        key = PrivateKey(urlsafe_b64decode(private.read_text(encoding="ascii")))
        _write_once(folder / "vault_public", urlsafe_b64encode(bytes(key.public_key)).decode())


def read(folder: Path, name: str) -> str:
    """The text of one key file."""
    return (folder / name).read_text(encoding="ascii").strip()


def _write_once(path: Path, text: str) -> None:
    # Write beside, then link: two processes that start together end with one and the same key.
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
