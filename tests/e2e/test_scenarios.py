"""The six scenarios as people live them: filed by form and by API, handled in the staff room, followed by code."""

from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import expect

from guidance.models import ViolationClass
from tests.e2e import post
from tests.e2e.browser import PHONE
from tests.e2e.citizen import Citizen
from tests.e2e.journey import OFFICES, Filing, Journey, Stop, stops
from tests.e2e.officers import QUEUE
from tests.e2e.waiting import eventually, until
from tests.scenarios import reading
from tests.scenarios.reading import Scenario

pytestmark = pytest.mark.e2e

BEAT = 90  # seconds within which the scheduler has scanned on its own
SCAN = "procedures.tasks.scan"
HIDDEN = (401, 403, 404)
WATCHED = ("recommended", "validation")  # somebody else acts next
ABOVE = {
    "bawaslu-samarinda": "bawaslu-kaltim",
    "bawaslu-kukar": "bawaslu-kaltim",
    "bawaslu-balikpapan": "bawaslu-kaltim",
    "bawaslu-kotim": "bawaslu-kalteng",
    "bawaslu-kendari": "bawaslu-sultra",
}
BY_ACTS = ("office_new_case", "office_referral", "office_recommendation")  # an escalation too is told as a step
OVER = ("closed", "not_proven", "executed", "no_sanction", "left_service")


@pytest.mark.parametrize("stop", list(stops()), ids=str)
def test_the_scenarios_go_their_way(stop: Stop, journey: Journey) -> None:
    if stop.number and stop.name not in journey.filings:
        pytest.skip("the filing of this scenario did not come about")
    if journey.portal.now is None:
        journey.travel(stop.at)
        until(journey.portal.is_quiet, seconds=60, what=lambda: "the letters of the newest demo cases have left")
    journey.post.look_away()  # first: a worker looks at the clocks as soon as it starts, and letters leave at once
    journey.travel(stop.at)
    if stop.number == 0:
        journey.filings[stop.name] = file_twice(journey, stop.scenario)
        only_its_office_sees(journey, stop)
    elif stop.moment.acts[0]["by"] == "clock":
        climbs(journey, stop)
    else:
        for filing in journey.filings[stop.name]:
            for act in stop.moment.acts:
                journey.take(filing, act, stop.scenario)
        if stop.name == "today":
            journey.rungs = journey.reminders()
    for filing in journey.filings[stop.name]:
        stands(journey, filing, stop)
        has_arrived(journey, filing, stop)
        the_class_of_the_office_is_kept(journey, filing, stop)
    letters_have_left(journey, stop)


def file_twice(journey: Journey, scenario: Scenario) -> list[Filing]:
    """Once in a browser window on a phone, once by a program; each becomes one case of the right office."""
    operator, day = f"operator-{scenario.expected['office']}", scenario.filed_at.date()
    known = journey.staff.queue(operator, day)
    with journey.windows.window(javascript=scenario.form["javascript"], size=PHONE) as page:
        code = Citizen(page).file(scenario)
    [case] = journey.staff.queue(operator, day) - known
    answer = journey.program.file(scenario)
    [other] = journey.staff.queue(operator, day) - known - {case}
    before_evidence = {*scenario.expected["missing"], *(["evidence"] if scenario.has_evidence else [])}
    assert {part["code"] for part in answer["missing"]} == before_evidence
    assert reading.deadlines(answer["deadlines"]) == reading.deadlines(scenario.expected["deadlines"])
    return [Filing("FORM", code, case), Filing("API", answer["receipt"], other)]


def only_its_office_sees(journey: Journey, stop: Stop) -> None:
    """The handling office opens the cases and sees where they were placed; for every other office they do not exist."""
    expected, day = stop.scenario.expected, stop.at.date()
    cases = {filing.case for filing in journey.filings[stop.name]}
    for office in OFFICES:
        operator, own = f"operator-bawaslu-{office}", expected["office"] == f"bawaslu-{office}"
        assert journey.staff.queue(operator, day) & cases == (cases if own else set()), operator
        assert {journey.staff.opens(operator, case) for case in cases} == {200 if own else 404}, operator
    for username in others(expected):
        assert {journey.staff.opens(username, case) for case in cases} <= set(HIDDEN), username
        assert journey.staff.opens(username, QUEUE) == 403 or not journey.staff.queue(username, day) & cases, username
    page = journey.staff.page(f"operator-{expected['office']}")
    for case in cases:
        page.goto(case)
        expect(page.locator("main")).to_contain_text(expected["offence"])
        assert page.locator('[aria-labelledby="terlapor"] article').count() == expected["respondents"]


