"""The vault compares a text with sealed people: yes or no, and no more often than honest work needs."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import OperationalError

from services.audit.models import Entry
from services.vault import comparing
from services.vault.comparing import compare
from services.vault.models import Comparison, Envelope
from services.vault.opening import Desk
from services.vault.refusals import Refused
from tests.factories import vault

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    comparing._unwritten.clear()
    with time_machine.travel("2026-03-02T08:00:00+07:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk() -> Desk:
    return vault.desk()


@pytest.fixture
def subject() -> UUID:
    """A reporter with a contact, and a witness."""
    one = vault.envelope(name="Wirya Andalusia").subject
    vault.envelope(one, "contact", phone="081234567890")
    vault.envelope(one, "witness", name="Sukma Contoh")
    return one


@pytest.mark.parametrize("text", ["Wirya hadir.", "Hubungi 0812-3456-7890.", "Sukma hadir."])
def test_name_and_telephone_of_reporter_and_witness_are_not_told_apart(desk: Desk, subject: UUID, text: str) -> None:
    assert compare(desk, [subject], text, spared=["Contoh"], account=uuid4()) is True
    assert Entry.objects.count() == 0


def test_a_clean_text_finds_nothing(desk: Desk, subject: UUID) -> None:
    assert compare(desk, [subject], "Terlapor berorasi.", spared=[], account=uuid4()) is False


def test_the_photo_of_an_identity_card_is_not_opened_to_compare(desk: Desk, subject: UUID) -> None:
    card = vault.envelope(subject, "identity_card", picture="V2lyeWE=")
    Envelope.objects.filter(pk=card.pk).update(ciphertext=b"\x01" + bytes(90))  # opening it would raise an alarm
    assert compare(desk, [subject], "Terlapor berorasi.", spared=[], account=uuid4()) is False
    assert Entry.objects.count() == 0


def test_only_the_people_of_the_case_are_compared(desk: Desk, subject: UUID) -> None:
    other = vault.envelope(name="Melati Nusantara").subject
    assert compare(desk, [other], "Wirya hadir.", spared=[], account=uuid4()) is False
    assert compare(desk, [other, subject], "Wirya hadir.", spared=[], account=uuid4()) is True


def refusal(desk: Desk, subjects: Sequence[UUID], text: str, account: UUID) -> str:
    with pytest.raises(Refused) as refused:
        compare(desk, subjects, text, spared=[], account=account)
    assert "rekan atau pimpinan" in refused.value.message
    return refused.value.code


def test_halving_a_list_of_nine_hundred_names_finds_no_name(desk: Desk, subject: UUID) -> None:
    """Ten questions would do; where four of them are answered with yes there is no eleventh of anything."""
    names, account, answers = [f"Nama{number:03}" for number in range(899)] + ["Wirya"], uuid4(), 0
    names = names[-1:] + names[:-1]
    while answers < comparing.HITS_A_DAY:
        half = names[: len(names) // 2]
        names = half if compare(desk, [subject], " ".join(half), spared=[], account=account) else names[len(half) :]
        answers += 1
    assert refusal(desk, [subject], names[0], account) == "compared_enough"
    assert answers == comparing.HITS_A_DAY
    assert len(names) > 50


def test_after_four_hits_not_even_a_clean_text_is_answered_until_a_day_has_passed(
    desk: Desk, subject: UUID, clock: time_machine.Traveller
) -> None:
    account = uuid4()
    for number in range(comparing.HITS_A_DAY):
        assert compare(desk, [subject], f"Wirya hadir {number}.", spared=[], account=account)
    assert refusal(desk, [subject], "Terlapor hadir.", account) == "compared_enough"
    assert compare(desk, [subject], "Wirya hadir.", spared=[], account=uuid4())  # a colleague's count is their own
    other = vault.envelope(name="Melati Nusantara").subject
    assert compare(desk, [other], "Terlapor hadir.", spared=[], account=account) is False
    assert refusal(desk, [other, subject], "Terlapor hadir.", account) == "compared_enough"
    clock.shift(timedelta(hours=24))
    assert compare(desk, [subject], "Terlapor hadir.", spared=[], account=account) is False


def test_a_narrative_that_is_put_right_step_by_step_is_answered_twenty_times(desk: Desk, subject: UUID) -> None:
    account = uuid4()
    for number in range(comparing.COMPARISONS_A_DAY):
        betraying = number < comparing.HITS_A_DAY - 1
        text = f"{'Wirya' if betraying else 'Seorang warga'} melihat terlapor. Rumusan ke-{number}."
        for _twice in range(2):  # the form looks, and then the package is built: one text, counted once
            assert compare(desk, [subject], text, spared=[], account=account) is betraying
    assert Comparison.objects.count() == comparing.COMPARISONS_A_DAY
    assert compare(desk, [subject], text, spared=[], account=account) is False
    assert refusal(desk, [subject], "Satu rumusan lagi.", account) == "compared_enough"


def test_the_same_text_with_other_words_spared_is_another_question(desk: Desk, subject: UUID) -> None:
    account = uuid4()
    for spared in ([], ["Melati"], ["Andalusia"], ["Sukma"]):
        compare(desk, [subject], "Wirya hadir.", spared=spared, account=account)
    assert refusal(desk, [subject], "Sukma hadir.", account) == "compared_enough"


def test_an_account_asks_sixty_times_an_hour_whatever_it_asks_about(desk: Desk, clock: time_machine.Traveller) -> None:
    account, subjects = uuid4(), [vault.envelope(name="Melati Nusantara").subject for _ in range(5)]
    for number in range(comparing.COMPARISONS_AN_HOUR):
        compare(desk, [subjects[number % 4]], f"Terlapor hadir {number}.", spared=[], account=account)
    assert refusal(desk, subjects[4:], "Terlapor hadir.", account) == "too_often"
    clock.shift(timedelta(hours=1))
    assert compare(desk, subjects[4:], "Terlapor hadir.", spared=[], account=account) is False


def test_the_first_refusal_of_a_day_is_in_the_audit(desk: Desk, subject: UUID, clock: time_machine.Traveller) -> None:
    account = uuid4()
    for day in (1, 2):
        for number in range(comparing.HITS_A_DAY):
            compare(desk, [subject], f"Wirya hadir {number}.", spared=[], account=account)
        for number in range(3):
            refusal(desk, [subject], f"Wirya {number}", account)
        told = Entry.objects.filter(action="identity:compared_out", subject=str(account), actor=f"user:{account}")
        assert told.count() == day
        clock.shift(timedelta(hours=24))


def test_a_days_counts_are_gone_after_it(desk: Desk, subject: UUID, clock: time_machine.Traveller) -> None:
    compare(desk, [subject], "Terlapor hadir.", spared=[], account=uuid4())
    comparing.tidy(desk)
    assert Comparison.objects.count() == 1
    clock.shift(timedelta(hours=24))
    comparing.tidy(desk)
    assert Comparison.objects.count() == 0


def test_what_one_writer_kept_from_being_written_counts_and_is_written_later(
    desk: Desk, subject: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The embedded default: the portal asks amid a transaction of its own."""
    account, really = uuid4(), comparing._write_now

    def locked(*_args: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(comparing, "connection", SimpleNamespace(vendor="sqlite"))
    monkeypatch.setattr(comparing, "_wait_at_most", lambda _milliseconds: None)
    monkeypatch.setattr(comparing, "_write_now", locked)
    for number in range(comparing.HITS_A_DAY):
        compare(desk, [subject], f"Wirya hadir {number}.", spared=[], account=account)
    assert refusal(desk, [subject], "Terlapor hadir.", account) == "compared_enough"
    assert Comparison.objects.count() == 0
    monkeypatch.setattr(comparing, "_write_now", really)
    comparing.tidy(desk)
    assert Comparison.objects.filter(account=account).count() == comparing.HITS_A_DAY + 1
    assert Entry.objects.filter(action="identity:compared_out").count() == 1
    assert refusal(desk, [subject], "Terlapor hadir.", account) == "compared_enough"


def test_an_envelope_that_was_moved_is_an_alarm_and_no_answer(desk: Desk, subject: UUID) -> None:
    Envelope.objects.filter(kind="contact").update(subject=uuid4())
    moved = Envelope.objects.get(kind="contact").subject
    with pytest.raises(Refused) as refused:
        compare(desk, [moved], "Terlapor hadir.", spared=[], account=uuid4())
    assert refused.value.code == "tampered"
    assert Entry.objects.get().action == "envelope:alarm"
