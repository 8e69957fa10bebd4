"""Sockets at any depth of folders."""

import socket
from pathlib import Path

import pytest

from services.vault.socket_path import LONGEST, reachable


@pytest.mark.parametrize("folders", [0, 1, 5, 20])
def test_a_socket_is_bound_and_reached_at_any_depth(tmp_path: Path, folders: int) -> None:
    folder = tmp_path.joinpath(*["folder-of-thirty-one-characters"] * folders)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "vault.sock"
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as client:
        with reachable(path) as spelled:
            assert len(spelled.encode()) <= LONGEST
            listener.bind(spelled)
        listener.listen(1)
        assert path.is_socket()
        with reachable(path) as spelled:
            client.connect(spelled)


def test_short_path_is_used_as_it_is() -> None:
    with reachable(Path("/run/vault/vault.sock")) as spelled:
        assert spelled == "/run/vault/vault.sock"


def test_the_link_is_gone_afterwards(tmp_path: Path) -> None:
    with reachable(tmp_path / ("x" * 120) / "v.sock") as spelled:
        link = Path(spelled).parent
        assert link.is_symlink()
    assert not link.parent.exists()
