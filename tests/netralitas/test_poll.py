"""A worker that hears nothing from the scheduler works off the beat table itself."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from netralitas import poll
from netralitas.celery import app
from netralitas.models import Pulse
from netralitas.tasks import pulse

pytestmark = pytest.mark.django_db
ran: list[str] = []
KEPT = dict(app.conf.beat_schedule)


@app.task(name="tests.fail")
def fail() -> None:
    ran.append("fail")
    raise RuntimeError


@app.task(name="tests.note")
def note() -> None:
    ran.append("note")


@pytest.fixture(autouse=True)
def table() -> Iterator[None]:
    ran.clear()
    beat = {
        "first fails": {"task": "tests.fail", "schedule": 5.0},
        "pulse": {"task": poll.PULSE, "schedule": 5.0},
        "often": {"task": "tests.note", "schedule": 5.0},
        "hourly": {"task": "tests.note", "schedule": 3600.0},
    }
    kept, app.conf.beat_schedule = app.conf.beat_schedule, beat
    yield
    app.conf.beat_schedule = kept


def test_worker_listens_for_silence() -> None:
    assert poll.Poll in app.steps["worker"]


@pytest.mark.parametrize(("seconds", "silent"), [(None, True), (5, False), (11, False), (13, True)])
def test_silence_is_a_pulse_that_is_overdue(seconds: int | None, silent: bool) -> None:
    if seconds is not None:
        Pulse.objects.create(name="worker", at=datetime.now(tz=UTC) - timedelta(seconds=seconds))
    assert poll.silent() is silent


def test_due_entries_run_and_one_failure_stops_no_other() -> None:
    then = time.monotonic() - 10
    ran_at = dict.fromkeys(app.conf.beat_schedule, then)
    poll.run_due(app, ran_at)
    assert ran == ["fail", "note"]
    assert [ran_at["pulse"], ran_at["hourly"]] == [then, then]
    assert not Pulse.objects.exists()
    poll.run_due(app, ran_at)
    assert ran == ["fail", "note"]


def test_a_start_catches_up_with_the_clocks_and_a_failure_ends_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    assert poll.SCAN in {entry["task"] for entry in KEPT.values()}
    monkeypatch.setattr(poll, "SCAN", "tests.note")
    poll.catch_up(app)
    monkeypatch.setattr(poll, "SCAN", "tests.fail")
    poll.catch_up(app)
    assert ran == ["note", "fail"]


def test_nothing_is_polled_while_the_scheduler_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[bool] = []
    ending = Event()

    def heard() -> bool:
        looks.append(True)
        if len(looks) == 3:
            ending.set()
        return False

    monkeypatch.setattr(poll, "GLANCE", 0.01)
    monkeypatch.setattr(poll, "SILENCE", 0.01)
    monkeypatch.setattr(poll, "SCAN", "tests.note")
    monkeypatch.setattr(poll, "silent", heard)
    thread = Thread(target=poll.watch, args=(app, ending))
    thread.start()
    thread.join(10)
    assert (len(looks), ran) == (3, ["note"])  # the one look at the start


def test_a_pulse_ends_the_silence() -> None:
    assert poll.silent()
    pulse()
    assert not poll.silent()
