"""Where a day stands in law: phases, holidays, office hours, and the number that tells of change."""

from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from regions import calendars, offices
from regions.calendars import Placement, determined_on, hours_open, phase
from regions.enums import AgencyKind, ContestKind, Phase, RuleSetKind
from tests.factories import regions as make

pytestmark = pytest.mark.django_db

PILKADA, PEMILU, OUTSIDE = RuleSetKind.PILKADA, RuleSetKind.PEMILU, RuleSetKind.OUTSIDE_ELECTION


def placed(contest: str, region: str, on: date) -> tuple[str, str, str]:
    found = phase(contest, region, on)
    return (found.rule_set.value, found.phase.value, found.election)


def test_samarinda_june_2024_is_before_nomination() -> None:
    assert phase("regent_mayor", "64.72", date(2024, 6, 10)) == Placement(
        rule_set=PILKADA,
        rule_version="perbawaslu-8-2020",
        phase=Phase.PRE_NOMINATION,
        election="pilkada-2024",
        contest=ContestKind.REGENT_MAYOR,
    )


def test_kukar_january_2024_is_the_presidential_campaign() -> None:
    assert phase("president", "64.02", date(2024, 1, 20)) == Placement(
        rule_set=PEMILU,
        rule_version="perbawaslu-7-2022",
        phase=Phase.CAMPAIGN,
        election="pemilu-2024",
        contest=ContestKind.PRESIDENT,
    )


def test_balikpapan_3_october_2024_is_the_campaign_under_the_newer_text() -> None:
    found = phase("regent_mayor", "64.71", date(2024, 10, 3))
    assert (found.rule_set, found.phase, found.rule_version) == (PILKADA, Phase.CAMPAIGN, "perbawaslu-9-2024")


def test_kotim_2_october_2024_is_the_campaign() -> None:
    assert placed("regent_mayor", "62.02", date(2024, 10, 2)) == ("PILKADA", "CAMPAIGN", "pilkada-2024")


def test_kendari_21_september_2024_is_the_last_day_before_nomination() -> None:
    assert placed("regent_mayor", "74.71", date(2024, 9, 21)) == ("PILKADA", "PRE_NOMINATION", "pilkada-2024")
    assert placed("regent_mayor", "74.71", date(2024, 9, 22)) == ("PILKADA", "NOMINATED", "pilkada-2024")


def test_balikpapan_november_2026_is_outside_every_stage() -> None:
    assert phase("unknown", "64.71", date(2026, 11, 21)) == Placement(
        rule_set=OUTSIDE,
        rule_version="uu-20-2023",
        phase=Phase.OUTSIDE,
        election="",
        contest=ContestKind.UNKNOWN,
    )


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 12, 31), "OUTSIDE"),
        (date(2024, 1, 1), "PRE_NOMINATION"),
        (date(2024, 9, 21), "PRE_NOMINATION"),
        (date(2024, 9, 22), "NOMINATED"),
        (date(2024, 9, 24), "NOMINATED"),
        (date(2024, 9, 25), "CAMPAIGN"),
        (date(2024, 11, 23), "CAMPAIGN"),
        (date(2024, 11, 24), "QUIET"),
        (date(2024, 11, 26), "QUIET"),
        (date(2024, 11, 27), "VOTING"),
        (date(2024, 11, 28), "POST"),
        (date(2024, 12, 16), "POST"),
        (date(2024, 12, 17), "OUTSIDE"),
    ],
)
def test_pilkada_2024_day_by_day(on: date, expected: str) -> None:
    for region in offices.regions():
        assert phase("governor", region, on).phase == expected
        assert phase("regent_mayor", region, on).phase == expected


@pytest.mark.parametrize(
    ("contest", "on", "expected"),
    [
        ("legislative", date(2023, 11, 2), "PRE_NOMINATION"),
        ("legislative", date(2023, 11, 3), "NOMINATED"),
        ("president", date(2023, 11, 12), "PRE_NOMINATION"),
        ("president", date(2023, 11, 13), "NOMINATED"),
        ("president", date(2023, 11, 28), "CAMPAIGN"),
        ("president", date(2024, 2, 10), "CAMPAIGN"),
        ("president", date(2024, 2, 11), "QUIET"),
        ("legislative", date(2024, 2, 14), "VOTING"),
        ("legislative", date(2024, 3, 20), "POST"),
        ("legislative", date(2024, 3, 21), "OUTSIDE"),
        ("president", date(2024, 10, 3), "OUTSIDE"),
    ],
)
def test_pemilu_2024_has_a_line_of_its_own_for_each_contest(contest: str, on: date, expected: str) -> None:
    assert phase(contest, "62.02", on).phase == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 2, 23), "OUTSIDE"),
        (date(2025, 2, 24), "PRE_NOMINATION"),
        (date(2025, 3, 23), "NOMINATED"),
        (date(2025, 3, 26), "CAMPAIGN"),
        (date(2025, 4, 16), "QUIET"),
        (date(2025, 4, 19), "VOTING"),
        (date(2025, 5, 11), "POST"),
        (date(2025, 5, 12), "OUTSIDE"),
    ],
)
def test_kukar_re_vote_is_an_event_of_its_own_for_kukar_alone(on: date, expected: str) -> None:
    assert phase("regent_mayor", "kukar", on).phase == expected
    assert phase("regent_mayor", "samarinda", on).phase == Phase.OUTSIDE
    assert phase("governor", "kukar", on).phase == Phase.OUTSIDE


