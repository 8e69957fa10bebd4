"""Probes for operators."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from netralitas import health, tasks
from netralitas.models import Pulse
from procedures.models import Deadline
from services.notifications.models import Owed
from tests.factories import procedures as make


@pytest.mark.django_db
def test_alive_needs_no_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_tells_database_skew_queue_and_scheduler(client: Client) -> None:
    tasks.pulse()
    report = client.get("/readyz").json()
    assert report["database_role"] == ("staff" if connection.vendor == "postgresql" else "none")
    assert report["status"] == report["database"] == "ok"
    assert abs(report["skew_seconds"]) < 2
    assert report["queue"] == {"state": "ok", "oldest_seconds": 0}
    assert report["scheduler"]["state"] == "ok"


@pytest.mark.django_db
def test_before_the_first_pulse_the_scheduler_is_unknown(client: Client) -> None:
    assert client.get("/readyz").json()["scheduler"] == {"state": "unknown", "age_seconds": None}


@pytest.mark.django_db
def test_a_scheduler_that_stands_still_is_late_and_pages_go_on(client: Client) -> None:
    Pulse.objects.create(name="worker", at=datetime.now(tz=UTC) - timedelta(minutes=3))
    response = client.get("/readyz")
    assert response.status_code == 200
    assert (response.json()["status"], response.json()["scheduler"]["state"]) == ("late", "late")


@pytest.mark.django_db
def test_work_that_waits_too_long_is_late(client: Client) -> None:
    Owed.objects.create(kind="step", ref="1", key="step:1", not_before=timezone.now() - timedelta(hours=1))
    report = client.get("/readyz").json()
    assert (report["status"], report["queue"]["state"]) == ("late", "late")


@pytest.mark.django_db
def test_clocks_nobody_looks_at_are_late_and_those_that_stand_still_are_not(client: Client) -> None:
    make.begun(rule_set="OUTSIDE_ELECTION")
    Deadline.objects.update(wake_at=timezone.now() - timedelta(minutes=11))
    report = client.get("/readyz").json()
    assert (report["status"], report["reminders"]["state"]) == ("late", "late")
    assert 660 <= report["reminders"]["oldest_seconds"] < 720
    Deadline.objects.update(paused_since=timezone.localdate())
    assert client.get("/readyz").json()["reminders"] == {"state": "ok", "oldest_seconds": 0}


@pytest.mark.django_db
def test_two_clocks_that_disagree_are_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "MOST_SKEW", -1.0)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "down")


@pytest.mark.django_db
def test_metrics_are_for_this_machine_or_the_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "t" * 32
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 403
    assert client.get("/metrics", headers={"x-forwarded-for": "192.0.2.1"}).status_code == 403
    shown = client.get("/metrics", REMOTE_ADDR="192.0.2.1", headers={"authorization": "Bearer " + "t" * 32})
    assert shown.status_code == 200


@pytest.mark.django_db
def test_metrics_count_what_is_owed_by_kind_and_name_nobody(client: Client) -> None:
    for number in range(2):
        Owed.objects.create(kind="step", ref="1", key=f"step:{number}", not_before=timezone.now())
    text = client.get("/metrics").content.decode()
    assert 'netralitas_owed_open{kind="step"} 2.0' in text
