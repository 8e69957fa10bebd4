"""Calendar and working days, local midnights, and how a due moment is spoken."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from regions.days import (
    CalendarDays,
    WorkingDays,
    count_days,
    days,
    due_at,
    end_of,
    is_working,
    local_date,
    spoken,
    spoken_date,
    spoken_weekday,
    start_of,
    working_days,
    zone_name,
)
from regions.enums import DayKind

WIB, WITA, WIT = "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"
IDUL_FITRI_2026 = frozenset(date(2026, 3, day) for day in (18, 19, 20, 21, 22, 23, 24))
CHRISTMAS_2024 = frozenset({date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1)})


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


def test_two_kinds_of_day_are_two_types() -> None:
    assert days(7) != working_days(7)
    assert (days(7), days(7).kind) == (CalendarDays(7), DayKind.CALENDAR)
    assert (working_days(7), working_days(7).kind) == (WorkingDays(7), DayKind.WORKING)


@pytest.mark.parametrize("term", [days, working_days])
def test_term_of_no_days_is_refused(term) -> None:
    with pytest.raises(ValueError, match="at least one day, not 0"):
        term(0)


def test_start_day_is_not_counted() -> None:
    assert count_days(date(2024, 10, 2), days(7)) == [date(2024, 10, day) for day in range(3, 10)]


def test_calendar_days_run_through_weekends_and_holidays() -> None:
    assert count_days(date(2026, 3, 17), days(2), IDUL_FITRI_2026) == [date(2026, 3, 18), date(2026, 3, 19)]


def test_working_days_leave_out_the_weekend() -> None:
    friday = date(2026, 11, 20)
    assert count_days(friday, working_days(3)) == [date(2026, 11, day) for day in (23, 24, 25)]


def test_working_days_leave_out_idul_fitri_and_its_joint_leave() -> None:
    tuesday = date(2026, 3, 17)
    counted = count_days(tuesday, working_days(2), IDUL_FITRI_2026)
    assert counted == [date(2026, 3, 25), date(2026, 3, 26)]


def test_working_days_run_over_the_end_of_the_year() -> None:
    monday = date(2024, 12, 23)
    counted = count_days(monday, working_days(5), CHRISTMAS_2024)
    assert counted == [date(2024, 12, 24), date(2024, 12, 27), date(2024, 12, 30), date(2024, 12, 31), date(2025, 1, 2)]


def test_calendar_days_run_over_the_end_of_the_year_and_a_leap_day() -> None:
    assert count_days(date(2023, 12, 30), days(3))[-1] == date(2024, 1, 2)
    assert count_days(date(2024, 2, 28), days(2)) == [date(2024, 2, 29), date(2024, 3, 1)]


def test_fourteen_working_days_after_the_recommendation() -> None:
    wednesday = date(2024, 9, 4)
    holidays = frozenset({date(2024, 9, 16)})
    counted = count_days(wednesday, working_days(14), holidays)
    assert (len(counted), counted[-1]) == (14, date(2024, 9, 25))


def test_a_term_ends_at_the_next_local_midnight() -> None:
    assert due_at(date(2024, 10, 2), days(7), zone=WITA) == utc(2024, 10, 9, 16)
    assert due_at(date(2024, 10, 2), days(7), zone=WIB) == utc(2024, 10, 9, 17)
    assert due_at(date(2024, 10, 2), days(7), zone=WIT) == utc(2024, 10, 9, 15)


def test_twenty_to_midnight_in_kotim_is_in_time_although_wita_has_gone_on() -> None:
    filed = utc(2024, 10, 9, 16, 40)  # 23.40 WIB on 9 October, 00.40 WITA on 10 October
    assert filed < due_at(date(2024, 10, 2), days(7), zone=WIB)
    assert filed > due_at(date(2024, 10, 2), days(7), zone=WITA)
    assert (local_date(filed, WIB), local_date(filed, WITA)) == (date(2024, 10, 9), date(2024, 10, 10))


def test_next_morning_in_kotim_is_late() -> None:
    assert utc(2024, 10, 9, 17) >= due_at(date(2024, 10, 2), days(7), zone=WIB)


def test_working_term_is_due_after_the_leave_in_the_zone_asked_for() -> None:
    due = due_at(date(2026, 3, 17), working_days(2), zone=WIB, holidays=IDUL_FITRI_2026)
    assert due == utc(2026, 3, 26, 17)


def test_local_day_begins_where_the_day_before_ends() -> None:
    assert start_of(date(2025, 1, 1), WITA) == end_of(date(2024, 12, 31), WITA) == utc(2024, 12, 31, 16)


def test_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        local_date(datetime(2024, 10, 9, 23, 40), WIB)  # noqa: DTZ001


def test_due_moment_is_spoken_as_the_minute_before() -> None:
    assert spoken(utc(2026, 4, 3, 17), WIB) == "3 April 2026, 23.59 WIB"
    assert spoken(utc(2026, 4, 3, 16), WITA) == "3 April 2026, 23.59 WITA"
    assert spoken_date(date(2024, 8, 17)) == "17 Agustus 2024"


def test_a_day_of_the_week_is_named_in_the_language_of_the_moment() -> None:
    for _time in range(2):
        assert [spoken_weekday(date(2024, 8, day)) for day in (17, 18, 19)] == ["Sabtu", "Minggu", "Senin"]
        with translation.override("en"):
            assert [spoken_weekday(date(2024, 8, day)) for day in (17, 18)] == ["Saturday", "Sunday"]


def test_due_moment_is_spoken_in_english_too() -> None:
    with translation.override("en"):
        assert spoken(utc(2026, 5, 3, 17), WIB) == "3 May 2026, 23:59 WIB"


def test_zones_have_indonesian_names_and_others_are_refused() -> None:
    assert [zone_name(zone) for zone in ("Asia/Jakarta", WIB, WITA, WIT)] == ["WIB", "WIB", "WITA", "WIT"]
    with pytest.raises(ValueError, match="no Indonesian zone"):
        zone_name("Europe/Amsterdam")


some_day = st.dates(date(2020, 1, 1), date(2035, 12, 31))
some_holidays = st.frozensets(some_day, max_size=40)


@given(start=some_day, count=st.integers(1, 60), holidays=some_holidays)
def test_working_count_is_exactly_the_working_days_up_to_its_end(start, count, holidays) -> None:
    counted = count_days(start, working_days(count), holidays)
    span = [start + timedelta(days=n) for n in range(1, (counted[-1] - start).days + 1)]
    assert counted == [day for day in span if is_working(day, holidays)]
    assert len(counted) == count


@given(start=some_day, count=st.integers(1, 60), zone=st.sampled_from([WIB, WITA, WIT]))
def test_due_moment_falls_on_the_local_day_after_the_last_counted_one(start, count, zone) -> None:
    due = due_at(start, days(count), zone=zone)
    assert local_date(due, zone) == start + timedelta(days=count + 1)
    assert local_date(due - timedelta(seconds=1), zone) == start + timedelta(days=count)
