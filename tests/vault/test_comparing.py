"""The vault compares a text with sealed people: by field and paced."""

from uuid import UUID, uuid4

import pytest

from services.audit.models import Entry
from services.vault import comparing
from services.vault.comparing import compare
from services.vault.models import Envelope
from services.vault.opening import Desk
from services.vault.refusals import Refused
from tests.factories import vault

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_asked() -> None:
    comparing._asked.clear()


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


def test_what_is_betrayed_is_named_by_envelope_and_field(desk: Desk, subject: UUID) -> None:
    text = "Wirya (0812-3456-7890) dan Sukma hadir."
    found = compare(desk, [subject], text, spared=["Contoh"], account=uuid4())
    assert found == ["contact:phone", "identity:name", "witness:name"]
    assert Entry.objects.count() == 0


def test_a_clean_text_finds_nothing(desk: Desk, subject: UUID) -> None:
    assert compare(desk, [subject], "Terlapor berorasi.", spared=[], account=uuid4()) == []


def test_the_photo_of_an_identity_card_is_not_opened_to_compare(desk: Desk, subject: UUID) -> None:
    card = vault.envelope(subject, "identity_card", picture="V2lyeWE=")
    Envelope.objects.filter(pk=card.pk).update(ciphertext=b"\x01" + bytes(90))  # opening it would raise an alarm
    assert compare(desk, [subject], "Terlapor berorasi.", spared=[], account=uuid4()) == []
    assert Entry.objects.count() == 0


def test_only_the_people_of_the_case_are_compared(desk: Desk, subject: UUID) -> None:
    other = vault.envelope(name="Melati Nusantara").subject
    assert compare(desk, [other], "Wirya hadir.", spared=[], account=uuid4()) == []
    assert compare(desk, [other, subject], "Wirya hadir.", spared=[], account=uuid4()) == ["identity:name"]


def test_who_asks_too_often_learns_nothing_more(desk: Desk, subject: UUID) -> None:
    account = uuid4()
    for _ in range(comparing.MOST_AN_HOUR):
        compare(desk, [subject], "Terlapor hadir.", spared=[], account=account)
    with pytest.raises(Refused) as refused:
        compare(desk, [subject], "Wirya hadir.", spared=[], account=account)
    assert refused.value.code == "too_often"
    assert compare(desk, [subject], "Wirya hadir.", spared=[], account=uuid4()) == ["identity:name"]


def test_an_envelope_that_was_moved_is_an_alarm_and_no_answer(desk: Desk, subject: UUID) -> None:
    Envelope.objects.filter(kind="contact").update(subject=uuid4())
    moved = Envelope.objects.get(kind="contact").subject
    with pytest.raises(Refused) as refused:
        compare(desk, [moved], "Terlapor hadir.", spared=[], account=uuid4())
    assert refused.value.code == "tampered"
    assert Entry.objects.get().action == "envelope:alarm"
