"""What is kept in memory: how long, and how a change elsewhere is noticed."""

from datetime import date

import pytest
from django.db.models import F

from regions import calendars, offices, reading
from regions.models import Agency, CalendarVersion

pytestmark = pytest.mark.django_db


def changed_by_another_process() -> None:
    Agency.objects.filter(pk="bkn").update(name="BKN diganti")
    CalendarVersion.objects.update(offices=F("offices") + 1)


def test_change_elsewhere_is_not_seen_before_the_number_is_asked_for_again(monkeypatch) -> None:
    monkeypatch.setattr(reading, "CHECK_EVERY", 3600.0)
    before = offices.get("bkn").name
    changed_by_another_process()
    assert offices.get("bkn").name == before


def test_change_elsewhere_is_seen_once_the_number_is_asked_for_again(monkeypatch) -> None:
    monkeypatch.setattr(reading, "CHECK_EVERY", -1.0)
    offices.get("bkn")
    changed_by_another_process()
    assert offices.get("bkn").name == "BKN diganti"


def test_number_that_stands_still_costs_one_query_and_reads_nothing(monkeypatch, django_assert_num_queries) -> None:
    monkeypatch.setattr(reading, "CHECK_EVERY", 0.0)
    offices.regions()
    reading._checked -= 1
    monkeypatch.setattr(reading, "CHECK_EVERY", 0.5)
    with django_assert_num_queries(1):
        offices.regions()
        offices.get("bkn")
        calendars.holidays()


def test_clear_reads_everything_again() -> None:
    Agency.objects.filter(pk="bkn").update(name="BKN diganti")
    offices.clear()
    assert offices.get("bkn").name == "BKN diganti"


def test_next_test_sees_the_reference_data_as_loaded() -> None:
    assert offices.get("bkn").name == "Badan Kepegawaian Negara (BKN)"


def test_before_anything_is_loaded_the_version_is_zero() -> None:
    CalendarVersion.objects.all().delete()
    calendars.clear()
    assert calendars.version() == 0
    calendars.bump()
    assert calendars.version() == 1


def test_snapshot_brings_back_what_was_kept() -> None:
    taken = reading.snapshot()
    calendars.bump()
    raised = calendars.version()
    reading.restore(taken)
    assert calendars.version() == raised - 1
    assert calendars.phase("governor", "kotim", date(2024, 10, 3)).election == "pilkada-2024"
