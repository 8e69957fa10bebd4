"""Unfinished filings: only the holder of the code reads them, for seven days after the last save."""

import pytest
import time_machine

from reports import drafts, receipts
from reports.models.report import Draft

pytestmark = pytest.mark.django_db
PHOTO = b"photo"
CODE, OTHER = receipts.issue(), receipts.issue()
TYPED = {"narrative": "Setengah jadi 🙂\n", "respondents": [{"name": "Contoh"}]}


def test_what_was_typed_comes_back_with_the_code_alone():
    drafts.save(CODE, TYPED)
    assert drafts.load(CODE) == TYPED
    assert drafts.load(OTHER) is None


def test_the_table_holds_neither_the_code_nor_the_text():
    drafts.save(CODE, TYPED)
    row = Draft.objects.get()
    assert CODE.encode() not in bytes(row.ciphertext) + row.receipt_hash.encode()
    assert b"Setengah" not in bytes(row.ciphertext)


def test_a_ciphertext_under_another_code_does_not_open():
    drafts.save(CODE, TYPED)
    Draft.objects.update(receipt_hash=receipts.digest(OTHER))
    assert drafts.load(OTHER) is None


def test_a_changed_ciphertext_does_not_open():
    sealed = bytearray(drafts.seal(CODE, TYPED))
    sealed[-1] ^= 1
    assert drafts.unseal(CODE, bytes(sealed)) is None
    assert drafts.unseal(CODE, b"") is None


def test_the_length_tells_only_the_next_kilobyte():
    assert len(drafts.seal(CODE, {})) == len(drafts.seal(CODE, {"narrative": "a" * 900}))


def test_another_purpose_has_another_key():
    assert drafts.unseal(CODE, drafts.seal(CODE, TYPED, purpose=b"answer")) is None
    assert drafts.unseal(CODE, drafts.seal(CODE, TYPED, purpose=b"answer"), purpose=b"answer") == TYPED


def test_every_save_extends_the_life_by_seven_days():
    with time_machine.travel("2024-10-01T00:00:00+00:00", tick=False):
        first = drafts.save(CODE, {"step": 1})
    with time_machine.travel("2024-10-07T23:59:59+00:00", tick=False):
        drafts.save(CODE, {"step": 2}, over=first)
    with time_machine.travel("2024-10-14T23:59:58+00:00", tick=False):
        assert drafts.load(CODE) == {"step": 2}
        assert drafts.exists(CODE)
    with time_machine.travel("2024-10-14T23:59:59+00:00", tick=False):
        assert drafts.load(CODE) is None
        assert not drafts.exists(CODE)


def test_opening_a_draft_that_exists_keeps_what_was_typed():
    drafts.open(CODE)
    opened = drafts.load(CODE)
    assert opened == {}
    drafts.save(CODE, TYPED, over=opened.version)
    drafts.open(CODE)
    assert drafts.load(CODE) == TYPED


def test_destroying_says_whether_there_was_one():
    drafts.save(CODE, TYPED)
    assert drafts.destroy(CODE) is True
    assert drafts.destroy(CODE) is False
    assert not Draft.objects.exists()


def test_half_a_character_is_kept_as_typed():
    drafts.save(CODE, {"narrative": "\ud800"})
    assert drafts.load(CODE) == {"narrative": "\ud800"}


def test_a_draft_that_no_form_can_send_is_refused_and_the_old_one_stays():
    kept = drafts.save(CODE, TYPED)
    with pytest.raises(drafts.TooLarge):
        drafts.save(CODE, {"narrative": "a" * drafts.MOST}, over=kept)
    assert drafts.load(CODE) == TYPED


def test_saving_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        kept = drafts.save(CODE, TYPED)
    with django_assert_num_queries(1):
        kept = drafts.save(CODE, TYPED, over=kept)
    with django_assert_num_queries(1):
        drafts.save_card(CODE, TYPED, PHOTO, over=kept)
    with django_assert_num_queries(1):
        drafts.load(CODE)


def row() -> tuple[bytes, bytes | None]:
    kept = Draft.objects.get()
    return bytes(kept.ciphertext), bytes(kept.card) if kept.card else None


def test_of_two_saves_over_one_version_the_first_is_kept_and_the_other_says_so():
    read = drafts.save(CODE, TYPED)
    kept = drafts.save(CODE, {"step": 1}, over=read)
    before = row()
    for lost in (
        lambda: drafts.save(CODE, {"step": 2}, over=read),
        lambda: drafts.save_card(CODE, {"step": 2}, PHOTO, over=read),
        lambda: drafts.save(CODE, {"step": 2}),
        lambda: drafts.save_card(CODE, {"step": 2}, PHOTO),
    ):
        with pytest.raises(drafts.Overtaken):
            lost()
        assert row() == before
    assert drafts.load(CODE).version == kept
    drafts.save_card(CODE, {"step": 3}, PHOTO, over=kept)
    assert drafts.load(CODE) == {"step": 3, "card": True}


def test_equal_answers_are_two_versions_and_a_moment_makes_none():
    with time_machine.travel("2024-10-01T00:00:00+00:00", tick=False):
        read = drafts.save(CODE, TYPED)
        drafts.save(CODE, TYPED, over=read)
        with pytest.raises(drafts.Overtaken):
            drafts.save(CODE, TYPED, over=read)


def test_what_has_been_destroyed_or_taken_is_not_brought_back_by_a_late_save():
    for gone in (drafts.destroy, drafts.take):
        read = drafts.save(CODE, TYPED)
        gone(CODE)
        with pytest.raises(drafts.Overtaken):
            drafts.save(CODE, TYPED, over=read)
        assert not Draft.objects.exists()


def test_a_draft_begins_anew_where_one_has_expired_and_its_photo_goes():
    with time_machine.travel("2024-10-01T00:00:00+00:00", tick=False):
        drafts.save_card(CODE, TYPED, PHOTO)
    with time_machine.travel("2024-10-07T23:59:59+00:00", tick=False), pytest.raises(drafts.Overtaken):
        drafts.save(CODE, {"step": 1})
    with time_machine.travel("2024-10-08T00:00:00+00:00", tick=False):
        drafts.save(CODE, {"step": 1})
        assert drafts.load(CODE) == {"step": 1}


def test_only_the_version_that_was_read_is_taken():
    read = drafts.save_card(CODE, TYPED, PHOTO)
    kept = drafts.save(CODE, TYPED, over=read)
    before = row()
    assert drafts.take(CODE, over=read) is None
    assert row() == before
    assert drafts.take(CODE, over=kept) == drafts.Left(card=PHOTO)
