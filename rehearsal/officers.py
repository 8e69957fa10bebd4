"""How officers behave in the rehearsal: prompt, slow or silent, always through the real verbs.

Each act looks at the case as it stands and yields what somebody will do next, and when. An act that
finds the case moved on meanwhile (a clock ran out) does nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from django.utils import timezone

from procedures.enums import Event, State
from procedures.models import Step
from regions import offices
from regions.enums import RuleSetKind
from rehearsal import receivers
from rehearsal.desks import Desks, today
from rehearsal.plan import Plan
from rehearsal.season import STRETCH, Next
from reports import exhibits, handling, hearings, intake, packages, plenary, receipts
from reports.enums import Channel, EmploymentStatus, ReplyKind, Requirement, Stage
from reports.models.case import Case, CaseReport, Respondent
from reports.models.hearing import PlenaryMinutes
from reports.packages import Contents
from reports.plenary import Plenary
from reports.submission import ReporterEntry, Submission
from services.accounts.enums import Role

EVIDENCE_SHARE, COMPLETION_SHARE, VIOLATION_SHARE, ANNOUNCED_SHARE = 0.72, 0.6, 0.73, 0.85
MEMBERS = ("Ketua Contoh", "Anggota Contoh Dua", "Anggota Contoh Tiga")
LEFT = STRETCH.days  # after so many days the worker has let the package leave
FAST = {RuleSetKind.PILKADA: (0.4, 1.6), RuleSetKind.PEMILU: (0.5, 2.0), RuleSetKind.OUTSIDE_ELECTION: (1.0, 6.0)}


@dataclass
class Road:
    """One case from its filing on."""

    plan: Plan
    chance: Random
    desks: Desks
    code: str = ""
    receipt_hash: str = ""
    case_id: UUID = field(default_factory=uuid4)  # until it has been filed

    def case(self) -> Case:
        """The case as it stands now."""
        return Case.objects.select_related("act").get(pk=self.case_id)

    def after(self, low: float, high: float) -> datetime:
        """A moment between `low` and `high` days from now."""
        return timezone.now() + timedelta(days=self.chance.uniform(low, high))

    def file(self) -> Iterator[Next]:
        """The citizen files, with or without evidence."""
        self.code = receipts.issue()
        self.receipt_hash = receipts.digest(self.code)
        intake.receive(self.plan.submission, code=self.code, channel=Channel.API)
        if self.chance.random() < EVIDENCE_SHARE:
            exhibits.accept_link(self.code, self.plan.link)
        link = CaseReport.objects.select_related("case").get(report__receipt_hash=self.receipt_hash)
        self.case_id = link.case_id
        low, high = FAST[RuleSetKind(link.case.rule_set)]
        yield self.after(low, high), self.bawaslu

    def bawaslu(self) -> Iterator[Next]:
        """Whatever the Bawaslu office has to do next."""
        case = self.case()
        if case.state == State.REVIEW:
            yield from self._review(case)
        elif case.state == State.INQUIRY:
            yield from self._inquire(case)
        elif case.state == State.STUDY:
            yield from self._study(case)
        elif case.state == State.INCOMPLETE:
            yield self.after(4, 8), self.bawaslu

    def _review(self, case: Case) -> Iterator[Next]:
        gaps = [code for code in case.missing if code != Requirement.LATE]
        if gaps and self.chance.random() < 0.9 and not self._returned(case):
            operator = self.desks.of_case(Role.OPERATOR, case)
            handling.return_for_completion(case, missing=gaps, by=operator, note="DATA CONTOH")
            if self.chance.random() < COMPLETION_SHARE:
                yield self.after(0.3, 1.8), self.complete
            else:
                yield self.after(6, 12), self.bawaslu
        elif case.missing:
            self._minutes(case)
            handling.refuse(case, missing=case.missing, by=self.desks.of_case(Role.LEADER, case), note="DATA CONTOH")
            yield self.after(0.5, 4), self.announce(Stage.NOT_REGISTERED)
            yield self.after(1, 6), self.bawaslu
        elif case.rule_set == RuleSetKind.PILKADA:
            self._register(case)
            yield self.after(0.5, 3), self.announce(Stage.REGISTERED)
            yield self.after(1.0, 4.5), self.bawaslu
        else:
            yield from self._refer_or_not(case)

    def _returned(self, case: Case) -> bool:
        return Step.objects.filter(proceeding__subject=case.pk, event=Event.RETURN).exists()

    def complete(self) -> Iterator[Next]:
        """The reporter supplies what was missing."""
        case = self.case()
        if case.state != State.INCOMPLETE:
            return
        exhibits.accept_link(self.code, self.plan.link + "/lengkap")
        handling.complete(self.code, self._addition(case))
        yield self.after(0.3, 1.5), self.bawaslu

    def _addition(self, case: Case) -> Submission:
        filed = self.plan.submission
        reporter = filed.reporter
        if reporter and Requirement.REPORTER in case.missing:
            reporter = ReporterEntry(name=reporter.name, address=f"Jalan Contoh 7, {self.plan.region.short_name}")
        return Submission(kind=filed.kind, region=filed.region, reporter=reporter)

    def _register(self, case: Case) -> None:
        number = f"{self.chance.randint(1, 60):03}/Reg/LP/CONTOH/{today(self.plan.region.zone).year}"
        handling.register(case, number=number, by=self.desks.of_case(Role.OPERATOR, case))

    def _inquire(self, case: Case) -> Iterator[Next]:
        luck = self.chance.random()
        if luck < 0.14 and self.plan.submission.kind == "tip":
            reporter = ReporterEntry(name="Contoh Gemintang Gaharu", address="Jalan Contoh 3", citizenship="Indonesia")
            filed = self.plan.submission
            intake.upgrade(self.code, Submission(kind="report", region=filed.region, reporter=reporter))
            yield self.after(0.5, 1.8), self.bawaslu
        elif luck < 0.28:
            self._minutes(case)
            leader = self.desks.of_case(Role.LEADER, case)
            outside = case.rule_set == RuleSetKind.OUTSIDE_ELECTION
            number = "" if outside else f"{self.chance.randint(1, 40):03}/Reg/TM/CONTOH/{case.received_on.year}"
            handling.adopt(case, number=number, by=leader)
            yield self.after(1.0, 4.0), self.bawaslu
        elif luck < 0.9:
            verifier = self.desks.of_case(Role.VERIFIER, case)
            handling.stop(case, note="DATA CONTOH: penelusuran tidak menemukan petunjuk lanjutan.", by=verifier)

    def _study(self, case: Case) -> Iterator[Next]:
        verifier = self.desks.of_case(Role.VERIFIER, case)
        kinds = ((ReplyKind.ANSWER, 70), (ReplyKind.ABSENCE, 22), (ReplyKind.WAIVER, 8))
        for person in case.respondents.all():
            kind = self.chance.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]
            hearings.record_reply(
                person, kind=kind, on=today(self.plan.region.zone), by=verifier, summary="DATA CONTOH"
            )
        yield from self._refer_or_not(case)

    def _refer_or_not(self, case: Case) -> Iterator[Next]:
        people = list(case.respondents.all())
        self._check(case, people)
        minutes = self._minutes(case)
        leader = self.desks.of_case(Role.LEADER, case)
        may_dismiss = case.state == State.STUDY or case.rule_set == RuleSetKind.OUTSIDE_ELECTION
        if not people or (may_dismiss and self.chance.random() > VIOLATION_SHARE):
            if may_dismiss:
                handling.dismiss(case, note="DATA CONTOH: unsur keberpihakan tidak terpenuhi.", by=leader)
                yield self.after(0.5, 3), self.announce(Stage.NOT_VIOLATION)
            return
        contents = Contents(
            narrative=self._redacted(case),
            letter_number=f"CONTOH/{minutes.number}",
            letter_date=today(self.plan.region.zone),
            respondents=[person.pk for person in people],
        )
        package = packages.build(case, contents, by=self.desks.of_case(Role.VERIFIER, case))
        packages.approve(package, by=leader)
        handling.refer(case, by=leader)
        yield self.after(0.5, 4), self.announce(Stage.REFERRED)
        yield self.after(LEFT + 0.5, LEFT + 3.5), receivers.Turn(self.receipt_hash, self.chance, self.desks).begin

    def _check(self, case: Case, people: Iterable[Respondent]) -> None:
        verifier = self.desks.of_case(Role.VERIFIER, case)
        for person in people:
            found = {"status": EmploymentStatus.PNS.value} if person.status == EmploymentStatus.UNKNOWN else {}
            known = bool(person.name) or self.chance.random() < 0.5
            self._record_check(person, known=known, found=found, by=verifier)

    def _record_check(self, person: Respondent, *, known: bool, found: dict[str, str], by: object) -> None:
        on = today(self.plan.region.zone)
        hearings.record_status_check(person, known=known, on=on, by=by, found=found)  # type: ignore[arg-type]

    def _minutes(self, case: Case) -> PlenaryMinutes:
        came = MEMBERS[: self.chance.choice((2, 3, 3))]
        meeting = Plenary(
            number=f"BA-CONTOH-{self.chance.getrandbits(40):010X}",
            held_on=today(self.plan.region.zone),
            agenda="DATA CONTOH: pembahasan perkara",
            present=came,
            absent=MEMBERS[len(came) :],
            signed=came,
        )
        return plenary.record(case, meeting, by=self.desks.of_case(Role.LEADER, case)).minutes

    def _redacted(self, case: Case) -> str:
        act = case.act.name.lower() if case.act else "perbuatan yang memihak"
        place = offices.region(case.region_id).name
        return f"DATA CONTOH. Menurut hasil kajian, terlapor diduga melakukan perbuatan berikut di {place}: {act}."

    def announce(self, stage: Stage) -> "Announce":
        """The office puts the stage on its notice board, mostly."""
        return Announce(self, stage)


@dataclass
class Announce:
    """That the office announces a stage; some never do."""

    road: Road
    stage: Stage

    def __call__(self) -> None:
        """Record the announcement."""
        if self.road.chance.random() < ANNOUNCED_SHARE:
            case = self.road.case()
            leader = self.road.desks.of_case(Role.LEADER, case)
            hearings.announce(case, stage=self.stage, on=today(self.road.plan.region.zone), by=leader)
