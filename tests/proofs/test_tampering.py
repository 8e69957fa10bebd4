"""A thousand harms to the audit and ten thousand moved ciphertexts, each found or refused."""

import itertools
import random
from collections import Counter
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction

from services.audit import chain
from services.audit.models import Entry, Root
from services.vault import sealing
from services.vault.models import Envelope, EnvelopeKind
from services.vault.opening import Opener, Tampered
from tests.audit import flushing
from tests.factories import audit, vault

pytestmark = [pytest.mark.proof, pytest.mark.django_db]


def test_a_thousand_edits_by_the_owner_of_the_database_are_each_located() -> None:
    """Edits of every column, deletions, swaps of two places, and edits, moves and deletions of daily roots."""
    with connection.cursor() as cursor:
        for statement in flushing.away():
            cursor.execute(statement)
    located = Counter[str]()
    choose = random.Random(7)  # noqa: S311  (a repeatable choice of places)
    for day in range(1, 9):
        audit.entries(49)
        chain.close_day(date(2026, 3, day))
    harms = itertools.cycle((_edit, _delete, _swap, _root))
    for harm in itertools.islice(harms, 1000):
        with transaction.atomic():
            wanted = harm(choose)
            found = chain.verify()
            assert found is not None, (harm.__name__, wanted)
            located[harm.__name__ if wanted in (found.sequence, found.day) else f"{harm.__name__} elsewhere"] += 1
            transaction.set_rollback(True)
    assert located == {"_edit": 250, "_delete": 250, "_swap": 250, "_root": 250}
    assert chain.verify() is None


def _edit(choose: random.Random) -> object:
    place = choose.randint(1, 400)
    values: dict[str, object] = {
        "action": "x:edited", "subject": "x", "actor": "user:0", "digest": "0" * 64, "detail": {"x": place},
        "at": datetime(2021, 1, 1, tzinfo=UTC),
    }  # fmt: skip
    field = choose.choice(sorted(values))
    Entry.objects.filter(sequence=place).update(**{field: values[field]})
    return place


def _delete(choose: random.Random) -> object:
    place = choose.randint(1, 400)
    Entry.objects.filter(sequence=place).delete()
    return place


def _swap(choose: random.Random) -> object:
    first, second = sorted(choose.sample(range(1, 401), 2))
    earlier, later = Entry.objects.get(sequence=first), Entry.objects.get(sequence=second)
    Entry.objects.filter(pk=earlier.pk).update(sequence=1000)
    Entry.objects.filter(pk=later.pk).update(sequence=first)
    Entry.objects.filter(pk=earlier.pk).update(sequence=second)
    return first


def _root(choose: random.Random) -> object:
    root = Root.objects.get(day=date(2026, 3, choose.randint(1, 8)))
    rows = Root.objects.filter(pk=root.pk)
    choose.choice(
        [
            lambda: rows.update(digest="0" * 64),
            lambda: rows.update(last_sequence=root.last_sequence - 1),
            lambda: rows.update(day=date(2025, 1, 1)),
            lambda: rows.delete(),
        ]
    )()
    return root.day


def test_ten_thousand_moved_ciphertexts_are_all_refused() -> None:
    opener = Opener(vault.private_key())
    envelopes = [
        sealing.seal(kind, subject=uuid4(), fields={"name": f"Contoh {number}"})
        for number in range(40)
        for kind in (EnvelopeKind.IDENTITY, EnvelopeKind.CONTACT, EnvelopeKind.WITNESS)
    ]
    pairs = itertools.islice(itertools.permutations(envelopes, 2), 10_000)
    outcome = Counter[str]()
    for target, source in pairs:
        moved = Envelope(id=target.pk, kind=target.kind, subject=target.subject, key_id=target.key_id)
        moved.ciphertext = source.ciphertext
        try:
            opener.open(moved)
            outcome["opened"] += 1
        except Tampered:
            outcome["refused"] += 1
    assert outcome == {"refused": 10_000}
