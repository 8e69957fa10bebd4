"""The secrets of a new installation: made once, each readable by the account that needs it."""

import stat
import subprocess
import sys
from pathlib import Path

from netralitas import secret_files
from tests.production import shape


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_they_are_the_secrets_that_compose_names(tmp_path: Path) -> None:
    made = secret_files.make(tmp_path / "secrets")
    assert made == sorted(shape.compose()["secrets"])
    assert sorted(contents(tmp_path / "secrets")) == made


def test_addresses_hold_the_passwords_that_the_servers_get(tmp_path: Path) -> None:
    secret_files.make(tmp_path)
    found = contents(tmp_path)
    assert found["database_url"] == f"postgres://netralitas:{found['postgres_password']}@postgres:5432/netralitas"
    for role in ("public", "staff", "worker", "vault"):
        start, _, end = found[f"database_url_{role}"].partition(f"netralitas_{role}:")
        assert (start, end[64:], len(set(end[:64])) > 8) == ("postgres://", "@postgres:5432/netralitas", True)
    assert found["redis_url"] == f"redis://:{found['redis_password']}@redis:6379/0"
    assert len(found["postgres_password"]) == len(found["redis_password"]) == 64
    assert found["email_password"] == ""


def test_only_owner_and_group_read_and_nobody_writes(tmp_path: Path) -> None:
    secret_files.make(tmp_path)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    alone = {"postgres_password", "redis_password", "vault_private"}
    assert modes == {name: 0o400 if name in alone else 0o440 for name in modes}


def test_second_time_changes_nothing(tmp_path: Path) -> None:
    secret_files.make(tmp_path)
    before = contents(tmp_path)
    assert secret_files.make(tmp_path) == []
    assert contents(tmp_path) == before


def test_accounts_are_those_of_the_image() -> None:
    lines = " ".join(word for line in shape.instructions("RUN") for word in line)
    assert f"useradd --uid {secret_files.PORTAL} --gid netralitas" in lines
    assert f"groupadd --gid {secret_files.PORTAL} netralitas" in lines
    assert f"useradd --uid {secret_files.VAULT} --gid netralitas" in lines


def test_folder_that_cannot_be_written_is_told_in_one_line() -> None:
    command = [sys.executable, "-m", "netralitas.secret_files", "/proc/nowhere"]
    done = subprocess.run(command, cwd=shape.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        "cannot go on: /proc/nowhere cannot be written (No such file or directory). "
        "Name a folder that this account may write\n"
    )
