"""Two reports, or two drafts, in two tabs of one browser: what a page sends never reaches the other one."""

import re

import pytest
from django.test import Client

from reports import drafts, receipts, status
from reports.models.case import Case
from reports.models.report import Exhibit, Message, Report
from services.evidence.models import Upload
from services.notifications.models import Owed
from tests.filing.citizen import Citizen

HANDLE = re.compile(r'<input type="hidden" name="draft" value="([0-9a-f]{12})">')
BELONGS_ELSEWHERE = "Halaman itu milik isian atau laporan lain"
WORDS = "Pesan yang hanya untuk kantor pertama."


def filed(citizen: Citizen) -> str:
    """File a report; its code."""
    citizen.client.post("/lapor/baru/")
    citizen.fill_in()
    assert citizen.submit().status_code == 302
    return citizen.code


@pytest.fixture
def handle(citizen: Citizen) -> str:
    """What the status page of a first report says of itself, while the browser has gone on to a second one."""
    first, second = filed(citizen), filed(citizen)
    citizen.track(first)
    page = citizen.client.get("/lacak/status/").content.decode()
    assert set(HANDLE.findall(page)) == {receipts.digest(first)[:12]}
    assert len(HANDLE.findall(page)) == 3  # message, evidence, withdrawal
    citizen.track(second)
    return receipts.digest(first)[:12]


def rows() -> tuple[object, ...]:
    """What a form of the status page could change."""
    reports = list(Report.objects.order_by("pk").values_list("kind", "upgraded_at", "withdrawn_on", "contact_given"))
    states = list(Case.objects.order_by("pk").values_list("state", flat=True))
    counts = [model.objects.count() for model in (Message, Exhibit, Upload, Owed)]
    return reports, states, counts


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/lacak/pesan/", {"text": WORDS}),
        ("/lacak/bukti/", {"links": "https://contoh.invalid/lain"}),
        ("/lacak/cabut/", {"sure": "1"}),
        ("/lacak/naikkan/", {"truth": "1"}),
        ("/lacak/lengkapi/", {"links": "https://contoh.invalid/lain"}),
        ("/lacak/ditekan/", {"who": "office"}),
        ("/lacak/persetujuan/", {"answer": "agreed"}),
    ],
)
def test_what_the_page_of_another_report_sends_is_refused_and_changes_nothing(
    handle: str, client: Client, address: str, sent: dict[str, str]
) -> None:
    before = rows()
    response = client.post(address, {**sent, "draft": handle})
    assert response.status_code == 409
    assert BELONGS_ELSEWHERE in response.content.decode()
    assert rows() == before


def test_what_was_typed_on_it_stands_on_the_refusal_to_be_copied(handle: str, client: Client) -> None:
    page = client.post("/lacak/pesan/", {"text": WORDS, "draft": handle}).content.decode()
    assert f"<dt>Tulis kepada petugas</dt><dd>{WORDS}</dd>" in page
    assert handle not in page


def test_the_page_of_the_report_that_is_open_sends_as_ever(handle: str, citizen: Citizen) -> None:
    own = receipts.digest(citizen.code)[:12]
    response = citizen.client.post("/lacak/pesan/", {"text": WORDS, "draft": own})
    assert (response.status_code, response.headers["Location"]) == (302, "/lacak/status/")
    assert [word.text for word in status.read(citizen.code).messages] == [WORDS]  # type: ignore[union-attr]


def test_a_file_in_parts_is_begun_for_the_page_it_was_chosen_on(handle: str, client: Client) -> None:
    response = client.post("/bukti/bagian/", {"size": "10", "mark": "a", "draft": handle})
    assert (response.status_code, response.json()["code"]) == (422, "another")
    assert Upload.objects.count() == 0


def test_a_page_deletes_no_other_draft_than_its_own(citizen: Citizen) -> None:
    citizen.send("kejadian")
    first = citizen.code
    page = citizen.read("terlapor")
    discard = page[page.index("/lapor/hapus/") :]
    [mark] = HANDLE.findall(discard)
    citizen.client.post("/lapor/baru/")
    citizen.open("kejadian")
    citizen.send("kejadian")
    second = citizen.code
    response = citizen.client.post("/lapor/hapus/", {"draft": mark})
    assert response.status_code == 409
    again = citizen.client.get("/lapor/hapus/")  # a reload of the refusal
    assert (again.status_code, again.headers["Location"]) == (302, "/lapor/")
    assert (drafts.exists(first), drafts.exists(second)) == (True, True)
    assert citizen.code == second
    citizen.track(first)
    assert citizen.client.post("/lapor/hapus/", {"draft": mark}).status_code == 302
    assert (drafts.exists(first), drafts.exists(second)) == (False, True)


def test_a_page_of_another_draft_does_not_show_the_code_of_this_one(citizen: Citizen) -> None:
    citizen.send("kejadian")
    page = citizen.read("terlapor")
    own = dict(re.findall(r'<input type="hidden" name="(draft|door)" value="([^"]*)">', page[page.index("isian") :]))
    citizen.client.post("/lapor/baru/", {"door": "tip"})
    citizen.client.get("/lapor/informasi-awal/")
    citizen.send("kejadian", {"district": "64.71.05", "narrative": "Informasi awal dari tab lain.", "kind": "tip"})
    response = citizen.send("terlapor", **own)
    assert response.status_code == 409
    assert receipts.grouped(citizen.code) not in response.content.decode()
