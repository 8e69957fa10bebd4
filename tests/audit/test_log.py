"""Recording: one INSERT, in the caller's transaction, plain ids only."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from services.audit import log
from services.audit.models import Entry

pytestmark = pytest.mark.django_db
SUBJECT = UUID("11111111-2222-4333-8444-555555555555")
AT = datetime(2024, 10, 3, 1, 0, tzinfo=UTC)


def test_record_writes_one_entry_with_one_insert(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        log.record("case:read", subject=SUBJECT, actor="user:7", at=AT, page=2, step=SUBJECT, on=date(2024, 10, 3))
    entry = Entry.objects.get()
    assert (entry.action, entry.subject, entry.actor, entry.at) == ("case:read", str(SUBJECT), "user:7", AT)
    assert entry.detail == {"page": 2, "step": str(SUBJECT), "on": "2024-10-03"}
    assert (entry.sequence, entry.digest) == (None, "")


def test_record_many_writes_three_entries_with_one_insert(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    entries = [log.entry("case:read", subject=number, actor="system") for number in range(3)]
    with django_assert_num_queries(1):
        log.record_many(entries)
    assert list(Entry.objects.values_list("subject", flat=True)) == ["0", "1", "2"]


def test_many_acts_of_one_transaction_are_written_with_one_insert(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1), log.gathered():
        log.record("case:read", subject=1, actor="system")
        log.record_many(log.entry("case:read", subject=number, actor="system") for number in (2, 3))
    assert list(Entry.objects.order_by("id").values_list("subject", flat=True)) == ["1", "2", "3"]


def test_what_a_savepoint_takes_back_is_not_written_either() -> None:
    with log.gathered():
        log.record("case:read", subject=1, actor="system")
        with transaction.atomic():
            log.record("case:read", subject=2, actor="system")
            transaction.set_rollback(True)
        log.record("case:read", subject=3, actor="system")
    assert list(Entry.objects.order_by("id").values_list("subject", flat=True)) == ["1", "3"]


def test_entries_of_a_block_that_fails_are_not_written() -> None:
    def fail() -> None:
        with transaction.atomic(), log.gathered():
            log.record("case:read", subject=1, actor="system")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Entry.objects.exists()


def test_moment_defaults_to_case_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    log.record("case:read", subject=SUBJECT, actor="system")
    assert Entry.objects.get().at == AT


def test_entry_rolls_back_with_the_act() -> None:
    with transaction.atomic():
        log.record("case:read", subject=SUBJECT, actor="system")
        transaction.set_rollback(True)
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    "detail",
    [
        {"note": "Ibu Contoh datang ke kantor"},
        {"address": "contoh@contoh.invalid"},
        {"note": "a" * 121},
        {"nested": {"name": "x"}},
        {"share": 0.5},
        {"raw": b"x"},
        {"many": ["ok", "not ok"]},
        {"line": "a\nb"},
        {"line": "a\n"},
    ],
)
def test_text_a_person_wrote_is_refused_without_repeating_it(detail: dict[str, object]) -> None:
    with pytest.raises(log.NotPlain) as refused:
        log.record("case:read", subject=SUBJECT, actor="system", **detail)
    assert Entry.objects.count() == 0
    assert str(refused.value).startswith(f"audit detail '{next(iter(detail))}' is not a plain id or code.")


@pytest.mark.parametrize(
    ("action", "subject", "actor", "place"),
    [
        ("read", "1", "system", "action"),
        ("Case:read", "1", "system", "action"),
        ("case:" + "x" * 60, "1", "system", "action"),
        ("case:read", "", "system", "subject"),
        ("case:read", "a b", "system", "subject"),
        ("case:read", "1", "", "actor"),
        ("case:read", "1", "Bapak Contoh", "actor"),
    ],
)
def test_action_subject_and_actor_are_plain(action: str, subject: str, actor: str, place: str) -> None:
    with pytest.raises(log.NotPlain, match=f"audit {place} is not"):
        log.record(action, subject=subject, actor=actor)
    assert Entry.objects.count() == 0


def test_sets_are_stored_sorted() -> None:
    log.record("case:read", subject=1, actor="system", facts=frozenset({"b", "a"}), kinds=("x",), none=None, yes=True)
    assert Entry.objects.get().detail == {"facts": ["a", "b"], "kinds": ["x"], "none": None, "yes": True}
