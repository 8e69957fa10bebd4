"""Two saves of one draft in the same instant: the later one is taken over the earlier one, or said to be stale."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from reports import drafts, exhibits
from reports.models.report import Draft, Report
from tests.evidence.corpus import pictures
from tests.filing.citizen import INCIDENT, REPORTER, RESPONDENT, TRUTH, WITNESS, Citizen
from tests.filing.test_card import kept as card_of
from tests.filing.test_tabs import BOTH, ELSEWHERE, Tab, beside, body, nothing_filed, sealed

Between = Callable[[Callable[[], Any]], None]


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Between:
    """Let something happen once, after the next request has read its draft and before it saves."""
    load = drafts.load

    def happens(act: Callable[[], Any]) -> None:
        def loaded(code: str) -> drafts.Loaded | None:
            found = load(code)
            monkeypatch.setattr(drafts, "load", load)
            act()
            return found

        monkeypatch.setattr(drafts, "load", loaded)

    return happens


def photo(name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pictures.drawn("JPEG"), content_type="image/jpeg")


@pytest.mark.parametrize("begun", [False, True])
def test_of_two_different_answers_the_first_is_kept_and_both_are_shown(
    citizen: Citizen, between: Between, begun: bool
) -> None:
    if begun:
        citizen.send("kejadian", narrative="Sebelumnya.")
    first, second = Tab(citizen, "kejadian"), Tab(citizen, "kejadian")
    answers: list[int] = []
    between(lambda: answers.append(first.send(INCIDENT).status_code))
    response = second.send({**INCIDENT, "narrative": ELSEWHERE})
    page = response.content.decode()
    assert (answers, response.status_code) == ([302], 409)
    assert BOTH in page
    assert beside(INCIDENT["narrative"], ELSEWHERE) in page
    assert body(citizen)["narrative"] == INCIDENT["narrative"]
    assert nothing_filed()


def test_of_two_other_pages_both_are_kept(citizen: Citizen, between: Between) -> None:
    citizen.send("kejadian")
    first, second = Tab(citizen, "terlapor"), Tab(citizen, "bukti")
    between(lambda: first.send(RESPONDENT))
    assert second.send(WITNESS)["Location"] == "/lapor/pelapor/"
    assert body(citizen)["respondents"][0]["position"] == "Guru Contoh"
    assert body(citizen)["witnesses"][0]["name"] == "Saksi Contoh"


def test_a_page_that_was_sent_while_it_saved_itself_keeps_what_was_sent(citizen: Citizen, between: Between) -> None:
    tab = Tab(citizen, "kejadian")
    between(lambda: tab.send({**INCIDENT, "narrative": "Terlapor be"}, action="autosave"))
    assert tab.send(INCIDENT)["Location"] == "/lapor/terlapor/"
    assert body(citizen)["narrative"] == INCIDENT["narrative"]


def test_what_saves_itself_gives_way_to_the_same_page_and_not_to_another(citizen: Citizen, between: Between) -> None:
    tab = Tab(citizen, "kejadian")
    between(lambda: tab.send(INCIDENT))
    assert tab.send({**INCIDENT, "narrative": "Terlapor be"}, action="autosave").status_code == 409
    assert body(citizen)["narrative"] == INCIDENT["narrative"]
    tab, other = Tab(citizen, "kejadian"), Tab(citizen, "terlapor")
    between(lambda: other.send(RESPONDENT))
    assert tab.send({**INCIDENT, "narrative": ELSEWHERE}, action="autosave").status_code == 204
    assert (body(citizen)["narrative"], body(citizen)["respondents"][0]["position"]) == (ELSEWHERE, "Guru Contoh")


def test_what_saves_itself_does_not_bring_back_what_was_thrown_away(citizen: Citizen, between: Between) -> None:
    citizen.send("kejadian")
    tab = Tab(citizen, "kejadian")
    between(lambda: citizen.client.post("/lapor/hapus/"))
    assert tab.send({**INCIDENT, "narrative": ELSEWHERE}, action="autosave").status_code == 409
    assert Draft.objects.count() == 0


def test_files_and_links_are_taken_once(citizen: Citizen, between: Between) -> None:
    citizen.send("kejadian")
    first, second = Tab(citizen, "terlapor"), Tab(citizen, "bukti")
    between(lambda: first.send(RESPONDENT))
    assert second.send({**WITNESS, "files": photo()}).status_code == 302
    assert [one.kind for one in exhibits.listed(citizen.code)] == ["file", "link"]
    third, fourth = Tab(citizen, "bukti"), Tab(citizen, "bukti")
    between(lambda: third.send({"witnesses.0.name": "Saksi Lain"}))
    response = fourth.send({"links": "https://contoh.invalid/2", "witnesses.0.name": "Saksi Ketiga"})
    assert (response.status_code, BOTH in response.content.decode()) == (409, True)
    assert [one.number for one in exhibits.listed(citizen.code)] == [1, 2, 3]
    assert body(citizen)["witnesses"][0]["name"] == "Saksi Lain"


def test_a_photo_of_an_identity_card_is_kept_over_the_other_save(citizen: Citizen, between: Between) -> None:
    citizen.fill_in("pelapor")
    first, second = Tab(citizen, "kejadian"), Tab(citizen, "pelapor")
    between(lambda: first.send({**INCIDENT, "narrative": ELSEWHERE}))
    assert second.send({**REPORTER, "card": photo()}).status_code == 302
    assert card_of(citizen) == pictures.drawn("JPEG")
    assert body(citizen)["narrative"] == ELSEWHERE
    first, second = Tab(citizen, "kejadian"), Tab(citizen, "pelapor")
    between(lambda: first.send(INCIDENT))
    assert second.send(REPORTER, action="uncard").status_code == 302
    assert card_of(citizen) is None


def test_a_draft_that_is_changed_while_it_is_handed_in_is_reviewed_once_more(
    citizen: Citizen, between: Between
) -> None:
    citizen.fill_in()
    review, change = Tab(citizen, "tinjau"), Tab(citizen, "kejadian")
    between(lambda: change.send({**INCIDENT, "narrative": ELSEWHERE}))
    response = review.send(TRUTH)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Isian ini diubah di tab lain sejak halaman ini dibuka." in page
    assert ELSEWHERE in page
    assert nothing_filed()


def test_a_page_sent_while_its_draft_is_handed_in_is_shown_what_it_typed(citizen: Citizen, between: Between) -> None:
    citizen.fill_in()
    tab = Tab(citizen, "kejadian")
    between(lambda: citizen.submit())
    response = tab.send({**INCIDENT, "narrative": ELSEWHERE})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Isian ini sudah dikirim dari tab lain" in page
    assert ELSEWHERE in page
    assert (Draft.objects.count(), Report.objects.get().narrative) == (0, INCIDENT["narrative"])


def test_whoever_is_overtaken_each_time_is_told_and_keeps_what_was_typed(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.send("kejadian")
    tab, before = Tab(citizen, "terlapor"), sealed()

    def overtaken(*_given: Any, **_named: Any) -> bytes:
        raise drafts.Overtaken

    with monkeypatch.context() as patched:
        patched.setattr(drafts, "save", overtaken)
        response = tab.send({"respondents.0.name": "Contoh Meranti"})
    assert response.status_code == 409
    assert "Isian ini sedang disimpan dari tab lain." in response.content.decode()
    assert 'value="Contoh Meranti"' in response.content.decode()
    assert sealed() == before


def test_the_ordinary_save_costs_one_reading_and_one_writing(
    citizen: Citizen, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    citizen.send("kejadian")
    with django_assert_num_queries(2):
        assert citizen.send("terlapor").status_code == 302


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share one database in memory on SQLite")
@pytest.mark.django_db(transaction=True)
def test_of_two_connections_at_once_one_keeps_its_answer_and_the_other_is_shown_both(client: Client) -> None:
    citizen = Citizen(client)
    citizen.send("kejadian", narrative="Sebelumnya.")
    code = citizen.code
    for number in range(5):
        tabs = [Tab(citizen, "kejadian") for _each in range(2)]
        gate = Barrier(2)

        def press(tab: Tab, narrative: str, gate: Barrier = gate) -> int:
            browser = Client(REMOTE_ADDR="192.0.2.1")
            browser.cookies["kode"] = code
            gate.wait()
            try:
                given = {**INCIDENT, **tab.hidden, "narrative": narrative}
                return browser.post("/lapor/kejadian/", given).status_code
            finally:
                connections.close_all()

        said = [f"Uraian {number} dari tab {tab}." for tab in (1, 2)]
        with ThreadPoolExecutor(2) as pool:
            answers = dict(zip(said, pool.map(press, tabs, said), strict=True))
        assert sorted(answers.values()) == [302, 409]
        assert answers[body(citizen)["narrative"]] == 302
