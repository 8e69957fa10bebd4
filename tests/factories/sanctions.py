"""Packages at a desk, with legs begun by the real engine. Names are invented and look it."""

import uuid
from datetime import date, timedelta

from django.utils import timezone

from procedures import transitions
from procedures.enums import Procedure
from procedures.models import Deadline, Letter, LetterRecord, Proceeding, Step
from procedures.vocabulary import SYSTEM, Actor
from regions import offices
from regions.enums import ContestKind, Phase, RuleSetKind
from regions.routing import resolve
from reports.models.case import Case
from reports.models.links import PackageOrigin
from reports.models.package import PackageLeg, PackageRespondent, ReferralPackage
from sanctions.models.count import Count
from sanctions.models.decision import Decision, Execution
from sanctions.models.document import Document
from sanctions.models.ending import Ending
from sanctions.models.oversight import Recommendation
from services.accounts.enums import Role
from services.audit.models import Entry
from services.notifications.models import Owed
from tests.factories import procedures

# Inside the campaign of Pilkada 2024 and after KASN's work went to BKN.
NOW = "2024-10-03T02:00:00+00:00"
TODAY = date(2024, 10, 3)


def package(*, region: str = "64.71", sender: str = "bawaslu-balikpapan", **fields: object) -> ReferralPackage:
    """A released package about likes and comments for a pair."""
    sent = timezone.now().date() - timedelta(days=3)
    made = {
        "reference": uuid.uuid4().hex[:16].upper(),
        "sender": offices.get(sender),
        "region": offices.region(region),
        "rule_set": RuleSetKind.PILKADA,
        "phase": Phase.CAMPAIGN,
        "contest": ContestKind.REGENT_MAYOR,
        "violation_class": "discipline",
        "incident_date": date(2024, 9, 28),
        "narrative": "Seorang guru berulang kali menyukai dan mengomentari unggahan pasangan calon.",
        "letter_number": "001/CONTOH/X/2024",
        "letter_date": sent,
        "built_by": uuid.uuid4(),
        "approved_by": uuid.uuid4(),
        "approved_on": sent,
        "released_on": sent,
    }
    return ReferralPackage.objects.create(**{**made, **fields})


def respondent(
    *, of: ReferralPackage | None = None, employer: str = "pemkot-balikpapan", **fields: object
) -> PackageRespondent:
    """One person of a package, by default a civil servant of the city of Balikpapan."""
    home = of or package()
    made = {
        "package": home,
        "number": home.respondents.count() + 1,
        "name": "Contoh Terlapor",
        "status": "pns",
        "employer": offices.get(employer) if employer else None,
        "unit": "Dinas Contoh",
        "position": "Guru",
    }
    return PackageRespondent.objects.create(**{**made, **fields})


def oversight_leg(person: PackageRespondent | None = None) -> PackageLeg:
    """A leg at the overseer of today."""
    return _leg(Procedure.OVERSIGHT, person or respondent(), resolve.overseer(timezone.now().date()).code)


def personnel_leg(person: PackageRespondent | None = None, *, office: str = "bkpsdm-balikpapan") -> PackageLeg:
    """A leg at a personnel office, as where the referral went there directly."""
    return _leg(Procedure.PERSONNEL, person or respondent(), office)


def external_leg(person: PackageRespondent | None = None, *, office: str = "bkpsdm-balikpapan") -> PackageLeg:
    """A leg at the authority over somebody who is no civil servant."""
    return _leg(Procedure.EXTERNAL, person or respondent(status="honorer"), office)


def _leg(procedure: str, person: PackageRespondent, office: str) -> PackageLeg:
    agency = offices.get(office)
    proceeding = transitions.begin(
        procedure,
        agency=agency,
        rule_set=person.package.rule_set,
        zone=agency.zone,
        subject=person.pk,
        by=SYSTEM,
        sender=person.package.sender,
    )
    return PackageLeg.objects.create(respondent=person, proceeding=proceeding)


def of_case(leg: PackageLeg, case: Case) -> PackageLeg:
    """The same leg, of a package that was made from this case."""
    person = leg.respondent
    PackageOrigin.objects.create(
        case=case, respondent=case.respondents.get(), package=person.package, package_respondent=person
    )
    return leg


def acting(role: str = Role.BKN, agency: str = "bkn") -> Actor:
    """Somebody who acts for an office, without an account."""
    return Actor(role, uuid.uuid4(), agency)


def confirmed(leg: PackageLeg, event: str, by: Actor) -> Actor:
    """Whoever records a step of a leg from a letter, once a second person has confirmed it."""
    return procedures.confirmed(leg.proceeding, event, by)


def letter(sender: str = "BKN", *, dated_on: date = TODAY) -> Letter:
    """A letter that an office wrote."""
    return Letter.objects.create(number="S-12/CONTOH/2024", dated_on=dated_on, sender=sender)


def standing() -> dict[str, object]:
    """Everything a refused verb must leave as it was."""
    return {
        "proceedings": list(Proceeding.objects.order_by("pk").values()),
        "steps": Step.objects.count(),
        "deadlines": list(Deadline.objects.order_by("pk").values()),
        "owed": Owed.objects.count(),
        "audit": Entry.objects.count(),
        "recommendations": Recommendation.objects.count(),
        "decisions": Decision.objects.count(),
        "endings": Ending.objects.count(),
        "executions": Execution.objects.count(),
        "documents": Document.objects.count(),
        "counts": Count.objects.count(),
        "records": list(LetterRecord.objects.order_by("pk").values()),
    }
