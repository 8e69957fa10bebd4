"""A new key: everything sealed to an old one is sealed anew, whatever happens meanwhile, and nothing is lost."""

import os
from base64 import urlsafe_b64encode
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from nacl.public import PrivateKey

from netralitas import ceremony, keys, vault_officers
from services.audit import log
from services.audit.models import Entry
from services.evidence import intake, store
from services.evidence.models import Original
from services.vault import grants, invariants, rotating, sealing
from services.vault.models import Envelope
from services.vault.opening import Desk, Opener, Tampered
from tests.factories import vault
from tests.factories.vault import Officer
from tests.vault import showing, theft

pytestmark = pytest.mark.django_db
PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"x" * 200


@pytest.fixture
def new() -> bytes:
    return bytes(PrivateKey.generate())


@pytest.fixture
def both(new: bytes) -> Desk:
    """The vault with a new key in front of the old one."""
    return Desk(Opener(new, vault.private_key()), log.record, vault_officers.officer)


def opens_alone(key: bytes) -> list[str]:
    """The name in every envelope, by that one key."""
    return sorted(Opener(key).open(envelope)["name"] for envelope in Envelope.objects.all())


def test_old_and_new_open_side_by_side_and_the_old_is_sealed_anew(both: Desk, new: bytes) -> None:
    for number in range(5):
        vault.envelope(name=f"Warga Contoh {number}")
    before = {row.pk: (row.subject, row.kind) for row in Envelope.objects.all()}
    first = rotating.rewrap(both, after=None, n=2)
    assert (first.done, first.failed) == (2, 0)
    assert sorted(both.open(row)["name"] for row in Envelope.objects.all()) == [f"Warga Contoh {n}" for n in range(5)]
    assert invariants.counts()["vault: envelopes under another key"] == 2  # the web still seals to the old one

    rest = rotating.rewrap(both, after=first.last, n=100)

    assert (rest.done, rest.failed) == (3, 0)
    assert opens_alone(new) == [f"Warga Contoh {number}" for number in range(5)]
    assert {row.pk: (row.subject, row.kind) for row in Envelope.objects.all()} == before
    assert rotating.rewrap(both, after=None, n=100) == rotating.Progress(0, 0, None)
    with pytest.raises(Tampered):
        Opener(vault.private_key()).open(Envelope.objects.first())


