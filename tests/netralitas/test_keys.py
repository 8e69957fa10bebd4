"""Key files are made once, readable by their owner only, and never replaced."""

import stat
import threading
from base64 import urlsafe_b64decode
from pathlib import Path

from nacl.public import PrivateKey

from netralitas import keys


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_keys_are_made_with_modes_that_keep_others_out(tmp_path: Path) -> None:
    keys.ensure(tmp_path / "keys")
    assert sorted(contents(tmp_path / "keys")) == sorted(
        [*keys.SYMMETRIC, "sandbox_private", "sandbox_public", "slip_private", "vault_private", "vault_public"]
    )
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()} == {0o600}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_each_key_has_256_bits_of_its_own(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        keys.ensure(folder)
    found = {name: [keys.read(folder, name) for folder in folders] for name in contents(folders[0])}
    values = [value for pair in found.values() for value in pair]
    assert len(set(values)) == len(values)  # no two alike, and none made from a constant
    for name, pair in found.items():
        lengths = {len(urlsafe_b64decode(value + "=" * (-len(value) % 4))) for value in pair}
        assert min(lengths) >= 32, name


def test_second_start_changes_nothing(tmp_path: Path) -> None:
    keys.ensure(tmp_path)
    before = contents(tmp_path)
    keys.ensure(tmp_path)
    assert contents(tmp_path) == before


def test_public_key_belongs_to_the_private_one(tmp_path: Path) -> None:
    keys.ensure(tmp_path)
    private = PrivateKey(urlsafe_b64decode(keys.read(tmp_path, "vault_private")))
    assert bytes(private.public_key) == urlsafe_b64decode(keys.read(tmp_path, "vault_public"))


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    seen: list[str] = []

    def start() -> None:
        keys.ensure(tmp_path)
        seen.append(keys.read(tmp_path, "secret_key"))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
