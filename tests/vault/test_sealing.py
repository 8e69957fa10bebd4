"""Sealing: what it hides, what it binds, and that only the right key opens."""

import itertools
import json
import random
from collections import Counter
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from nacl.public import PrivateKey

from services.vault import sealing
from services.vault.models import Envelope, EnvelopeKind
from services.vault.opening import Opener, Tampered
from tests.factories import vault

FIELDS = {"name": "Pelapor Contoh Satu", "address": "Jalan Contoh 1", "phone": "0812-0000-0001"}
SUBJECT = UUID("11111111-2222-4333-8444-555555555555")


@pytest.fixture
def opener() -> Opener:
    return Opener(vault.private_key())


def refused(opener: Opener, envelope: Envelope) -> bool:
    try:
        opener.open(envelope)
    except Tampered:
        return True
    return False


def test_what_was_sealed_opens_with_the_private_key(opener: Opener) -> None:
    envelope = sealing.seal("identity", subject=SUBJECT, fields=FIELDS)
    assert envelope._state.adding
    assert (envelope.kind, envelope.subject, envelope.key_id) == ("identity", SUBJECT, opener.key_id)
    assert opener.open(envelope) == FIELDS


@pytest.mark.django_db
def test_envelope_opens_after_a_round_trip_through_the_database(opener: Opener) -> None:
    made = vault.envelope(**FIELDS)
    assert opener.open(Envelope.objects.get(pk=made.pk)) == FIELDS


def test_letters_of_every_script_survive(opener: Opener) -> None:
    fields = {"name": "ꦤꦩ Ñame 名前 اسم 🙂", "empty": "", "long": "x" * 5000}
    assert opener.open(sealing.seal("identity", subject=SUBJECT, fields=fields)) == fields


def test_no_plain_word_is_left_in_the_ciphertext() -> None:
    envelope = sealing.seal("identity", subject=SUBJECT, fields=FIELDS)
    assert [word for word in FIELDS.values() if word.encode() in envelope.ciphertext] == []


def test_equal_contents_have_different_ciphertexts() -> None:
    sealed = {sealing.seal("identity", subject=SUBJECT, fields=FIELDS).ciphertext for _ in range(20)}
    assert len(sealed) == 20


@pytest.mark.parametrize(
    ("length", "size"),
    [
        (0, 1024),
        (1023, 1024),
        (1024, 2048),
        (2047, 2048),
        (2048, 4096),
        (65535, 65536),
        (65536, 131072),
        (131072, 196608),
    ],
)
def test_contents_are_padded_to_buckets(length: int, size: int) -> None:
    assert len(sealing.pad(b"x" * length)) == size


def test_short_and_long_names_have_the_same_length() -> None:
    lengths = {
        len(sealing.seal("identity", subject=SUBJECT, fields={"name": "x" * n}).ciphertext) for n in (1, 50, 900)
    }
    assert lengths == {1 + 32 + 1024 + 16}


def test_200_swapped_ciphertexts_are_all_refused(opener: Opener) -> None:
    kinds = [EnvelopeKind.IDENTITY, EnvelopeKind.CONTACT, EnvelopeKind.WITNESS]
    # Ten subjects with two envelopes of each kind: swaps across subjects, kinds and rows alike.
    envelopes = [
        sealing.seal(kind, subject=subject, fields={"name": f"Contoh {number}"})
        for number, subject in enumerate(uuid4() for _ in range(10))
        for kind in (*kinds, *kinds)
    ]
    pairs = random.Random(2024).sample(list(itertools.permutations(envelopes, 2)), 200)  # noqa: S311
    outcome = Counter()
    for target, source in pairs:
        moved = Envelope(id=target.pk, kind=target.kind, subject=target.subject, key_id=target.key_id)
        moved.ciphertext = source.ciphertext
        outcome[refused(opener, moved)] += 1
    assert outcome == {True: 200}
    assert [opener.open(envelope)["name"] for envelope in envelopes[::6]] == [f"Contoh {n}" for n in range(10)]


