"""`python -m netralitas.ceremony`: a new key for the vault, and its sealed copies. Run by two people, offline.

A copy is the whole key file, encrypted under a passphrase that one custodian chooses and nobody else
learns. Two such copies with two custodians: either opens alone, which is said plainly in the manual.
"""

import getpass
import os
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

from nacl import pwhash, secret, utils
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from netralitas import keys

HEAD = "netralitas vault key, copy 1"  # version of the format
SHORTEST = 20  # characters of a passphrase: five or six words
USAGE = """usage: python -m netralitas.ceremony ACT
  new FOLDER         a new key in front of the vault's keys; the old ones go on opening
  forget FOLDER      keep the newest key alone (only once rotate_vault has found nothing left)
  seal FOLDER COPY   write the vault's keys to the file COPY, under a passphrase
  check COPY         whether the passphrase opens the copy
  restore COPY FOLDER   write the vault's keys back from a copy"""

Ask = Callable[[str], str]


class Unfit(Exception):
    """The act cannot be done; the message says why and what to do."""


def new(folder: Path) -> None:
    """Put a new key in front, and its public half into `vault_public`."""
    made = PrivateKey.generate()
    known = _lines(folder)
    _write(folder / "vault_private", "\n".join([urlsafe_b64encode(bytes(made)).decode(), *known]))
    _write(folder / "vault_public", urlsafe_b64encode(bytes(made.public_key)).decode())


def forget(folder: Path) -> None:
    """Keep the newest key alone."""
    _write(folder / "vault_private", _lines(folder)[0])


def seal(folder: Path, copy: Path, ask: Ask) -> None:
    """Write all keys to `copy`, under a passphrase that is asked for twice; raises `Unfit`."""
    phrase = ask("Passphrase for this copy: ")
    if len(phrase) < SHORTEST:
        raise Unfit(f"a passphrase has at least {SHORTEST} characters. Take six words at random")
    if ask("The same again: ") != phrase:
        raise Unfit("the two passphrases differ. Begin again")
    if copy.exists():
        raise Unfit(f"{copy} exists. Name a new file")
    salt = utils.random(pwhash.argon2id.SALTBYTES)
    sealed = secret.SecretBox(_key(phrase, salt)).encrypt("\n".join(_lines(folder)).encode("ascii"))
    lines = [HEAD, urlsafe_b64encode(salt).decode(), urlsafe_b64encode(bytes(sealed)).decode()]
    _write(copy, "\n".join(lines))


def opened(copy: Path, ask: Ask) -> list[str]:
    """The keys in a copy, newest first; raises `Unfit`."""
    lines = copy.read_text(encoding="ascii").split("\n")
    if len(lines) < 3 or lines[0] != HEAD:
        raise Unfit(f"{copy} is no copy of a vault key")
    try:
        salt, sealed = (urlsafe_b64decode(line) for line in lines[1:3])
        text = secret.SecretBox(_key(ask("Passphrase of this copy: "), salt)).decrypt(sealed)
    except (CryptoError, ValueError):
        raise Unfit("the passphrase does not open this copy") from None
    return text.decode("ascii").split("\n")


def restore(copy: Path, folder: Path, ask: Ask) -> None:
    """Write the keys back; raises `Unfit`, also where there are keys already."""
    if (folder / "vault_private").exists():
        raise Unfit(f"{folder / 'vault_private'} exists. Move it away first")
    known = opened(copy, ask)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(folder / "vault_private", "\n".join(known))
    public = PrivateKey(urlsafe_b64decode(known[0])).public_key
    _write(folder / "vault_public", urlsafe_b64encode(bytes(public)).decode())


def _lines(folder: Path) -> list[str]:
    try:
        return keys.read(folder, "vault_private").split()
    except OSError as error:
        raise Unfit(f"{folder / 'vault_private'} cannot be read ({error.strerror})") from None


def _key(phrase: str, salt: bytes) -> bytes:
    return bytes(pwhash.argon2id.kdf(
        secret.SecretBox.KEY_SIZE, phrase.encode("utf-8"), salt,
        opslimit=pwhash.argon2id.OPSLIMIT_SENSITIVE, memlimit=pwhash.argon2id.MEMLIMIT_MODERATE,
    ))  # fmt: skip


def _write(path: Path, text: str) -> None:
    """Durable under its name at once or not at all, with the owner and mode that were there before."""
    draft = path.with_name(f".{path.name}.new")
    before = path.stat() if path.exists() else None
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
        if before:
            os.fchmod(file.fileno(), before.st_mode & 0o777)
            if os.geteuid() == 0:
                os.fchown(file.fileno(), before.st_uid, before.st_gid)
    draft.replace(path)


def main(arguments: list[str], ask: Ask = getpass.getpass) -> str:
    """Do one act; what to say afterwards. Raises `Unfit`."""
    match arguments:
        case ["new", folder]:
            new(Path(folder))
            return (
                "A new key stands in front. Seal its two copies now, then restart the vault and go on as in the manual."
            )
        case ["forget", folder]:
            forget(Path(folder))
            return "The newest key stands alone. Seal its two copies anew and destroy the old ones."
        case ["seal", folder, copy]:
            seal(Path(folder), Path(copy), ask)
            return f"{copy} holds the keys. Check it, then put it where only its custodian comes."
        case ["check", copy]:
            return f"The copy opens; it holds {len(opened(Path(copy), ask))} key(s)."
        case ["restore", copy, folder]:
            restore(Path(copy), Path(folder), ask)
            return "The keys are back. Start the vault."
        case _:
            raise Unfit(USAGE)


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:]))
    except (Unfit, OSError) as trouble:
        sys.exit(str(trouble))
