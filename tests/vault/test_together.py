"""Two requests at the same instant, on real connections: one display, one approval, one use of a code."""

import threading
import time
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from django.db import connection, connections

from services.audit.models import Entry
from services.vault import comparing, factors, grants, one_time, sealing
from services.vault.models import Grant
from services.vault.officers import Act
from services.vault.refusals import Refused
from tests.factories import vault
from tests.factories.vault import Officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _needs_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database lives in one connection")


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run all calls from the same instant on; "done" or the refusal of each, sorted."""
    barrier, outcome = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        barrier.wait(10)
        try:
            call()
            outcome.append("done")
        except Refused as refusal:
            outcome.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcome)


def asked(asker: Officer, subject: UUID) -> UUID:
    return grants.request(vault.desk(), subject, account=asker.account, kind="identity", reason="formal_check")


def test_one_display_for_two_requests_at_once() -> None:
    desk, asker, custodian = vault.desk(), Officer(), Officer()
    with time_machine.travel(time.time(), tick=False):
        grant = asked(asker, vault.envelope().subject)
        grants.approve(desk, grant, account=custodian.account, code=custodian.code())
        twin = Officer(person=asker.person)
        outcome = at_once(
            lambda: grants.show(desk, grant, account=asker.account, code=asker.code()),
            lambda: grants.show(desk, grant, account=twin.account, code=twin.code()),
        )
    assert outcome == ["done", "used_up"]
    assert Entry.objects.filter(action="identity:shown").count() == 1
    assert Grant.objects.get().displays_left == 0


def test_one_approval_for_two_approvers_at_once() -> None:
    desk, asker, first, second = vault.desk(), Officer(), Officer(), Officer()
    with time_machine.travel(time.time(), tick=False):
        grant = asked(asker, vault.envelope().subject)
        outcome = at_once(
            lambda: grants.approve(desk, grant, account=first.account, code=first.code()),
            lambda: grants.approve(desk, grant, account=second.account, code=second.code()),
        )
    assert outcome == ["already_approved", "done"]
    assert Entry.objects.filter(action="identity:approved").count() == 1


def test_eight_comparisons_at_once_are_four_answers() -> None:
    desk, account, subject = (
        vault.desk(),
        Officer(enrolled=False).account,
        vault.envelope(name="Wirya Andalusia").subject,
    )

    def ask(number: int) -> Callable[[], object]:
        return lambda: comparing.compare(desk, [subject], f"Wirya {number}", spared=[], account=account)

    outcome = at_once(*(ask(number) for number in range(8)))
    assert outcome == ["compared_enough"] * 4 + ["done"] * 4
    assert Entry.objects.filter(action="identity:compared_out").count() == 1


def test_a_new_factor_that_two_see_at_once_is_replaced_once() -> None:
    desk, officer = vault.desk(), Officer()
    factors.look(desk)
    sealing.enrol(officer.account, person=officer.person, secret=b"another")
    outcome = at_once(*[lambda: one_time.person_of(desk, officer.account, Act.LOOK)] * 4)
    assert outcome == ["new_factor"] * 4
    assert Entry.objects.filter(action="factor:replaced").count() == 1


def test_one_code_sent_four_times_at_once_counts_once() -> None:
    desk, officer = vault.desk(), Officer()
    with time_machine.travel(time.time(), tick=False):
        code = officer.code()
        outcome = at_once(*[lambda: one_time.verify(desk, officer.account, code, Act.DECIDE)] * 4)
    assert outcome == ["done", "wrong_code", "wrong_code", "wrong_code"]