def others(expected: dict[str, Any]) -> list[str]:
    """Whom a case is nothing to before its referral: the Bawaslu above, the overseer, and the employer's office."""
    above = f"operator-{ABOVE[expected['office']]}"
    return [above, "bkn-bkn", *(f"bkpsdm-{agency}" for agency in expected["personnel"])]


def the_class_of_the_office_is_kept(journey: Journey, filing: Filing, stop: Stop) -> None:
    """The office's own class and why it differs stand on the case page from then on, beside the derived one."""
    if stop.number == 0:
        return
    given: dict[str, Any] = {}
    for moment in stop.scenario.later[: stop.number]:
        given = next((act["fields"] for act in moment.acts if act.get("act") == "class"), given)
    if given:
        page = journey.staff.page(f"verifier-{stop.scenario.expected['office']}")
        page.goto(filing.case)
        shown = page.locator("main")
        expect(shown).to_contain_text(str(ViolationClass(stop.scenario.expected["violation_class"]).label))
        own = ViolationClass(given["office_class"]).label
        expect(shown).to_contain_text(f"{own}. Alasan: {given['office_reason']}")


def stands(journey: Journey, filing: Filing, stop: Stop) -> None:
    """What the code opens, by API and on the page, is what the scenario says."""
    named = stop.moment.then if stop.number else stop.scenario.expected
    expected = {
        "kind": named.get("kind", stop.scenario.body["kind"]),
        "stage": named["stage"],
        "missing": named["missing"],
        "deadlines": reading.deadlines(named["deadlines"]),
        "unsaid": set(),
    }
    said = {*named.get("said", []), *([named["last_step"]] if "last_step" in named else [])}
    eventually(lambda: shown(journey, filing, said), expected)
    found = journey.program.status(filing.code)
    if "last_step" in named:
        assert found["steps"][-1]["label"] == named["last_step"]
    page = journey.phone(javascript=stop.scenario.form["javascript"])
    Citizen(page).track(filing.code)
    expect(page.locator("h1")).to_have_text(found["stage_label"])
    expect(page.locator("main")).to_contain_text(found["steps"][-1]["label"])
    assert page.url == f"{journey.portal.address}/lacak/status/"
    if "joint" in named:
        desk = journey.staff.page(f"operator-{stop.scenario.expected['office']}")
        desk.goto(filing.case)
        expect(desk.locator("main")).to_contain_text(named["joint"])


def shown(journey: Journey, filing: Filing, said: set[str]) -> dict[str, Any]:
    """What the status call answers, of what is compared; `unsaid` is what it does not say yet."""
    found = journey.program.status(filing.code)
    return {
        "kind": found["kind"],
        "stage": found["stage"],
        "missing": [part["code"] for part in found["missing"]],
        "deadlines": reading.deadlines(found["deadlines"]),
        "unsaid": said - {step["label"] for step in found["steps"]},
    }


def has_arrived(journey: Journey, filing: Filing, stop: Stop) -> None:
    """The offices in charge find their files, those with a copy find it as one; the case itself stays with Bawaslu."""
    then = stop.moment.then if stop.number else {}
    waiting: Counter[tuple[str, str]] = Counter()
    for line in then.get("legs", []):
        procedure, agency, state = line.split()
        work = "watch" if state in WATCHED else "done" if state in OVER else ""
        waiting[f"{'bkn' if procedure == 'oversight' else 'bkpsdm'}-{agency}", work] += 1
    for (username, work), number in waiting.items():
        assert len(journey.files(username, filing, work=work)) == number, (username, work)
        assert journey.staff.opens(username, filing.case) in HIDDEN, username
    for agency in then.get("copies", []):
        assert len(journey.files(f"bkpsdm-{agency}", filing, work="copy")) == stop.scenario.expected["respondents"]


