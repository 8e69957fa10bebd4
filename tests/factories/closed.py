"""A case that went all the way to a sanction that was carried out, with all the words officers write on the way."""

from datetime import UTC, date, datetime
from typing import Any

from procedures.models import Letter, Step
from reports import handling, hearings, packages, plenary
from reports.enums import ReplyKind
from reports.models.case import Case, Recusal, Respondent
from reports.models.count import Count
from reports.models.package import PackageRespondent
from sanctions import counting, decisions, execution, recommendations
from sanctions.models.catalogue import SanctionKind
from services.accounts.enums import Role
from tests.evidence.test_copies import photo
from tests.factories import evidence as sealed
from tests.factories import packages as parcels
from tests.factories import procedures
from tests.factories import reports as made

START = datetime(2024, 10, 5, 2, tzinfo=UTC)  # when it all happens, in the campaign
TODAY = date(2024, 10, 5)
NAME, NIP, TOLD = "Contoh Terlapor Bernama", "199001012015031001", "Kata-kata kantor."


def prepared() -> Case:
    """A registered case with a named respondent who answered, a plenary with a dissent, and words of officers."""
    _code, case = parcels.case_with(photo(), links=("https://a.example/1",))
    person = case.respondents.get()
    Respondent.objects.filter(pk=person.pk).update(name=NAME, nip=NIP, person_hash="f" * 64, description=TOLD)
    hearings.record_reply(person, kind=ReplyKind.ANSWER, on=TODAY, summary=TOLD, by=made.desk(case))
    Case.objects.filter(pk=case.pk).update(office_class="discipline", office_class_reason=TOLD)
    five = ("Ketua Contoh", "Anggota Dua", "Anggota Tiga", "Anggota Empat", "Anggota Lima")
    meeting = made.meeting("1/BA", TODAY, present=five, absent=(), signed=five)
    plenary.record(case, meeting, by=made.desk(case, Role.LEADER), recused=five[4:], dissent=TOLD)
    Recusal.objects.create(case=case, user=made.desk(case).user, reason="kin", note=TOLD, at=START)
    return Case.objects.get(pk=case.pk)


def referred() -> Case:
    """The same, referred with a package that holds one picture and one link."""
    case = prepared()
    package = parcels.looked(parcels.built(case), case)
    packages.approve(package, by=made.desk(case, Role.LEADER))
    handling.refer(case, by=made.desk(case, Role.LEADER))
    made.relayed()
    return case


def recommended(case: Case) -> None:
    """BKN recommended in a letter whose scan is sealed."""
    letter = Letter.objects.create(number="S-1", dated_on=TODAY, sender="BKN", scan=sealed.original().pk)
    overseen = leg(case, "oversight")
    by = procedures.confirmed(overseen.proceeding, "recommend", made.desk(case))
    recommendations.recommend(
        overseen, by=by, number="1", dated_on=TODAY, violation_class="discipline",
        text=f"{NAME}: {TOLD}", letter=letter,
    )  # fmt: skip
    made.relayed()


def ended() -> Case:
    """A case that went all the way: recommended, decided, carried out, reported back, closed at START."""
    case = referred()
    recommended(case)
    office = made.officer(Role.BKPSDM, "bkpsdm-balikpapan")
    answer = leg(case, "personnel")
    decisions.decide(
        answer, by=office, kind=SanctionKind.objects.get(pk="M1"), decree_number="1", decree_date=TODAY,
        starts_on=TODAY, signatory="Wali Kota", reply="answer", replied_on=TODAY,
    )  # fmt: skip
    execution.record(answer, by=office, executed_on=TODAY, note=TOLD)
    execution.report_back(answer, by=office, reported_on=TODAY)
    counting.announce(answer, "decided", on=TODAY, by=office)
    made.relayed()
    Step.objects.update(note=TOLD)
    Count.objects.update(announced_on=TODAY)
    case.refresh_from_db()
    assert case.closed_at == START
    return case


def leg(case: Case, procedure: str) -> Any:
    return PackageRespondent.objects.get(origin__case=case).legs.get(procedure=procedure)
