"""Whom a breach concerns: the database counts what the worker will find."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from netralitas import breaches
from netralitas.roles.table import DbRole
from reports import destroying, withdrawing
from reports.concerned import Selection
from reports.models.case import FormerHandler
from services.vault import client as vault
from services.vault.models import Envelope
from tests.factories import reports as made
from tests.netralitas.breaches.conftest import DAY, HERE, THERE, filed, four, happened
from tests.roles.processes import process, run_by

pytestmark = pytest.mark.django_db


class TestWhom:
    @pytest.mark.parametrize(
        ("chosen", "people", "letters"),
        [
            (Selection(HERE), 3, 2),
            (Selection(THERE), 1, 1),
            (Selection(), 4, 3),
            (Selection(since=DAY, until=DAY), 4, 3),
            (Selection(HERE, since=DAY + timedelta(days=1)), 0, 0),
            (Selection(until=DAY - timedelta(days=1)), 0, 0),
            (Selection("bawaslu-ri"), 0, 0),
        ],
    )
    def test_the_database_counts_what_the_worker_will_find(
        self, settings: Any, chosen: Selection, people: int, letters: int
    ) -> None:
        four()
        breach = happened()
        settings.DATABASE_ROLE = ""
        assert breaches.number(breach, chosen) == breaches.Number(people, letters, 0)
        if connection.vendor == "postgresql":
            settings.DATABASE_ROLE = "staff"
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('netralitas.roles', 'auditor', true)")
            assert breaches.number(breach, chosen) == breaches.Number(people, letters, 0)

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded default knows no roles")
    def test_the_function_counts_for_an_auditor_alone(self, settings: Any) -> None:
        four()
        breach = happened()
        settings.DATABASE_ROLE = "staff"
        with process(DbRole.STAFF), connection.cursor() as cursor:
            for roles, people in (("custodian,leader", 0), ("auditor", 4)):
                cursor.execute("SELECT set_config('netralitas.roles', %s, true)", [roles])
                assert breaches.number(breach, Selection()).people == people

    def test_an_office_that_handled_the_case_before_is_meant_too(self) -> None:
        code = filed()
        FormerHandler.objects.create(case=made.case_of(code), agency_id=THERE, to_id=HERE, on=DAY, version=1)
        settings.DATABASE_ROLE = ""
        assert breaches.number(happened(), Selection(THERE)).people == 1

    def test_who_has_no_page_any_more_is_not_meant_and_who_withdrew_gets_no_letter(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        codes = four()
        purge = run_by(DbRole.VAULT, lambda subject: Envelope.objects.filter(subject=subject).delete()[0])
        monkeypatch.setattr(vault, "purge", purge)
        settings.DATABASE_ROLE = ""
        withdrawing.withdraw(codes[0])
        withdrawing.forget(10)
        destroying.wipe(made.report_of(codes[1]))
        assert breaches.number(happened(), Selection(HERE)) == breaches.Number(2, 0, 0)