def letters_have_left(journey: Journey, stop: Stop) -> None:
    """The letters the scenario names have left, and no letter says what it is about.

    Exactly those to the reporter, and exactly those that only an act brings to an office: nobody else acts. Clocks may
    bring an office more, since the demo's own cases have clocks too and a letter does not say which case it is about.
    A reporter who must complete a filing may be reminded of it first, once, if the clocks are looked at before they do.
    """
    scenario, filings = stop.scenario, journey.filings[stop.name]
    told = (stop.moment.then if stop.number else scenario.expected)["told"]
    expected = post.expected(told, reporter=scenario.email, filings=len(filings))
    until(
        lambda: expected <= journey.post.told(),
        seconds=40,
        what=lambda: f"letters {dict(expected - journey.post.told())}\n{journey.portal.log()}",
    )
    until(journey.portal.is_quiet, what=lambda: f"nothing is owed\n{journey.portal.log()}")
    more = brought_by_acts(journey.post.told(), scenario) - brought_by_acts(expected, scenario)
    assert more <= reminded_to_complete(stop, len(filings))
    secrets = [*(filing.code for filing in filings), *scenario.names, scenario.body["narrative"][:40]]
    if "reporter_received reporter" in told:
        the_mailbox_shows_no_address(journey, scenario)
    for mail in journey.post.new():
        assert not [secret for secret in secrets if secret in post.words(mail)], mail["Subject"]


def brought_by_acts(told: "Counter[tuple[str, str]]", scenario: Scenario) -> "Counter[tuple[str, str]]":
    """Of some letters those to the reporter of a scenario, and those that no clock brings."""
    subjects = {post.subject(letter) for letter in BY_ACTS}
    return Counter({(what, to): n for (what, to), n in told.items() if to == scenario.email or what in subjects})


def reminded_to_complete(stop: Stop, filings: int) -> "Counter[tuple[str, str]]":
    """The most letters that the clock of a completion can have brought to the reporter."""
    completed = stop.number and any(act["act"] == "complete" for act in stop.moment.acts)
    return Counter({(post.subject("reporter_completion"), stop.scenario.email): filings if completed else 0})


def the_mailbox_shows_no_address(journey: Journey, scenario: Scenario) -> None:
    """The demo's page of letters names everybody by two letters only."""
    with journey.windows.window(javascript=False) as page:
        page.goto("/kotak-surat/")
        name, _at, host = scenario.email.partition("@")
        expect(page.locator("main")).to_contain_text(f"{name[0]}•••@{host[0]}•••")
        assert scenario.email not in page.content()


def climbs(journey: Journey, stop: Stop) -> None:
    """The ladder has reached the next rung; at its end by the scheduler's own doing. The reminder page counts it."""
    before = journey.rungs
    earlier = stop.scenario.later[stop.number - 2].then.get("reminders", [])
    reached = set(stop.moment.then["reminders"]) - set(earlier)
    last = "escalated sent" in reached
    if not last:
        journey.portal.ask_worker(SCAN)
    until(
        lambda: all(journey.reminders()[one] - before.get(one, 0) >= 2 for one in reached),
        seconds=BEAT if last else 20,
        what=lambda: f"{reached} after {before}",
    )
    journey.rungs = journey.reminders()


def test_an_announced_case_is_counted_once_it_is_published(journey: Journey) -> None:
    if len(journey.filings.get("samarinda", [])) != 2:
        pytest.skip("the announcement of Samarinda did not come about")
    row = {"region": "64.72", "region_name": "Kota Samarinda", "election": "pilkada-2024", "month": "2024-06-01"}
    row |= {"stage": "referred", "number": 2}
    assert row in journey.program.table("cases-by-month")["rows"]
    assert ",".join(map(str, row.values())) in journey.program.text("/data/cases-by-month.csv")
    with journey.windows.window(javascript=False) as page:
        page.goto("/statistik/samarinda/")
        shown = page.locator("tr").filter(has_text="Juni 2024").filter(has_text="Diteruskan")
        expect(shown.locator("td").last).to_have_text("2")


def test_nothing_is_broken_at_the_end_of_the_road(journey: Journey) -> None:
    journey.portal.manage("check_invariants")
    journey.portal.manage("verify_audit")
