"""The triggers of migration 0002: an entry is written once, sealed once, and stays."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from services.audit import chain
from services.audit.models import Entry, Root
from tests.audit import flushing
from tests.factories import audit

pytestmark = pytest.mark.django_db

CHANGES: dict[str, object] = {
    "action": "case:shown",
    "subject": "other",
    "actor": "user:8",
    "detail": {"page": 9},
    "at": "2020-01-01T00:00:00Z",
    "digest": "0" * 64,
    "sequence": 900,
}


def everything(model: type[Model]) -> list[tuple[object, ...]]:
    return list(model._default_manager.order_by("pk").values_list())


@pytest.mark.parametrize("field", CHANGES)
def test_a_sealed_entry_cannot_be_changed(field: str) -> None:
    entry = audit.entry()
    chain.seal()
    before = everything(Entry)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(**{field: CHANGES[field]})
    assert everything(Entry) == before


@pytest.mark.parametrize("field", CHANGES)
def test_an_unsealed_entry_cannot_be_changed(field: str) -> None:
    entry = audit.entry()
    before = everything(Entry)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(**{field: CHANGES[field]})
    assert everything(Entry) == before


@pytest.mark.parametrize("field", ["action", "subject", "actor", "detail", "at"])
def test_sealing_cannot_smuggle_in_another_change(field: str) -> None:
    entry = audit.entry()
    before = everything(Entry)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(sequence=1, digest="0" * 64, **{field: CHANGES[field]})
    assert everything(Entry) == before


def test_entries_cannot_be_deleted() -> None:
    entry = audit.entry()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).delete()
    chain.seal()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).delete()
    assert Entry.objects.count() == 1


def test_roots_cannot_be_changed_or_deleted() -> None:
    chain.close_day(date(2026, 3, 1))
    before = everything(Root)
    with pytest.raises(IntegrityError), transaction.atomic():
        Root.objects.update(digest="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Root.objects.all().delete()
    assert everything(Root) == before


@pytest.mark.parametrize("table", ["audit_entry", "audit_root"])
def test_tables_cannot_be_truncated(table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    audit.entry()
    chain.close_day(date(2026, 3, 1))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")
    assert (Entry.objects.count(), Root.objects.count()) == (2, 1)


def test_triggers_can_be_taken_away_and_put_back() -> None:
    entry = audit.entry()
    with connection.cursor() as cursor:
        for statement in flushing.away():
            cursor.execute(statement)
        Entry.objects.filter(pk=entry.pk).update(actor="user:8")
        for statement in flushing.back():
            cursor.execute(statement)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(actor="user:9")


@pytest.mark.django_db(transaction=True)
class TestFlush:
    """Two tests that commit: the second starts empty, and the triggers stand again."""

    def test_first(self) -> None:
        audit.entry()
        assert Entry.objects.count() == 1

    def test_second(self) -> None:
        assert Entry.objects.count() == 0
        audit.entry()
        with pytest.raises(IntegrityError):
            Entry.objects.all().delete()
