"""The five pages of the form with whatever a body can carry: no failure, nothing lost, nothing filed on the way."""

import datetime
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from reports import drafts
from reports.filing import typed
from reports.filing.questions import BY_NAME, STEPS, Question, Shape, Step
from reports.models.case import Case, Respondent
from reports.models.report import Exhibit, Report
from services.evidence.models import Original
from services.notifications.models import Owed
from services.vault.models import Envelope
from tests.corpus.test_fields import shows_again
from tests.filing import typing
from tests.filing.citizen import INCIDENT, Citizen
from tests.filing.conftest import clock  # noqa: F401  (a day of the campaign)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ASKING = [step.name for step in STEPS[:-1]]
LISTED = {Shape.PICK, Shape.RADIO, Shape.ACT, Shape.DISTRICT}
SHOWN = {Shape.LINE, Shape.LINES, Shape.EMAIL, Shape.PHONE, Shape.EMPLOYER}
KEEPING = ["next", "next", "next", "back", "save", "stay", "autosave"]
OTHERS = [
    "add",
    "remove.0",
    "remove.\u0661",
    "take_out.1",
    "take_out.99999999999999999999",
    "x.y",
    "",
    "uncard",
    "apart",
]
TOO_LONG = "Isian terlalu panjang untuk disimpan"


def standing() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Report, Case, Respondent, Envelope, Owed))


def begun() -> Citizen:
    """Somebody at another browser, who has sent the first page."""
    cache.clear()
    citizen = Citizen(Client(REMOTE_ADDR="192.0.2.9"))
    citizen.open("kejadian")
    assert citizen.send("kejadian").status_code == 302
    return citizen


def answer(question: Question) -> st.SearchStrategy[str]:
    if question.shape == Shape.DATE:
        return typing.dates
    if question.shape not in LISTED:
        return typing.anything
    listed = question.choices.values if question.choices else [str(INCIDENT[question.name])]
    return st.sampled_from(listed) | typing.anything


def answers(step: Step) -> st.SearchStrategy[dict[str, str]]:
    """Answers to the questions of a page, good and bad ones; of a repeated block up to two entries."""
    whole = {one.name: answer(one) for one in step.questions}
    entries = [{f"{step.block}.{number}.{one.name}": answer(one) for one in step.entry} for number in range(2)]
    pages = [st.fixed_dictionaries(whole), st.fixed_dictionaries({**whole, **entries[0]})]
    return st.one_of(*pages, st.fixed_dictionaries({**whole, **entries[0], **entries[1]}))


def sent(citizen: Citizen, page: str, given_: dict[str, str], action: str) -> HttpResponse:
    body = typing.urlencoded({**given_, "action": action})
    return citizen.client.post(f"/lapor/{page}/", body, content_type="application/x-www-form-urlencoded")


def to_be_kept(step: Step, given_: dict[str, str]) -> dict[str, Any]:
    """What the draft is to hold: as typed, but for a date in another spelling and entries in which nothing stands."""
    asked = {one.name: one for one in step.questions}
    whole: dict[str, Any] = {}
    for name, text in given_.items():
        if name in asked:
            whole[name] = as_kept(asked[name].shape, typing.arrived(text), given_)
    entries: list[dict[str, str]] = []
    for number in range(2):
        names = {one.name: f"{step.block}.{number}.{one.name}" for one in step.entry}
        if step.block and next(iter(names.values())) in given_:
            entries.append({short: typing.arrived(given_[name]) for short, name in names.items()})
    return {**whole, step.block: [one for one in entries if not typed.blank(one)]}


def as_kept(shape: Shape, text: str, given_: dict[str, str]) -> str:
    """One answer: a date as the calendar has it, further places a blank apart without the first, all else as typed."""
    if shape == Shape.DATE:
        return iso(text)
    if shape == Shape.PLACES:
        first = typing.arrived(given_.get("district", ""))[: typed.REGION_CODE]
        return " ".join(code for code in text.split() if code != first)
    return text


def iso(text: str) -> str:
    """3/10/2024 as 2024-10-03, where there is such a day."""
    found = typed.LOCAL_DATE.fullmatch(text.strip())
    try:
        return datetime.date(*(int(found[part]) for part in (3, 2, 1))).isoformat() if found else text.strip()
    except ValueError:
        return text.strip()


def kept(citizen: Citizen, step: Step) -> dict[str, Any]:
    draft = drafts.load(citizen.code)
    assert draft is not None
    body = draft["body"]
    district = {"district": str(body.get("district") or body.get("region") or "")}
    whole = {one.name: typed.value_at(body, one.name) for one in step.questions}
    return {
        **whole,
        **(district if "district" in whole else {}),
        step.block: [one for one in body.get(step.block, []) if not typed.blank(one)],
    }


def takes_anything(page: str, *, examples: int) -> None:
    step, before = BY_NAME[page], standing()

    @given(given_=answers(step), action=st.sampled_from(KEEPING) | st.sampled_from(OTHERS))
    @typing.repeatable(examples)
    def once(given_: dict[str, str], action: str) -> None:
        with transaction.atomic():
            citizen = begun()
            response = sent(citizen, page, given_, action)
            said = response.content.decode()
            assert response.status_code in {200, 204, 302, 409, 422}
            assert standing() == before
            if action in KEEPING and TOO_LONG not in said:
                assert response.status_code in {204, 302, 422}
                assert kept(citizen, step) == to_be_kept(step, given_)
                assert citizen.open(page).status_code == 200
            if response.status_code == 422:
                for question in (one for one in step.questions if one.shape in SHOWN and one.name in given_):
                    assert shows_again(said, typing.arrived(given_[question.name]))
            transaction.set_rollback(True)

    once()


