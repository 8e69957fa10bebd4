"""Filings, cases and packages, made through the real verbs. Every name is invented."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from procedures.models import Proceeding
from procedures.vocabulary import Actor
from reports import handling, hearings, intake, packages, plenary, receipts, relay
from reports.enums import Channel, ReplyKind
from reports.models.case import Case
from reports.models.package import ReferralPackage
from reports.models.report import Report
from reports.packages import Contents
from reports.plenary import Plenary
from reports.submission import ReporterEntry, RespondentEntry, Submission, WitnessEntry
from services.accounts.enums import Role

NARRATIVE = "Pada acara itu pegawai tersebut ikut berorasi dan mengangkat jari tanda nomor urut di depan warga."
OFFICIAL = "Pegawai tersebut ikut serta dalam kegiatan salah satu pasangan calon. Bukti 1 memuat rekaman kejadiannya."


def reporter(**fields: Any) -> ReporterEntry:
    """Somebody who reports, with what the official form asks."""
    given = {
        "name": "Warga Contoh",
        "birth_place": "Kota Contoh",
        "birth_date": date(1990, 1, 2),
        "sex": "female",
        "occupation": "Pedagang",
        "citizenship": "Indonesia",
        "address": "Jalan Contoh 1",
        "email": "warga@contoh.example",
    }
    return ReporterEntry(**{**given, **fields})


def respondent(**fields: Any) -> RespondentEntry:
    """A civil servant of a city, known by post."""
    given = {
        "status": "pns",
        "employer": "pemkot-balikpapan",
        "unit": "Dinas Contoh",
        "position": "Kepala Contoh",
    }
    return RespondentEntry(**{**given, **fields})


def submission(**fields: Any) -> Submission:
    """A complete report from Balikpapan of 3 October 2024; fields can be replaced."""
    given = {
        "kind": "report",
        "region": "64.71",
        "act": "attendance",
        "incident_date": date(2024, 10, 3),
        "known_date": date(2024, 10, 3),
        "place": "Lapangan Contoh",
        "narrative": NARRATIVE,
        "contest": "regent_mayor",
        "favoured": "pair",
        "capacity": "voter",
        "respondents": (respondent(),),
        "witnesses": (WitnessEntry(name="Saksi Contoh", phone="081200000000"),),
        "reporter": reporter(),
    }
    return Submission(**{**given, **fields})


def tip(**fields: Any) -> Submission:
    """The same as a tip, without a reporter."""
    return submission(kind="tip", reporter=None, witnesses=(), **fields)


def filed(filing: Submission | None = None, *, code: str = "", channel: str = Channel.API) -> tuple[str, Case]:
    """A filing taken in; its code and its case."""
    code = code or receipts.issue()
    intake.receive(filing or submission(), code=code, channel=channel)
    return code, case_of(code)


def report_of(code: str) -> Report:
    """The report behind a code."""
    return Report.objects.get(receipt_hash=receipts.digest(code))


def case_of(code: str) -> Case:
    """The case behind a code."""
    return Case.objects.get(links__report=report_of(code), links__unlinked_at__isnull=True)


def officer(role: str, agency: str, user: UUID | None = None) -> Actor:
    """Somebody who acts in a role for an office."""
    return Actor(role, user or uuid4(), agency)


def desk(case: Case, role: str = Role.VERIFIER) -> Actor:
    """Somebody of the office that handles the case."""
    return officer(role, case.handler_id)


def relayed() -> int:
    """Everything owed, worked off; how many rows that were."""
    done = 0
    while more := relay.run(100):
        done += more
    return done


def minutes(case: Case, *, held_on: date) -> None:
    """Plenary minutes at hand for the next decision."""
    plenary.record(
        case, meeting(f"{case.decisions.count() + 1}/BA/{case.reference}", held_on), by=desk(case, Role.LEADER)
    )


def meeting(number: str, held_on: date, **fields: Any) -> Plenary:
    """A plenary of five to which four came, all of whom signed."""
    came = ("Ketua Contoh", "Anggota Dua", "Anggota Tiga", "Anggota Empat")
    given = {"present": came, "absent": ("Anggota Lima",), "signed": came}
    return Plenary(number, held_on, "Rapat pleno", **{**given, **fields})


def heard(case: Case, *, on: date) -> None:
    """Every respondent has been checked and has had their say."""
    for person in case.respondents.all():
        hearings.record_status_check(person, known=True, on=on, by=desk(case))
        hearings.record_reply(person, kind=ReplyKind.ANSWER, on=on, by=desk(case))


def package(case: Case, *, letter_date: date, **fields: Any) -> ReferralPackage:
    """An approved package about every respondent of the case."""
    given = {
        "narrative": OFFICIAL,
        "letter_number": "012/PM.05/2024",
        "letter_date": letter_date,
        "respondents": list(case.respondents.values_list("pk", flat=True)),
    }
    built = packages.build(case, Contents(**{**given, **fields}), by=desk(case))
    return packages.approve(built, by=desk(case, Role.LEADER))


def referred(case: Case, *, on: date) -> None:
    """All that a referral rests on, the referral itself, and what it owes."""
    minutes(case, held_on=on)
    package(case, letter_date=on)
    handling.refer(case, by=desk(case, Role.LEADER))
    relayed()


def legs(case: Case) -> list[Proceeding]:
    """The legs of the case's packages, in the order they began."""
    found = Proceeding.objects.filter(package_leg__respondent__origin__case=case)
    return list(found.order_by("began_at", "pk"))