def test_unknown_contest_of_an_event_with_one_contest_is_that_contest() -> None:
    assert phase("unknown", "kukar", date(2025, 4, 1)).contest == ContestKind.REGENT_MAYOR
    assert phase("unknown", "kukar", date(2024, 10, 3)).contest == ContestKind.UNKNOWN


def test_unknown_contest_takes_the_event_nearest_to_its_vote() -> None:
    assert placed("unknown", "kukar", date(2024, 1, 20)) == ("PEMILU", "CAMPAIGN", "pemilu-2024")
    assert placed("unknown", "kukar", date(2024, 2, 14)) == ("PEMILU", "VOTING", "pemilu-2024")
    assert placed("unknown", "kukar", date(2024, 3, 1)) == ("PILKADA", "PRE_NOMINATION", "pilkada-2024")
    assert placed("unknown", "kukar", date(2023, 11, 7)) == ("PEMILU", "NOMINATED", "pemilu-2024")
    assert placed("", "kukar", date(2024, 6, 10)) == ("PILKADA", "PRE_NOMINATION", "pilkada-2024")


def test_a_re_vote_at_one_polling_station_is_no_new_phase() -> None:
    assert placed("regent_mayor", "samarinda", date(2024, 12, 2)) == ("PILKADA", "POST", "pilkada-2024")


def test_text_of_the_pilkada_rules_changes_in_october_2024() -> None:
    assert phase("governor", "kotim", date(2024, 9, 30)).rule_version == "perbawaslu-8-2020"
    assert phase("governor", "kotim", date(2024, 10, 1)).rule_version == "perbawaslu-9-2024"
    assert phase("unknown", "kotim", date(2022, 3, 1)).rule_version == "uu-5-2014"


def test_region_is_named_by_code_slug_or_row_and_an_unknown_one_is_refused() -> None:
    on = date(2024, 10, 3)
    row = offices.region("62.02")
    assert phase("governor", "62.02", on) == phase("governor", "kotim", on) == phase("governor", row, on)
    with pytest.raises(offices.UnknownOffice, match=r"No region is served under '32\.76'"):
        phase("governor", "32.76", on)


def test_candidates_are_determined_on_the_day_of_their_own_contest() -> None:
    assert determined_on("president", "kukar", date(2024, 1, 20)) == date(2023, 11, 13)
    assert determined_on("legislative", "kukar", date(2024, 1, 20)) == date(2023, 11, 3)
    assert determined_on("regent_mayor", "kukar", date(2024, 6, 1)) == date(2024, 9, 22)
    assert determined_on("unknown", "kukar", date(2025, 4, 1)) == date(2025, 3, 23)
    assert determined_on("unknown", "kukar", date(2026, 11, 21)) is None


def test_stages_of_a_region_come_in_order_and_without_the_neighbours() -> None:
    assert len(calendars.stages("samarinda")) == 24
    assert len(calendars.stages("kukar")) == 30
    days = [span.first_day for span in calendars.stages("kukar")]
    assert days == sorted(days)


def test_holidays_hold_decreed_days_and_joint_leave() -> None:
    holidays = calendars.holidays()
    assert len(holidays) == 135
    assert {date(2024, 4, 8), date(2024, 11, 27), date(2025, 8, 18), date(2026, 3, 24)} <= holidays
    assert date(2026, 11, 23) not in holidays


def test_holiday_of_one_region_is_no_holiday_elsewhere() -> None:
    make.holiday(date(2026, 1, 21), region=offices.region("samarinda"))

    assert date(2026, 1, 21) in calendars.holidays("samarinda")
    assert date(2026, 1, 1) in calendars.holidays("samarinda")
    assert date(2026, 1, 21) not in calendars.holidays("kukar")
    assert date(2026, 1, 21) not in calendars.holidays()


