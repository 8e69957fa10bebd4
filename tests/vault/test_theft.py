"""T-10 and T-11, the small ones: what a thief without the vault's key has, and what a moved ciphertext opens."""

import base64
from itertools import permutations
from pathlib import Path

import pytest
from django.conf import settings

from services.accounts import devices
from services.audit.models import Entry
from services.evidence import store
from services.evidence.models import Original
from services.vault.models import Envelope, FileOpening
from services.vault.opening import Opener, Tampered
from services.vault.refusals import Refused
from tests.factories import accounts, vault
from tests.vault import showing, theft

pytestmark = pytest.mark.django_db
PEOPLE = 6


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Folders of their own for sealed files and for whatever passes through, here and in the sandbox."""
    return showing.apart(monkeypatch, tmp_path)


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[theft.Person]:
    monkeypatch.setattr(settings, "EVIDENCE_DIR", tmp_path)
    return theft.filed(PEOPLE)


def test_everything_but_the_vaults_key_opens_nothing(people: list[theft.Person]) -> None:
    assert theft.recovered(theft.steal(), people) == {"identities": 0, "receipts": 0, "originals": 0, "cards": 0}


def test_the_same_thief_with_the_vaults_key_has_every_identity_and_original(people: list[theft.Person]) -> None:
    loot = theft.steal(with_vault_key=True)
    assert theft.recovered(loot, people) == {"identities": PEOPLE, "receipts": 0, "originals": PEOPLE, "cards": PEOPLE}


def test_of_an_original_that_was_opened_and_a_card_that_was_shown_nothing_lies_about(passing: Path) -> None:
    shown = showing.filed_and_shown(2)
    assert (FileOpening.objects.count(), Entry.objects.filter(action="identity:shown").count()) == (2, 2)

    loot = theft.steal(passing)
    assert showing.left(loot, shown) == {"words": 0, "bytes": 0}
    people = [one.reporter for one in shown]
    assert theft.recovered(loot, people) == {"identities": 0, "receipts": 0, "originals": 0, "cards": 0}
    with_key = theft.recovered(theft.steal(with_vault_key=True), people)
    assert with_key == {"identities": 2, "receipts": 0, "originals": 2, "cards": 2}

    (passing / "left-over").write_bytes(shown[0].reporter.picture)  # the same search finds what is not cleared away
    (passing / "page").write_bytes(showing.card_page(shown[1]))
    assert showing.left(theft.steal(passing), shown) == {"words": 1, "bytes": 2}


def test_no_seed_of_an_officers_code_app_lies_about_and_no_code_can_be_computed() -> None:
    seeds_of = {}
    for number in range(PEOPLE):
        user = accounts.user(person_hash=f"{number}" * 64)
        device = devices.offer(user)
        devices.enrol(user, device)
        seeds_of[user.pk] = device.bin_key
    assert Envelope.objects.filter(kind="second_factor").count() == PEOPLE
    assert theft.officers(theft.steal(), seeds_of) == 0
    # The same thief with the key of the staff room's process, with the vault's, or where a seed lies open, has them.
    assert theft.officers(theft.steal(with_device_key=True), seeds_of) == PEOPLE
    assert theft.officers(theft.steal(with_vault_key=True), seeds_of) == PEOPLE
    first, second, third, *_others = seeds_of.values()
    lying = b"\n".join([first.hex().encode(), base64.b32encode(second), third])
    assert theft.officers(theft.Loot(lying, frozenset()), seeds_of) == 3


def test_the_thief_would_notice_what_lies_open(people: list[theft.Person]) -> None:
    lying = [people[0].name.encode().hex().encode(), people[1].receipt.encode(), people[2].card]
    spilt = theft.Loot(b"\n".join(lying), frozenset())
    assert theft.recovered(spilt, people) == {"identities": 1, "receipts": 1, "originals": 0, "cards": 1}


def test_no_ciphertext_opens_in_the_place_of_another(people: list[theft.Person]) -> None:
    desk, rows = vault.desk(), list(Envelope.objects.all())
    assert {row.kind for row in rows} == {"identity", "contact", "witness", "identity_card"}
    swaps = 0
    for place, other in permutations(rows, 2):
        moved = Envelope(
            id=place.pk, kind=place.kind, subject=place.subject, key_id=place.key_id, ciphertext=other.ciphertext
        )
        with pytest.raises(Refused, match="telah diubah atau dipindahkan"):
            desk.open(moved)
        swaps += 1
    assert swaps == 4 * PEOPLE * (4 * PEOPLE - 1)
    assert Entry.objects.filter(action="envelope:alarm").count() == swaps


def test_a_row_is_bound_to_its_kind_subject_and_key(people: list[theft.Person]) -> None:
    opener, row = Opener(vault.private_key()), Envelope.objects.filter(kind="identity").first()
    other = Envelope.objects.exclude(subject=row.subject).first()
    for change in ({"id": other.pk}, {"kind": "contact"}, {"subject": other.subject}, {"key_id": "0" * 16}):
        values = {"id": row.pk, "kind": row.kind, "subject": row.subject, "key_id": row.key_id}
        with pytest.raises(Tampered):
            opener.open(Envelope(**{**values, **change}, ciphertext=row.ciphertext))


def test_a_files_key_opens_no_other_file(people: list[theft.Person]) -> None:
    unwrap, (first, second) = Opener(vault.private_key()).unwrap, Original.objects.all()[:2]
    first.wrapped_key = second.wrapped_key
    with pytest.raises(store.Damaged):
        list(store.open_original(first, unwrap))
