"""Terms, sizes and flags in words."""

from datetime import UTC, datetime

import pytest

from reports.admin import wording
from reports.admin.filters import spelled
from reports.admin.wording import TimeLeft

MIDNIGHT = datetime(2024, 10, 6, 16, tzinfo=UTC)  # the end of 6 October in Makassar


@pytest.mark.parametrize(
    ("now", "text", "tone"),
    [
        (datetime(2024, 10, 3, 0, tzinfo=UTC), "3 hari lagi", "calm"),
        (datetime(2024, 10, 4, 0, tzinfo=UTC), "2 hari lagi", "soon"),
        (datetime(2024, 10, 5, 16, 0, tzinfo=UTC), "hari ini", "today"),
        (datetime(2024, 10, 6, 15, 59, tzinfo=UTC), "hari ini", "today"),
        (datetime(2024, 10, 6, 16, 0, tzinfo=UTC), "lewat 1 hari", "late"),
        (datetime(2024, 10, 9, 0, tzinfo=UTC), "lewat 3 hari", "late"),
    ],
)
def test_time_left_is_told_in_whole_local_days(now: datetime, text: str, tone: str) -> None:
    assert wording.time_left(MIDNIGHT, zone="Asia/Makassar", now=now) == TimeLeft(
        text, "6 Oktober 2024, 23.59 WITA", tone
    )


def test_without_a_term_nothing_is_left() -> None:
    assert wording.time_left(None, zone="Asia/Makassar", now=MIDNIGHT) == wording.NO_TERM


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bita"), (999, "999 bita"), (1000, "1,0 kB"), (1_234_567, "1,2 MB"), (25_000_000, "25,0 MB")],
)
def test_sizes_are_told_in_decimal_units(count: int, text: str) -> None:
    assert wording.size(count) == text


def test_lateness_is_told_once() -> None:
    flags = wording.flags(late=True, unofficial=True, missing=["late", "evidence", "respondent"])

    assert [flag.text for flag in flags] == ["terlambat", "belum diterima resmi", "kurang: bukti, pihak terlapor"]


def test_codes_are_grouped_for_reading_and_read_back_in_any_spelling() -> None:
    assert wording.grouped("W0H4PZ8WAPY0") == "W0H4-PZ8W-APY0"
    assert wording.grouped("SMR-0001") == "SMR-0001"
    assert spelled(" woh4 pz8w-apyo ") == "W0H4PZ8WAPY0"
    assert spelled("il") == "11"
