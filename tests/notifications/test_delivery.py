"""Letters on their way: sent, waiting, dropped, and never lost or doubled unnoticed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import connection

from regions import offices
from regions.models import Agency
from services.accounts.models import Membership
from services.notifications import delivery, outbox
from services.notifications.models import Message, Owed
from tests.factories import accounts, notifications
from tests.factories.notifications import Dying, Unreachable, letter

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=20)
OFFICE = "bawaslu-samarinda"


@pytest.fixture(autouse=True)
def office_address() -> None:
    Agency.objects.filter(pk=OFFICE).update(email="kantor@example.invalid")
    offices.clear()


def sent_to() -> list[str]:
    return [address for message in mail.outbox for address in message.to]


def test_a_letter_to_an_office_goes_to_its_mailbox() -> None:
    message = letter()

    assert delivery.deliver(10) == 1

    assert sent_to() == ["kantor@example.invalid"]
    message.refresh_from_db()
    assert (message.state, message.sent_at is None) == ("sent", False)
    assert Owed.objects.get().done_at is not None
    assert delivery.deliver(10) == 0


def test_a_letter_has_text_and_html_and_a_message_id_of_its_row() -> None:
    message = letter()

    delivery.deliver(10)

    sent: Any = mail.outbox[0]
    assert sent.extra_headers["Message-ID"] == f"<{message.pk}@example.invalid>"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert [kind for _content, kind in sent.alternatives] == ["text/html"]
    assert sent.subject == "Ada langkah baru pada berkas kantor Anda"


def test_an_office_without_a_mailbox_is_reached_through_its_leaders() -> None:
    Agency.objects.filter(pk=OFFICE).update(email="")
    offices.clear()
    accounts.officer("leader", OFFICE, email="pimpinan@example.invalid")
    letter()

    delivery.deliver(10)

    assert sent_to() == ["pimpinan@example.invalid"]


def test_an_office_nobody_can_be_written_to_keeps_its_letter_as_a_note() -> None:
    Agency.objects.filter(pk=OFFICE).update(email="")
    offices.clear()
    message = letter()

    assert delivery.deliver(10) == 0

    message.refresh_from_db()
    assert (message.state, message.trouble) == ("dropped", "office-without-address")
    assert Owed.objects.get().done_at is not None


def test_a_letter_to_an_ended_office_goes_to_its_successor() -> None:
    Agency.objects.filter(pk="bkn").update(email="bkn@example.invalid")
    offices.clear()
    letter("agency:kasn")

    delivery.deliver(10)

    assert sent_to() == ["bkn@example.invalid"]


def test_a_letter_to_an_officer_goes_to_the_address_of_the_day() -> None:
    user = accounts.officer(email="lama@example.invalid")
    letter(f"user:{user.pk}")
    type(user).objects.filter(pk=user.pk).update(email="baru@example.invalid")

    delivery.deliver(10)

    assert sent_to() == ["baru@example.invalid"]


def test_a_dismissed_officer_gets_nothing() -> None:
    user = accounts.officer()
    message = letter(f"user:{user.pk}")
    Membership.objects.filter(user=user).update(until="2024-01-01")

    delivery.deliver(10)

    message.refresh_from_db()
    assert sent_to() == []
    assert (message.state, message.trouble) == ("dropped", "officer-left")


@pytest.mark.parametrize("reference", ["agency:tidak-ada", "user:bukan-id", "someone@example.invalid", ""])
def test_a_reference_that_names_nobody_is_dropped_and_holds_up_nothing(reference: str) -> None:
    lost, good = letter(reference), letter()

    assert delivery.deliver(10) == 1

    lost.refresh_from_db()
    good.refresh_from_db()
    assert (lost.state, good.state) == ("dropped", "sent")


def test_a_mail_server_that_is_down_lets_all_letters_wait_and_is_asked_once(settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.factories.notifications.Unreachable"
    Unreachable.opened = 0
    for _ in range(3):
        letter()

    assert delivery.deliver(10) == 0

    assert Unreachable.opened == 1
    assert set(Message.objects.values_list("state", flat=True)) == {"waiting"}
    assert set(Owed.objects.values_list("trouble", "done_at")) == {("ConnectionRefusedError", None)}


def test_letters_leave_once_the_mail_server_is_back(settings: Any) -> None:
    settings.EMAIL_BACKEND, working = "tests.factories.notifications.Unreachable", settings.EMAIL_BACKEND
    letter()
    delivery.deliver(10)
    settings.EMAIL_BACKEND = working

    assert delivery.deliver(10) == 0
    with time_machine.travel(datetime.now(tz=UTC) + LATER):
        assert delivery.deliver(10) == 1

    assert sent_to() == ["kantor@example.invalid"]


def test_a_vault_that_is_down_holds_up_the_letters_to_reporters_only() -> None:
    to_reporter = letter(f"envelope:{uuid4()}", "reporter_received")
    to_office = letter()

    assert delivery.deliver(10) == 1

    to_reporter.refresh_from_db()
    to_office.refresh_from_db()
    assert (to_reporter.state, to_office.state) == ("waiting", "sent")
    assert Owed.objects.get(ref=str(to_reporter.pk)).trouble != ""
    assert outbox.parked().count() == 0


def test_one_refused_letter_does_not_hold_up_the_next(settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.factories.notifications.Picky"
    refused = letter(f"user:{accounts.officer(email=notifications.Picky.refused).pk}")
    good = letter()

    assert delivery.deliver(10) == 1

    refused.refresh_from_db()
    good.refresh_from_db()
    assert (refused.state, good.state) == ("waiting", "sent")
    assert list(Owed.objects.filter(done_at=None).values_list("attempts", "trouble")) == [(1, "ValueError")]


def test_a_worker_killed_between_sending_and_marking_repeats_that_one_letter_with_its_message_id(settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.factories.notifications.Dying"
    Dying.alive, Dying.sent = True, []
    first, second, third = letter(), letter(), letter()
    with pytest.raises(KeyboardInterrupt):
        delivery.deliver(10)
    Dying.alive = False

    with time_machine.travel(datetime.now(tz=UTC) + LATER):
        assert delivery.deliver(10) == 2

    ids = [message.extra_headers["Message-ID"] for message in Dying.sent]
    assert ids == [f"<{row.pk}@example.invalid>" for row in (first, second, second, third)]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_a_process_sends_one_letter_at_a_time_and_misses_none() -> None:
    letter()
    with delivery._sending:
        assert delivery.deliver(10) == 0
    assert sent_to() == []

    assert delivery.deliver(10) == 1
    assert not delivery._sending.locked()


def test_who_asks_during_a_delivery_is_served_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int] = []

    def asked_once_more(n: int) -> int:
        rounds.append(n)
        if len(rounds) == 1:
            assert delivery.deliver(10) == 0
        return 1

    monkeypatch.setattr(delivery, "_deliver", asked_once_more)
    assert delivery.deliver(10) == 2
    assert rounds == [10, 10]


def test_a_letter_already_marked_as_sent_is_not_sent_again() -> None:
    message = letter()
    Message.objects.filter(pk=message.pk).update(state="sent")

    assert delivery.deliver(10) == 0

    assert sent_to() == []
    assert Owed.objects.get().done_at is not None


def test_no_more_letters_leave_than_asked_for() -> None:
    for _ in range(12):
        letter()

    assert delivery.deliver(11) == 11
    assert Message.objects.filter(state="waiting").count() == 1


@pytest.mark.postgres
@pytest.mark.parametrize("letters", [1, 3])
def test_a_batch_is_claimed_and_read_at_once_and_each_letter_marked(
    letters: int, django_assert_num_queries: Any
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the embedded default claims row by row")
    for _ in range(letters):
        letter()
    offices.get(OFFICE)  # read into memory once

    # Claim (savepoint, select, update, release) and read; fewer than a batch, so nobody looks again.
    # Each letter: one message for letter and debt.
    with django_assert_num_queries(5 + letters):
        delivery.deliver(10)
