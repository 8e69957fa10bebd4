"""T-10 and T-11 at full size: a thief without the vault's key against 1,000 reports, and 10,000 swaps."""

from itertools import islice, permutations
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from nacl.public import PrivateKey

from netralitas import vault_officers
from services.audit import log
from services.audit.models import Entry
from services.vault.models import Envelope
from services.vault.opening import Desk, Opener
from services.vault.refusals import Refused
from tests.factories import vault
from tests.vault import showing, theft

pytestmark = [pytest.mark.proof, pytest.mark.django_db]
PEOPLE, SWAPS, LOOKED_AT = 1_000, 10_000, 40


def test_of_a_thousand_identities_receipts_and_originals_none_is_recovered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "EVIDENCE_DIR", tmp_path)
    people = theft.filed(PEOPLE)
    assert Envelope.objects.count() == 4 * PEOPLE
    assert theft.recovered(theft.steal(), people) == {"identities": 0, "receipts": 0, "originals": 0, "cards": 0}


def test_of_what_officers_have_opened_and_looked_at_nothing_lies_about_before_or_after_a_new_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    passing = showing.apart(monkeypatch, tmp_path)
    shown = showing.filed_and_shown(LOOKED_AT)
    people = [one.reporter for one in shown]
    nothing = {"identities": 0, "receipts": 0, "originals": 0, "cards": 0}
    loot = theft.steal(passing)
    assert theft.recovered(loot, people) == nothing
    assert showing.left(loot, shown) == {"words": 0, "bytes": 0}

    vault.answer_here(
        monkeypatch, Desk(Opener(bytes(PrivateKey.generate()), vault.private_key()), log.record, vault_officers.officer)
    )
    call_command("rotate_vault")
    loot = theft.steal(passing, with_vault_key=True)  # the key of before, which somebody had kept
    assert theft.recovered(loot, people) == nothing
    assert showing.left(loot, shown) == {"words": 0, "bytes": 0}


def test_ten_thousand_swaps_are_all_refused_and_in_the_book() -> None:
    desk = vault.desk()
    rows = [vault.envelope(kind=kind) for kind in ("identity", "contact", "witness") for _number in range(34)]
    refused = 0
    for place, other in islice(permutations(rows, 2), SWAPS):
        moved = Envelope(
            id=place.pk, kind=place.kind, subject=place.subject, key_id=place.key_id, ciphertext=other.ciphertext
        )
        with pytest.raises(Refused):
            desk.open(moved)
        refused += 1
    assert refused == SWAPS == Entry.objects.filter(action="envelope:alarm").count()
