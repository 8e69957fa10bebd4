"""Clocks: how they are explained, paused, prolonged, and worked out again when the calendar changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from netralitas.settings import base
from procedures import deadlines, explaining, transitions
from procedures.enums import Event, PauseReason, Procedure
from procedures.models import Deadline, Pause
from procedures.vocabulary import Facts, Refused
from procedures.workflow import CLOCKS
from regions import calendars
from regions.models import Holiday
from services.accounts.enums import Role
from services.audit.models import Entry
from services.notifications.models import Owed
from tests.factories import procedures as make

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2024, 1, 31, 1, 0, tzinfo=UTC)


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def clock(rule_set: str = "PEMILU", moment: datetime = WEDNESDAY, **fields: Any) -> Deadline:
    """The clock of a fresh inquiry (seven days)."""
    with at(moment):
        leg = make.begun(rule_set=rule_set, facts=Facts(values={"kind": "tip"}), **fields)
    return Deadline.objects.get(proceeding=leg)


def test_a_filing_window_says_who_has_it_and_by_which_article() -> None:
    reading = deadlines.filing_window(date(2024, 10, 2), rule_set="PILKADA", region="62.02", zone="Asia/Pontianak")
    assert reading is not None
    assert (reading.kind, reading.days, reading.day_kind, reading.holder) == ("filing", 7, "calendar", "reporter")
    assert (reading.basis, reading.sure) == ("UU 1/2015 Pasal 134 ayat (4)", "C3")
    assert reading.due_at == datetime(2024, 10, 9, 17, 0, tzinfo=UTC)


def test_outside_an_election_there_is_no_filing_window() -> None:
    assert (
        deadlines.filing_window(date(2026, 11, 2), rule_set="OUTSIDE_ELECTION", region="64.71", zone=make.WITA) is None
    )


def test_a_working_day_deadline_explains_itself_day_by_day() -> None:
    assert explaining.explain(clock()) == [
        "Dihitung sejak 31 Januari 2024; hari itu sendiri tidak dihitung.",
        "Lamanya 7 hari kerja: Senin sampai Jumat, tanpa hari libur nasional dan cuti bersama.",
        "Hari yang dihitung: 1 Februari 2024, 2 Februari 2024, 5 Februari 2024, 6 Februari 2024, 7 Februari 2024, "
        "12 Februari 2024, 13 Februari 2024.",
        "Tidak dihitung: 3 Februari 2024 (Sabtu), 4 Februari 2024 (Minggu), 8 Februari 2024 (Isra Mikraj Nabi "
        "Muhammad), 9 Februari 2024 (Cuti Bersama Tahun Baru Imlek), 10 Februari 2024 (Tahun Baru Imlek), "
        "11 Februari 2024 (Minggu).",
        "Berakhir 13 Februari 2024, 23.59 WITA.",
        "Dasar: Perbawaslu 7/2022 (penelusuran; hari kerja) (satu sumber).",
        "Bacaan lain: 7 hari kalender sejak 31 Januari 2024, berakhir 7 Februari 2024, 23.59 WITA. "
        "Dasar: definisi “hari” dalam Perbawaslu 7/2022 belum dilihat (belum ada sumber).",
    ]


def test_a_calendar_day_deadline_and_a_target_say_so() -> None:
    with at(datetime(2024, 11, 4, 1, 0, tzinfo=UTC)):
        leg = make.begun(Procedure.PERSONNEL)
    lines = explaining.explain(Deadline.objects.get(proceeding=leg))
    assert lines[1] == "Lamanya 14 hari kalender; Sabtu, Minggu, dan hari libur ikut dihitung."
    assert lines[-4:-2] == [
        "Dasar: ditetapkan dalam surat; sumber menyebut 3, 10, 14 hari, dan dua bulan (sumber bertentangan).",
        "Ini target kerja, bukan batas menurut undang-undang.",
    ]
    assert [line.partition(". ")[0] for line in lines[-2:]] == [
        "Bacaan lain: 3 hari kalender sejak 4 November 2024, berakhir 7 November 2024, 23.59 WITA",
        "Bacaan lain: 10 hari kalender sejak 4 November 2024, berakhir 14 November 2024, 23.59 WITA",
    ]
    assert not any(line.startswith("Tidak dihitung") for line in lines)


def test_a_reading_explains_itself_like_a_stored_deadline() -> None:
    reading = deadlines.filing_window(date(2024, 10, 2), rule_set="PILKADA", region="62.02", zone="Asia/Pontianak")
    assert reading is not None
    lines = explaining.explain(reading)
    assert lines[0] == "Dihitung sejak 2 Oktober 2024; hari itu sendiri tidak dihitung."
    assert lines[-2] == "Berakhir 9 Oktober 2024, 23.59 WIB."


def test_the_law_s_other_start_of_the_handling_is_shown_beside_practice() -> None:
    with at(datetime(2024, 9, 24, 1, 0, tzinfo=UTC)):
        leg = make.begun()
    with at(datetime(2024, 9, 26, 1, 0, tzinfo=UTC)):
        transitions.advance(leg, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())
    row = deadlines.open_deadlines([leg.pk])[0]
    assert explaining.other_readings(row) == [
        "Bacaan lain: 3 hari kalender sejak 24 September 2024, berakhir 27 September 2024, 23.59 WITA. "
        "Dasar: UU 1/2015 Pasal 134 ayat (5) berbunyi: sejak laporan diterima (dua sumber).",
        "Bacaan lain: 3 hari kerja sejak 26 September 2024, berakhir 1 Oktober 2024, 23.59 WITA. "
        "Dasar: jam kerja penerimaan Senin–Jumat, Perbawaslu 8/2020 ps. 5 (2a); definisi “hari” belum dilihat "
        "(belum ada sumber).",
    ]


def test_a_day_named_in_a_letter_knows_no_other_reading() -> None:
    with at(datetime(2024, 11, 4, 1, 0, tzinfo=UTC)):
        leg = make.begun(Procedure.PERSONNEL, facts=Facts(values={"due_on": "2024-11-20"}))
    assert explaining.other_readings(Deadline.objects.get(proceeding=leg)) == []


def told(row: Deadline) -> dict[str, Any]:
    """The term as a status row keeps it."""
    read = Deadline.objects.prefetch_related("pauses").get(pk=row.pk)
    return {"due_at": read.due_at.isoformat(), "zone": read.zone, **explaining.kept(read)}


def test_everybody_reads_which_days_were_counted_and_why_others_were_not() -> None:
    assert explaining.plainly(told(clock()), region="64.72") == [
        "Dihitung sejak 31 Januari 2024; hari itu sendiri tidak dihitung.",
        "Lamanya 7 hari kerja: Senin sampai Jumat, tanpa hari libur nasional dan cuti bersama.",
        "Hari yang dihitung: 1 Februari 2024, 2 Februari 2024, 5 Februari 2024, 6 Februari 2024, 7 Februari 2024, "
        "12 Februari 2024, 13 Februari 2024.",
        "Tidak dihitung: 3 Februari 2024 (Sabtu), 4 Februari 2024 (Minggu), 8 Februari 2024 (Isra Mikraj Nabi "
        "Muhammad), 9 Februari 2024 (Cuti Bersama Tahun Baru Imlek), 10 Februari 2024 (Tahun Baru Imlek), "
        "11 Februari 2024 (Minggu).",
        "Berakhir 13 Februari 2024, 23.59 WITA.",
    ]


def test_everybody_reads_that_a_clock_stands_still_and_then_that_the_days_came_back() -> None:
    row = clock()
    with at(datetime(2024, 2, 5, 1, 0, tzinfo=UTC)):
        deadlines.pause(row, reason=PauseReason.DISASTER, by=uuid4())
    stopped = "Berhenti dari 5 Februari 2024 sampai sekarang: Bencana atau keadaan kahar."
    assert explaining.stands_still(told(row)) == stopped
    assert explaining.plainly(told(row), region="64.72")[-2:] == [
        stopped,
        "Waktu sedang berhenti; hari terakhir dihitung lagi setelah berjalan.",
    ]
    with at(datetime(2024, 2, 7, 1, 0, tzinfo=UTC)):
        deadlines.resume(row, by=uuid4())
    assert explaining.stands_still(told(row)) == ""
    lines = explaining.plainly(told(row), region="64.72")
    assert "5 Februari 2024 (berhenti sementara), 6 Februari 2024 (berhenti sementara)" in lines[3]
    assert lines[-1] == "Berakhir 16 Februari 2024, 23.59 WITA."


def test_days_that_do_not_lead_to_the_kept_end_are_not_claimed() -> None:
    kept = {**told(clock()), "due_at": datetime(2024, 2, 20, 16, 0, tzinfo=UTC).isoformat()}
    assert not any(line.startswith("Hari yang dihitung") for line in explaining.plainly(kept, region="64.72"))
    assert explaining.plainly({"kind": "inquiry", "due_at": kept["due_at"], "zone": "x"}, region=None) == []


def test_a_term_that_has_just_begun_is_kept_without_a_statement(django_assert_num_queries: Any) -> None:
    row = Deadline.objects.get(pk=clock().pk)
    with django_assert_num_queries(0):
        assert explaining.kept(row)["pauses"] == []


def test_an_extension_says_what_it_prolongs() -> None:
    with at(datetime(2024, 9, 26, 1, 0, tzinfo=UTC)):
        leg = make.begun()
        transitions.advance(leg, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())
        transitions.advance(leg, Event.EXTEND, by=make.actor(Role.VERIFIER), facts=make.facts())
    lines = explaining.explain(deadlines.open_deadlines([leg.pk])[0])
    assert lines[0] == "Dihitung sejak 29 September 2024; hari itu sendiri tidak dihitung."
    assert lines[3:5] == ["Perpanjangan dari hari terakhir tenggat sebelumnya.", "Berakhir 1 Oktober 2024, 23.59 WITA."]


def test_a_count_into_a_year_without_a_decree_says_that_it_may_move() -> None:
    with at(datetime(2030, 1, 7, 1, 0, tzinfo=UTC)):
        leg = make.begun(rule_set="OUTSIDE_ELECTION")
    lines = explaining.explain(Deadline.objects.get(proceeding=leg))
    assert "Hari libur sampai tanggal itu belum semuanya ditetapkan; tenggat dapat bergeser." in lines


def test_the_setting_replaces_the_number_of_days(settings: Any) -> None:
    settings.PPK_TARGET_DAYS = 3
    with at(datetime(2024, 11, 4, 1, 0, tzinfo=UTC)):
        leg = make.begun(Procedure.PERSONNEL)
    row = Deadline.objects.get(proceeding=leg)
    assert (row.days, row.target, row.due_at) == (3, True, datetime(2024, 11, 7, 16, 0, tzinfo=UTC))


def test_every_setting_beside_a_term_is_a_variable_of_the_environment(settings: Any) -> None:
    limits = [limit for clock in CLOCKS.values() for limit in clock.limits.values() if limit.setting]
    with_default = {"PPK_TARGET_DAYS", "WARNING_TARGET_DAYS", "AUTHORITY_TARGET_DAYS"}
    assert {limit.setting for limit in limits} == {*base.TERMS, *with_default}
    for limit in limits:
        setattr(settings, limit.setting, 89)
        assert deadlines.length(limit) == type(limit.term)(89)


def test_a_day_named_in_the_letter_is_no_target_any_more() -> None:
    with at(datetime(2024, 11, 4, 1, 0, tzinfo=UTC)):
        leg = make.begun(Procedure.PERSONNEL, facts=Facts(values={"due_on": "2024-11-20"}))
    row = Deadline.objects.get(proceeding=leg)
    assert (row.days, row.target, row.basis) == (16, False, "tanggal yang ditetapkan dalam surat")


def test_both_clocks_of_the_overseer_run_before_the_change_of_authority() -> None:
    with at(datetime(2024, 8, 20, 1, 0, tzinfo=UTC)):
        before = make.begun(Procedure.OVERSIGHT, office="kasn", zone="Asia/Jakarta")
    with at(datetime(2024, 9, 10, 1, 0, tzinfo=UTC)):
        after = make.begun(Procedure.OVERSIGHT, zone="Asia/Jakarta")
    assert sorted(row.kind for row in before.deadlines.all()) == ["overseer_decision", "verification"]
    assert [row.kind for row in after.deadlines.all()] == ["verification"]


def test_a_paused_working_day_clock_gets_every_day_back() -> None:
    row = clock()
    with at(datetime(2024, 2, 5, 1, 0, tzinfo=UTC)):
        deadlines.pause(row, reason=PauseReason.DISASTER, by=uuid4())
    assert (row.paused_since, row.wake_at) == (date(2024, 2, 5), None)
    with at(datetime(2024, 2, 7, 1, 0, tzinfo=UTC)):
        deadlines.resume(row, by=uuid4())
    # the 5th and 6th stood still: 1, 2, 7, 12, 13, 15, 16 February
    assert (row.paused_since, row.due_at) == (None, datetime(2024, 2, 16, 16, 0, tzinfo=UTC))
    assert row.wake_at == datetime(2024, 2, 7, 1, 0, tzinfo=UTC)
    assert "Berhenti dari 5 Februari 2024 sampai 7 Februari 2024: Bencana atau keadaan kahar." in explaining.explain(
        row
    )


def test_a_paused_calendar_clock_gets_every_day_back_also_over_its_old_end() -> None:
    row = clock("PILKADA", datetime(2024, 10, 3, 1, 0, tzinfo=UTC))  # 4 to 10 October
    with at(datetime(2024, 10, 9, 1, 0, tzinfo=UTC)):
        deadlines.pause(row, reason=PauseReason.COURT, by=uuid4())
    with at(datetime(2024, 10, 20, 1, 0, tzinfo=UTC)):
        deadlines.resume(row, by=uuid4())
    # 4, 5, 6, 7, 8 counted before; 20 and 21 after
    assert row.due_at == datetime(2024, 10, 21, 16, 0, tzinfo=UTC)


@time_machine.travel(WEDNESDAY, tick=False)
def test_a_pause_needs_a_coded_reason_and_a_running_clock() -> None:
    row = clock()
    with pytest.raises(ValueError, match="weather"):
        deadlines.pause(row, reason="weather", by=uuid4())
    deadlines.pause(row, reason=PauseReason.COURT, by=uuid4())
    with pytest.raises(Refused):
        deadlines.pause(row, reason=PauseReason.COURT, by=uuid4())
    deadlines.resume(row, by=uuid4())
    with pytest.raises(Refused):
        deadlines.resume(row, by=uuid4())
    transitions.advance(row.proceeding, Event.STOP, by=make.actor(Role.VERIFIER), facts=make.facts())
    with pytest.raises(Refused):
        deadlines.pause(row, reason=PauseReason.COURT, by=uuid4())
    assert Pause.objects.count() == 1


def test_a_clock_that_is_over_cannot_be_stopped_to_keep_it_silent() -> None:
    row = clock()  # ends on 13 February
    before = (row.wake_at, Owed.objects.count(), Entry.objects.count())
    with at(datetime(2024, 2, 14, 1, 0, tzinfo=UTC)), pytest.raises(Refused) as refused:
        deadlines.pause(row, reason=PauseReason.COURT, by=uuid4())
    assert refused.value.sentences == (
        "Tenggat ini sudah lewat pada hari itu; menghentikannya tidak mengubah apa pun.",
    )
    row.refresh_from_db()
    assert (row.paused_since, Pause.objects.count()) == (None, 0)
    assert (row.wake_at, Owed.objects.count(), Entry.objects.count()) == before
    with at(datetime(2024, 2, 14, 1, 0, tzinfo=UTC)):  # what happened on its last day may still be recorded
        deadlines.pause(row, reason=PauseReason.OUTAGE, by=uuid4(), since=date(2024, 2, 13))
    assert row.paused_since == date(2024, 2, 13)


@time_machine.travel(WEDNESDAY, tick=False)
def test_a_clock_that_stands_still_is_not_prolonged() -> None:
    leg = make.begun()
    transitions.advance(leg, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())
    deadlines.pause(deadlines.open_deadlines([leg.pk])[0], reason=PauseReason.COURT, by=uuid4())
    with pytest.raises(transitions.Unmet) as refused:
        transitions.advance(leg, Event.EXTEND, by=make.actor(Role.VERIFIER), facts=make.facts())
    assert refused.value.sentences == (
        "Waktu penanganan sedang dihentikan sementara; jalankan dahulu sebelum diperpanjang.",
    )
    assert leg.state == "study"


def test_open_deadlines_come_most_urgent_first_in_one_query(django_assert_num_queries: Any) -> None:
    with at(datetime(2024, 8, 20, 1, 0, tzinfo=UTC)):
        legs = [make.begun(Procedure.OVERSIGHT, office="kasn"), make.begun(), make.begun()]
    with at(datetime(2024, 8, 21, 1, 0, tzinfo=UTC)):
        transitions.advance(legs[2], Event.WITHDRAW, by=make.actor(Role.REPORTER))
    with django_assert_num_queries(1):
        rows = deadlines.open_deadlines([leg.pk for leg in legs])
    assert [row.kind for row in rows] == ["initial_review", "verification", "overseer_decision"]


def add_holiday(day: date) -> None:
    Holiday.objects.create(day=day, name="Libur contoh", kind="national", basis="contoh")
    calendars.bump()


def test_a_holiday_added_late_moves_working_day_clocks_and_says_so() -> None:
    row, other = clock(), clock("PILKADA")
    add_holiday(date(2024, 2, 6))
    with at(datetime(2024, 2, 1, 1, 0, tzinfo=UTC)):
        assert deadlines.recompute() == 1
    old = row.due_at
    row.refresh_from_db()
    assert (row.due_at, row.moved_from) == (datetime(2024, 2, 15, 16, 0, tzinfo=UTC), old)
    assert row.wake_at == datetime(2024, 2, 1, 1, 0, tzinfo=UTC)
    assert (
        "Dihitung ulang karena kalender hari libur berubah; semula berakhir 13 Februari 2024, 23.59 WITA."
        in explaining.explain(row)
    )
    entry = Entry.objects.get(action="deadline:moved")
    assert (entry.subject, entry.actor) == (str(row.pk), "system")
    assert entry.detail == {"old": "2024-02-13T16:00:00+00:00", "new": "2024-02-15T16:00:00+00:00"}
    before = other.due_at
    other.refresh_from_db()
    assert (other.due_at, other.moved_from) == (before, None)


def test_working_out_again_twice_changes_nothing_more() -> None:
    clock()
    add_holiday(date(2024, 2, 6))
    assert deadlines.recompute() == 1
    assert deadlines.recompute() == 0
    assert not Deadline.objects.filter(calendar_version__lt=calendars.version()).exists()


def test_an_ended_clock_is_left_as_it_was() -> None:
    row = clock()
    transitions.advance(row.proceeding, Event.STOP, by=make.actor(Role.VERIFIER), facts=make.facts())
    add_holiday(date(2024, 2, 6))
    assert deadlines.recompute() == 0


@pytest.mark.parametrize("day", [date(2024, 2, 1) + timedelta(days=n) for n in range(20)])
def test_a_holiday_more_never_shortens_a_working_day_term(day: date) -> None:
    row = clock()
    old = row.due_at
    add_holiday(day)
    deadlines.recompute()
    row.refresh_from_db()
    assert row.due_at >= old


def test_many_clocks_are_worked_out_again_in_few_statements(django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        clock()
    add_holiday(date(2024, 2, 6))
    calendars.holidays()
    with django_assert_max_num_queries(15):  # seven of them read the offices anew
        assert deadlines.recompute() == 3
