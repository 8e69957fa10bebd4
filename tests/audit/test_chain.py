"""The chain: sealing in batches, out-of-order commits, and every kind of damage found and named."""

import hashlib
import random
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.db.models import F

from services.audit import chain, log
from services.audit.chain import Broken, Damage
from services.audit.models import Entry, Head, Root
from tests.audit import flushing
from tests.factories import audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_owner() -> None:
    """The owner of the database takes the triggers away; the test's rollback brings them back."""
    with connection.cursor() as cursor:
        for statement in flushing.away():
            cursor.execute(statement)


def sequences() -> list[tuple[int, int | None]]:
    return list(Entry.objects.order_by("id").values_list("id", "sequence"))


def test_empty_book_verifies() -> None:
    assert (chain.seal(), chain.verify()) == (0, None)


def test_entries_are_sealed_in_id_order_and_verify() -> None:
    made = audit.entries(3)
    assert chain.seal() == 3
    assert sequences() == [(entry.pk, place) for place, entry in enumerate(made, 1)]
    assert chain.verify() is None
    assert chain.unsealed() == 0


def test_digest_is_sha256_over_the_previous_digest_and_the_content() -> None:
    at = datetime(2024, 10, 3, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    log.record("case:read", subject="s-1", actor="user:7", at=at, page=2)
    chain.seal()
    sealed = Entry.objects.get()
    text = (
        '{"action":"case:read","actor":"user:7","at":"2024-10-03T01:00:00.000000+00:00","detail":{"page":2},'
        f'"entry":{sealed.pk},"previous":"","sequence":1,"subject":"s-1"}}'
    )
    assert sealed.digest == hashlib.sha256(text.encode()).hexdigest()
    assert (Head.objects.get().sequence, Head.objects.get().digest) == (1, sealed.digest)


def test_batches_continue_one_chain() -> None:
    audit.entries(5)
    assert [chain.seal(2), chain.seal(2), chain.seal(2), chain.seal(2)] == [2, 2, 1, 0]
    assert chain.verify() is None


def test_seal_all_leaves_nothing() -> None:
    audit.entries(7)
    assert (chain.seal_all(), chain.unsealed(), chain.verify()) == (7, 0, None)


def test_entry_that_commits_after_a_later_id_was_sealed_takes_the_next_place() -> None:
    late, early = audit.entry(), audit.entry()
    with connection.cursor() as cursor:
        for statement in flushing.away():
            cursor.execute(statement)
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [late.pk])
        assert chain.seal() == 1
        late.save(force_insert=True)
    assert chain.seal() == 1
    assert sequences() == [(late.pk, 2), (early.pk, 1)]
    assert chain.verify() is None


def test_unsealed_entries_do_not_disturb() -> None:
    audit.entries(2)
    chain.seal()
    audit.entry()
    assert (chain.verify(), chain.unsealed()) == (None, 1)


