"""/lacak/persetujuan/: the text that would leave, and the answer of the person it could point at."""

from datetime import date

import pytest
from django.test import Client
from time_machine import Traveller

from reports import consents, handling, packages
from reports.enums import ConsentAnswer
from reports.models.consent import Consent
from reports.models.report import Message, Report
from reports.packages import Contents
from tests.factories import reports as factory
from tests.filing.citizen import PAGES, Citizen

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 3)
PATH = "/lacak/persetujuan/"


@pytest.fixture
def asked(clock: Traveller, client: Client) -> Citizen:
    """Somebody who is asked whether a package may leave."""
    code, case = factory.filed(factory.submission(knowers="few"))
    handling.register(case, number="1/Reg", by=factory.desk(case))
    factory.heard(case, on=TODAY)
    people = list(case.respondents.values_list("pk", flat=True))
    package = packages.build(case, Contents(factory.OFFICIAL, "1/PM", TODAY, people), by=factory.desk(case))
    consents.ask(package, by=factory.desk(case))
    citizen = Citizen(client)
    citizen.track(code)
    return citizen


def test_the_form_asks_how_many_could_know_and_keeps_the_answer(citizen: Citizen) -> None:
    citizen.send("kejadian")
    citizen.send("terlapor")
    asked = citizen.read("bukti")
    assert "Berapa orang yang mungkin tahu hal ini?" in asked
    assert '<option value="unknown" selected>' in asked
    citizen.send("bukti", {**PAGES["bukti"], "knowers": "few"})
    citizen.send("pelapor")
    assert "1 sampai 4 orang" in citizen.read("tinjau")
    citizen.submit()
    assert Report.objects.get().knowers == "few"


def test_whoever_does_not_say_is_unknown_and_a_strange_answer_is_refused(citizen: Citizen) -> None:
    citizen.fill_in()
    assert citizen.send("bukti", {"knowers": "nobody"}).status_code == 422
    citizen.send("bukti", {"knowers": ""})
    citizen.submit()
    assert Report.objects.get().knowers == "unknown"


def test_the_status_page_leads_to_the_question_with_its_last_day(asked: Citizen) -> None:
    shown = asked.client.get("/lacak/status/").content.decode()
    assert 'href="/lacak/persetujuan/"' in shown
    assert "paling lambat 5 Oktober 2024" in shown


def test_the_page_shows_the_text_and_who_it_is_about(asked: Citizen) -> None:
    shown = asked.client.get(PATH).content.decode()
    for text in (factory.OFFICIAL, "Kepala Contoh, Dinas Contoh, Pemerintah Kota Balikpapan", "3 Oktober 2024"):
        assert text in shown
    for secret in ("Warga Contoh", factory.NARRATIVE, factory.case_of(asked.code).reference):
        assert secret not in shown


def test_the_page_says_which_files_of_the_reporter_go_with_it(asked: Citizen) -> None:
    assert "Berkas dari Anda yang ikut" not in asked.client.get(PATH).content.decode()
    row = Consent.objects.get()
    Consent.objects.update(shown={**row.shown, "files": [1, 3]})
    assert "Bukti 1, 3, sebagai salinan tanpa nama dan lokasi." in asked.client.get(PATH).content.decode()


def test_an_answer_must_be_chosen_and_words_are_kept(asked: Citizen) -> None:
    response = asked.client.post(PATH, {"words": "Kata saya."})
    assert response.status_code == 422
    assert "Pilih setuju atau tidak setuju." in response.content.decode()
    assert "Kata saya." in response.content.decode()
    assert (Consent.objects.get().answer, Message.objects.count()) == ("", 0)


def test_words_that_are_too_long_answer_nothing(asked: Citizen) -> None:
    response = asked.client.post(PATH, {"answer": "agreed", "words": "x" * 4001})
    assert response.status_code == 422
    assert 'value="agreed" checked' in response.content.decode()
    assert Consent.objects.get().answer == ""


def test_an_answer_is_told_back_and_the_question_is_gone(asked: Citizen) -> None:
    response = asked.client.post(PATH, {"answer": "declined", "words": "Hanya saya yang tahu."})
    assert response["Location"] == "/lacak/status/"
    assert Consent.objects.get().answer == ConsentAnswer.DECLINED
    shown = asked.client.get("/lacak/status/").content.decode()
    assert "Anda tidak menyetujui teks yang akan diteruskan" in shown
    assert "Hanya saya yang tahu." in shown
    assert 'href="/lacak/persetujuan/"' not in shown
    for again in (asked.client.get(PATH), asked.client.post(PATH, {"answer": "agreed"})):
        assert (again.status_code, again["Location"]) == (302, "/lacak/status/")
    assert Consent.objects.get().answer == ConsentAnswer.DECLINED


def test_without_a_code_or_a_question_there_is_no_page(client: Client, clock: Traveller) -> None:
    assert client.get(PATH)["Location"] == "/lacak/"
    code, _case = factory.filed()
    Citizen(client).track(code)
    assert client.get(PATH)["Location"] == "/lacak/status/"
