"""Mass handover: counted by one, approved by another, one record, nobody left behind, no paper changed."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from procedures import handovers, invariants
from procedures.enums import Procedure, State
from procedures.models import Deadline, Handover, Letter, Proceeding, Step
from procedures.vocabulary import Refused
from regions import offices
from regions.models import Agency
from services.accounts.enums import Role
from services.audit.models import Entry
from services.notifications.models import Message, Owed
from tests.factories import accounts
from tests.factories import procedures as make

pytestmark = pytest.mark.django_db
PAGE = "/admin/procedures/handover/"
BASIS = "SE MenPANRB 4/2024"


def legs(number: int, office: str = "kasn", **fields: Any) -> list[Proceeding]:
    """Open proceedings of an office, with a letter each."""
    with time_machine.travel("2024-08-20T09:00:00+07:00", tick=False):
        return [make.begun(Procedure.OVERSIGHT, office=office, **fields) for _ in range(number)]


def papers() -> tuple[list[dict[str, Any]], ...]:
    """All that was written before, row for row."""
    return tuple(list(model.objects.order_by("pk").values()) for model in (Letter, Step, Deadline, Message, Owed))


def everything() -> list[dict[str, Any]]:
    return list(Proceeding.objects.order_by("pk").values())


def test_400_open_cases_go_in_one_record_and_leave_no_orphan():
    legs(400)
    closed = make.standing(State.NOT_PROVEN, Procedure.OVERSIGHT, agency=offices.get("kasn"))
    for number in range(20):
        make.letter(number=f"800/{number}")
    before, entries, sound = papers(), Entry.objects.count(), invariants.counts()
    first, second = uuid4(), uuid4()

    row = handovers.ask(offices.get("kasn"), offices.get("bkn"), basis=BASIS, by=first)
    assert (row.counted, handovers.count(offices.get("kasn"))) == (400, {"oversight": 400})
    with CaptureQueriesContext(connection) as queries:
        assert handovers.approve(row, by=second) == 400
    assert len(queries) <= 12

    assert Proceeding.objects.filter(agency="bkn", ended_at__isnull=True).count() == 400
    assert Proceeding.objects.filter(agency="kasn", ended_at__isnull=True).count() == 0
    assert Proceeding.objects.get(pk=closed.pk).agency_id == "kasn"  # what was over stays where it ended
    assert papers() == before
    done = Handover.objects.get()
    assert (done.asked_by, done.approved_by, done.moved) == (first, second, 400)
    assert Entry.objects.count() == entries + 2
    assert Entry.objects.get(action="handover:done").detail == {"moved": 400, "to": "bkn"}
    assert invariants.counts() == sound


def test_a_third_authority_is_a_row_of_data():
    Agency.objects.create(
        code="badan-baru", name="Badan Pengawas Contoh", name_en="Example Body", kind="overseer",
        active_from=date(2026, 1, 1),
    )  # fmt: skip
    offices.bump()
    offices.clear()
    legs(3, "bkn")
    row = handovers.ask(offices.get("bkn"), offices.get("badan-baru"), basis="UU contoh", by=uuid4())
    assert handovers.approve(row, by=uuid4()) == 3
    assert set(Proceeding.objects.values_list("agency", flat=True)) == {"badan-baru"}
    offices.clear()


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [
        ("kasn", "kasn", "Pilih dua kantor berbeda dengan jenis yang sama."),
        ("kasn", "bkpsdm-kukar", "Pilih dua kantor berbeda dengan jenis yang sama."),
        ("bkn", "kasn", "Kantor penerima belum berdiri atau sudah berakhir pada hari ini."),
        ("bkpsdm-kukar", "bkpsdm-samarinda", "Tidak ada perkara terbuka di kantor ini."),
    ],
)
def test_what_cannot_be_handed_is_refused(source, target, sentence):
    legs(1)
    legs(1, "bkn")
    before = everything()
    with time_machine.travel("2026-03-01T09:00:00+07:00", tick=False), pytest.raises(Refused) as caught:
        handovers.ask(offices.get(source), offices.get(target), basis=BASIS, by=uuid4())
    assert caught.value.sentences == (sentence,)
    assert (everything(), Handover.objects.count()) == (before, 0)


def test_the_same_person_does_not_approve_under_any_account():
    legs(2)
    one, other = (accounts.officer(Role.SYSADMIN, person_hash="c" * 64) for _ in range(2))
    row = handovers.ask(offices.get("kasn"), offices.get("bkn"), basis=BASIS, by=one.pk)
    before = everything()
    for user in (one, other):
        with pytest.raises(Refused, match="harus orang lain"):
            handovers.approve(row, by=user.pk)
    assert everything() == before
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=row.pk).update(approved_by=one.pk)


def test_a_count_that_has_changed_is_counted_again_and_done_is_done():
    legs(2)
    row = handovers.ask(offices.get("kasn"), offices.get("bkn"), basis=BASIS, by=uuid4())
    legs(1)
    assert handovers.approve(row, by=uuid4()) == -1
    assert Proceeding.objects.filter(agency="kasn").count() == 3
    row = handovers.ask(offices.get("kasn"), offices.get("bkn"), basis=BASIS, by=uuid4())
    with pytest.raises(Refused, match="sudah menunggu"):
        handovers.ask(offices.get("kasn"), offices.get("bkn"), basis=BASIS, by=uuid4())
    assert handovers.approve(row, by=uuid4()) == 3
    with pytest.raises(Refused, match="sudah dilaksanakan"):
        handovers.approve(row, by=uuid4())


def test_two_administrators_do_it_on_the_page():
    legs(2)
    first, second = (accounts.signed_in(accounts.officer(Role.SYSADMIN), Client()) for _ in range(2))
    assert first.post(PAGE, {"source": "kasn", "target": "bkn", "basis": ""}).status_code == 422
    odd = first.post(PAGE, {"source": "kasn", "target": "kasn", "basis": BASIS})
    assert odd.status_code == 422
    assert "Pilih dua kantor berbeda" in odd.content.decode()
    assert BASIS in odd.content.decode()
    assert not Handover.objects.exists()

    assert first.post(PAGE, {"source": "kasn", "target": "bkn", "basis": BASIS}).status_code == 302
    row = Handover.objects.get()
    own = first.post(PAGE, {"approve": row.pk})
    assert own.status_code == 422
    assert "harus orang lain" in own.content.decode()
    assert Proceeding.objects.filter(agency="kasn").count() == 2
    assert second.post(PAGE, {"approve": row.pk}).status_code == 302
    assert "2 perkara dipindahkan." in second.get(PAGE).content.decode()
    assert Proceeding.objects.filter(agency="bkn").count() == 2


@pytest.mark.parametrize("role", ["leader", "bkn", "auditor", "custodian"])
def test_nobody_else_gets_to_the_page(role):
    client = accounts.signed_in(accounts.officer(role, "bkn" if role == "bkn" else "bawaslu-samarinda"), Client())
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"source": "kasn", "target": "bkn", "basis": BASIS}).status_code == 403
    assert not Handover.objects.exists()
