"""The deletion ledger: every line is on the disk before the deletion, each thing counts once, damage is told."""

from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.conf import settings

from services.audit import ledger

ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "LEDGER", tmp_path / "ledger" / "deletions")
    return tmp_path / "ledger" / "deletions"


def test_no_file_is_an_empty_ledger() -> None:
    assert ledger.read() == []


def test_what_is_noted_is_read_again_once(path: Path) -> None:
    with time_machine.travel("2024-10-04T02:00:00+00:00", tick=False):
        ledger.note(ledger.IDENTITY, [ONE, TWO])
        ledger.note(ledger.IDENTITY, [ONE])
        ledger.note(ledger.ORIGINAL, [ONE])
    assert path.read_text() == (
        f"2024-10-04 identity {ONE}\n2024-10-04 identity {TWO}\n2024-10-04 identity {ONE}\n2024-10-04 original {ONE}\n"
    )
    assert ledger.subjects(ledger.IDENTITY) == [ONE, TWO]
    assert ledger.subjects(ledger.ORIGINAL) == [ONE]
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("line", ["", "2024-10-04 identity", f"2024-10-04 person {ONE}", "2024-10-04 identity x"])
def test_a_line_that_cannot_be_read_stops_everything(path: Path, line: str) -> None:
    ledger.note(ledger.IDENTITY, [ONE])
    with path.open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(ledger.LedgerDamaged, match="line 2 of the deletion ledger"):
        ledger.read()
