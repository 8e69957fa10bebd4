"""What is owed is a row: written with the fact, claimed by one worker, never lost."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from services.notifications import outbox, rendering
from services.notifications.models import Message, Owed
from tests.factories.notifications import owed

pytestmark = pytest.mark.django_db
START = datetime(2031, 3, 3, 1, 0, tzinfo=UTC)  # after the rows of a test were made


def claimed(*kinds: str, n: int = 100) -> list[int]:
    return [row.pk for row in outbox.claim(kinds or ["step"], n)]


def test_owing_twice_is_owing_once() -> None:
    outbox.owe("step", ref=7, key="step:7")
    outbox.owe("step", ref=8, key="step:7")

    assert list(Owed.objects.values_list("kind", "ref", "key")) == [("step", "7", "step:7")]


def test_what_is_rolled_back_is_not_owed() -> None:
    with transaction.atomic():
        outbox.owe("step", ref=7, key="step:7")
        transaction.set_rollback(True)

    assert Owed.objects.count() == 0


def test_what_several_acts_owe_together_is_one_statement_without_what_was_taken_back(
    django_assert_num_queries: Any,
) -> None:
    with outbox.gathered() as written:
        outbox.owe("step", ref=7, key="step:7")
        with transaction.atomic():
            outbox.owe("step", ref=8, key="step:8")
            transaction.set_rollback(True)
        outbox.owe("step", ref=9, key="step:9")
        assert (Owed.objects.count(), written) == (0, [])

    assert written == ["step:7", "step:9"]
    assert list(Owed.objects.order_by("id").values_list("ref", flat=True)) == ["7", "9"]


def test_a_worker_may_claim_some_keys_only() -> None:
    for number in (7, 8, 9):
        outbox.owe("step", ref=number, key=f"step:{number}")

    assert [row.ref for row in outbox.claim(["step"], 10, keys=["step:9", "step:7", "unknown"])] == ["7", "9"]
    assert outbox.claim(["step"], 10, keys=[]) == []
    assert [row.ref for row in outbox.claim(["step"], 10)] == ["8"]


def test_several_debts_cost_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        outbox.owe_many(outbox.Debt("step", str(number), f"step:{number}") for number in range(3))

    assert Owed.objects.count() == 3


def test_a_letter_costs_two_statements_and_is_owed_once(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        outbox.enqueue("office_step", reference="agency:bkn", context={"office": "BKN"}, key="k")
    outbox.enqueue("office_step", reference="agency:bkn", context={}, key="k")

    message = Message.objects.get()
    assert Owed.objects.get().ref == str(message.pk)
    assert (message.state, message.context) == ("waiting", {"office": "BKN"})


@pytest.mark.parametrize(
    ("letter", "context"),
    [("office_unknown", {}), ("office_step", {"respondent": "x"}), ("reporter_received", {"office": "x"})],
)
def test_an_undeclared_letter_or_variable_writes_nothing(letter: str, context: dict[str, str]) -> None:
    with pytest.raises(rendering.Undeclared):
        outbox.enqueue(letter, reference="agency:bkn", context=context, key="k")

    assert (Message.objects.count(), Owed.objects.count()) == (0, 0)


def test_the_oldest_of_the_wanted_kinds_come_first() -> None:
    first, other, second, third = owed("step"), owed("filing"), owed("step"), owed("step")

    assert claimed("step", n=2) == [first.pk, second.pk]
    assert claimed("step", "filing") == [other.pk, third.pk]


def test_a_claimed_row_is_left_alone_until_its_lease_ends_in_real_time() -> None:
    row = owed()
    with time_machine.travel(START) as clock:
        assert claimed() == [row.pk]
        clock.shift(119)
        assert claimed() == []
        clock.shift(2)
        assert claimed() == [row.pk]


def test_work_of_the_future_waits_for_its_case_time() -> None:
    with time_machine.travel(START) as clock:
        row = owed(not_before=START + timedelta(days=1))
        assert claimed() == []
        clock.shift(timedelta(days=1))
        assert claimed() == [row.pk]


def test_leases_do_not_follow_case_time(monkeypatch: pytest.MonkeyPatch) -> None:
    travelled = datetime(2024, 10, 3, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: travelled)
    row = owed()

    assert claimed() == [row.pk]
    assert claimed() == []
    assert Owed.objects.get().not_before == travelled


def test_done_work_is_not_claimed_again() -> None:
    row = owed()
    outbox.claim(["step"], 1)

    outbox.done(row)

    assert claimed() == []
    assert Owed.objects.get().done_at is not None


def test_a_failure_waits_longer_each_time_and_at_most_a_quarter_of_an_hour() -> None:
    pauses = [[outbox.pause(attempts) for _ in range(50)] for attempts in range(1, 9)]

    for attempts, plain in enumerate([15, 30, 60, 120, 240, 480, 900, 900]):
        assert all(0.8 * plain <= one <= min(900, 1.2 * plain) for one in pauses[attempts])
        assert len(set(pauses[attempts])) > 1


def test_a_failed_row_waits_and_says_what_went_wrong_without_its_text() -> None:
    with time_machine.travel(START) as clock:
        owed()
        row = outbox.claim(["step"], 1)[0]
        outbox.later(row, ValueError("a text with a name in it"))

        kept = Owed.objects.get()
        assert (kept.attempts, kept.trouble) == (1, "ValueError")
        assert claimed() == []
        clock.shift(20)
        assert claimed() == [row.pk]


def fail(times: int, *, parks: bool = True, start: datetime = START) -> None:
    with time_machine.travel(start) as clock:
        for _ in range(times):
            for row in outbox.claim(["step"], 1):
                outbox.later(row, "VaultDown", parks=parks)
            clock.shift(1000)


def test_the_eighth_failure_parks_a_row_and_it_is_still_owed() -> None:
    row = owed()
    fail(7)
    assert outbox.parked().count() == 0

    fail(1, start=START + timedelta(days=1))

    assert list(outbox.parked().values_list("pk", "trouble")) == [(row.pk, "VaultDown")]
    with time_machine.travel(START + timedelta(days=30)):
        assert claimed() == []


def test_a_parked_row_is_tried_again_once_a_person_says_so() -> None:
    row = owed(attempts=outbox.LIMIT)

    assert outbox.unpark() == 1
    assert claimed() == [row.pk]


def test_a_fault_that_is_not_the_rows_own_never_parks_it() -> None:
    row = owed()
    fail(30, parks=False)

    assert outbox.parked().count() == 0
    with time_machine.travel(START + timedelta(days=1)):
        assert claimed() == [row.pk]


def test_a_worker_whose_lease_ran_out_does_not_take_the_row_from_another() -> None:
    with time_machine.travel(START) as clock:
        owed()
        slow = outbox.claim(["step"], 1)[0]
        clock.shift(200)
        outbox.claim(["step"], 1)

        outbox.later(slow, "ValueError")

        kept = Owed.objects.get()
        assert (kept.attempts, kept.trouble) == (0, "")
        assert claimed() == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_claim_every_row_exactly_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: the embedded test database belongs to one thread")
    outbox.owe_many(outbox.Debt("step", str(number), f"step:{number}") for number in range(200))
    taken: list[int] = []

    def work() -> None:
        try:
            while rows := outbox.claim(["step"], 7):
                taken.extend(row.pk for row in rows)
                outbox.done_many(rows)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert Counter(taken) == dict.fromkeys(Owed.objects.values_list("pk", flat=True), 1)
    assert not Owed.objects.filter(done_at=None).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_row_that_another_worker_is_claiming_is_skipped_and_not_waited_for() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    first, second = owed(), owed()
    found: list[list[int]] = []

    def other() -> None:
        found.append(claimed())
        connection.close()

    with transaction.atomic():
        list(Owed.objects.select_for_update().filter(pk=first.pk))
        worker = Thread(target=other)
        worker.start()
        worker.join(timeout=20)

    assert found == [[second.pk]]


class Broker:
    """Stands for Celery: remembers what it was asked to send, or is down."""

    def __init__(self, *, down: bool = False) -> None:
        self.down = down
        self.sent: list[str] = []
        self.delays: list[float | None] = []

    def send_task(self, name: str, *, countdown: float | None, **_options: Any) -> None:
        self.sent.append(name)
        self.delays.append(countdown)
        if self.down:
            raise ConnectionError("address of the broker")


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    made = Broker()
    monkeypatch.setattr(outbox, "current_app", made)
    monkeypatch.setattr(outbox, "_broker_rests_until", 0.0)
    monkeypatch.setattr(outbox, "_nudged_at", {})
    return made


def test_a_commit_wakes_each_kinds_worker_once(broker: Broker, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(3):
            outbox.owe("step", ref=number, key=f"step:{number}")
            outbox.enqueue("office_step", reference="agency:bkn", key=f"letter:{number}")
        assert broker.sent == []

    assert sorted(broker.sent) == ["reports.tasks.relay", "services.notifications.tasks.deliver"]


def test_a_rolled_back_savepoint_wakes_nobody(broker: Broker, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            outbox.owe("step", ref=1, key="step:1")
            transaction.set_rollback(True)
        outbox.enqueue("office_step", reference="agency:bkn", key="k")

    assert broker.sent == ["services.notifications.tasks.deliver"]


def test_kinds_without_a_task_wake_nobody(broker: Broker, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        outbox.owe("unheard-of", ref=1, key="k")

    assert broker.sent == []
    assert Owed.objects.count() == 1


def test_whoever_works_rows_off_alone_wakes_nobody(broker: Broker, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), outbox.without_nudges():
        outbox.owe("step", ref=1, key="k")

    assert broker.sent == []


def test_a_rush_of_commits_wakes_a_kind_at_once_and_once_more_after_it(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = 100.0
    monkeypatch.setattr(outbox, "time", SimpleNamespace(monotonic=lambda: moment))
    for _ in range(5):
        outbox.wake("step")
    assert (broker.sent, broker.delays) == (["reports.tasks.relay"] * 2, [None, outbox.SPACING])
    moment += outbox.SPACING / 2
    outbox.wake("step")
    assert len(broker.sent) == 2
    moment += outbox.SPACING
    outbox.wake("step")
    outbox.wake("message")
    assert broker.sent[2:] == ["reports.tasks.relay", "services.notifications.tasks.deliver"]
    assert broker.delays[2:] == [outbox.SPACING / 2, None]


def test_a_broker_that_is_down_is_logged_and_then_left_alone_for_a_while(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    broker.down = True

    outbox.wake("step")
    outbox.wake("step")

    assert broker.sent == ["reports.tasks.relay"]
    assert [record.getMessage() for record in caplog.records] == [
        "broker unreachable, rows wait for the poll: ConnectionError"
    ]
