"""The photo of an identity card, from the reporter's page to its envelope: sealed all the way, taken out at a press."""

from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from time_machine import Traveller

from netralitas.roles.table import DbRole
from reports import drafts, receipts, retention, withdrawing
from reports.filing import card
from reports.models.report import Draft, Report
from services.notifications.models import Message as Letter
from services.notifications.models import MessageState, Owed
from services.vault import client as vault_client
from services.vault.models import Envelope
from services.vault.opening import Opener, Tampered
from tests.evidence.corpus import pictures
from tests.factories import reports, vault
from tests.filing.citizen import INCIDENT, Citizen
from tests.roles import processes
from tests.vault import theft

pytestmark = pytest.mark.django_db
CANARY = "kenari-ktp-7c1f"
NAME = "ktp-budi-rahasia.jpg"
PHOTO = pictures.drawn("JPEG", exif=pictures.exif(CANARY))
STORED = "Foto KTP sudah tersimpan, tersegel."


def photo(content: bytes = PHOTO, name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def attach(citizen: Citizen, content: bytes = PHOTO, action: str = "stay.ktp", **more: Any) -> HttpResponse:
    return citizen.send("pelapor", card=photo(content), action=action, **more)


def kept(citizen: Citizen) -> bytes | None:
    """The photo as the draft would hand it over, whatever key it takes."""
    stored = Draft.objects.get(receipt_hash=receipts.digest(citizen.code)).card
    return drafts._unseal_card(citizen.code, bytes(stored)) if stored is not None else None


def opened(envelope: Envelope) -> bytes:
    return b64decode(Opener(vault.private_key()).open(envelope)["picture"])


def cards() -> list[Envelope]:
    return list(Envelope.objects.filter(kind="identity_card"))


@pytest.fixture
def writing(citizen: Citizen) -> Citizen:
    """Somebody who has come to the reporter's page."""
    citizen.fill_in("pelapor")
    return citizen


def test_a_photo_lies_in_the_draft_sealed_under_the_code_and_the_page_says_so(writing: Citizen) -> None:
    assert STORED not in writing.read("pelapor")
    answer = attach(writing)
    assert (answer.status_code, answer["Location"]) == (302, "/lapor/pelapor/#ktp")
    page = writing.read("pelapor")
    assert STORED in page
    assert "Hapus foto" in page
    assert NAME not in page
    assert drafts.load(writing.code)["card"] is True  # type: ignore[index]
    assert kept(writing) == PHOTO
    loot = theft.steal(with_vault_key=True).bytes
    assert [one for one in (PHOTO[20:], CANARY.encode(), NAME.encode(), b"budi") if one in loot] == []


def test_the_photo_is_filed_as_an_envelope_of_the_same_subject_that_the_vault_alone_opens(writing: Citizen) -> None:
    attach(writing, action="next")
    assert "Foto KTP</dt><dd>Sudah tersimpan, tersegel" in writing.read("tinjau")
    writing.submit()
    (envelope,) = cards()
    assert envelope.subject == Report.objects.get().subject
    assert opened(envelope) == PHOTO
    with pytest.raises(Tampered):
        Opener(b"x" * 32).open(envelope)
    assert Draft.objects.count() == 0
    loot = theft.steal().bytes
    assert [one for one in (PHOTO[20:], CANARY.encode(), NAME.encode(), b"budi") if one in loot] == []


def test_a_filing_without_a_photo_has_no_such_envelope(writing: Citizen) -> None:
    writing.send("pelapor")
    assert "Foto KTP" not in writing.read("tinjau")
    writing.submit()
    assert (cards(), Report.objects.count()) == ([], 1)


def test_who_chooses_a_tip_in_the_end_leaves_no_photo_anywhere(writing: Citizen) -> None:
    attach(writing, action="next")
    writing.send("pelapor", {"kind": "tip"})
    assert "Foto KTP" not in writing.read("tinjau")
    writing.submit()
    assert Report.objects.get().kind == "tip"
    assert set(Envelope.objects.values_list("kind", flat=True)) == {"witness"}
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 bukan foto", "kind"),
        (b"GIF89a" + bytes(80), "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (bytes.fromhex("0000002066747970") + b"isom" + bytes(80), "kind"),  # a film
        (PHOTO + bytes(card.MOST + 1 - len(PHOTO)), "too_large"),
    ],
)
@pytest.mark.parametrize("action", ["next", "stay.ktp", "save", "back"])
def test_a_wrong_file_is_refused_at_its_field_and_what_was_typed_stays(
    writing: Citizen, content: bytes, code: str, action: str
) -> None:
    sentence = str(card.SENTENCES[code])
    answer = attach(writing, content, action, **{"reporter.name": "Nama Tetap Contoh"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#card">{sentence}</a>' in page
    assert f'id="card-error">{sentence}</p>' in page
    assert 'aria-describedby="card-hint card-error" aria-invalid="true"' in page
    assert 'value="Nama Tetap Contoh"' in page
    assert kept(writing) is None
    assert 'value="Nama Tetap Contoh"' in writing.read("pelapor")


def test_a_refused_file_leaves_the_photo_of_before(writing: Citizen) -> None:
    attach(writing)
    assert attach(writing, b"%PDF-1.7").status_code == 422
    assert kept(writing) == PHOTO


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_every_allowed_kind_is_known_by_its_content_and_not_by_its_name(writing: Citizen, kind: str) -> None:
    content = pictures.drawn(kind)
    answer = writing.send("pelapor", card=photo(content, "kartu.exe"), action="stay.ktp")
    assert (answer.status_code, kept(writing)) == (302, content)


def test_the_largest_photo_is_taken_whole(writing: Citizen) -> None:
    whole = PHOTO + bytes(card.MOST - len(PHOTO))
    attach(writing, whole, "next")
    writing.submit()
    assert opened(cards()[0]) == whole


def test_another_photo_takes_the_place_of_the_first(writing: Citizen) -> None:
    other = pictures.drawn("PNG")
    attach(writing)
    attach(writing, other, "next")
    writing.submit()
    assert [opened(one) for one in cards()] == [other]


def test_a_photo_is_taken_out_again_by_one_press(writing: Citizen) -> None:
    attach(writing)
    answer = writing.send("pelapor", action="uncard.ktp")
    assert (answer.status_code, answer["Location"]) == (302, "/lapor/pelapor/#ktp")
    assert STORED not in writing.read("pelapor")
    assert (kept(writing), drafts.load(writing.code).get("card")) == (None, None)  # type: ignore[union-attr]
    writing.send("pelapor")
    writing.submit()
    assert cards() == []


def test_saving_other_pages_and_while_typing_leaves_the_photo(writing: Citizen) -> None:
    attach(writing)
    writing.send("kejadian", {**INCIDENT, "place": "Balai Contoh"})
    assert writing.send("pelapor", action="autosave").status_code == 204
    assert kept(writing) == PHOTO


def test_a_tab_that_was_read_before_cannot_hide_a_photo_or_claim_one(writing: Citizen) -> None:
    before = drafts.load(writing.code) or drafts.Loaded()
    attach(writing)
    taken = drafts.load(writing.code) or drafts.Loaded()
    kept = drafts.save(writing.code, before, over=taken.version)
    assert STORED in writing.read("pelapor")
    kept = drafts.save_card(writing.code, before, None, over=kept)
    drafts.save(writing.code, {**before, "card": True}, over=kept)
    assert STORED not in writing.read("pelapor")


def test_a_photo_on_the_page_of_another_draft_is_not_taken(writing: Citizen) -> None:
    assert attach(writing, draft="0" * 12).status_code == 409
    assert kept(writing) is None


def test_a_photo_sent_to_another_page_goes_nowhere(writing: Citizen) -> None:
    writing.send("kejadian", card=photo())
    assert kept(writing) is None


def test_no_part_of_a_photo_touches_a_disk_on_its_way(writing: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a temporary file was opened")

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)
    large = PHOTO + bytes(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
    attach(writing, large)
    assert kept(writing) == large
    with pytest.raises(AssertionError, match="a temporary file was opened"):
        writing.send("bukti", files=photo(large))


def test_the_length_of_what_is_kept_tells_next_to_nothing(writing: Citizen) -> None:
    lengths = set()
    for extra in (0, 1, 20_000):
        attach(writing, PHOTO + bytes(extra))
        lengths.add(len(bytes(Draft.objects.get().card)))
    assert len(lengths) == 1


def test_a_draft_with_a_photo_ends_after_seven_days(writing: Citizen, clock: Traveller) -> None:
    attach(writing)
    clock.shift(timedelta(days=6))
    retention.sweep()
    assert kept(writing) == PHOTO
    clock.shift(timedelta(days=1))
    assert retention.sweep()["drafts"] == 1
    assert Draft.objects.count() == 0


def test_discarding_the_draft_takes_the_photo_with_it(writing: Citizen) -> None:
    attach(writing)
    writing.client.post("/lapor/hapus/")
    assert (Draft.objects.count(), cards()) == (0, [])


def test_a_photo_comes_back_with_the_code_on_another_device(writing: Citizen) -> None:
    attach(writing)
    code = writing.code
    writing.client.cookies.clear()
    writing.track(code)
    assert STORED in writing.read("pelapor")


def test_sending_twice_files_one_photo(writing: Citizen) -> None:
    attach(writing, action="next")
    writing.submit()
    writing.submit()
    assert (len(cards()), Report.objects.count()) == (1, 1)


def test_a_photo_changed_in_the_table_is_not_filed_and_the_report_is(writing: Citizen) -> None:
    attach(writing, action="next")
    changed = bytearray(bytes(Draft.objects.get().card))
    changed[-1] ^= 1
    Draft.objects.update(card=bytes(changed))
    writing.submit()
    assert (cards(), Report.objects.count()) == ([], 1)


def test_a_photo_moved_to_another_draft_does_not_open_there(writing: Citizen) -> None:
    attach(writing)
    moved = bytes(Draft.objects.get().card)
    other = receipts.issue()
    drafts.save(other, {})
    Draft.objects.filter(receipt_hash=receipts.digest(other)).update(card=moved)
    assert drafts.take(other) == drafts.Left(card=None)


def test_keeping_and_taking_a_photo_costs_one_statement_each(django_assert_num_queries: Any) -> None:
    code = receipts.issue()
    with django_assert_num_queries(1):
        drafts.save_card(code, {"step": 1}, PHOTO)
    with django_assert_num_queries(1):
        assert drafts.take(code) == drafts.Left(card=PHOTO)
    with django_assert_num_queries(1):
        assert drafts.take(code) is None


def test_who_withdraws_takes_the_photo_out_of_the_vault(writing: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    vault.answer_here(monkeypatch)
    monkeypatch.setattr(vault_client, "purge", processes.run_by(DbRole.VAULT, vault_client.purge))
    attach(writing, action="next")
    writing.submit()
    assert len(cards()) == 1
    withdrawing.withdraw(writing.code)
    reports.relayed()
    Letter.objects.update(state=MessageState.SENT)
    Owed.objects.filter(kind="purge").update(lease_until=None)
    assert withdrawing.forget() == 1
    assert cards() == []


def test_the_form_says_who_can_see_the_photo_and_that_it_may_be_left_out(writing: Citizen) -> None:
    page = writing.read("pelapor")
    for sentence in ("tanpa foto laporan tetap diterima", "berkas aslinya tidak pernah ditampilkan",
                     "nama berkasnya tidak disimpan", "Anda membacanya di halaman Lacak"):  # fmt: skip
        assert sentence in page
    assert "Hapus foto" not in page


def test_a_wrong_answer_beside_a_good_photo_keeps_the_photo(writing: Citizen) -> None:
    answer = attach(writing, action="next", **{"reporter.email": "bukan surel"})
    assert answer.status_code == 422
    assert STORED in answer.content.decode()
    assert kept(writing) == PHOTO


def test_the_photo_itself_does_tell_the_planted_word() -> None:
    assert CANARY.encode() in PHOTO
