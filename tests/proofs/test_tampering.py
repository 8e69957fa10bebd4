"""A thousand edits of the audit and ten thousand moved ciphertexts, each found or refused."""

import itertools
import random
from collections import Counter
from uuid import uuid4

import pytest
from django.db import connection

from services.audit import chain
from services.audit.models import Entry
from services.vault import sealing
from services.vault.models import Envelope, EnvelopeKind
from services.vault.opening import Opener, Tampered
from tests.audit import flushing
from tests.factories import audit, vault

pytestmark = [pytest.mark.proof, pytest.mark.django_db]


def test_a_thousand_edits_by_the_owner_of_the_database_are_each_located() -> None:
    with connection.cursor() as cursor:
        for statement in flushing.away():
            cursor.execute(statement)
    choose = random.Random(7)  # noqa: S311  (a repeatable choice of places)
    audit.entries(400)
    chain.seal_all()
    located = Counter[bool]()
    for _round in range(1000):
        place = choose.randint(1, 400)
        entry = Entry.objects.get(sequence=place)
        field = choose.choice(["action", "subject", "actor", "digest"])
        Entry.objects.filter(pk=entry.pk).update(**{field: f"x:{choose.randint(0, 10**9)}"})
        found = chain.verify()
        located[found is not None and found.sequence == place] += 1
        Entry.objects.filter(pk=entry.pk).update(**{field: getattr(entry, field)})
    assert located == {True: 1000}
    assert chain.verify() is None


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
