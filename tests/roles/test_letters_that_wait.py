"""What waits for a second person is found from the first page in the database role of the staff room, too."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from procedures.models import LetterRecord
from sanctions import reference
from services.accounts.models import User
from services.notifications.models import Message
from tests.factories import accounts, reports
from tests.factories import sanctions as make
from tests.roles import processes
from tests.sanctions.desks import LETTER, recommendation, step_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
HOME = "bawaslu-balikpapan"
LIST = "Surat yang menunggu Anda"


def start(by: User) -> str:
    return str(accounts.signed_in(by).get("/admin/").content.decode())


@time_machine.travel(make.NOW, tick=False)
@pytest.mark.parametrize("led", [True, False])
def test_who_decides_finds_it_and_who_recorded_it_hears_of_a_refusal(
    led: bool, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    reference.load()
    leg = make.of_case(make.oversight_leg(), reports.filed()[1])
    recorder, other = (accounts.officer("operator", HOME, person_hash=key * 64) for key in "ab")
    decider = accounts.officer("leader", HOME, person_hash="c" * 64) if led else other
    clients = [accounts.signed_in(one) for one in (recorder, decider)]
    processes.separate(monkeypatch, settings)

    typed = {**recommendation(leg), **LETTER}
    assert clients[0].post(step_of(leg, "recommend"), typed).status_code == 302

    row = LetterRecord.objects.get()
    page = reverse("admin:reports_packagerespondent_letter", args=[leg.respondent_id, leg.pk, row.pk])
    assert page in start(decider)
    assert [LIST in start(one) for one in (recorder, decider, other)] == [False, True, not led]
    assert clients[1].post(page, {"decline": "1", "note": "Nomornya lain."}).status_code == 302
    told = Message.objects.filter(letter="staff_letter_declined").values_list("reference", flat=True)
    assert list(told) == [f"user:{recorder.pk}"]
    assert LIST not in start(decider)