@pytest.mark.parametrize("page", ASKING)
def test_a_page_takes_anything_and_keeps_it(page: str) -> None:
    takes_anything(page, examples=20)


@pytest.mark.proof
@pytest.mark.parametrize("page", ASKING)
def test_a_page_takes_anything_and_keeps_it_at_length(page: str) -> None:
    takes_anything(page, examples=600)


def reviews_anything(*, examples: int) -> None:
    before = standing()
    odd = st.dictionaries(st.sampled_from(["truth", "kind", "draft", "seen", "mark", "door", "situs"]), typing.anything)

    @given(
        given_=odd, action=st.sampled_from([*OTHERS, "next", "back", "save", "autosave", "submit"]) | typing.anything
    )
    @typing.repeatable(examples)
    def once(given_: dict[str, str], action: str) -> None:
        with transaction.atomic():
            citizen = begun()
            response = sent(citizen, "tinjau", given_, action)
            filed = response.headers.get("Location") == "/lapor/selesai/"
            assert response.status_code in {200, 204, 302, 409, 422}
            assert filed <= (action == "submit" and "truth" in given_)
            assert (standing() == before) != filed
            transaction.set_rollback(True)

    once()


def test_the_last_page_files_on_its_button_and_its_mark_alone() -> None:
    reviews_anything(examples=30)


@pytest.mark.proof
def test_the_last_page_files_on_its_button_and_its_mark_alone_at_length() -> None:
    reviews_anything(examples=800)


def files_as_typed(*, examples: int) -> None:
    @given(
        narrative=typing.plain.map(lambda text: f"Uraian {text}."),
        place=typing.plain,
        person=st.fixed_dictionaries(dict.fromkeys(("name", "unit", "position"), typing.plain.map(lambda a: f"x {a}"))),
        incident=st.dates(datetime.date(2000, 1, 1), datetime.date(2024, 9, 30)),
    )
    @typing.repeatable(examples)
    def once(narrative: str, place: str, person: dict[str, str], incident: datetime.date) -> None:
        with transaction.atomic():
            citizen = begun()
            first = {**INCIDENT, "narrative": narrative, "place": place, "incident_date": incident.isoformat()}
            assert sent(citizen, "kejadian", first, "next").status_code == 302
            second = {f"respondents.0.{name}": text for name, text in person.items()}
            assert sent(citizen, "terlapor", second, "next").status_code == 302
            for page in ("bukti", "pelapor"):
                assert citizen.send(page).status_code == 302
            assert citizen.submit()["Location"] == "/lapor/selesai/"
            report, respondent = Report.objects.get(), Respondent.objects.get()
            assert report.narrative == typing.lines(narrative)
            assert (report.place, report.incident_date) == (typing.line(place), incident)
            assert {name: getattr(respondent, name) for name in person} == {
                name: typing.line(text) for name, text in person.items()
            }
            transaction.set_rollback(True)

    once()


def test_what_can_be_kept_is_filed_exactly_as_typed() -> None:
    files_as_typed(examples=20)


@pytest.mark.proof
def test_what_can_be_kept_is_filed_exactly_as_typed_at_length() -> None:
    files_as_typed(examples=500)


def names_files(*, examples: int) -> None:
    """A file may bear any name: it is judged by what it holds, and its name is kept nowhere."""

    @given(name=st.text(typing.any_sign, max_size=300), kind=st.text(st.characters(codec="ascii"), max_size=30))
    @typing.repeatable(examples)
    def once(name: str, kind: str) -> None:
        with transaction.atomic():
            citizen = begun()
            marked = f"sidik-{name}"
            quoted = marked.encode("utf-8", "surrogatepass").replace(b'"', b"%22")
            quoted = quoted.replace(b"\r", b"%0D").replace(b"\n", b"%0A")
            head = b'--tepi\r\nContent-Disposition: form-data; name="files"; filename="' + quoted + b'"\r\n'
            odd = kind.replace("\r", "").replace("\n", "").encode()
            body = head + b"Content-Type: " + odd + b"\r\n\r\n%PDF-1.4\n%%EOF\n\r\n--tepi--\r\n"
            response = citizen.client.post("/lapor/bukti/", body, content_type="multipart/form-data; boundary=tepi")
            assert response.status_code in {302, 400, 422}
            assert Exhibit.objects.count() == Original.objects.count() <= 1
            held = [*Exhibit.objects.values(), *Original.objects.values(), drafts.load(citizen.code)]
            assert "sidik-" not in json.dumps(held, default=str)
            assert b"sidik-" not in response.content
            transaction.set_rollback(True)

    once()


def test_a_file_may_bear_any_name_and_loses_it() -> None:
    names_files(examples=30)


@pytest.mark.proof
def test_a_file_may_bear_any_name_and_loses_it_at_length() -> None:
    names_files(examples=800)
