"""What leaves the tables has a group of data, or the start fails: each kind of it is tried."""

import pytest

from netralitas import checks, outward

KINDS = {
    "FOREIGN": "otp_totp.TOTPDevice.key",
    "SERIALIZED": "reports.ReporterBody.phone",
    "TAKEN_OUT": "queue.terlapor",
    "IN_LETTERS": "due",
    "PAGES": "filing:status",
}


def found() -> list[tuple[str, str]]:
    return [(str(one.id), str(one.obj)) for one in checks.everything_that_leaves_has_a_data_group(app_configs=None)]


def test_everything_that_leaves_is_mapped() -> None:
    assert found() == []


@pytest.mark.parametrize(("kind", "name"), KINDS.items())
def test_what_has_no_group_stops_the_start(kind: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(getattr(outward, kind), name)
    assert found() == [("netralitas.E011", name)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_group_of_what_is_not_there_stops_the_start(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(getattr(outward, kind), "nothing.of_ours", "D10")
    assert found() == [("netralitas.E012", "nothing.of_ours")]


@pytest.mark.parametrize(("kind", "name"), KINDS.items())
def test_a_group_that_there_is_not_stops_the_start(kind: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(getattr(outward, kind), name, "D15")
    assert found() == [("netralitas.E013", name)]


def test_what_goes_out_by_the_queue_names_nobody() -> None:
    """The file of the queue is for the office and beyond it: nothing in it is a person's, a text's or a link's."""
    assert set(outward.TAKEN_OUT.values()) == {"D10"}
    assert set(outward.IN_LETTERS.values()) == {"D10", "D13"}