@pytest.mark.parametrize(
    ("column", "value"),
    [("id", uuid4()), ("kind", "contact"), ("subject", uuid4()), ("key_id", "0" * 16)],
)
def test_every_bound_column_is_checked(opener: Opener, column: str, value: object) -> None:
    envelope = sealing.seal("identity", subject=SUBJECT, fields=FIELDS)
    setattr(envelope, column, value)
    assert refused(opener, envelope)


@pytest.mark.parametrize("place", [0, 1, 32, 33, 500, -1])
def test_every_part_of_the_ciphertext_is_checked(opener: Opener, place: int) -> None:
    envelope = sealing.seal("identity", subject=SUBJECT, fields=FIELDS)
    changed = bytearray(envelope.ciphertext)
    changed[place] ^= 1
    envelope.ciphertext = bytes(changed)
    assert refused(opener, envelope)


@pytest.mark.parametrize("ciphertext", [b"", b"\x01", b"\x01" + b"\0" * 32, b"\x01" + b"\0" * 200, b"x" * 2000])
def test_rubbish_is_refused(opener: Opener, ciphertext: bytes) -> None:
    envelope = sealing.seal("identity", subject=SUBJECT, fields=FIELDS)
    envelope.ciphertext = ciphertext
    assert refused(opener, envelope)


def test_another_private_key_opens_nothing() -> None:
    stranger = Opener(bytes(PrivateKey.generate()))
    envelope = sealing.seal("identity", subject=SUBJECT, fields=FIELDS)
    assert refused(stranger, envelope)
    envelope.key_id = stranger.key_id
    assert refused(stranger, envelope)


def test_file_key_is_wrapped_and_unwrapped(opener: Opener) -> None:
    key = bytes(range(32))
    key_id, wrapped = sealing.wrap_key(key)
    assert key_id == opener.key_id
    assert key not in wrapped
    assert opener.unwrap(key_id, wrapped) == key


def test_file_key_is_no_envelope_and_an_envelope_no_file_key(opener: Opener) -> None:
    envelope = sealing.seal("file_key", subject=SUBJECT, fields={"key": "00"})
    with pytest.raises(Tampered):
        opener.unwrap(envelope.key_id, envelope.ciphertext)
    envelope.ciphertext = sealing.wrap_key(bytes(32))[1]
    assert refused(opener, envelope)


def test_binding_has_one_spelling_only() -> None:
    one, other = sealing.Binding("a", "b", "c"), sealing.Binding("a", 'b", "c')
    assert one.encoded() != other.encoded()
    assert json.loads(one.encoded()) == ["01", "a", "b", "c", ""]


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="diary"):
        sealing.seal("diary", subject=SUBJECT, fields=FIELDS)


@pytest.mark.parametrize("text", ["", "abc", "AAAA", "%%%%"])
def test_malformed_public_key_names_the_setting(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(settings, "VAULT_PUBLIC_KEY", text)
    with pytest.raises(ImproperlyConfigured, match=r"VAULT_PUBLIC_KEY is not .* keys/vault_public"):
        sealing.wrap_key(bytes(32))


def test_private_key_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Opener(bytes(31))


@pytest.mark.django_db
class TestEnrol:
    """An officer's code generator, sealed once per account."""

    def test_secret_and_person_are_sealed(self, opener: Opener) -> None:
        account = uuid4()
        sealing.enrol(account, person="p" * 64, secret=b"0123456789")
        stored = Envelope.objects.get(kind="second_factor", subject=account)
        opened = opener.open(stored)
        assert datetime.fromisoformat(opened.pop("at")) <= datetime.now(tz=UTC)
        assert opened == {"secret": "30313233343536373839", "person": "p" * 64}

    def test_nameless_account_is_not_enrolled(self) -> None:
        with pytest.raises(ValueError, match="NIP"):
            sealing.enrol(uuid4(), person="", secret=b"x")
        assert Envelope.objects.count() == 0
