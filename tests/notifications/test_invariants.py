"""The post office's invariants can be violated, and then say so."""

import pytest

from services.notifications import delivery, invariants
from services.notifications.models import Message, Owed
from tests.factories.notifications import letter

pytestmark = pytest.mark.django_db
SOUND = {
    "letter_waits_and_nobody_owes_it": 0,
    "letter_is_gone_and_still_owed": 0,
    "sent_letter_without_a_moment": 0,
}


def test_all_is_well_before_and_after_delivery() -> None:
    letter()
    assert invariants.counts() == SOUND
    delivery.deliver(10)
    assert invariants.counts() == SOUND


def test_a_letter_that_nobody_owes_is_counted() -> None:
    letter()
    Owed.objects.all().delete()

    assert invariants.counts() == {**SOUND, "letter_waits_and_nobody_owes_it": 1}


def test_a_letter_that_is_gone_and_still_owed_is_counted() -> None:
    letter()
    Message.objects.update(state="sent")

    assert invariants.counts() == {
        **SOUND,
        "letter_is_gone_and_still_owed": 1,
        "sent_letter_without_a_moment": 1,
    }
