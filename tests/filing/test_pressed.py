"""/lacak/ditekan/: honest words first, then one press, and what the person reads of it afterwards."""

import json

import pytest
from django.test import Client
from time_machine import Traveller

from reports import distress
from reports.models.distress import DistressCall
from reports.models.report import StatusLine
from services.accounts.enums import Role
from tests.factories import reports as factory
from tests.filing.citizen import Citizen

pytestmark = pytest.mark.django_db
PATH = "/lacak/ditekan/"


@pytest.fixture
def holder(clock: Traveller, client: Client) -> Citizen:
    """Somebody whose browser holds the code of a report."""
    code, _case = factory.filed()
    citizen = Citizen(client)
    citizen.track(code)
    return citizen


def test_the_status_page_leads_there(holder: Citizen) -> None:
    assert f'href="{PATH}"' in holder.client.get("/lacak/status/").content.decode()


def test_the_page_says_what_can_and_cannot_be_done_and_sends_nothing(holder: Citizen) -> None:
    shown = holder.client.get(PATH).content.decode()
    for text in (
        "telepon polisi 110",
        "LPSK 148",
        "LPSK sendiri menyatakan pelanggaran pemilu bukan wewenangnya",
        "Bawaslu tidak dapat menjaga Anda",
        "Pimpinan Bawaslu Kota Balikpapan",
        "Pimpinan Bawaslu Provinsi Kalimantan Timur",
    ):
        assert text in shown
    assert DistressCall.objects.count() == 0


@pytest.mark.parametrize("who", ["", "everybody"])
def test_who_is_told_must_be_chosen(holder: Citizen, who: str) -> None:
    response = holder.client.post(PATH, {"who": who})
    assert response.status_code == 422
    assert "Pilih siapa yang diberi tahu." in response.content.decode()
    assert DistressCall.objects.count() == 0


@pytest.mark.parametrize(("who", "told"), [("office", "bawaslu-balikpapan"), ("above", "bawaslu-kaltim")])
def test_one_press_alerts_and_the_status_says_so(holder: Citizen, who: str, told: str) -> None:
    assert holder.client.post(PATH, {"who": who})["Location"] == "/lacak/status/"
    assert DistressCall.objects.get().told_id == told
    shown = holder.client.get("/lacak/status/").content.decode()
    assert "Pesan mendesak disampaikan." in shown
    assert "Pesan mendesak diterima." not in shown
    assert shown.count("ditekan") == 2  # the address and the words of the button, and nowhere else


@pytest.mark.parametrize("who", ["office", "above"])
def test_page_and_answer_do_not_say_who_was_told(holder: Citizen, who: str) -> None:
    before = holder.client.get("/lacak/status/").content.decode()
    holder.client.post(PATH, {"who": who})
    shown = holder.client.get("/lacak/status/").content.decode()
    body = json.dumps({"receipt": holder.client.cookies["kode"].value})
    answered = holder.client.post("/api/v1/reports/status/", body, content_type="application/json").json()
    assert [step["label"] for step in answered["steps"]][-1] == "Pesan mendesak disampaikan."
    for text in (shown, json.dumps(answered)):
        for word in ("Provinsi Kalimantan Timur", "kunci identitas", "pimpinan"):
            assert text.lower().count(word.lower()) <= before.lower().count(word.lower())
    assert set(StatusLine.objects.filter(code="report:distress").values_list("office", flat=True)) == {""}


def test_the_day_of_reception_is_shown(holder: Citizen) -> None:
    holder.client.post(PATH, {"who": "office"})
    by = factory.officer(Role.LEADER, "bawaslu-balikpapan")
    distress.receive(DistressCall.objects.get(), note="Catatan untuk rekan.", by=by)
    factory.relayed()
    shown = holder.client.get("/lacak/status/").content.decode()
    assert "Pesan mendesak diterima." in shown
    assert "Catatan untuk rekan." not in shown


def test_without_a_code_there_is_no_page(client: Client, db: None) -> None:
    assert client.get(PATH)["Location"] == "/lacak/"
    assert client.post(PATH, {"who": "office"})["Location"] == "/lacak/"
