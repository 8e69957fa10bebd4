"""The road of the six scenarios through time: who has filed what under which code, and which case it became."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playwright.sync_api import Page

from procedures.workflow import TABLES
from tests.e2e.browser import PHONE, Windows
from tests.e2e.citizen import Citizen
from tests.e2e.officers import Staff
from tests.e2e.portal import Portal
from tests.e2e.post import Post
from tests.e2e.programs import Program
from tests.scenarios import reading
from tests.scenarios.reading import Moment, Scenario

OFFICES = ("samarinda", "kukar", "balikpapan", "kotim", "kendari")
DESKS = ("bkn-", "bkpsdm-")
RUNGS = ("unattended", "before_due", "due", "overdue", "escalated")
STATES = ("owed", "sent", "superseded", "cancelled")
CONFIRMED = {row.event for table in TABLES.values() for row in table.transitions if row.by_letter and row.moves}
SCENARIOS = {name: reading.read(name) for name in reading.NAMES}


@dataclass(frozen=True)
class Stop:
    """One instant of one scenario: the filing (0) or one of its later moments."""

    name: str
    number: int

    @property
    def scenario(self) -> Scenario:
        """The scenario it belongs to."""
        return SCENARIOS[self.name]

    @property
    def moment(self) -> Moment:
        """What happens then; not for the filing."""
        return self.scenario.later[self.number - 1]

    @property
    def at(self) -> datetime:
        """When it is."""
        return self.moment.at if self.number else self.scenario.filed_at

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}-{self.name}-{self.number}"


@dataclass
class Filing:
    """One way a scenario was filed: by form or by API, each with a case of its own."""

    channel: str
    code: str
    case: str  # the address of the case page

    def letter_number(self, number: str) -> str:
        """The number of a letter, told apart from that of the other filing."""
        return f"{number}-{self.channel}"


@dataclass
class Journey:
    """The portal, the people, and how far they have come."""

    portal: Portal
    windows: Windows
    staff: Staff
    program: Program
    post: Post
    filings: dict[str, list[Filing]] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)  # the number of the referral letter by case
    phones: dict[bool, Page] = field(default_factory=dict)
    rungs: dict[str, int] = field(default_factory=dict)  # the figures of the reminder page at the last look

    def travel(self, moment: datetime) -> None:
        """Be at a moment; whoever was signed in has to sign in again if that took a start."""
        if self.portal.travel(moment):
            self.staff.go_home()

    def phone(self, *, javascript: bool) -> Page:
        """A small window in which codes are followed, one with and one without JavaScript for the whole road."""
        if javascript not in self.phones:
            self.phones[javascript] = self.windows.open(javascript=javascript, size=PHONE)
        return self.phones[javascript]

    def reminders(self) -> dict[str, int]:
        """The page of reminders and escalations as "rung state": number."""
        page = self.staff.page("sysadmin-bawaslu-ri")
        page.goto("/admin/procedures/reminder/")
        found = {}
        for rung, row in zip(RUNGS, page.locator("table.counts tbody tr").all(), strict=True):
            cells = [int(cell) for cell in row.locator("td").all_inner_texts()]
            found |= {f"{rung} {state}": number for state, number in zip(STATES, cells, strict=True)}
        return found

    def take(self, filing: Filing, act: dict[str, Any], scenario: Scenario) -> None:
        """One act of a scenario on one of its cases."""
        if act["by"] == "reporter":
            self._as_reporter(filing, act, scenario)
        elif act["by"].startswith(DESKS):
            self._at_a_desk(filing, act)
        elif "leg" in act:
            self._on_a_leg(filing, act, scenario)
        else:
            fields = dict(act.get("fields", {}))
            if act["act"] == "package":
                fields["letter_number"] = filing.letter_number(fields["letter_number"])
                self.letters[filing.case] = fields["letter_number"]
            if act["act"] == "minutes":  # an office uses a number once a year
                fields["number"] = filing.letter_number(fields["number"])
            if act.get("each"):
                people = scenario.expected["respondents"]
                self.staff.each(act["by"], filing.case, act["act"], fields, people=people)
            else:
                self.staff.step(act["by"], filing.case, act["act"], fields)
            if act["act"].startswith("joint-"):
                self.staff.confirm_joint(leader_beside(act["by"]), filing.case)

    def files(self, username: str, filing: Filing, *, work: str = "", people: Iterable[int] | None = None) -> set[str]:
        """What an office finds of a case, of these people, among the packages that came to it."""
        return self.staff.packages(username, self.letters[filing.case], work=work, people=people)

    def _as_reporter(self, filing: Filing, act: dict[str, Any], scenario: Scenario) -> None:
        with self.windows.window(javascript=scenario.form["javascript"]) as page:
            citizen = Citizen(page)
            if act["act"] == "complete":
                citizen.complete(filing.code, act["links"], reading.witnesses(act))
            elif act["act"] == "upgrade":
                citizen.upgrade(filing.code, act["fields"])
            elif filing.channel == "API":
                for link in act["links"]:
                    self.program.add_link(filing.code, link)
            else:
                citizen.add_evidence(filing.code, act["links"])

    def _at_a_desk(self, filing: Filing, act: dict[str, Any]) -> None:
        """A step of KASN, BKN or a personnel office: on what waits for it, else on what it watches over."""
        by, people = act["by"], act.get("who")
        files = self.files(by, filing, people=people) or self.files(by, filing, people=people, work="watch")
        assert files, act
        for file in sorted(files):
            self.staff.step(by, file, act["act"], act["fields"])

    def _on_a_leg(self, filing: Filing, act: dict[str, Any], scenario: Scenario) -> None:
        """What Bawaslu records at its own desk: the letter of an office that never signs in, or its answer to one."""
        letter = {f"letter_{name}": text for name, text in act.get("letter", {}).items()}
        for person in act.get("who", range(1, scenario.expected["respondents"] + 1)):
            self.staff.on_leg(act["by"], filing.case, act["act"], {**letter, **act["fields"]}, person=person)
            if letter and act["act"] in CONFIRMED:
                self.staff.confirm(leader_beside(act["by"]), filing.case, person=person)


def leader_beside(username: str) -> str:
    """The leader of the office of this officer, who confirms what they type in from a letter."""
    return f"leader-{username.partition('-')[2]}"


def stops() -> Iterator[Stop]:
    """Every stop of every scenario in the order of time."""
    every = [Stop(name, number) for name, one in SCENARIOS.items() for number in range(len(one.later) + 1)]
    yield from sorted(every, key=lambda stop: (stop.at, stop.name, stop.number))
