"""The cells of those who never sign in: anybody may file and read figures, and no door of the staff room opens."""

import json
from collections.abc import Callable, Iterator
from itertools import product

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from reports import receipts, withdrawing
from reports.models.report import Report
from services.accounts import permissions
from services.accounts.enums import Action, Context, DataGroup, Role
from services.notifications import delivery
from services.vault.models import Envelope
from tests.attack import doors, prints, stage
from tests.attack.crawling import body
from tests.attack.planting import OFFICE
from tests.attack.stage import Stage, Visitor
from tests.attack.test_cells import groups_in, rooms
from tests.evidence.test_copies import photo
from tests.factories import accounts, reports, vault
from tests.factories.vault import Officer
from tests.reports_api import test_filing

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    vault.answer_here(monkeypatch)
    with time_machine.travel("2024-10-03T11:00:00+08:00", tick=False):
        yield stage.set_up()


def filed(browser: Client, key: str = test_filing.KEY) -> str:
    """The code of a report that a stranger filed."""
    answer = browser.post(
        "/api/v1/reports/", json.dumps(test_filing.body(incident_date="2024-10-02")), "application/json",
        headers={"Idempotency-Key": key},
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    return receipts.read(answer.json()["receipt"])


def test_a_stranger_makes_what_the_table_lets_anybody_make(scene: Stage) -> None:
    browser, before = Client(), prints.taken()
    code = filed(browser)
    made = prints.changed(before)
    between = prints.taken()
    upload = SimpleUploadedFile("x.jpg", photo(), content_type="image/jpeg")
    assert browser.post("/api/v1/reports/evidence/", {"receipt": code, "file": upload}).status_code == 201
    made |= prints.changed(between) & {"D6"}
    may = {
        str(group) for group in DataGroup if permissions.may(Role.PUBLIC, Action.CREATE, group, Context.OTHER_OFFICE)
    }
    assert may == {"D1", "D2", "D3", "D4", "D6"}
    assert may <= made
    assert made - may <= {"D9", "D10"}  # the case and its clock, which the engine begins; of D9 columns left empty


@pytest.mark.parametrize(
    "account",
    [
        "nobody",
        pytest.param("without a role", marks=pytest.mark.proof),
        pytest.param("without a second factor", marks=pytest.mark.proof),
    ],
)
def test_who_has_no_role_finds_every_door_shut_and_every_room_empty(account: str, scene: Stage) -> None:
    browser = Client()
    user = accounts.user(person_hash="9" * 64)
    if account == "without a role":
        accounts.device(user)
        accounts.signed_in(user, browser)
    elif account == "without a second factor":
        accounts.membership(user, "leader", OFFICE)
        browser.force_login(user)
    by = Visitor(user, browser, Officer(account=user.pk, person=user.person_hash))
    before = prints.taken()
    for some in doors.DOORS.values():
        for door in some:
            with transaction.atomic():
                answer = door.knock(by, scene)
                assert answer.status_code in {302, 403, 404}, door.name
                assert groups_in(body(answer), scene) == set(), door.name
                assert prints.changed(before) == set(), door.name
                transaction.set_rollback(True)
    seen = {group for room in rooms(scene) for group in groups_in(body(browser.get(room)), scene)}
    assert seen <= {"D13"}


def test_the_system_itself_has_no_cell() -> None:
    cells = product(Action, DataGroup, Context)
    assert [cell for cell in cells if permissions.may(Role.SYSTEM, *cell)] == []


@pytest.mark.usefixtures("scene")
def test_the_holder_of_a_code_does_what_the_table_gives_them_to_their_own_report_alone() -> None:
    code, other = filed(Client()), filed(Client(), "kunci-contoh-9876543210")
    subjects = [reports.report_of(one).subject for one in (code, other)]
    untouched = list(Report.objects.filter(receipt_hash=receipts.digest(other)).values())
    holder = Client()
    assert holder.post("/lacak/", {"code": code}).status_code == 302
    upload = SimpleUploadedFile("x.jpg", photo(), content_type="image/jpeg")
    acts: dict[tuple[str, str], Callable[[], HttpResponseBase]] = {
        ("D8", doors.C): lambda: holder.post("/lacak/pesan/", {"text": "Saya punya rekaman lain."}),
        ("D6", doors.C): lambda: holder.post("/lacak/bukti/", {"files": upload}),
        ("D1", doors.P): lambda: holder.post("/lacak/cabut/", {"sure": "1"}),
    }
    for (group, action), act in acts.items():
        assert permissions.may(Role.REPORTER, action, group, Context.OWN)
        before = prints.taken()
        assert act().status_code == 302, group
        if action == doors.P:
            while reports.relayed() + delivery.deliver(100):  # the last letter leaves before the address goes
                continue
            withdrawing.forget()
        assert group in prints.changed(before)
    assert [Envelope.objects.filter(subject=one).count() for one in subjects] == [0, 2]
    assert list(Report.objects.filter(receipt_hash=receipts.digest(other)).values()) == untouched
