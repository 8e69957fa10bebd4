"""The six scenarios on the domain's own verbs, at their own dates: every value is written by hand in the data."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from regions.routing import resolve
from reports import exhibits, intake, receipts, requirements, status, submission
from reports.enums import Channel
from reports.models.case import Case
from reports.models.report import Report
from tests.factories import reports as made
from tests.factories.evidence import JPEG
from tests.filing.citizen import TRUTH, Citizen
from tests.scenarios import acting, reading
from tests.scenarios.reading import Scenario

pytestmark = pytest.mark.django_db


@pytest.fixture(params=reading.NAMES)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    """Each of the six."""
    return reading.read(request.param)


@pytest.fixture
def filing_day(scenario: Scenario) -> Iterator[None]:
    """The instant of filing, standing still."""
    cache.clear()
    with at(scenario.filed_at):
        yield


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def filed(scenario: Scenario) -> tuple[str, intake.Receipt]:
    """The scenario filed as the API does it, then its evidence."""
    found, problems = submission.read(scenario.body)
    assert [*problems, *requirements.problems(found)] == []
    code = receipts.issue()
    receipt = intake.receive(found, code=code, channel=Channel.API)
    hand_in(scenario, code)
    made.relayed()
    return code, receipt


def hand_in(scenario: Scenario, code: str) -> None:
    for link in scenario.evidence["links"]:
        exhibits.accept_link(code, link)
    for _number in range(scenario.evidence["files"]):
        exhibits.accept_file(code, BytesIO(JPEG))


def columns(case: Case) -> dict[str, Any]:
    """What the data says of a case at filing."""
    people = list(case.respondents.select_related("employer"))
    return {
        "office": case.handler_id,
        "rule_set": case.rule_set,
        "phase": case.phase,
        "contest": case.contest,
        "offence": case.offence_id,
        "violation_class": case.violation_class,
        "respondents": case.respondent_count,
        "late": case.late,
        "personnel": [resolve.employer_side(person.employer).personnel.code for person in people],
        "state": case.state,
        "missing": case.missing,
    }


def standing(case: Case, code: str, named: set[str], *, read: int) -> dict[str, Any]:
    """How the case stands, of what a moment names; `read` lines of its time line were there before."""
    shown = status.read(code)
    assert shown is not None
    values = {
        "state": case.state,
        "kind": shown.kind,
        "stage": shown.stage,
        "late": case.late,
        "missing": [part.code for part in shown.missing],
        "violation_class": case.violation_class,
        "office_class": case.office_class,
        "office_class_reason": case.office_class_reason,
        "legs": acting.legs(case),
        "copies": acting.copies(case),
        "last_step": shown.steps[-1].label,
        "said": {line.label for line in shown.steps[read:]},
        "joint": acting.joint(case),
        "reminders": acting.follow_up_reminders(case),
        "deadlines": reading.deadlines(shown.deadlines),
    }
    return {name: value for name, value in values.items() if name in named}


@pytest.mark.usefixtures("filing_day")
def test_the_filing_is_placed_classified_and_told_as_written(scenario: Scenario) -> None:
    code, receipt = filed(scenario)
    case, shown, expected = made.case_of(code), status.read(code), scenario.expected
    assert shown is not None
    assert columns(case) == {name: expected[name] for name in columns(case)}
    assert (receipt.kind, receipt.office.code) == (scenario.body["kind"], expected["office"])
    before_evidence = {*expected["missing"], *(["evidence"] if scenario.has_evidence else [])}
    assert {part.code for part in receipt.missing} == before_evidence
    assert (shown.stage, [part.code for part in shown.missing]) == (expected["stage"], expected["missing"])
    assert reading.deadlines(shown.deadlines) == reading.deadlines(expected["deadlines"])
    assert sorted(acting.letters().values()) == expected["told"]


@pytest.mark.usefixtures("filing_day")
def test_the_form_files_the_same_facts_as_the_api(scenario: Scenario, client: Client) -> None:
    citizen = Citizen(client)
    opened = client.get(scenario.form["door"])
    assert opened.status_code == 200
    for page, answers in scenario.pages.items():
        kind = {"kind": scenario.body["kind"]} if page == "kejadian" else {}
        assert citizen.send(page, {**kind, **answers}).status_code == 302, page
    for _number in range(scenario.evidence["files"]):
        exhibits.accept_file(citizen.code, BytesIO(JPEG))
    assert citizen.send("tinjau", TRUTH).status_code == 302
    code, _receipt = filed(scenario)
    assert facts(citizen.code) == facts(code)


def facts(code: str) -> dict[str, Any]:
    """Everything stored of a filing that does not differ from one to the next by chance."""
    report, case = made.report_of(code), made.case_of(code)
    chance = {"id", "ticket", "receipt_hash", "subject", "channel", "received_at", "missing", "text_bound"}
    names = [field.attname for field in Report._meta.concrete_fields if field.attname not in chance]
    people = case.respondents.values("number", "name", "status", "employer_id", "unit", "position", "description")
    return {**{name: getattr(report, name) for name in names}, **columns(case), "people": list(people)}


def test_the_offices_carry_it_on_to_where_the_data_ends(scenario: Scenario) -> None:
    with at(scenario.filed_at):
        code, _receipt = filed(scenario)
    for moment in scenario.later:
        known, read = acting.letters(), lines(code)
        with at(moment.at):
            for act in moment.acts:
                acting.take(code, act)
        expected = {**moment.then, "deadlines": reading.deadlines(moment.then["deadlines"])}
        told = expected.pop("told")
        if "said" in expected:
            expected["said"] = set(expected["said"])
        assert standing(made.case_of(code), code, set(expected), read=read) == expected, moment.at
        assert sorted(text for pk, text in acting.letters().items() if pk not in known) == told, moment.at


def lines(code: str) -> int:
    """How many sentences the holder of a code has read so far."""
    shown = status.read(code)
    assert shown is not None
    return len(shown.steps)


def test_the_last_instant_in_kotim_would_be_late_in_wita() -> None:
    kotim = reading.read("kotim")
    with at(kotim.filed_at):
        body = {**kotim.body, "region": "64.71", "district": ""}
        code, _case = made.filed(submission.read(body)[0])
    report = made.report_of(code)
    assert (report.late, report.received_on.isoformat()) == (True, "2024-10-10")