@pytest.mark.usefixtures("as_owner")
class TestDamage:
    """What the owner of the database may do; the first damaged place is named."""

    @pytest.fixture
    def sealed(self) -> list[Entry]:
        made = audit.entries(5)
        chain.seal()
        return made

    @pytest.mark.parametrize(
        "change",
        [
            {"action": "case:shown"},
            {"subject": "other"},
            {"actor": "user:8"},
            {"detail": {"page": 9}},
            {"at": datetime(2020, 1, 1, tzinfo=UTC)},
            {"digest": "0" * 64},
        ],
    )
    def test_edited_entry(self, sealed: list[Entry], change: dict[str, object]) -> None:
        Entry.objects.filter(pk=sealed[2].pk).update(**change)
        assert chain.verify() == Broken(3, sealed[2].pk, Damage.EDITED)

    def test_deleted_entry(self, sealed: list[Entry]) -> None:
        Entry.objects.filter(pk=sealed[2].pk).delete()
        assert chain.verify() == Broken(3, None, Damage.MISSING)

    def test_first_entry_deleted(self, sealed: list[Entry]) -> None:
        Entry.objects.filter(pk=sealed[0].pk).delete()
        assert chain.verify() == Broken(1, None, Damage.MISSING)

    def test_last_entries_cut_off(self, sealed: list[Entry]) -> None:
        Entry.objects.filter(sequence__gte=4).delete()
        assert chain.verify() == Broken(4, None, Damage.MISSING)

    def test_all_entries_deleted(self, sealed: list[Entry]) -> None:
        Entry.objects.all().delete()
        assert chain.verify() == Broken(1, None, Damage.MISSING)

    def test_entry_unsealed_again(self, sealed: list[Entry]) -> None:
        Entry.objects.filter(pk=sealed[2].pk).update(sequence=None, digest="")
        assert chain.verify() == Broken(3, None, Damage.MISSING)

    def test_entry_inserted_in_the_middle(self, sealed: list[Entry]) -> None:
        for entry in reversed(sealed[2:]):
            Entry.objects.filter(pk=entry.pk).update(sequence=F("sequence") + 1)
        forged = audit.entry()
        Entry.objects.filter(pk=forged.pk).update(sequence=3, digest="0" * 64)
        assert chain.verify() == Broken(3, forged.pk, Damage.INSERTED)

    def test_entry_inserted_at_the_end_with_a_right_digest(self, sealed: list[Entry]) -> None:
        forged = audit.entry()
        previous = Head.objects.get()
        content = Entry.objects.filter(pk=forged.pk).values_list(*chain.CONTENT).get()
        Entry.objects.filter(pk=forged.pk).update(sequence=6, digest=chain.digest_of(previous.digest, 6, content))
        assert chain.verify() == Broken(6, forged.pk, Damage.INSERTED)

    def test_entry_inserted_before_the_first(self, sealed: list[Entry]) -> None:
        forged = audit.entry()
        Entry.objects.filter(pk=forged.pk).update(sequence=0, digest="0" * 64)
        assert chain.verify() == Broken(0, forged.pk, Damage.INSERTED)

    def test_two_entries_swapped(self, sealed: list[Entry]) -> None:
        digests = [Entry.objects.get(pk=entry.pk).digest for entry in sealed]
        Entry.objects.filter(pk=sealed[1].pk).update(sequence=90)
        Entry.objects.filter(pk=sealed[3].pk).update(sequence=2, digest=digests[1])
        Entry.objects.filter(pk=sealed[1].pk).update(sequence=4, digest=digests[3])
        assert chain.verify() == Broken(2, sealed[3].pk, Damage.EDITED)

    def test_head_deleted(self, sealed: list[Entry]) -> None:
        Head.objects.all().delete()
        assert chain.verify() == Broken(1, sealed[0].pk, Damage.INSERTED)

    def test_head_edited(self, sealed: list[Entry]) -> None:
        Head.objects.update(digest="0" * 64)
        assert chain.verify() == Broken(5, sealed[4].pk, Damage.HEAD)

    def test_chain_computed_anew_contradicts_the_daily_root(self, sealed: list[Entry]) -> None:
        chain.close_day(date(2026, 3, 1))
        Entry.objects.filter(pk=sealed[1].pk).update(actor="user:8")
        Entry.objects.update(sequence=None, digest="")
        Head.objects.all().delete()
        chain.seal_all()
        assert chain.verify() == Broken(6, Entry.objects.get(sequence=6).pk, Damage.ROOT, date(2026, 3, 1))

    def test_root_beyond_the_end_of_a_shortened_and_recomputed_chain(self, sealed: list[Entry]) -> None:
        chain.close_day(date(2026, 3, 1))
        Entry.objects.filter(sequence=6).delete()
        Head.objects.update(sequence=5, digest=Entry.objects.get(sequence=5).digest)
        assert chain.verify() == Broken(6, None, Damage.ROOT, date(2026, 3, 1))

    @pytest.mark.parametrize(
        ("change", "at"),
        [({"digest": "0" * 64}, 6), ({"last_sequence": 4}, 4), ({"last_sequence": 0}, 0), ({"last_sequence": 9}, 9)],
    )
    def test_edited_root(self, sealed: list[Entry], change: dict[str, object], at: int) -> None:
        chain.close_day(date(2026, 3, 1))
        Root.objects.update(**change)
        broken = chain.verify()
        assert broken is not None
        assert (broken.sequence, broken.damage, broken.day) == (at, Damage.ROOT, date(2026, 3, 1))

    def test_root_deleted_or_moved_to_another_day(self, sealed: list[Entry]) -> None:
        chain.close_day(date(2026, 3, 1))
        closing = Entry.objects.get(sequence=6)
        Root.objects.update(day=date(2026, 2, 1))
        assert chain.verify() == Broken(6, closing.pk, Damage.ROOT, date(2026, 3, 1))
        Root.objects.all().delete()
        assert chain.verify() == Broken(6, closing.pk, Damage.ROOT, date(2026, 3, 1))

    def test_root_invented_for_a_day_that_was_never_closed(self, sealed: list[Entry]) -> None:
        root = chain.close_day(date(2026, 3, 1))
        Root.objects.create(day=date(2026, 3, 2), last_sequence=6, digest=root.digest)
        assert chain.verify() == Broken(6, None, Damage.ROOT, date(2026, 3, 2))

    def test_root_from_before_closings_were_entries_is_kept(self, sealed: list[Entry]) -> None:
        Root.objects.create(day=date(2026, 2, 28), last_sequence=5, digest=Entry.objects.get(sequence=5).digest)
        chain.close_day(date(2026, 3, 1))
        assert chain.verify() is None

    def test_root_emptied_after_a_fuller_one(self, sealed: list[Entry]) -> None:
        chain.close_day(date(2026, 3, 1))
        chain.close_day(date(2026, 3, 2))
        Root.objects.filter(day=date(2026, 3, 2)).update(last_sequence=0, digest="")
        assert chain.verify() == Broken(0, None, Damage.ROOT, date(2026, 3, 2))

    def test_unreadable_moment_on_sqlite(self, sealed: list[Entry]) -> None:
        if connection.vendor == "postgresql":
            pytest.skip("PostgreSQL keeps the type of a column")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE audit_entry SET at = 'never' WHERE id = %s", [sealed[2].pk])
        assert chain.verify() == Broken(3, None, Damage.UNREADABLE)

    def test_fifty_random_edits_are_each_found_and_located(self) -> None:
        choose = random.Random(2024)  # noqa: S311
        audit.entries(60)
        chain.seal()
        found = []
        for place in choose.sample(range(1, 61), 50):
            entry = Entry.objects.get(sequence=place)
            field = choose.choice(["action", "subject", "actor", "detail", "at", "digest"])
            other: object = {"detail": {"n": place}, "at": datetime(2021, 1, 1, tzinfo=UTC)}.get(field, f"x:{place}")
            Entry.objects.filter(pk=entry.pk).update(**{field: other})
            found.append(chain.verify() == Broken(place, entry.pk, Damage.EDITED))
            Entry.objects.filter(pk=entry.pk).update(**{field: getattr(entry, field)})
        assert found == [True] * 50
        assert chain.verify() is None


def test_day_is_closed_once_with_everything_sealed() -> None:
    audit.entries(2)
    root = chain.close_day(date(2026, 3, 1))
    assert (root.last_sequence, root.digest) == (3, Entry.objects.get(sequence=3).digest)
    audit.entry()
    assert chain.close_day(date(2026, 3, 1)) == root
    assert Root.objects.count() == 1
    assert chain.close_day(date(2026, 3, 2)).last_sequence == 5
    assert chain.verify() is None


def test_day_without_any_entry_has_a_root_of_its_own() -> None:
    first = chain.close_day(date(2026, 3, 1))
    second = chain.close_day(date(2026, 3, 2))
    assert (first.last_sequence, second.last_sequence) == (1, 2)
    assert first.digest != second.digest
    audit.entry()
    chain.seal()
    assert chain.verify() is None


def test_wide_book_is_sealed_and_verified_with_few_statements(django_assert_max_num_queries: object) -> None:
    audit.entries(30)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        chain.seal()
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        assert chain.verify() is None