def test_identity_cards_are_sealed_anew_like_all_else_and_heavy_ones_in_smaller_batches(
    both: Desk, new: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = sorted(letter * 700_000 for letter in "abcde")
    for card in cards:
        vault.envelope(kind="identity_card", picture=card)
    monkeypatch.setattr(rotating, "HEAVIEST", 2_000_000)
    batches, last = [], None
    while (done := rotating.rewrap(both, after=last, n=100)).last:
        batches.append((done.done, done.failed))
        last = done.last
    assert batches == [(3, 0), (2, 0)]
    assert sorted(Opener(new).open(row)["picture"] for row in Envelope.objects.all()) == cards
    assert {row.kind for row in Envelope.objects.all()} == {"identity_card"}


def test_one_that_was_tampered_with_stays_raises_an_alarm_and_holds_nobody_up(both: Desk, new: bytes) -> None:
    bad, good = vault.envelope(), vault.envelope(name="Warga Contoh Dua")
    Envelope.objects.filter(pk=bad.pk).update(ciphertext=bytes(good.ciphertext))
    done = rotating.rewrap(both, after=None, n=100)
    assert (done.done, done.failed) == (1, 1)
    assert Opener(new).open(Envelope.objects.get(pk=good.pk)) == {"name": "Warga Contoh Dua"}
    assert Envelope.objects.get(pk=bad.pk).key_id == bad.key_id
    assert Entry.objects.filter(action="envelope:alarm").count() == 1


def test_what_is_purged_while_a_batch_runs_does_not_come_back(both: Desk) -> None:
    gone = vault.envelope()

    class Purging(Opener):
        def padded(self, envelope: Envelope) -> bytes:
            found = super().padded(envelope)
            Envelope.objects.filter(pk=gone.pk).delete()
            return found

    desk = Desk(Purging(bytes(PrivateKey.generate()), vault.private_key()), log.record, vault_officers.officer)
    rotating.rewrap(desk, after=None, n=10)
    assert not Envelope.objects.exists()


def test_grants_and_second_factors_of_before_go_on(both: Desk) -> None:
    asker, custodian = Officer(), Officer()
    subject = vault.envelope(name="Pelapor Contoh").subject
    grant = grants.request(vault.desk(), subject, account=asker.account, kind="identity", reason="safety")
    rotating.rewrap(both, after=None, n=100)
    grants.approve(both, grant, account=custodian.account, code=custodian.code())
    assert grants.show(both, grant, account=asker.account, code=asker.code()) == [{"name": "Pelapor Contoh"}]


def test_keys_of_files_are_wrapped_anew_and_shown_to_nobody(both: Desk, new: bytes) -> None:
    key_id, wrapped = sealing.wrap_key(b"k" * 32)
    anew, broken = rotating.rewrap_keys(both, [(key_id, wrapped), (key_id, wrapped[:-1] + b"\x00")])
    assert broken is None
    assert anew is not None
    assert b"k" * 32 not in anew
    assert Opener(new).unwrap(both.opener.key_id, anew) == b"k" * 32


def test_the_command_brings_envelopes_and_files_to_the_new_key(
    both: Desk, new: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings, "EVIDENCE_DIR", tmp_path)
    vault.answer_here(monkeypatch, both)
    for _ in range(3):
        vault.envelope(name="Warga Contoh")
    original = intake.accept(BytesIO(PICTURE), wrap=sealing.wrap_key, on=date(2026, 3, 2))
    call_command("rotate_vault")
    assert capsys.readouterr().out == f"4 sealed anew to {both.opener.key_id}; 0 do not open\n"
    original.refresh_from_db()
    assert original.key_id == both.opener.key_id
    assert b"".join(store.open_original(original, Opener(new).unwrap)) == PICTURE
    assert opens_alone(new) == ["Warga Contoh"] * 3
    call_command("rotate_vault")
    assert capsys.readouterr().out.startswith("0 sealed anew")


def test_what_was_opened_and_shown_before_opens_again_by_the_new_key_alone(
    both: Desk, new: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    passing = showing.apart(monkeypatch, tmp_path)
    one = showing.filed_and_shown(1)[0]
    vault.answer_here(monkeypatch, both)
    call_command("rotate_vault")

    with_old_key = theft.steal(passing, with_vault_key=True)
    assert showing.left(with_old_key, [one]) == {"words": 0, "bytes": 0}
    found = theft.recovered(with_old_key, [one.reporter])
    assert found == {"identities": 0, "receipts": 0, "originals": 0, "cards": 0}
    monkeypatch.setattr(settings, "VAULT_PUBLIC_KEY", urlsafe_b64encode(bytes(PrivateKey(new).public_key)).decode())
    vault.answer_here(monkeypatch, Desk(Opener(new), log.record, vault_officers.officer))
    assert showing.opened(one) == one.reporter.picture
    assert one.drawn in showing.card_page(one)


def test_the_command_says_what_does_not_open_and_ends_with_one(
    both: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    vault.answer_here(monkeypatch, both)
    Envelope.objects.filter(pk=vault.envelope().pk).update(ciphertext=b"\x01" + bytes(90))
    with pytest.raises(SystemExit):
        call_command("rotate_vault")
    assert "1 do not open" in capsys.readouterr().out
    assert Original.objects.count() == 0


def test_without_a_vault_the_command_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "VAULT_SOCKET", tmp_path / "nobody.sock")
    with pytest.raises(CommandError, match="the vault does not answer"):
        call_command("rotate_vault")


class TestCeremony:
    """A new key, its copies, and the way back from one of them."""

    PHRASE = "enam kata acak untuk salinan ini"

    def answers(self, *phrases: str) -> ceremony.Ask:
        left = list(phrases)
        return lambda _prompt: left.pop(0)

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        keys.ensure(tmp_path / "keys")
        return tmp_path / "keys"

    def test_a_new_key_stands_in_front_and_the_old_goes_on(self, folder: Path) -> None:
        old = keys.read(folder, "vault_private")
        ceremony.main(["new", str(folder)])
        newest, kept = keys.read(folder, "vault_private").split()
        assert kept == old != newest
        assert (folder / "vault_private").stat().st_mode & 0o777 == 0o600
        keys.ensure(folder)
        public = keys.read(folder, "vault_public")
        (folder / "vault_public").unlink()
        keys.ensure(folder)
        assert keys.read(folder, "vault_public") == public
        ceremony.main(["forget", str(folder)])
        assert keys.read(folder, "vault_private") == newest
        assert not [one for one in os.listdir(folder) if one.endswith(".new")]

    def test_either_copy_brings_all_keys_back(self, folder: Path, tmp_path: Path) -> None:
        ceremony.main(["new", str(folder)])
        known = {name: keys.read(folder, name) for name in ("vault_private", "vault_public")}
        for number, phrase in enumerate(("salinan pertama, enam kata acak", self.PHRASE)):
            copy, back = tmp_path / f"copy{number}", tmp_path / f"back{number}"
            ceremony.main(["seal", str(folder), str(copy)], self.answers(phrase, phrase))
            assert copy.stat().st_mode & 0o777 == 0o600
            assert known["vault_private"].split()[0] not in copy.read_text()
            assert "holds 2 key(s)" in ceremony.main(["check", str(copy)], self.answers(phrase))
            ceremony.main(["restore", str(copy), str(back)], self.answers(phrase))
            assert {name: keys.read(back, name) for name in known} == known

    def test_what_cannot_be_done_changes_nothing_and_says_why(self, folder: Path, tmp_path: Path) -> None:
        before, copy = keys.read(folder, "vault_private"), tmp_path / "copy"
        for phrases, said in ((("kata",), "at least 20"), ((self.PHRASE, "lain"), "differ")):
            with pytest.raises(ceremony.Unfit, match=said):
                ceremony.main(["seal", str(folder), str(copy)], self.answers(*phrases))
        assert not copy.exists()
        ceremony.main(["seal", str(folder), str(copy)], self.answers(self.PHRASE, self.PHRASE))
        for arguments, phrase, said in (
            (["check", str(copy)], "bukan kata sandi yang benar", "does not open"),
            (["restore", str(copy), str(folder)], self.PHRASE, "Move it away"),
            (["seal", str(folder), str(copy)], self.PHRASE, "Name a new file"),
            (["new", str(tmp_path)], "", "cannot be read"), (["dance"], "", "usage"),
        ):  # fmt: skip
            with pytest.raises(ceremony.Unfit, match=said):
                ceremony.main(arguments, self.answers(phrase, phrase))
        assert keys.read(folder, "vault_private") == before
