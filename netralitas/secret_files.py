"""`python -m netralitas.secret_files FOLDER`: every secret that docker-compose.yml names, made once.

Existing files are never touched. Run as root it gives each file to the one account that reads it,
so that the vault's private key can be read in the vault container only.
"""

import os
import secrets
import sys
from pathlib import Path

from netralitas import keys

PORTAL = 10001  # user and group of web, staff, worker and beat; the vault belongs to the group (Dockerfile)
VAULT = 10002
ROOT = 0  # PostgreSQL and Redis read their passwords before they give up root
LOGINS = ("public", "staff", "worker", "vault")  # the database roles of processes
OWNERS = {"postgres_password": ROOT, "redis_password": ROOT, "vault_private": VAULT}


def make(folder: Path) -> list[str]:
    """Make what is missing; the names of the new files."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = {path.name for path in folder.iterdir()}
    keys.ensure(folder)
    for name in ("postgres_password", "redis_password", "metrics_token"):
        _write(folder / name, secrets.token_hex(32))
    _write(
        folder / "database_url", f"postgres://netralitas:{_read(folder, 'postgres_password')}@postgres:5432/netralitas"
    )
    for role in LOGINS:  # `manage.py database_roles` gives each of them the password that stands here
        password = secrets.token_hex(32)
        _write(folder / f"database_url_{role}", f"postgres://netralitas_{role}:{password}@postgres:5432/netralitas")
    _write(folder / "redis_url", f"redis://:{_read(folder, 'redis_password')}@redis:6379/0")
    _write(folder / "email_password", "")
    made = sorted({path.name for path in folder.iterdir()} - before)
    for name in made:
        _give(folder / name)
    return made


def _write(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)


def _read(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="ascii").strip()


def _give(path: Path) -> None:
    owner = OWNERS.get(path.name, PORTAL)
    if os.geteuid() == 0:
        os.chown(path, owner, PORTAL if owner == PORTAL else owner)
    # The vault reads what it shares with the portal through the group.
    path.chmod(0o440 if owner == PORTAL else 0o400)


def main() -> None:
    """Make them, and say what a person must still write."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m netralitas.secret_files FOLDER")
    folder = Path(sys.argv[1])
    try:
        made = make(folder)
    except OSError as error:
        sys.exit(
            f"cannot go on: {folder} cannot be written ({error.strerror}). Name a folder that this account may write"
        )
    print("made: " + (", ".join(made) or "nothing, all were there"))
    print("Write the mail server's password into email_password; seal two copies of vault_private, then see")
    print("docs/operations.md, section Keys and secrets.")


if __name__ == "__main__":
    main()