def test_count_into_a_year_without_a_decree_is_provisional() -> None:
    assert calendars.is_provisional([date(2027, 12, 31), date(2028, 1, 3)]) is True
    assert calendars.is_provisional([date(2027, 12, 31)]) is False


def test_late_holiday_raises_the_version_and_is_seen_at_once() -> None:
    before = calendars.version()
    make.holiday(date(2026, 11, 23))

    assert calendars.version() == before + 1
    assert date(2026, 11, 23) in calendars.holidays()


def test_change_of_an_office_leaves_the_calendar_version_alone() -> None:
    before = calendars.version()
    make.agency()
    assert calendars.version() == before


def test_new_event_is_placed_by_its_own_stages() -> None:
    stages = {
        Phase.CAMPAIGN: (date(2026, 11, 1), date(2026, 11, 22)),
        Phase.QUIET: (date(2026, 11, 23), date(2026, 11, 25)),
    }
    make.election("pilkada-ulang-uji", region=offices.region("balikpapan"), stages=stages)

    assert placed("unknown", "balikpapan", date(2026, 11, 21)) == ("PILKADA", "CAMPAIGN", "pilkada-ulang-uji")
    assert placed("unknown", "samarinda", date(2026, 11, 21)) == ("OUTSIDE_ELECTION", "OUTSIDE", "")


def wita(*moment: int) -> datetime:
    year, month, day, hour, *rest = moment
    return datetime(year, month, day, hour - 8, *rest, tzinfo=UTC)


@pytest.mark.parametrize(
    ("office", "moment", "is_open"),
    [
        ("bawaslu-samarinda", wita(2024, 10, 3, 8), True),  # Thursday
        ("bawaslu-samarinda", wita(2024, 10, 3, 15, 59), True),
        ("bawaslu-samarinda", wita(2024, 10, 3, 16), False),
        ("bawaslu-samarinda", wita(2024, 10, 4, 16, 29), True),  # Friday
        ("bawaslu-samarinda", wita(2024, 9, 27, 16, 29), False),  # Friday under the older text
        ("bawaslu-samarinda", wita(2024, 10, 5, 10), False),  # Saturday
        ("bawaslu-samarinda", wita(2024, 12, 25, 10), False),  # Christmas, a Wednesday
        ("bawaslu-samarinda", wita(2024, 11, 24, 23, 59), True),  # quiet period, a Sunday
        ("bawaslu-samarinda", wita(2024, 11, 27, 9), True),  # voting day, a holiday
        ("bawaslu-samarinda", wita(2024, 12, 17, 18), False),
        ("bawaslu-kukar", wita(2024, 10, 6, 21), True),  # a Sunday in the campaign
        ("bawaslu-kotim", datetime(2024, 10, 3, 1, 30, tzinfo=UTC), True),  # 08.30 WIB
        ("bawaslu-kotim", datetime(2024, 10, 3, 0, 30, tzinfo=UTC), False),  # 07.30 WIB, 08.30 WITA
        ("bkn", datetime(2026, 11, 23, 0, 30, tzinfo=UTC), True),  # 07.30 WIB, a Monday
        ("pemkab-konawe", wita(2026, 11, 23, 8), True),  # no hours recorded
        ("pemkab-konawe", wita(2026, 11, 22, 8), False),  # Sunday
    ],
)
def test_office_is_open_by_its_own_hours_and_zone(office: str, moment: datetime, is_open: bool) -> None:
    assert hours_open(office, moment) is is_open


def test_office_hours_end_on_the_day_they_say() -> None:
    office = make.agency("kantor-jam", kind=AgencyKind.MINISTRY, zone="Asia/Makassar")
    make.office_hours(office, 0, time(8), time(12), valid_until=date(2026, 11, 23))

    assert hours_open("kantor-jam", wita(2026, 11, 16, 9)) is True
    assert hours_open("kantor-jam", wita(2026, 11, 23, 9)) is False


@pytest.mark.parametrize(("language", "name"), [("id", "Pilkada 2024"), ("en", "Regional head elections 2024")])
def test_an_election_is_named_in_the_readers_language(language: str, name: str) -> None:
    with translation.override(language):
        assert calendars.election_name("pilkada-2024") == name
        assert calendars.election_name("") == ""


def test_calendar_asks_the_database_nothing_once_warm(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        phase("unknown", "64.71", date(2026, 11, 21))
        calendars.holidays("64.71")
        calendars.version()
        hours_open("bawaslu-kotim", datetime(2024, 10, 3, 1, 30, tzinfo=UTC))
