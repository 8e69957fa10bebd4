"""/lacak/lengkapi/: what the office sent a report back for is asked for, and nothing else."""

import pytest
from django.test import Client
from time_machine import Traveller

from reports import handling
from reports.models.case import Case
from reports.models.report import Message
from services.vault.models import Envelope
from tests.factories import reports as factory
from tests.filing.citizen import Citizen, page

pytestmark = pytest.mark.django_db


def test_what_the_office_asks_for_is_asked_for_and_nothing_else(clock: Traveller, client: Client) -> None:
    code, case = factory.filed(factory.submission(reporter=factory.reporter(address=""), incident_date=None))
    handling.return_for_completion(case, missing=["reporter", "time_place", "evidence"], by=factory.desk(case))
    factory.relayed()
    citizen = Citizen(client)
    citizen.track(code)
    assert "Bawaslu meminta Anda melengkapi" in page(client)
    asked = client.get("/lacak/lengkapi/").content.decode()
    for name in ("reporter.name", "reporter.address", "incident_date", "place", "files", "links"):
        assert f'name="{name}"' in asked
    for name in ("narrative", "respondents.0.name", "reporter.email", "known_date"):
        assert f'name="{name}"' not in asked


def test_the_missing_parts_complete_the_report_and_stay_sealed(clock: Traveller, client: Client) -> None:
    code, case = factory.filed(factory.submission(reporter=factory.reporter(address=""), incident_date=None))
    handling.return_for_completion(case, missing=["reporter", "time_place", "evidence"], by=factory.desk(case))
    factory.relayed()
    citizen = Citizen(client)
    citizen.track(code)
    sealed = Envelope.objects.count()
    answers = {
        "reporter.name": "Warga Contoh",
        "reporter.address": "Jalan Contoh 1",
        "incident_date": "2024-10-02",
        "place": "Lapangan Contoh",
        "links": "https://contoh.invalid/bukti",
    }
    assert client.post("/lacak/lengkapi/", answers)["Location"] == "/lacak/status/"
    case.refresh_from_db()
    assert (case.state, case.missing) == ("review", [])
    assert Envelope.objects.count() > sealed
    assert "Jalan Contoh 1" not in page(client)


def test_a_wrong_part_is_shown_again_and_completes_nothing(clock: Traveller, client: Client) -> None:
    code, case = factory.filed(factory.submission(incident_date=None))
    handling.return_for_completion(case, missing=["time_place"], by=factory.desk(case))
    factory.relayed()
    Citizen(client).track(code)
    response = client.post("/lacak/lengkapi/", {"incident_date": "2099-01-01", "place": "Lapangan Contoh"})
    assert response.status_code == 422
    assert 'value="Lapangan Contoh"' in response.content.decode()
    case.refresh_from_db()
    assert case.state == "incomplete"


@pytest.fixture
def returned(clock: Traveller, client: Client) -> Case:
    """A report sent back for its day and place and for evidence; the browser holds its code."""
    code, case = factory.filed(factory.submission(incident_date=None))
    handling.return_for_completion(case, missing=["time_place", "evidence"], by=factory.desk(case))
    factory.relayed()
    Citizen(client).track(code)
    return case


def test_an_empty_completion_is_none(returned: Case, client: Client) -> None:
    assert "(boleh kosong)" not in _asked_for(client, "incident_date")
    for given in ({}, {"partly": "1"}, {"place": "  ", "links": " \n"}):
        response = client.post("/lacak/lengkapi/", given)
        page = response.content.decode()
        assert response.status_code == 422
        assert 'href="#incident_date">Tanggal kejadian: Tulis tanggal atau tempatnya.' in page
        assert 'href="#files">Tambahkan sebuah berkas atau tautan.' in page
        assert 'name="partly"' not in page
    returned.refresh_from_db()
    assert returned.state == "incomplete"
    assert Message.objects.count() == 0


def test_part_of_what_was_asked_for_is_sent_once_its_owner_says_so(returned: Case, client: Client) -> None:
    response = client.post("/lacak/lengkapi/", {"place": "Lapangan Contoh"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#files">Tambahkan sebuah berkas atau tautan.' in page
    assert 'name="partly"' in page
    assert 'value="Lapangan Contoh"' in page
    returned.refresh_from_db()
    assert returned.state == "incomplete"
    assert client.post("/lacak/lengkapi/", {"place": "Lapangan Contoh", "partly": "1"}).status_code == 302
    returned.refresh_from_db()
    assert returned.state == "review"


def _asked_for(client: Client, name: str) -> str:
    page = client.get("/lacak/lengkapi/").content.decode()
    return page.partition(f'for="{name}"')[2].partition("</label>")[0]


def test_there_is_nothing_to_complete_where_nothing_was_asked(holder: Citizen) -> None:
    assert holder.client.get("/lacak/lengkapi/")["Location"] == "/lacak/status/"
