"""Every bad input for a single field, at the form, the API and the desk: the stated answer, and nothing by halves."""

import json
from html import escape, unescape
from typing import Any

import pytest
from django.http import HttpResponse

from reports import drafts, texts
from reports.filing.questions import STEPS, step_of
from reports.models.case import Case, Respondent
from reports.models.report import ApiAnswer, Report
from services.notifications.models import Owed
from services.vault.models import Envelope
from tests.corpus.reading import TAKEN, Entry, entries
from tests.factories import accounts
from tests.filing.citizen import PAGES, Citizen
from tests.filing.conftest import citizen, client, clock  # noqa: F401  (the person at the browser)
from tests.reports_api.test_filing import body, send

pytestmark = pytest.mark.django_db

MARKUP = (
    "<script>", "<img src=x", "<svg onload", "<base href", "<form action=//", "<meta http-equiv=refresh", "<noscript><p"
)  # fmt: skip
PICKED = {"region", "contest", "favoured", "capacity", "act", "status"}  # lists show no choice that they do not have
USUAL = body(
    incident_date="2024-09-28",
    known_date="2024-09-30",
    respondents=[{"name": "Contoh Meranti", "status": "pns", "employer": "pemkot-balikpapan"}],
)


def rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Report, Case, Respondent, Envelope, Owed, ApiAnswer))


def page_of(field: str) -> str:
    """The page of the form that asks for a field."""
    step = step_of("district" if field == "region" else field)
    return step.name


def answers(entry: Entry) -> dict[str, Any]:
    """The usual answers of its page with the bad one among them."""
    name = "district" if entry.field == "region" else entry.field
    return {**PAGES[page_of(entry.field)], name: entry.value}


def harmless(page: str) -> None:
    """No piece of markup that a person typed is markup of a page."""
    assert [piece for piece in MARKUP if piece in page.lower()] == []


def shows_again(page: str, value: str) -> bool:
    """As typed; an area of several lines gives its newlines back as one kind."""
    return any(escape(one) in page or one in unescape(page) for one in (value, texts.LINE_ENDS.sub("\n", value)))


@pytest.mark.parametrize("entry", entries(), ids=str)
@pytest.mark.usefixtures("clock")
def test_the_api_gives_the_stated_answer(entry: Entry) -> None:
    response = send("reports/", json.dumps(entry.body(USUAL)))
    if entry.api == TAKEN:
        assert response.status_code == 201, response.json()
        assert kept(entry) == expected(entry)
        return
    wrong = [(error["field"], error["code"]) for error in response.json()["errors"]]
    if isinstance(entry.api, int):
        assert response.status_code == entry.api
    else:
        assert response.status_code == 400
        assert (entry.field, entry.api) in wrong
    assert rows() == (0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("entry", [one for one in entries() if one.form is not None], ids=str)
def test_the_form_gives_the_stated_answer_and_keeps_what_was_typed(entry: Entry, citizen: Citizen) -> None:  # noqa: F811
    citizen.fill_in(until=page_of(entry.field))
    response = citizen.send(page_of(entry.field), answers(entry))
    page = response.content.decode()
    if entry.form == TAKEN:
        assert response.status_code == 302, page
        finish(citizen, after=page_of(entry.field))
        assert kept(entry) == expected(entry)
        return
    assert response.status_code == 422
    assert entry.form is not None
    assert entry.form in page
    harmless(page)
    assert rows() == (0, 0, 0, 0, 0, 0)
    if entry.field.rpartition(".")[2] not in PICKED:
        assert shows_again(page, entry.value)


@pytest.mark.parametrize("entry", [one for one in entries() if one.api == TAKEN], ids=str)
@pytest.mark.usefixtures("clock")
def test_the_desk_shows_as_text_what_was_taken(entry: Entry) -> None:
    code = send("reports/", json.dumps(entry.body(USUAL))).json()["receipt"]
    case = Case.objects.get()
    desk = accounts.signed_in(accounts.officer("verifier", "bawaslu-balikpapan"))
    for address in (f"/admin/reports/case/{case.pk}/change/", "/admin/reports/case/"):
        response = desk.get(address)
        assert response.status_code == 200
        harmless(response.content.decode())
        assert texts.TURNS.search(response.content.decode()) is None
    value = str(entry.value)
    if len(value) <= 100 and not texts.refused(value):
        found = desk.get("/admin/reports/case/", {"q": value})
        assert found.status_code == 200
        harmless(found.content.decode())
    assert send("reports/status/", {"receipt": code}).status_code == 200


def finish(citizen: Citizen, *, after: str) -> HttpResponse:  # noqa: F811
    """Send the pages behind the one that took the value, and hand in."""
    names = [step.name for step in STEPS[:-1]]
    for name in names[names.index(after) + 1 :]:
        assert citizen.send(name).status_code == 302
    response = citizen.submit()
    assert (response.status_code, response["Location"]) == (302, "/lapor/selesai/")
    assert drafts.load(citizen.code) is None
    return response


def kept(entry: Entry) -> object:
    """What the portal has of the value; of what is sealed, that it has an envelope."""
    head, _dot, rest = entry.field.partition(".")
    if head == "reporter":
        return Envelope.objects.filter(kind="contact").count()
    if head == "respondents":
        name = rest.rpartition(".")[2]
        return getattr(Respondent.objects.get(), "employer_text" if name == "employer" else name)
    return getattr(Report.objects.get(), entry.field)


def expected(entry: Entry) -> object:
    if entry.field.startswith("reporter."):
        return 1
    return entry.stored if entry.stored is not None else texts.lines(entry.value)
