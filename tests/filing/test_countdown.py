"""The filing window in plain words."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from reports.filing import countdown
from reports.submission import Problem, Submission

pytestmark = pytest.mark.django_db


def shown(moment: datetime, **fields: object) -> countdown.Clock:
    """The clock of a report at an instant."""
    given: dict[str, object] = {"kind": "report", "region": "62.02", "known_date": date(2024, 10, 2)}
    with time_machine.travel(moment, tick=False):
        return countdown.clock(Submission(**{**given, **fields}), [])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "left", "past"),
    [
        (datetime(2024, 10, 2, 17, tzinfo=UTC), "7 hari lagi", False),  # Kotim, midnight WIB
        (datetime(2024, 10, 8, 12, tzinfo=UTC), "1 hari 5 jam lagi", False),
        (datetime(2024, 10, 9, 16, 40, tzinfo=UTC), "Kurang dari satu jam lagi", False),  # 23.40 WIB, 00.40 WITA
        (datetime(2024, 10, 9, 17, tzinfo=UTC), "Sudah lewat, kurang dari satu hari", True),
        (datetime(2024, 10, 12, 17, tzinfo=UTC), "Sudah lewat 3 hari", True),
    ],
)
def test_the_time_left_is_counted_to_the_local_midnight(now: datetime, left: str, past: bool) -> None:
    clock = shown(now)
    assert (clock.left, clock.past, clock.none) == (left, past, False)
    assert clock.end == "Paling lambat 9 Oktober 2024, 23.59 WIB"


def test_the_end_is_said_in_the_zone_of_the_place() -> None:
    clock = shown(datetime(2024, 10, 3, tzinfo=UTC), region="74.71")
    assert clock.end == "Paling lambat 9 Oktober 2024, 23.59 WITA"


def test_the_calculation_can_be_shown() -> None:
    how = shown(datetime(2024, 10, 3, tzinfo=UTC)).how
    assert how[0] == "Dihitung sejak 2 Oktober 2024; hari itu sendiri tidak dihitung."


def test_outside_every_stage_there_is_no_countdown_and_the_page_says_why() -> None:
    clock = shown(datetime(2026, 11, 20, tzinfo=UTC), region="64.71", known_date=date(2026, 11, 19))
    assert (clock.none, clock.left, clock.end, clock.how) == (True, "", "", [])
    assert clock.heading == "Tidak ada batas waktu"
    assert clock.why.startswith("Pada tanggal itu tidak ada tahapan pemilihan yang berjalan di Kota Balikpapan.")


def test_a_late_report_is_told_that_it_is_not_refused() -> None:
    clock = shown(datetime(2024, 10, 20, tzinfo=UTC))
    assert clock.why.startswith("Tetap kirim. Portal tidak menolak karena terlambat")


def test_a_tip_knows_no_lateness() -> None:
    clock = shown(datetime(2024, 10, 20, tzinfo=UTC), kind="tip")
    assert clock.why == "Informasi awal tidak mengenal batas waktu. Anda tetap dapat mengirimnya."


def test_without_the_day_known_the_day_of_the_act_counts_and_is_named() -> None:
    clock = shown(datetime(2024, 10, 3, tzinfo=UTC), known_date=None, incident_date=date(2024, 10, 1))
    assert clock.end == "Paling lambat 8 Oktober 2024, 23.59 WIB"
    assert clock.why == "Dihitung dari tanggal kejadian, karena tanggal Anda mengetahuinya belum diisi."


def test_without_any_day_it_asks_for_one() -> None:
    clock = shown(datetime(2024, 10, 3, tzinfo=UTC), known_date=None)
    assert (clock.none, clock.why) == (True, "Isi tanggal Anda mengetahuinya; batasnya dihitung di sini.")


def test_a_day_that_has_not_come_says_so_instead_of_counting() -> None:
    wrong = Problem("known_date", "future", "Tanggal ini belum terjadi di wilayah itu.")
    clock = countdown.clock(Submission(kind="report", region="64.71"), [wrong])
    assert (clock.none, clock.why) == (True, "Tanggal ini belum terjadi di wilayah itu.")


def test_what_cannot_be_read_stops_no_page() -> None:
    submission = Submission(kind="report", region="99.99", known_date=date(9999, 12, 31))
    clock = countdown.clock(submission, [Problem("region", "invalid_choice", "")])
    assert clock.none is True
