"""A demo says DATA CONTOH on every page, file, letter and API answer; an installation with real cases nowhere."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver

from netralitas.urls import public_pages, urlpatterns
from reports.filing.questions import BY_NAME
from services.notifications import rendering
from tests.factories import accounts
from tests.factories import reports as factory
from tests.filing.citizen import Citizen
from tests.filing.test_papers import drawn
from tests.reports_admin.test_exports import EXPORT
from tests.reports_api.test_filing import body, send
from transparency import publication

pytestmark = pytest.mark.django_db

MARK, HEADER = "DATA CONTOH", "X-Sample-Data"
FILLED = {
    "<step:name>": list(BY_NAME),
    "<slug:slug>": ["kukar"],
    "<slug:name>": ["case-funnel"],
    "<uuid:upload>": [str(UUID(int=1))],
}
# For people who look after machines, not for citizens; and the one page that must not tell where somebody was.
UNMARKED = {"/healthz", "/readyz", "/metrics", "/keluar/", "/en/keluar/"}
ONLY_SENT = {  # addresses that answer to what is sent from a page, and otherwise lead back to it
    "/bukti/bagian/", f"/bukti/bagian/{UUID(int=1)}/", "/lapor/hapus/", "/lapor/baru/", "/lapor/batas-waktu/",
    "/lacak/pesan/", "/lacak/bukti/", "/lacak/lengkapi/", "/lacak/naikkan/", "/lacak/tutup/", "/lacak/persetujuan/",
    "/lacak/cabut/", "/api/v1/reports/", "/api/v1/reports/evidence/", "/api/v1/reports/status/",
    "/api/v1/reports/messages/",
}  # fmt: skip
IN_THE_BODY = ("text/html", "text/csv", "application/pdf")
# Programs are told by the header; what is published as figures says it in its body as well.
FIGURES = ("/data/datapackage.json", "/api/v1/statistics/", "/api/v1/statistics/case-funnel/", "/data/case-funnel.csv")


@pytest.fixture(autouse=True)
def _published(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MAILBOX = tmp_path / "mail"
    with time_machine.travel(datetime(2024, 10, 3, 2, tzinfo=UTC), tick=False):
        publication.forget()
        publication.publish()
        yield
    publication.forget()


def addresses(patterns: Iterable[URLPattern | URLResolver] = urlpatterns, before: str = "/") -> Iterator[str]:
    """Every public address there is; what stands in angles is filled in, and a page comes in both languages."""
    for one in patterns:
        route = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            if route != "/admin/":
                yield from addresses(one.url_patterns, route)
            continue
        name, values = next(((name, values) for name, values in FILLED.items() if name in route), ("", [""]))
        yield from (route.replace(name, value) if name else route for value in values)


def every_address() -> list[str]:
    plain = list(dict.fromkeys(addresses()))
    english = [f"/en{address}" for address in dict.fromkeys(addresses(public_pages))]
    return [*plain, *english, "/tidak-ada/", "/api/v1/tidak-ada/"]


def browsers() -> list[Citizen]:
    """Somebody without a code, somebody with a draft, somebody who has filed."""
    nobody, writer, reporter = (Citizen(Client(REMOTE_ADDR="192.0.2.1")) for _ in range(3))
    writer.send("kejadian")
    code, _case = factory.filed()
    factory.relayed()
    reporter.track(code)
    return [nobody, writer, reporter]


def said(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    is_pdf = response["Content-Type"] == "application/pdf"
    return str((drawn(content) if is_pdf else content).decode("utf-8", "replace"))


def answers() -> Iterator[tuple[str, Any]]:
    """Every public address as each of the three finds it."""
    for browser in browsers():
        held = deepcopy(browser.client.cookies)
        for address in every_address():
            browser.client.cookies = deepcopy(held)  # as some addresses take the code away
            yield address, browser.client.get(address)


def test_every_public_answer_of_a_demo_says_so() -> None:
    shown, silent, unheard = set(), [], []
    for address, response in answers():
        text = said(response)
        if response.status_code == 200:
            shown.add(address)
        if response[HEADER] != MARK:
            unheard.append(address)
        marked = response["Content-Type"].startswith(IN_THE_BODY) or address in FIGURES
        if marked and text and MARK not in text and address not in UNMARKED:
            silent.append((address, response.status_code))
    assert (silent, unheard) == ([], [])
    never = {address.removeprefix("/en") for address in set(every_address()) - shown}
    assert never == ONLY_SENT | {"/metrics", "/readyz", "/tidak-ada/", "/api/v1/tidak-ada/"}


def test_the_quick_exit_alone_is_silent_on_purpose() -> None:
    page = Client().get("/keluar/")
    assert (page.status_code, MARK in said(page)) == (200, False)


def test_with_real_cases_no_public_answer_says_so(settings: Any) -> None:
    settings.DEMO = False
    found = [address for address, response in answers() if response.has_header(HEADER) or MARK in said(response)]
    assert found == []


@pytest.mark.parametrize("demo", [True, False])
def test_every_answer_to_a_program_that_files(settings: Any, demo: bool) -> None:
    settings.DEMO = demo
    filed = send("reports/", body())
    receipt = {"receipt": filed.json()["receipt"]}
    made = [
        filed,
        send("reports/", {}, key="contoh-kunci-lain-0001"),
        send("reports/status/", receipt),
        send("reports/messages/", {**receipt, "text": "Ada kabar baru."}),
        Client().post("/api/v1/reports/evidence/", {**receipt, "link": "https://contoh.invalid/1"}),
    ]
    assert [answer.status_code for answer in made] == [201, 400, 200, 201, 201]
    assert [answer.has_header(HEADER) for answer in made] == [demo] * 5


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("demo", [True, False])
def test_every_letter(settings: Any, demo: bool, language: str) -> None:
    settings.DEMO = demo
    values = {"due": "3 April 2026", "office": "Kantor Contoh", "number": "12", "today": "3"}
    assert len(rendering.declared()) > 25
    for name, variables in rendering.declared().items():
        letter = rendering.render(name, {key: values[key] for key in variables}, language=language)
        assert (MARK in letter.text, MARK in letter.html) == (demo, demo), name


@pytest.mark.parametrize("demo", [True, False])
def test_pages_and_files_of_the_staff_room(settings: Any, demo: bool) -> None:
    settings.DEMO = demo
    factory.filed()
    leader = accounts.signed_in(accounts.officer("leader", "bawaslu-balikpapan"))
    auditor = accounts.signed_in(accounts.officer("auditor", "bawaslu-ri"))
    pages = [Client().get("/admin/login/"), leader.get("/admin/"), leader.get("/admin/reports/case/")]
    pages += [leader.post(EXPORT, {"reason": "archive"}), leader.get("/admin/tidak-ada/")]
    span = {"since": "2024-10-01T00:00", "until": "2024-10-04T00:00", "file": "1"}
    pages += [auditor.get("/admin/audit/entry/"), auditor.post("/admin/audit/entry/exposure/", span)]
    assert [page.status_code for page in pages] == [200, 200, 200, 200, 404, 200, 200]
    assert [(MARK in said(page), page.has_header(HEADER)) for page in pages] == [(demo, demo)] * 7
    assert [pages[number]["Content-Type"] for number in (3, 6)] == ["text/csv; charset=utf-8"] * 2
