"""What the doors of the permission table need to stand open: cases in several stages, requests that wait for somebody.

Everything is about one person, whose NIP a recused officer shares, and at one office.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from netralitas.models import Breach
from procedures import transitions
from procedures.enums import Procedure
from procedures.models import Deadline, LetterRecord
from regions import offices
from reports import openings
from reports.models.case import Case, Respondent
from reports.models.opening import Opening, Unsealing
from reports.models.package import PackageLeg, PackageRespondent, ReferralPackage
from reports.models.report import Exhibit
from services.accounts import access, changing, granting, resetting
from services.accounts.enums import Context, Role
from services.accounts.models import AccountChange, FactorReset, RoleRequest, User
from services.audit import log
from tests.attack.planting import NIP, OFFICE, PERSONNEL, Planted, grow
from tests.evidence.test_copies import photo
from tests.factories import accounts, packages, reports
from tests.factories import sanctions as legs
from tests.factories.vault import Officer
from transparency import publication
from transparency.models import Publication

DAY = date(2024, 10, 3)
ON = DAY.isoformat()
RECOMMENDED = {
    "number": "R-7/CONTOH/2024", "dated_on": ON, "violation_class": "discipline", "text": "Hukuman disiplin sedang.",
    "due_on": "", "announced_on": "",
}  # fmt: skip
LETTER = {
    "letter_number": "S-12/CONTOH", "letter_dated_on": ON, "letter_sender": "BKN", "letter_received_on": ON,
}  # fmt: skip
JOINT = {"number": "B-12/GKM/CONTOH", "dated_on": ON, "received_on": ON, "note": ""}
AWAY = "bawaslu-samarinda"
HOMES = {Role.BKPSDM: (PERSONNEL, "bkpsdm-samarinda"), Role.BKN: ("bkn", "bkn")}
CONTEXTS = [one for one in ("assigned", "untaken", "own_office", "other_office", "recused") if one in Context.values]
ENTRY = "entry"  # an entry of the audit as a canary: a random id, and so no word of any group
FAR = "17 Agustus 2031"  # a last day that no clock of the law has


@dataclass
class Visitor:
    """Somebody signed in, with a code generator that the vault knows."""

    user: User
    browser: Client
    generator: Officer

    @property
    def code(self) -> str:
        """The code of the moment; whatever used it is rolled back before the next door is tried."""
        return self.generator.code()


@dataclass
class Stage:
    """The planted case and what else lies at the same office."""

    planted: Planted = field(default_factory=Planted)
    fresh: Case = field(default_factory=Case)  # just filed
    study: Case = field(default_factory=Case)  # registered, its packages not yet sent
    drawn: ReferralPackage = field(default_factory=ReferralPackage)  # nobody has looked at its picture
    ready: ReferralPackage = field(default_factory=ReferralPackage)  # waits for a leader
    overseen: PackageLeg = field(default_factory=PackageLeg)  # at BKN
    personnel: PackageLeg = field(default_factory=PackageLeg)  # at BKPSDM
    typed: PackageLeg = field(default_factory=PackageLeg)  # at BKN; what its letter says waits for a second person
    record: LetterRecord = field(default_factory=LetterRecord)
    joint: Case = field(default_factory=Case)  # at the joint desk
    heard: Case = field(default_factory=Case)  # at the joint desk; what its letter says waits for a second person
    joint_record: LetterRecord = field(default_factory=LetterRecord)
    opening: Opening = field(default_factory=Opening)  # waits for a second person
    granted: Opening = field(default_factory=Opening)  # a colleague may look now
    role: RoleRequest = field(default_factory=RoleRequest)
    reset: FactorReset = field(default_factory=FactorReset)
    change: AccountChange = field(default_factory=AccountChange)  # of another officer than the bystander
    breach: Breach = field(default_factory=Breach)
    colleague: User = field(default_factory=User)
    bystander: User = field(default_factory=User)  # the account that administrators look after

    @property
    def photo(self) -> Exhibit:
        """The file of the planted case."""
        return Exhibit.objects.get(report=self.planted.report, original__isnull=False)

    @property
    def clock(self) -> Deadline:
        """The clock of the fresh case."""
        return Deadline.objects.get(proceeding__subject=self.fresh.pk, ended_at__isnull=True)

    def version(self, case: Case) -> str:
        """The version that a form of a case carries, as somebody of the office with every right of reading sees it."""
        answer = accounts.signed_in(self.colleague).get(reverse("admin:reports_case_verb", args=[case.pk, "recuse"]))
        found: str = answer.context["form"].initial["version"]
        return found


def set_up() -> Stage:
    """The stage on the morning of the planted case."""
    stage = Stage(planted=grow())
    _cases(stage)
    _desks(stage)
    _everybody_is_one_person()
    _people(stage)
    _canaries(stage)
    return stage


def visitor(role: str, context: str, stage: Stage) -> Visitor:
    """Somebody of the role who stands so to everything on the stage."""
    home, away = HOMES.get(Role(role), (OFFICE, AWAY))
    if context == Context.RECUSED:
        own = {"person_hash": access.person_hash(NIP)}
        # Of accounts the matter of one's own is one's own, under whatever name.
        User.objects.filter(pk__in=[stage.bystander.pk, stage.role.user_id, stage.change.user_id]).update(**own)
    else:
        own = {"person_hash": uuid4().hex * 2}
    user = accounts.officer(role, away if context == Context.OTHER_OFFICE else home, **own)
    taken = {Context.ASSIGNED: user.pk, Context.OWN_OFFICE: stage.colleague.pk}.get(Context(context))
    Case.objects.update(officer=taken)
    return Visitor(user, accounts.signed_in(user), Officer(account=user.pk, person=own["person_hash"]))


def stands(role: str, context: str) -> str:
    """How they stand to what lies there: the two desks to packages, BKN to all of the land, never to a case."""
    if role == Role.BKN and context != Context.RECUSED:
        return Context.RECEIVED
    near = context not in (Context.OTHER_OFFICE, Context.RECUSED)
    return Context.RECEIVED if role == Role.BKPSDM and near else context


def _cases(stage: Stage) -> None:
    stage.fresh = reports.filed()[1]
    link = "https://contoh.invalid/unggahan"
    _code, stage.study = packages.case_with(photo(size=(120, 90)), links=(link,))
    reports.minutes(stage.study, held_on=DAY)
    stage.joint, stage.heard = (_at_the_joint_desk(reports.filed()[1]) for _each in range(2))
    stage.drawn = packages.built(stage.study, letter_number="021/CONTOH")
    stage.ready = packages.looked(packages.built(stage.study, letter_number="022/CONTOH"), stage.study)


def _at_the_joint_desk(case: Case) -> Case:
    agency = offices.get("gakkumdu-balikpapan")
    transitions.begin(
        Procedure.GAKKUMDU, agency=agency, rule_set=case.rule_set, zone=agency.zone, subject=case.pk,
        by=reports.desk(case),
    )  # fmt: skip
    return case


def _desks(stage: Stage) -> None:
    """One person of a package at each desk, whose file the planted office had sent."""
    stage.overseen = legs.oversight_leg(legs.respondent(name="Contoh Diawasi"))
    stage.personnel = legs.personnel_leg(legs.respondent(name="Contoh Diperiksa"))
    stage.typed = legs.oversight_leg(legs.respondent(name="Contoh Dicatat"))
    for leg in (stage.overseen, stage.personnel, stage.typed):
        case = reports.filed()[1]
        leg.respondent.package.origins.create(
            case=case, respondent=case.respondents.get(), package_respondent=leg.respondent
        )


def _everybody_is_one_person() -> None:
    named = access.person_hash(NIP)
    Respondent.objects.update(person_hash=named)
    PackageRespondent.objects.update(person_hash=named)


def _people(stage: Stage) -> None:
    """Who asks: a verifier for an identity, an administrator for a role and for a lost code app."""
    stage.colleague = accounts.officer("leader", OFFICE, person_hash="e" * 64)
    asking = accounts.officer("sysadmin", "bawaslu-ri", person_hash="c" * 64)
    stage.bystander = accounts.officer("verifier", OFFICE, person_hash="d" * 64, username=stage.planted.word("D14"))
    newcomer = accounts.user(person_hash="b" * 64)
    now = timezone.now()
    stage.breach = Breach.objects.create(detected_at=now, what="Contoh", groups=["D10"], subjects=1, due_at=now)
    stage.role = granting.ask(
        user=newcomer, agency=offices.get(OFFICE), role="operator", since=DAY, until=None, basis="ST 1", by=asking
    )
    stage.reset = resetting.ask(user=stage.bystander, reason="ponsel hilang", by=asking)
    asker = accounts.officer("verifier", OFFICE, person_hash="f" * 64)
    handler: User = stage.planted.people["assigned"]
    handler.person_hash = "1" * 64
    handler.save()
    clerk = accounts.officer("operator", OFFICE, person_hash="7" * 64)
    address = reverse(
        "admin:reports_packagerespondent_step", args=[stage.typed.respondent_id, stage.typed.pk, "recommend"]
    )
    given = {"version": stage.typed.proceeding.version, **RECOMMENDED, **LETTER}
    assert accounts.signed_in(clerk).post(address, given).status_code == 302
    stage.record = LetterRecord.objects.get()
    address = reverse("admin:reports_case_verb", args=[stage.heard.pk, "joint-continue"])
    given = {"version": accounts.signed_in(clerk).get(address).context["form"].initial["version"], **JOINT}
    assert accounts.signed_in(clerk).post(address, given).status_code == 302
    stage.joint_record = LetterRecord.objects.get(leg__subject=stage.heard.pk)
    mover = accounts.officer("verifier", OFFICE, person_hash="8" * 64)
    stage.change = changing.ask(
        user=mover, email="baru@contoh.invalid", nip="", unit=None, reason="mutasi, datang sendiri", by=asking
    )
    for one in (asker, handler):
        Officer(account=one.pk, person=one.person_hash)
    stage.opening = _asked(asker, stage.fresh)
    stage.granted = _asked(handler, stage.planted.case)
    second = Officer(account=stage.colleague.pk, person=stage.colleague.person_hash)
    openings.approve(stage.granted, by=stage.colleague, otp=second.code())


def _asked(by: User, case: Case) -> Opening:
    Case.objects.filter(pk=case.pk).update(officer=by.pk)  # only who has a case asks
    given = {
        "report": str(case.links.get().report_id), "kind": "identity", "reason": "verification",
        "purpose": "Tanda tangan pada laporan harus dicocokkan.",
    }  # fmt: skip
    answer = accounts.signed_in(by).post(reverse("admin:reports_case_identity", args=[case.pk]), given)
    assert answer.status_code == 302
    return Opening.objects.get(case=case)


def _canaries(stage: Stage) -> None:
    """Words for the groups that nobody types into a case: its own name, who opened an original, a figure, a term."""
    planted, photo_of = stage.planted, stage.photo
    assert photo_of.original is not None
    planted.canaries[planted.case.reference.lower()] = {"D10"}
    planted.canaries[FAR.replace(" ", "").lower()] = {"D10"}
    at_desks = [stage.overseen.proceeding, stage.personnel.proceeding]
    last = datetime(2031, 8, 17, 16, tzinfo=UTC)
    assert Deadline.objects.filter(proceeding__in=at_desks, ended_at__isnull=True).update(due_at=last) >= 2
    Unsealing.objects.create(
        case=planted.case, office=planted.case.handler, exhibit=photo_of.pk, original=photo_of.original, number=1,
        account=stage.colleague.pk, reason="unreadable", purpose=f"Buram. {planted.word('D12')}", at=timezone.now(),
    )  # fmt: skip
    planted.canaries[photo_of.original.hex] = {ENTRY}
    log.record("original:shown", subject=photo_of.original, actor=f"user:{stage.colleague.pk}", reason="unreadable")
    publication.publish()
    planted.canaries[Publication.objects.get().digest] = {"D13"}


def further(stage: Stage) -> list[str]:
    """Addresses of what the stage adds to the planted case: every combination of keys would be too many."""
    desks = [
        (leg.respondent_id, leg.pk, event)
        for leg, event in ((stage.overseen, "recommend"), (stage.personnel, "decide"))
    ]
    return [
        *(reverse("admin:reports_opening_change", args=[one.pk]) for one in (stage.opening, stage.granted)),
        *(reverse("admin:reports_packagerespondent_step", args=list(keys)) for keys in desks),
        *(reverse("admin:reports_packagerespondent_change", args=[respondent]) for respondent, _leg, _event in desks),
        reverse("admin:reports_case_letter", args=[stage.heard.pk, stage.joint_record.pk]),
        reverse(
            "admin:reports_packagerespondent_letter",
            args=[stage.typed.respondent_id, stage.typed.pk, stage.record.pk],
        ),
        reverse("admin:accounts_user_change", args=[stage.bystander.pk]),
        reverse("admin:reports_case_original", args=[stage.planted.case.pk, stage.photo.pk]),
    ]
