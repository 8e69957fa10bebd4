"""The command, the tasks, the public roots and the invariant."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from services.audit import chain, datagroups, invariants, public, tasks
from services.audit.models import Entry, Root
from tests.audit import flushing
from tests.factories import audit

pytestmark = pytest.mark.django_db


def verify_audit() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def break_entry(pk: int) -> None:
    with connection.cursor() as cursor:
        for statement in flushing.away():
            cursor.execute(statement)
    Entry.objects.filter(pk=pk).update(actor="user:8")


def test_intact_chain_is_reported_with_what_is_not_sealed_yet() -> None:
    audit.entries(3)
    chain.close_day(date(2026, 3, 1))
    audit.entry()
    assert verify_audit() == "audit chain intact: 4 entries sealed, 1 not sealed yet, 1 daily roots match\n"


def test_broken_chain_ends_in_an_error_that_names_the_entry() -> None:
    made = audit.entries(3)
    chain.seal()
    break_entry(made[1].pk)
    with pytest.raises(CommandError) as refused:
        verify_audit()
    assert str(refused.value) == f"audit chain BROKEN at sequence 2 (entry {made[1].pk}): edited; 0 not sealed yet"
    assert refused.value.returncode == 1
    assert invariants.counts() == {"audit: broken chain": 1}


def test_invariant_is_zero_for_a_whole_chain() -> None:
    audit.entries(2)
    chain.seal()
    assert invariants.counts() == {"audit: broken chain": 0}


def test_seal_task_seals_everything() -> None:
    audit.entries(3)
    tasks.seal()
    assert chain.unsealed() == 0


def test_roots_task_closes_yesterday_in_local_days(monkeypatch: pytest.MonkeyPatch) -> None:
    # 16:30 UTC is already 3 March 2026 in Makassar.
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 3, 2, 16, 30, tzinfo=UTC))
    audit.entries(2)
    tasks.roots()
    tasks.roots()
    assert list(Root.objects.values_list("day", "last_sequence")) == [(date(2026, 3, 2), 3)]


def test_public_roots_are_the_newest_first() -> None:
    audit.entry()
    first = chain.close_day(date(2026, 3, 1))
    audit.entry()
    second = chain.close_day(date(2026, 3, 2))
    expected = [
        public.DailyRoot(date(2026, 3, 2), second.digest),
        public.DailyRoot(date(2026, 3, 1), first.digest),
    ]
    assert public.roots() == expected
    assert public.roots(limit=1) == expected[:1]


def test_every_field_has_a_data_group() -> None:
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_app_config("audit").get_models()
        for field in model._meta.concrete_fields
    }
    assert set(datagroups.FIELDS) == fields
