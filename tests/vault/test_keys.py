"""Key files of the embedded default: made once, private, one pair also under a race."""

import stat
import threading
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from netralitas import keys

NAMES = {
    "secret_key", "receipt_pepper", "identity_hash_key", "answer_key", "copy_key", "device_key", "slip_private",
    "sandbox_private", "sandbox_public", "vault_private", "vault_public",
}  # fmt: skip


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="ascii") for path in folder.iterdir()}


def test_every_key_is_made_once_and_kept(tmp_path: Path) -> None:
    keys.ensure(tmp_path / "keys")
    made = contents(tmp_path / "keys")
    keys.ensure(tmp_path / "keys")
    assert set(made) == NAMES
    assert contents(tmp_path / "keys") == made
    assert len(set(made.values())) == len(NAMES)


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    keys.ensure(tmp_path / "keys")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_public_key_belongs_to_the_private_one(tmp_path: Path) -> None:
    keys.ensure(tmp_path)
    private = PrivateKey(urlsafe_b64decode(keys.read(tmp_path, "vault_private")))
    assert bytes(private.public_key) == urlsafe_b64decode(keys.read(tmp_path, "vault_public"))


def test_lost_public_key_is_derived_again(tmp_path: Path) -> None:
    keys.ensure(tmp_path)
    before = keys.read(tmp_path, "vault_public")
    (tmp_path / "vault_public").unlink()
    keys.ensure(tmp_path)
    assert keys.read(tmp_path, "vault_public") == before


def test_processes_that_start_together_end_with_one_set(tmp_path: Path) -> None:
    barrier, seen = threading.Barrier(8), []

    def start() -> None:
        barrier.wait(10)
        keys.ensure(tmp_path)
        seen.append(tuple(keys.read(tmp_path, name) for name in sorted(NAMES)))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1
    assert set(contents(tmp_path)) == NAMES  # no draft is left behind


def test_empty_key_file_is_told_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "answer_key").touch()
    with pytest.raises(keys.KeyLost, match=r"answer_key holds no key\. Restore it from a backup"):
        keys.read(tmp_path, "answer_key")
