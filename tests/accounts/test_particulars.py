"""Mailbox, mandate and hours of an office: recorded by one administrator, told, never for a day gone by."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from regions import calendars, offices
from regions.models import Agency, OfficeHours, OnlineMandate
from services.accounts import particulars
from services.accounts.models import MailboxChange, User
from services.accounts.two_people import Refused
from services.audit.models import Entry
from services.notifications import addresses
from services.notifications.models import Message
from tests.factories import accounts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

HOME = "bawaslu-balikpapan"
NOW = datetime(2026, 11, 30, 18, tzinfo=UTC)  # 1 December, 2 in the morning, in Balikpapan
TODAY, TOMORROW = date(2026, 12, 1), date(2026, 12, 2)
OLD, NEW = "lama@contoh.invalid", "baru@contoh.invalid"
PAPER = {"decision": "Keputusan Ketua Bawaslu", "number": "12/2026", "dated": date(2026, 11, 20)}


@pytest.fixture
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def by() -> User:
    return accounts.officer("sysadmin", "bawaslu-ri")


@pytest.fixture
def leader() -> User:
    return accounts.officer("leader", HOME, username="ketua", email="ketua@contoh.invalid")


def office() -> Agency:
    return Agency.objects.get(pk=HOME)


def given(by: User, since: date = TOMORROW, *, receives: bool = True, **other: Any) -> OnlineMandate:
    return particulars.record_mandate(office(), since=since, receives=receives, by=by, **{**PAPER, **other})


def sent() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("letter", "reference"))


def test_old_and_new_mailbox_and_the_leader_hear_of_a_change(by: User, leader: User) -> None:
    Agency.objects.filter(pk=HOME).update(email=OLD)
    row = particulars.move_mailbox(office(), NEW, by=by)
    assert row is not None
    assert (row.former_email, row.email, row.changed_by, row.changed_at) == (OLD, NEW, by, NOW)
    assert office().email == NEW
    assert addresses.resolve(f"agency:{HOME}") == [NEW]
    assert sent() == [
        ("office_mailbox_changed", f"mailbox:{row.pk}"),
        ("office_mailbox_changed", f"user:{leader.pk}"),
    ]
    assert addresses.resolve(f"mailbox:{row.pk}") == [OLD, NEW]
    entry = Entry.objects.get(action="agency:mailbox")
    assert (entry.subject, entry.actor) == (HOME, f"user:{by.pk}")
    assert entry.detail == {"change": str(row.pk), "had": True, "has": True}


def test_a_mailbox_taken_away_is_still_written_to_and_letters_go_to_the_leaders(by: User, leader: User) -> None:
    Agency.objects.filter(pk=HOME).update(email=OLD)
    row = particulars.move_mailbox(office(), "", by=by)
    assert row is not None
    assert addresses.resolve(f"mailbox:{row.pk}") == [OLD]
    assert addresses.resolve(f"agency:{HOME}") == ["ketua@contoh.invalid"]


def test_the_same_mailbox_again_is_nothing(by: User, leader: User) -> None:
    Agency.objects.filter(pk=HOME).update(email=OLD)
    assert particulars.move_mailbox(office(), OLD, by=by) is None
    assert not MailboxChange.objects.exists()
    assert not Entry.objects.filter(action="agency:mailbox").exists()
    assert sent() == []


def test_where_nobody_leads_the_level_above_hears_of_it(by: User) -> None:
    above = accounts.officer("leader", "bawaslu-kaltim", username="provinsi")
    row = particulars.move_mailbox(office(), NEW, by=by)
    assert row is not None
    assert sent()[1] == ("office_mailbox_changed", f"user:{above.pk}")


def test_a_mandate_holds_from_its_day_on_and_names_its_decision(by: User, leader: User) -> None:
    Agency.objects.filter(pk=HOME).update(email=OLD)
    row = given(by)
    assert not offices.receives_online(offices.get(HOME), TODAY)
    assert offices.receives_online(offices.get(HOME), TOMORROW)
    assert offices.online_since(offices.get(HOME), TOMORROW + timedelta(days=40)) == TOMORROW
    assert sent() == [
        ("office_mandate_recorded", f"agency:{HOME}"),
        ("office_mandate_recorded", f"user:{leader.pk}"),
    ]
    entry = Entry.objects.get(action="agency:mandate")
    assert entry.detail == {"mandate": row.pk, "since": "2026-12-02", "was": False, "now": True}


def test_a_mandate_ends_by_another_decision_and_the_days_before_keep_theirs(by: User) -> None:
    given(by)
    end = date(2027, 2, 1)
    given(by, end, receives=False, number="3/2027", dated=TODAY)
    home = offices.get(HOME)
    assert [offices.receives_online(home, day) for day in (end - timedelta(days=1), end)] == [True, False]
    assert OnlineMandate.objects.count() == 2


def test_a_later_decision_replaces_one_that_has_not_begun(by: User) -> None:
    given(by, date(2027, 1, 10))
    given(by, TOMORROW, receives=False)
    assert not offices.receives_online(offices.get(HOME), date(2027, 1, 11))


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"since": TODAY}, "Paling cepat mulai 2 Desember 2026: yang sudah diterima tetap seperti adanya."),
        ({"dated": TOMORROW}, "Tanggal keputusan belum tiba."),
        ({"decision": " "}, "Sebutkan keputusannya: nama, nomor, dan tanggal."),
        ({"number": ""}, "Sebutkan keputusannya: nama, nomor, dan tanggal."),
        ({"receives": False}, "Untuk hari itu sudah tercatat demikian."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    by: User, leader: User, other: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        given(by, **other)
    assert str(refused.value) == sentence
    assert not OnlineMandate.objects.exists()
    assert not Entry.objects.filter(action="agency:mandate").exists()
    assert sent() == []


def test_the_database_keeps_no_mandate_without_its_decision() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OnlineMandate.objects.create(
            agency_id=HOME, since=TOMORROW, receives=True, decision="", number="1", dated=TODAY, recorded_at=NOW
        )


def test_new_hours_hold_from_their_day_and_the_former_until_then(by: User) -> None:
    monday = date(2026, 12, 7)
    before = list(OfficeHours.objects.filter(agency=HOME, valid_until__lte=TODAY).values().order_by("pk"))
    round_the_clock = OfficeHours.objects.filter(agency=HOME, opens=time.min, closes=time.min)
    kept = list(round_the_clock.values().order_by("pk"))
    week = dict.fromkeys(range(5), (time(9), time(15)))
    particulars.set_hours(office(), since=monday, week=week, basis="SK 4/2026", by=by)
    assert _open_at(date(2026, 11, 30), 8)  # a Monday of the former hours
    assert not _open_at(monday, 8)
    assert _open_at(monday, 9)
    assert not _open_at(monday, 15)
    past = OfficeHours.objects.filter(agency=HOME, valid_until__lte=TODAY)
    assert list(past.values().order_by("pk")) == before
    assert list(round_the_clock.values().order_by("pk")) == kept
    entry = Entry.objects.get(action="agency:hours")
    assert entry.detail == {"since": "2026-12-07", "ended": 5, "open": [0, 1, 2, 3, 4]}


def test_hours_planned_for_later_give_way_to_others_that_begin_before(by: User) -> None:
    january, monday = date(2027, 1, 4), date(2026, 12, 7)
    particulars.set_hours(office(), since=january, week={0: (time(7), time(11))}, basis="SK 5/2026", by=by)
    particulars.set_hours(office(), since=monday, week={0: (time(9), time(15))}, basis="SK 6/2026", by=by)
    assert not _open_at(january, 8)
    assert _open_at(january, 14)


def test_the_first_hours_of_an_office_leave_the_usual_ones_before_them(by: User) -> None:
    OfficeHours.objects.filter(agency=HOME).delete()
    particulars.set_hours(office(), since=date(2026, 12, 7), week={0: (time(9), time(15))}, basis="SK 4/2026", by=by)
    assert _open_at(date(2026, 11, 30), 8)
    assert not _open_at(date(2026, 12, 7), 8)


def test_hours_for_today_are_refused_and_nothing_changes(by: User) -> None:
    before = list(OfficeHours.objects.filter(agency=HOME).values().order_by("pk"))
    with pytest.raises(Refused, match="Paling cepat mulai 2 Desember 2026"):
        particulars.set_hours(office(), since=TODAY, week={0: (time(9), time(15))}, basis="SK", by=by)
    assert list(OfficeHours.objects.filter(agency=HOME).values().order_by("pk")) == before
    assert not Entry.objects.filter(action="agency:hours").exists()


def _open_at(day: date, hour: int) -> bool:
    """Whether the office is open at a full hour of its own zone, eight ahead of UTC."""
    return calendars.hours_open(HOME, datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=8))
