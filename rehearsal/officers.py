"""How officers behave in the rehearsal: prompt, slow or silent, always through the real verbs.

Each act looks at the case as it stands, chooses among what the table offers there, and yields what
somebody will do next, and when. An act that finds the case moved on meanwhile (a clock ran out), or
the office closed, does nothing or waits.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random
from uuid import UUID, uuid4

from django.utils import timezone

from procedures import transitions
from procedures.enums import Event, State
from procedures.models import Letter, Proceeding, Step
from procedures.vocabulary import Actor
from regions import offices
from regions.enums import RuleSetKind
from rehearsal import joint, pictures, receivers
from rehearsal.desks import Desks, today
from rehearsal.habits import DEMO, Habits
from rehearsal.plan import Plan
from rehearsal.season import Act, Next
from reports import exhibits, handling, hearings, intake, packages, plenary, privacy, receipts, recusals, withdrawing
from reports.enums import Channel, EmploymentStatus, RecusalReason, ReplyKind, Requirement, Stage
from reports.models.case import Case, CaseReport, Respondent
from reports.models.hearing import PlenaryMinutes
from reports.packages import Contents
from reports.plenary import Plenary
from reports.submission import ReporterEntry, Submission
from services.accounts.enums import Role

EVIDENCE_SHARE, COMPLETION_SHARE, VIOLATION_SHARE, ANNOUNCED_SHARE = 0.58, 0.48, 0.73, 0.85
WITHDRAWN_SHARE = 0.02  # of reports; no figure is published
MEMBERS = ("Ketua Contoh", "Anggota Contoh Dua", "Anggota Contoh Tiga")
FIRST_INVITED = timedelta(days=2)  # before the day of the hearing
IN_TIME = 2.5  # days of three in which a study is prolonged, by those who do
FAST = {RuleSetKind.PILKADA: (0.4, 1.6), RuleSetKind.PEMILU: (0.5, 2.0), RuleSetKind.OUTSIDE_ELECTION: (1.0, 6.0)}


@dataclass
class Road:
    """One case from its filing on. `number` tells it from all others of the season; `shows`: files come with it."""

    plan: Plan
    chance: Random
    desks: Desks
    number: str
    habits: Habits = DEMO
    tally: Counter[str] = field(default_factory=Counter)
    shelf: receivers.Shelf = field(default_factory=receivers.Shelf)
    shows: bool = False
    code: str = ""
    receipt_hash: str = ""
    case_id: UUID = field(default_factory=uuid4)  # until it has been filed
    _minuted: int = 0
    _looked_at: bool = False
    _crime_found: bool = False

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
            if self.shows:
                self._show()
        links = CaseReport.objects.filter(report__receipt_hash=self.receipt_hash)
        self.case_id, rule_set = links.values_list("case", "case__rule_set").get()
        yield from self._soon(*FAST[RuleSetKind(rule_set)])
        if self.plan.submission.kind == "report" and self.chance.random() < WITHDRAWN_SHARE:
            yield self.after(0.05, 0.35), self.withdraw

    def withdraw(self) -> Iterator[Next]:
        """The reporter takes the report back, which is possible until it is registered."""
        if self.case().state in {State.REVIEW, State.INCOMPLETE}:
            withdrawing.withdraw(self.code)
        yield from ()

    def _show(self) -> None:
        """Hand in a photo or a letter. The case goes its way as it would with the link alone."""
        chance = Random(f"{self.number}:file")  # noqa: S311  (sample data, repeatable on purpose)
        for draw in chance.choice(((pictures.photo,), (pictures.letter,), (pictures.photo, pictures.letter))):
            exhibits.accept_file(self.code, BytesIO(draw(chance)))

    def bawaslu(self) -> Iterator[Next]:
        """Whatever the Bawaslu office has to do next."""
        yield from self._careful(self._next_move(), self.bawaslu)

    def _careful(self, moves: Iterator[Next], again: Act) -> Iterator[Next]:
        """What an officer does whose page has gone stale, because a clock has acted meanwhile: look again."""
        try:
            yield from moves
        except transitions.Stale:
            self.tally["pages_gone_stale"] += 1
            yield self.after(0.15, 0.5), again

    def _next_move(self) -> Iterator[Next]:
        case = self.case()
        if opening := self.habits.opens_again(case.handler_id, timezone.now()):
            yield opening + timedelta(days=self.chance.uniform(0.35, 2)), self.bawaslu
        elif case.state == State.REVIEW and not self._looked_at:
            yield from self._look_first(case)
        elif case.state == State.REVIEW:
            yield from self._review(case)
        elif case.state == State.INQUIRY:
            yield from self._inquire(case)
        elif case.state == State.STUDY:
            yield from self._study(case)
        elif case.state == State.INCOMPLETE:
            yield self.after(4, 8), self.bawaslu

    def offers(self, case: Case, role: Role, leg: Proceeding | None = None) -> set[Event]:
        """What the table lets somebody in a role do with the case now, with the right papers; `leg` if at hand."""
        offered = transitions.available(leg or case.leg(), by=self.desks.of_case(role, case))
        return {offer.event for offer in offered}

    def _soon(self, low: float, high: float) -> Iterator[Next]:
        """The office's next move: in its usual time, much too late, or never."""
        luck = self.chance.random() if self.habits.forgets else 1.0
        if luck < self.habits.never:
            self.tally["moves_never_made"] += 1
            yield self.after(8, 14), self.take_over  # the level above has been told long since
        elif luck < self.habits.never + self.habits.forgets:
            self.tally["moves_made_too_late"] += 1
            yield self.after(low + 5, high + 8), self.bawaslu
        else:
            yield self.after(low, high), self.bawaslu

    def _look_first(self, case: Case) -> Iterator[Next]:
        """At the first look it may turn out that the case is not for this office, or not for its leader."""
        self._looked_at = True
        luck = self.chance.random() if self.habits.misplaced else 1.0
        if luck < self.habits.misplaced:
            yield from self._hand(case)
        elif luck < self.habits.misplaced + self.habits.conflicted:
            leader = self.desks.of_case(Role.LEADER, case)
            recusals.recuse(case, reason=RecusalReason.KIN, by=leader, note="DATA CONTOH")
            self.tally["leaders_who_stood_aside"] += 1
            yield self.after(0.3, 1.5), self.take_over
        else:
            yield from self._review(case)

    def take_over(self) -> Iterator[Next]:
        """The level above takes a case to itself, from a silent office or one whose leader stands aside."""
        yield from self._careful(self._take_over(), self.take_over)

    def _take_over(self) -> Iterator[Next]:
        case = self.case()
        leader, leg = self.desks.above(case), case.leg()
        if leader is None:
            return
        if Event.TAKE_OVER in {offer.event for offer in transitions.available(leg, by=leader)}:
            on, sender = today(leg.zone), offices.get(leader.agency).name
            letter = Letter.objects.create(number=f"CONTOH-{self.number}-A", dated_on=on, sender=sender)
            handling.take_over(case, letter=letter, by=leader, note="DATA CONTOH")
            self.tally["cases_taken_over"] += 1
        yield from self._soon(0.2, 1.0)

    def _hand(self, case: Case) -> Iterator[Next]:
        """The plenary moves a case to an office below or beside, where the table lets it."""
        office, on = offices.get(case.handler_id), today(self.plan.region.zone)
        offered = self.offers(case, Role.LEADER)
        below = offices.of_bawaslu(below=office, on=on) if Event.HAND_DOWN in offered else []
        beside = offices.of_bawaslu(beside=office, on=on) if Event.HAND_OVER in offered else []
        if below or beside:
            event, to = (Event.HAND_DOWN, below) if below else (Event.HAND_OVER, beside)
            self._minutes(case)
            leader = self.desks.of_case(Role.LEADER, case)
            chosen = self.chance.choice(to).code
            handling.hand(case, event=event, to=chosen, by=leader, note="DATA CONTOH: bukan wilayah kantor ini.")
            self.tally["cases_moved_between_offices"] += 1
        yield from self._soon(0.2, 1.0)

    def _review(self, case: Case) -> Iterator[Next]:
        leg = case.leg()
        gaps = [code for code in case.missing if code != Requirement.LATE]
        if gaps and self.chance.random() < 0.9 and not self._returned(case):
            operator = self.desks.of_case(Role.OPERATOR, case)
            handling.return_for_completion(case, missing=gaps, by=operator, note="DATA CONTOH")
            if self.chance.random() < COMPLETION_SHARE:
                yield self.after(0.3, 1.8), self.complete
            else:
                yield self.after(6, 12), self.bawaslu
        elif case.missing and Event.REFUSE in self.offers(case, Role.LEADER, leg):
            self._minutes(case)
            handling.refuse(case, missing=case.missing, by=self.desks.of_case(Role.LEADER, case), note="DATA CONTOH")
            yield self.after(0.5, 4), self.announce(Stage.NOT_REGISTERED)
            yield self.after(1, 6), self.bawaslu
        elif Event.REFER in self.offers(case, Role.LEADER, leg):  # where the law lets it be referred at once
            yield from self._refer_or_not(case)
        elif Event.REGISTER in self.offers(case, Role.OPERATOR, leg):
            self._register(case)
            yield self.after(0.5, 3), self.announce(Stage.REGISTERED)
            if self.habits.extends and self.chance.random() < self.habits.extends:
                yield self.after(IN_TIME - 0.5, IN_TIME), self.extend
            yield from self._soon(1.0, 4.5)

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
        number = f"{self.number}/Reg/LP/CONTOH/{today(self.plan.region.zone).year}"
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
            number = "" if outside else f"{self.number}/Reg/TM/CONTOH/{case.received_on.year}"
            handling.adopt(case, number=number, by=leader)
            yield self.after(1.0, 4.0), self.bawaslu
        elif luck < 0.9:
            verifier = self.desks.of_case(Role.VERIFIER, case)
            handling.stop(case, note="DATA CONTOH: penelusuran tidak menemukan petunjuk lanjutan.", by=verifier)

    def extend(self) -> Iterator[Next]:
        """The verifier prolongs a study that is not finished in time."""
        yield from self._careful(self._extend(), self.extend)

    def _extend(self) -> Iterator[Next]:
        case = self.case()
        if case.state == State.STUDY and Event.EXTEND in self.offers(case, Role.VERIFIER):
            handling.extend(case, note="DATA CONTOH: menunggu keterangan saksi.", by=self._verifier(case))
        yield from ()

    def _verifier(self, case: Case) -> Actor:
        return self.desks.of_case(Role.VERIFIER, case)

    def _find_crime(self, case: Case) -> Iterator[Next]:
        """The plenary finds elements of a crime: the joint desk is asked as well, and the study goes on."""
        found = self.habits.criminal and self.chance.random() < self.habits.criminal
        if found and not self._crime_found and Event.FIND_CRIME in self.offers(case, Role.LEADER):
            self._minutes(case)
            handling.find_crime(case, by=self.desks.of_case(Role.LEADER, case), note="DATA CONTOH")
            self._crime_found = True
            yield self.after(0.1, 0.5), self._joint_desk().begin

    def _joint_desk(self) -> joint.Letters:
        return joint.Letters(self.case_id, self.chance, self.desks, self.habits, self.number)

    def _study(self, case: Case) -> Iterator[Next]:
        yield from self._find_crime(case)
        self.hear(case)
        yield from self._refer_or_not(case)

    def hear(self, case: Case) -> None:
        """Each respondent answers, waives it, or stays away from a hearing that there was time to invite them to."""
        verifier = self.desks.of_case(Role.VERIFIER, case)
        on = today(self.plan.region.zone)
        kinds = ((ReplyKind.ANSWER, 70), (ReplyKind.ABSENCE, 22), (ReplyKind.WAIVER, 8))
        for person in case.respondents.all():
            kind = self.chance.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]
            if kind == ReplyKind.ABSENCE and case.received_on > on - FIRST_INVITED:
                kind = ReplyKind.ANSWER
            if kind == ReplyKind.ABSENCE:
                self._invite(person, on)
            hearings.record_reply(person, kind=kind, on=on, by=verifier, summary="DATA CONTOH")

    def _invite(self, person: Respondent, on: date) -> None:
        """Who did not appear had been invited, twice where the law asks for it."""
        for number in range(hearings.INVITATIONS.get(person.case.rule_set, 1)):
            letter = f"CONTOH/UND/{person.pk.hex[:6]}/{number + 1}"
            before = on - FIRST_INVITED + timedelta(days=number)
            verifier = self.desks.of_case(Role.VERIFIER, person.case)
            hearings.invite(person, number=letter, dated_on=before, hearing_on=on, by=verifier)

    def _refer_or_not(self, case: Case) -> Iterator[Next]:
        people = list(case.respondents.all())
        self._check(case, people)
        minutes = self._minutes(case)
        leader = self.desks.of_case(Role.LEADER, case)
        may_dismiss = Event.DISMISS in self.offers(case, Role.LEADER)
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
        with privacy.without_vault():
            package = packages.build(case, contents, by=self._verifier(case))
            packages.approve(package, by=leader)
        if self.habits.interrupted and self.chance.random() < self.habits.interrupted:
            self.tally["referrals_interrupted"] += 1  # the power fails between two writes
            yield self.after(0.2, 1.2), self.refer
        else:
            yield from self.refer()

    def refer(self) -> Iterator[Next]:
        """The leader refers a case whose package is ready; the offices that get it take their time."""
        yield from self._careful(self._refer(), self.refer)

    def _refer(self) -> Iterator[Next]:
        case = self.case()
        if opening := self.habits.opens_again(case.handler_id, timezone.now()):
            yield opening + timedelta(days=self.chance.uniform(0.35, 1)), self.refer
            return
        handling.refer(case, by=self.desks.of_case(Role.LEADER, case))
        yield self.after(0.5, 4), self.announce(Stage.REFERRED)
        left = self.habits.leaves_after
        turn = receivers.Turn(self.case_id, self.chance, self.desks, self.habits, self.number, self.tally, self.shelf)
        yield self.after(left + 0.5, left + 3.5), turn.begin
        if not self._crime_found:  # the referral itself may open a criminal leg
            yield self.after(left + 0.5, left + 1.5), self._joint_desk().begin

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
        self._minuted += 1
        came = MEMBERS[: self.chance.choice((2, 3, 3))]
        meeting = Plenary(
            number=f"BA-CONTOH-{self.number}-{self._minuted}",
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

    def __call__(self) -> Iterator[Next]:
        """Record the announcement, once the office is open."""
        road = self.road
        case = road.case()
        if opening := road.habits.opens_again(case.handler_id, timezone.now()):
            yield opening + timedelta(days=road.chance.uniform(0.5, 3)), self
        elif road.chance.random() < ANNOUNCED_SHARE:
            leader = road.desks.of_case(Role.LEADER, case)
            hearings.announce(case, stage=self.stage, on=today(road.plan.region.zone), by=leader)
