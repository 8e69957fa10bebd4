"""Stopping a clock with a coded reason, letting it run again, and what everybody then reads."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from procedures import deadlines, tasks
from procedures.models import Deadline, Pause, Reminder
from regions.models import Holiday
from reports.models.case import Case
from reports.models.report import Standing, StatusLine
from services.audit.models import Entry
from services.notifications.models import Message, Owed
from tests.factories import accounts, reports
from tests.reports_admin.conftest import HOME, Desk, act, page, standing, verb

pytestmark = pytest.mark.django_db
DUE = datetime(2024, 10, 6, 16, 0, tzinfo=UTC)  # two calendar days after Friday 4 October, in WITA


def clock(case: Case) -> Deadline:
    """The one clock of a fresh case."""
    return Deadline.objects.get(proceeding__subject=case.pk)


def stopped(client: Client, case: Case, **values: str) -> int:
    given = {"clock": str(clock(case).pk), "reason": "court", "since": "2024-10-04", **values}
    return act(client, case, "pause", **given).status_code


def opened(code: str) -> str:
    """The status page of the code, as its holder reads it."""
    client = Client()
    client.post("/lacak/", {"code": code})
    return client.get("/lacak/status/").content.decode()


def test_a_leader_stops_the_clock_and_it_waits(desk: Desk, case: Case) -> None:
    client = desk("leader")
    assert "Hentikan waktu sementara" in client.get(page(case)).content.decode()

    assert stopped(client, case) == 302

    row = clock(case)
    assert (row.paused_since, row.wake_at) == (date(2024, 10, 4), None)
    assert Pause.objects.get().reason == "court"
    assert Entry.objects.get(action="deadline:pause").detail["reason"] == "court"
    assert Case.objects.get(pk=case.pk).due_at is None
    shown = client.get(page(case)).content.decode()
    assert "berhenti sementara sejak 4 Oktober 2024" in shown
    assert "Berhenti dari 4 Oktober 2024 sampai sekarang: Putusan atau penetapan pengadilan." in shown
    assert verb(case, "resume") in shown
    assert verb(case, "pause") not in shown


def test_a_leader_lets_it_run_again_and_every_day_comes_back(desk: Desk, case: Case) -> None:
    client = desk("leader")
    stopped(client, case)
    with time_machine.travel("2024-10-09T09:00:00+08:00", tick=False):
        given = {"clock": str(clock(case).pk), "until": "2024-10-09"}
        assert act(desk("leader"), case, "resume", **given).status_code == 302
    row = clock(case)
    assert (row.paused_since, row.due_at) == (None, datetime(2024, 10, 10, 16, 0, tzinfo=UTC))
    assert Case.objects.get(pk=case.pk).due_at == row.due_at
    assert Entry.objects.filter(action="deadline:resume").count() == 1


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"reason": ""}, "reason", "Pilih alasannya; tanpa alasan waktu tidak berhenti."),
        ({"since": "2024-10-05"}, "since", "Tanggal ini belum tiba."),
        ({"since": "2024-10-03"}, "since", "Sebelum tenggat ini mulai tidak ada yang dapat dihentikan."),
        ({"since": ""}, "since", "Isi tanggalnya."),
        ({"clock": "0"}, "clock", "Masukkan pilihan yang valid."),
    ],
)
def test_bad_input_is_named_at_its_field_and_stops_nothing(
    desk: Desk, case: Case, values: dict[str, str], field: str, sentence: str
) -> None:
    client = desk("leader")
    client.get(page(case))
    before, due = standing(case), clock(case)
    given = {"clock": str(due.pk), "reason": "court", "since": "2024-10-04", **values}
    refused = act(client, case, "pause", **given)
    assert refused.status_code == 422
    assert any(sentence in one for one in refused.context["form"].errors[field])
    if field != "since":
        assert 'value="2024-10-04"' in refused.content.decode()
    assert standing(case) == before
    assert (Pause.objects.count(), clock(case).paused_since, clock(case).wake_at) == (0, None, due.wake_at)


def test_a_clock_that_is_over_is_not_stopped(desk: Desk, case: Case) -> None:
    with time_machine.travel("2024-10-08T09:00:00+08:00", tick=False):
        client = desk("leader")
        given = {"clock": str(clock(case).pk), "reason": "court", "since": "2024-10-08"}
        refused = act(client, case, "pause", **given)
    assert refused.status_code == 422
    assert "Tenggat ini sudah lewat pada hari itu" in refused.content.decode()
    assert Pause.objects.count() == 0


@pytest.mark.parametrize("role", ["operator", "verifier"])
def test_nobody_but_a_leader_stops_a_clock(desk: Desk, case: Case, role: str) -> None:
    client = desk(role)
    assert verb(case, "pause") not in client.get(page(case)).content.decode()
    before = standing(case)
    assert client.get(verb(case, "pause")).status_code == 403
    assert client.post(verb(case, "pause"), {"clock": str(clock(case).pk), "reason": "court"}).status_code == 403
    assert (standing(case), Pause.objects.count()) == (before, 0)


def test_two_leaders_at_once_stop_it_once(desk: Desk, case: Case) -> None:
    client, other = desk("leader"), desk("leader")
    seen = client.get(verb(case, "pause")).context["form"].initial["version"]
    stopped(other, case)
    late = client.post(
        verb(case, "pause"),
        {"version": seen, "clock": str(clock(case).pk), "reason": "outage", "since": "2024-10-04"},
    )
    assert late.status_code == 409
    assert "Waktu kasus ini sudah dihentikan, dijalankan lagi, atau dihitung ulang." in late.content.decode()
    assert Pause.objects.get().reason == "court"


def test_the_reporter_reads_that_the_time_stands_still_and_why(desk: Desk) -> None:
    code, case = reports.filed()
    reports.relayed()
    client = desk("leader")
    stopped(client, case, reason="outage")
    reports.relayed()
    shown = opened(code)
    assert "Waktu penanganan di Bawaslu Kota Balikpapan berhenti sementara karena gangguan sistem." in shown
    assert "Berhenti dari 4 Oktober 2024 sampai sekarang: Gangguan sistem." in shown
    with time_machine.travel("2024-10-07T09:00:00+08:00", tick=False):
        act(desk("leader"), case, "resume", clock=str(clock(case).pk), until="2024-10-07")
        reports.relayed()
        shown = opened(code)
    assert "Waktu penanganan di Bawaslu Kota Balikpapan berjalan lagi; hari yang berhenti dikembalikan." in shown
    assert "8 Oktober 2024, 23.59 WITA" in shown
    assert StatusLine.objects.filter(code__startswith="clock:").count() == 2
    Owed.objects.filter(kind="clock").update(done_at=None, lease_until=None)
    before = list(Standing.objects.values())
    reports.relayed()
    assert StatusLine.objects.filter(code__startswith="clock:").count() == 2
    assert [{**row, "updated_on": None} for row in Standing.objects.values()] == [
        {**row, "updated_on": None} for row in before
    ]


def test_everybody_can_read_how_a_deadline_was_counted(case: Case) -> None:
    code, _case = reports.filed()
    reports.relayed()
    shown = opened(code)
    assert "Bagaimana ini dihitung?" in shown
    assert "Hari yang dihitung: 5 Oktober 2024, 6 Oktober 2024." in shown


def test_opening_pages_changes_no_clock_and_silences_nothing(desk: Desk) -> None:
    code, case = reports.filed()
    reports.relayed()
    with time_machine.travel("2024-10-07T09:00:00+08:00", tick=False):
        tasks.scan()
        rows = [list(model.objects.order_by("pk").values()) for model in (Deadline, Pause, Reminder, Owed)]
        client = desk("leader")
        for address in (page(case), verb(case, "pause"), "/admin/reports/case/", "/admin/procedures/reminder/"):
            assert client.get(address).status_code == 200
        opened(code)
        assert [list(model.objects.order_by("pk").values()) for model in (Deadline, Pause, Reminder, Owed)] == rows


# --- a holiday that becomes known later ------------------------------------------------------------

LATE = {"day": "2026-11-30", "name": "Libur Contoh", "kind": "national", "region": "", "basis": "Keppres contoh"}
ADD = "/admin/regions/holiday/add/"


def outside() -> tuple[str, Case]:
    """A report outside every stage: five working days from 23 November 2026 to the 30th."""
    with time_machine.travel("2026-11-23T09:00:00+08:00", tick=False):
        filing = reports.submission(incident_date=date(2026, 11, 20), known_date=date(2026, 11, 22))
        made = reports.filed(filing)
        reports.relayed()
    return made


def test_outside_every_stage_the_seven_days_do_not_apply(desk: Desk) -> None:
    _code, case = outside()
    shown = desk("operator").get(page(case)).content.decode()
    assert '<li class="desk-quiet"><strong>– tidak berlaku</strong> Batas waktu tujuh hari</li>' in shown
    assert "terpenuhi</strong> Batas waktu tujuh hari" not in shown


def test_a_late_holiday_moves_open_clocks_and_everybody_is_told_once(desk: Desk) -> None:
    code, case = outside()
    assert clock(case).due_at == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    Message.objects.all().delete()
    with time_machine.travel("2026-11-26T09:00:00+08:00", tick=False):
        client = accounts.signed_in(accounts.officer("sysadmin", HOME))
        assert client.post(ADD, LATE).status_code == 302
        for _twice in range(2):
            tasks.scan()
            reports.relayed()
        shown = opened(code)
    row = clock(case)
    assert (row.due_at, row.moved_from) == (
        datetime(2026, 12, 1, 16, 0, tzinfo=UTC),
        datetime(2026, 11, 30, 16, 0, tzinfo=UTC),
    )
    entry = Entry.objects.get(action="deadline:moved")
    assert entry.detail == {"old": "2026-11-30T16:00:00+00:00", "new": "2026-12-01T16:00:00+00:00"}
    assert Entry.objects.filter(action="holiday:added").count() == 1
    assert Case.objects.get(pk=case.pk).due_at == row.due_at
    assert list(Message.objects.filter(letter="office_clock_moved").values_list("reference", flat=True)) == [
        f"agency:{HOME}"
    ]
    assert "Hari libur yang ditetapkan kemudian menggeser tenggat di Bawaslu Kota Balikpapan." in shown
    assert "30 November 2026 (Libur Contoh)" in shown
    assert "semula berakhir 30 November 2026, 23.59 WITA" in shown


def test_a_late_holiday_doubles_no_reminder(desk: Desk) -> None:
    outside()
    accounts.officer("verifier", HOME)
    with time_machine.travel("2026-11-30T09:00:00+08:00", tick=False):
        tasks.scan()
        before = list(Reminder.objects.values_list("rung", flat=True))
        assert before == ["before_due", "due"]
        accounts.signed_in(accounts.officer("sysadmin", HOME)).post(ADD, LATE)
        for _twice in range(2):
            tasks.scan()
    assert list(Reminder.objects.values_list("rung", flat=True)) == before
    with time_machine.travel("2026-12-02T09:00:00+08:00", tick=False):
        tasks.scan()
    assert list(Reminder.objects.order_by("pk").values_list("rung", flat=True)) == [*before, "overdue"]


def test_a_holiday_needs_its_decree_and_stands_once() -> None:
    client = accounts.signed_in(accounts.officer("sysadmin", HOME))
    before = (Holiday.objects.count(), deadlines.calendars.version())
    refused = client.post(ADD, {**LATE, "basis": ""})
    assert (refused.status_code, list(refused.context["adminform"].form.errors)) == (200, ["basis"])
    assert 'value="Libur Contoh"' in refused.content.decode()
    twice = client.post(ADD, {**LATE, "day": "2026-12-25", "name": "Hari Raya Natal"})
    assert "Hari libur dengan tanggal dan nama ini sudah tercatat." in twice.content.decode()
    assert (Holiday.objects.count(), deadlines.calendars.version()) == before


@pytest.mark.parametrize("role", ["operator", "leader", "bkn", "auditor"])
def test_nobody_but_the_administrator_adds_a_holiday(role: str) -> None:
    agency = "bkn" if role == "bkn" else HOME
    client = accounts.signed_in(accounts.officer(role, agency))
    before = Holiday.objects.count()
    assert client.get("/admin/regions/holiday/").status_code == 200
    assert client.post(ADD, LATE).status_code == 403
    assert Holiday.objects.count() == before


def test_no_holiday_is_changed_or_taken_away() -> None:
    client = accounts.signed_in(accounts.officer("sysadmin", HOME))
    one = Holiday.objects.order_by("pk").first()
    assert one is not None
    client.post(f"/admin/regions/holiday/{one.pk}/change/", {**LATE})
    client.post(f"/admin/regions/holiday/{one.pk}/delete/", {"post": "yes"})
    assert Holiday.objects.filter(pk=one.pk, day=one.day, name=one.name).exists()
