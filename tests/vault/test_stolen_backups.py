"""T-10 with what is really carried away: a dump as the nightly backup makes it, the folder of evidence, files that wait
for their clean copy."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from nacl.public import PrivateKey

from reports import exhibits
from services.evidence import copies, store
from services.evidence.models import Copy, Original
from services.notifications.models import Owed
from services.vault.models import Envelope
from services.vault.opening import Opener, Tampered
from tests.attack import detector, places
from tests.attack.planting import telling_photo
from tests.factories import reports
from tests.vault import theft

PEOPLE = 6
NOTHING = {"identities": 0, "receipts": 0, "originals": 0, "cards": 0}


def carried_away(people: list[theft.Person]) -> theft.Loot:
    """The dump, as text and as it is kept, and the evidence beside it; with every key but the vault's."""
    stolen = theft.steal()
    packed = places.dump("--format=custom", "--compress=0")  # of a compressed one the text says the same
    parts = [places.dump(), packed, *places.files(settings.EVIDENCE_DIR)]
    return theft.Loot(b"\n".join([stolen.bytes, *parts]), stolen.keys)


def words(people: list[theft.Person]) -> set[str]:
    """Names and codes, as the detector spells them."""
    return {"".join(filter(str.isalnum, text)).lower() for one in people for text in (one.name, one.receipt)}


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_nightly_backup_and_every_key_but_the_vaults_give_nobody_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "EVIDENCE_DIR", tmp_path)
    people = theft.filed(PEOPLE)
    loot = carried_away(people)
    assert b"COPY public.vault_envelope" in loot.bytes
    assert Envelope.objects.count() == 4 * PEOPLE
    assert theft.recovered(loot, people) == NOTHING
    assert detector.found(places.dump(), words(people)) == set()
    assert detector.found_in(places.files(tmp_path), words(people)) == set()

    Owed.objects.create(kind="step", ref="1", key=people[0].name.encode().hex(), not_before=timezone.now())
    assert theft.recovered(carried_away(people), people) == {**NOTHING, "identities": 1}  # what lies open is found
    assert len(detector.found(places.dump(), words(people))) == 1


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> bytes:
    """A photo that was just sent, and of which no clean copy was made yet."""
    monkeypatch.setattr(settings, "EVIDENCE_DIR", tmp_path)
    content = telling_photo("pembuat", "tempat")
    code, _case = reports.filed()
    exhibits.accept_file(code, BytesIO(content))
    assert bytes(Copy.objects.get().sealed_key) != b""
    return content


def opened(keys: frozenset[bytes]) -> list[bytes]:
    """What these keys make of the files that wait: by the way the sandbox has, and by the vault's."""
    found = []
    for copy in Copy.objects.exclude(sealed_key=b""):
        original = Original.objects.get(pk=copy.pk)
        for key in sorted(keys):
            for unwrap in (Opener(key).unwrap, by_the_sandbox(copy, key)):
                try:
                    found.append(b"".join(store.open_original(original, unwrap)))
                except (Tampered, store.Damaged, copies.CryptoError):
                    continue
    return found


def by_the_sandbox(copy: Copy, key: bytes) -> store.Unwrap:
    """The way of the worker, with this key for its own."""
    box = copies.SealedBox(PrivateKey(key))
    return lambda _key_id, _wrapped: bytes(box.decrypt(bytes(copy.sealed_key)))


def own(name: str) -> frozenset[bytes]:
    """One key file in every shape a thief would try."""
    return frozenset(theft._as_keys((settings.VAR_DIR / "keys" / name).read_bytes().strip()))


@pytest.mark.django_db
def test_a_file_that_waits_for_its_copy_opens_with_no_key_of_web_or_staff_room(waiting: bytes) -> None:
    """The worker's own key does open it, while it waits: docs/threat-model.md says so."""
    assert opened(theft.steal().keys - own("sandbox_private")) == []
    assert opened(own("sandbox_private")) == [waiting]
    assert copies.make(1) == 1
    assert bytes(Copy.objects.get().sealed_key) == b""
    assert opened(theft.steal().keys) == []  # from here on nobody but the vault
