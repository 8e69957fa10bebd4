"""After three openings within a day nobody goes on before an auditor has looked, however long they wait."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from services.audit.models import Entry
from services.vault import grants, holds
from services.vault.models import Grant, Hold
from services.vault.opening import Desk
from services.vault.refusals import Refused
from tests.factories.vault import Officer

pytestmark = pytest.mark.django_db


def opening(desk: Desk, *, by: Officer, approver: Officer, clock: time_machine.Traveller) -> UUID:
    """A request and its approval, a minute later than the last."""
    clock.shift(60)
    grant = grants.request(desk, uuid4(), account=by.account, kind="identity", reason="formal_check")
    grants.approve(desk, grant, account=approver.account, code=approver.code())
    return grant


def refused(verb: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(Refused) as found:
        verb(*args, **kwargs)  # type: ignore[operator]
    return found.value.code


def test_fourth_approval_within_a_day_begins_a_hold_that_time_does_not_end(
    desk: Desk, clock: time_machine.Traveller
) -> None:
    custodian = Officer()
    for _ in range(3):
        opening(desk, by=Officer(), approver=custodian, clock=clock)
    before = Grant.objects.filter(approved_at__isnull=False).count()
    for wait in (timedelta(0), timedelta(days=9)):
        clock.shift(wait)
        assert refused(opening, desk, by=Officer(), approver=custodian, clock=clock) == "held"
    assert Grant.objects.filter(approved_at__isnull=False).count() == before == 3
    hold = Hold.objects.get()
    assert (hold.person, hold.account, hold.confirmed_at) == (custodian.person, custodian.account, None)
    assert Entry.objects.filter(action="identity:held").values_list("subject", "actor").get() == (
        str(hold.pk),
        f"user:{custodian.account}",
    )


def test_three_in_a_day_and_three_the_next_are_not_bulk(desk: Desk, clock: time_machine.Traveller) -> None:
    custodian = Officer()
    for _day in range(2):
        for _ in range(3):
            opening(desk, by=Officer(), approver=custodian, clock=clock)
        clock.shift(timedelta(hours=24))
    assert not Hold.objects.exists()


def test_requester_with_three_openings_is_held_too(desk: Desk, clock: time_machine.Traveller) -> None:
    asker = Officer()
    for _ in range(3):
        opening(desk, by=asker, approver=Officer(), clock=clock)
    assert refused(opening, desk, by=asker, approver=Officer(), clock=clock) == "held"
    assert Hold.objects.get().person == asker.person


def test_another_account_of_the_same_person_is_held_as_well(desk: Desk, clock: time_machine.Traveller) -> None:
    custodian = Officer()
    twin = Officer(person=custodian.person)
    for who in (custodian, twin, custodian):
        opening(desk, by=Officer(), approver=who, clock=clock)
    assert refused(opening, desk, by=Officer(), approver=twin, clock=clock) == "held"


@pytest.fixture
def held(desk: Desk, clock: time_machine.Traveller) -> tuple[Officer, Hold]:
    custodian = Officer()
    for _ in range(3):
        opening(desk, by=Officer(), approver=custodian, clock=clock)
    refused(opening, desk, by=Officer(), approver=custodian, clock=clock)
    return custodian, Hold.objects.get()


def test_another_person_lifts_it_and_counting_begins_anew(
    desk: Desk, held: tuple[Officer, Hold], clock: time_machine.Traveller
) -> None:
    custodian, hold = held
    auditor, clock_moved = Officer(), timedelta(minutes=1)
    holds.confirm(desk, hold.pk, account=auditor.account, code=auditor.code())
    for _ in range(3):
        clock.shift(clock_moved)
        opening(desk, by=Officer(), approver=custodian, clock=clock)
    assert refused(opening, desk, by=Officer(), approver=custodian, clock=clock) == "held"
    assert Entry.objects.filter(action="identity:hold_lifted").values_list("actor", "detail").get() == (
        f"user:{auditor.account}",
        {"account": str(custodian.account)},
    )
    assert refused(holds.confirm, desk, hold.pk, account=auditor.account, code=auditor.code()) == "unknown_hold"


def test_nobody_lifts_their_own(desk: Desk, held: tuple[Officer, Hold], clock: time_machine.Traveller) -> None:
    custodian, hold = held
    twin = Officer(person=custodian.person)
    assert refused(holds.confirm, desk, hold.pk, account=twin.account, code=twin.code()) == "same_person"
    assert refused(holds.confirm, desk, hold.pk, account=twin.account, code="000000") == "wrong_code"
    assert Hold.objects.get().confirmed_at is None


def test_owner_of_the_database_lifts_nothing(
    desk: Desk, held: tuple[Officer, Hold], clock: time_machine.Traveller
) -> None:
    custodian, hold = held
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.update(confirmed_by=hold.person, confirmed_account=uuid4(), confirmed_at=datetime.now(tz=UTC))
    Hold.objects.update(confirmed_by="f" * 64, confirmed_account=uuid4(), confirmed_at=datetime.now(tz=UTC))
    assert refused(opening, desk, by=Officer(), approver=custodian, clock=clock) == "held"
