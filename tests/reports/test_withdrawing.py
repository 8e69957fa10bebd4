"""A report taken back: the page says so at once, the person is deleted, and others' case goes on."""

from uuid import UUID

import pytest

from netralitas.roles.table import DbRole
from procedures import transitions
from reports import handling, linking, receipts, status, withdrawing
from reports.enums import Stage
from reports.models.case import Case
from reports.models.report import Message
from services.audit.models import Entry
from services.notifications.models import Message as Letter
from services.notifications.models import MessageState, Owed
from services.vault import client
from services.vault.models import Envelope
from tests.factories import reports as made
from tests.roles import processes

pytestmark = pytest.mark.django_db


@pytest.fixture
def purged(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Subjects whose envelopes the vault was told to delete; it deletes them."""
    told: list[UUID] = []

    def purge(subject: UUID) -> int:
        told.append(subject)
        gone, _of_each = Envelope.objects.filter(subject=subject).delete()
        return gone

    monkeypatch.setattr(client, "purge", processes.run_by(DbRole.VAULT, purge))
    return told


def sent_all_letters() -> None:
    Letter.objects.update(state=MessageState.SENT)


def together() -> tuple[str, str, Case]:
    """Two reporters of one act: the codes, and the case that holds both reports."""
    first, case = made.filed()
    second, _own = made.filed()
    linking.link(made.report_of(second), case, by=made.desk(case))
    return first, second, case


def test_the_page_says_at_once_that_the_report_is_withdrawn() -> None:
    code, case = made.filed()
    withdrawing.withdraw(code)
    found = status.read(code)
    assert found is not None
    assert (found.stage, found.missing, found.deadlines) == (Stage.WITHDRAWN, [], [])
    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_after_registration_nothing_is_withdrawn_and_nobody_forgotten() -> None:
    code, case = made.filed()
    handling.register(case, number="001/Reg", by=made.desk(case))
    before = status.read(code), Owed.objects.count(), Entry.objects.count()
    with pytest.raises(transitions.WrongState):
        withdrawing.withdraw(code)
    assert (status.read(code), Owed.objects.count(), Entry.objects.count()) == before
    case.refresh_from_db()
    assert case.state == "study"


def test_a_code_that_opens_nothing_withdraws_nothing() -> None:
    with pytest.raises(handling.NothingToComplete):
        withdrawing.withdraw(receipts.issue())
    assert Owed.objects.count() == 0


def test_who_withdrew_is_deleted_once_the_last_letter_has_left(purged: list[UUID]) -> None:
    code, _case = made.filed()
    subject = made.report_of(code).subject
    withdrawing.withdraw(code)
    made.relayed()
    assert withdrawing.forget() == 0
    assert purged == []
    sent_all_letters()
    Owed.objects.filter(kind="purge").update(lease_until=None)
    assert withdrawing.forget() == 1
    assert purged == [subject]
    assert not Envelope.objects.filter(subject=subject).exists()
    assert withdrawing.forget() == 0


def test_a_vault_that_is_down_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(_subject: UUID) -> int:
        raise client.VaultDown

    monkeypatch.setattr(client, "purge", down)
    code, _case = made.filed()
    withdrawing.withdraw(code)
    made.relayed()
    sent_all_letters()
    assert withdrawing.forget() == 0
    row = Owed.objects.get(kind="purge")
    assert (row.done_at, row.trouble, row.attempts) == (None, "VaultDown", 1)


@pytest.mark.parametrize("first_leaves", [True, False])
def test_a_case_with_another_report_goes_on_for_the_other(first_leaves: bool) -> None:
    first, second, case = together()
    leaves, stays = (first, second) if first_leaves else (second, first)
    made.relayed()
    withdrawing.withdraw(leaves)
    made.relayed()
    case.refresh_from_db()
    gone, kept = status.read(leaves), status.read(stays)
    assert gone is not None
    assert kept is not None
    assert (case.state, gone.stage, kept.stage) == ("review", Stage.WITHDRAWN, Stage.IN_REVIEW)
    assert gone.steps[-1].code == "bawaslu:withdraw"
    assert Message.objects.get().report == made.report_of(leaves)
    assert "ada laporan lain" in Message.objects.get().text


def test_who_left_a_shared_case_is_told_nothing_more_of_it() -> None:
    first, second, case = together()
    withdrawing.withdraw(first)
    made.relayed()
    sent_all_letters()
    before = Letter.objects.filter(reference=f"envelope:{made.report_of(first).subject}").count()
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.relayed()
    gone, kept = status.read(first), status.read(second)
    assert gone is not None
    assert kept is not None
    assert (gone.stage, kept.stage) == (Stage.WITHDRAWN, Stage.REGISTERED)
    assert Letter.objects.filter(reference=f"envelope:{made.report_of(first).subject}").count() == before


def test_the_last_one_to_leave_ends_the_case() -> None:
    first, second, case = together()
    withdrawing.withdraw(first)
    withdrawing.withdraw(second)
    made.relayed()
    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert [found.stage for code in (first, second) if (found := status.read(code))] == [Stage.WITHDRAWN] * 2


def test_twice_is_refused_and_changes_nothing() -> None:
    first, _second, _case = together()
    withdrawing.withdraw(first)
    before = Message.objects.count(), Owed.objects.count()
    with pytest.raises(transitions.WrongState):
        withdrawing.withdraw(first)
    assert (Message.objects.count(), Owed.objects.count()) == before
