"""A case as an officer reads it: rows turned into sentences and pairs of words. Asks no table."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from guidance import acts
from guidance.models import ViolationClass
from procedures.enums import Event, Holder, State
from procedures.models import Step
from regions import days, offices
from regions.enums import ContestKind, Phase, RuleSetKind
from reports import addressee, naming, requirements
from reports.admin import exhibit, wording
from reports.admin.parcels import Parcel, parcel
from reports.admin.reading import CaseRows
from reports.admin.terms import Term, term
from reports.admin.wording import Flag, TimeLeft
from reports.enums import (
    CheckSource,
    EmploymentStatus,
    Favoured,
    Knowers,
    MoveReason,
    ReplyKind,
    ReportKind,
    Requirement,
    Stage,
)
from reports.models.case import Case, Respondent
from reports.models.hearing import Announcement, Answer, Invitation, PlenaryDecision, PlenaryMember
from reports.models.report import Exhibit, Message, Report
from reports.texts import unturned
from services.accounts.enums import DataGroup, Role

Pair = tuple[str, str]
NONE = "–"


@dataclass(frozen=True)
class Item:
    """One requirement of the law: met, or not and why; outside the election stages one of them does not apply."""

    label: str
    met: bool
    sentence: str
    applies: bool


@dataclass(frozen=True)
class Line:
    """One step of the history."""

    label: str
    when: str
    who: str
    letter: str
    basis: str
    note: str


@dataclass(frozen=True)
class Person:
    """One respondent."""

    title: str
    facts: list[Pair]
    checked: str
    replies: list[str]


@dataclass(frozen=True)
class Filing:
    """One report or tip of the case, as filed."""

    ticket: str
    title: str
    facts: list[Pair]
    narrative: str
    exhibits: list[exhibit.Shown]


@dataclass(frozen=True)
class Said:
    """One message of the thread with a reporter."""

    from_reporter: bool
    heading: str
    text: str


@dataclass(frozen=True)
class CaseFile:
    """All that the case page shows, in words; parts a role may not read stay empty."""

    kind: str
    kind_label: str
    destroyed: str  # the sentence that says so, once its time was over
    state: str
    left: TimeLeft
    flags: list[Flag]
    head: list[Pair]
    facts: list[Pair]
    requirements: list[Item]
    deadlines: list[Term]
    respondents: list[Person]
    reports: list[Filing]
    messages: list[Said]
    minutes: list[str]
    announcements: list[str]
    tasks: list[str]  # links that are still to be preserved
    packages: list[Parcel]
    steps: list[Line]
    sees_narrative: bool
    sees_messages: bool
    sees_notes: bool


def spoken(day: Any) -> str:
    """A date in words, or a dash where none is known."""
    return days.spoken_date(day) if day else NONE


def zone_of(case: Case) -> str:
    """The zone in which this case's days begin and end."""
    return offices.region(case.region_id).zone


def act_named(code: str | None) -> str:
    """The act in plain words."""
    act = acts.get(code) if code else None
    return act.label if act else _("Perbuatan belum dipilih")


def district_named(region: str, code: str | None) -> str:
    """The name of the district, empty where none was given."""
    return next((one.name for one in offices.districts(region) if one.code == code), "") if code else ""


def head(case: Case, *, names: Mapping[UUID, str]) -> list[Pair]:
    """What stands under the title."""
    officer = names.get(case.officer, _("petugas lain")) if case.officer else _("belum ditugaskan")
    return [
        (_("Langkah berikut di"), str(Holder(case.holder).label)),
        (_("Petugas"), officer),
        (_("Nomor register"), case.register_number or _("belum diregistrasi")),
        (_("Diterima"), spoken(case.received_on)),
        (_("Kantor"), offices.get(case.handler_id).name),
    ]


def facts(case: Case) -> list[Pair]:
    """What the case is about, in law and in plain words."""
    derived = ViolationClass(case.violation_class).label if case.violation_class else _("belum bisa ditentukan")
    pairs = [
        (_("Perbuatan"), act_named(case.act_id)),
        (_("Pasal larangan"), f"{case.offence.code} {case.offence.name}" if case.offence else NONE),
        (_("Kelas menurut tabel"), str(derived)),
    ]
    if case.office_class:
        words = {"label": ViolationClass(case.office_class).label, "reason": case.office_class_reason}
        pairs.append((_("Kelas menurut kantor"), _("%(label)s. Alasan: %(reason)s") % words))
    places = (district_named(case.region_id, case.district_id), offices.region(case.region_id).name)
    return [
        *pairs,
        (_("Wilayah"), ", ".join(filter(None, places))),
        *wording.elsewhere(case),
        (_("Tanggal kejadian"), spoken(case.incident_date)),
        (_("Tanggal diketahui"), spoken(case.known_date)),
        (_("Pemilihan"), str(ContestKind(case.contest).label)),
        (_("Tahap kalender"), str(Phase(case.phase).label)),
        (_("Aturan"), f"{RuleSetKind(case.rule_set).label} · {case.rule_version}"),
    ]


def destroyed(case: Case) -> str:
    """That the time of a case was over and whom it was about is gone; empty while it is there."""
    told = _(
        "Masa simpan perkara ini habis: identitas terlapor, berkas penerusan, kajian, dan notula dimusnahkan pada "
        "%(day)s dan tidak dapat dikembalikan. Tahap, tanggal, pasal, sanksi, dan jumlahnya tetap."
    )
    return told % {"day": spoken(case.destroyed_on)} if case.destroyed_on else ""


def requirement_items(case: Case) -> list[Item]:
    """The six requirements; a tip owes none, but the list says what it would lack as a report."""
    missing = set(case.missing)
    timeless = case.rule_set == RuleSetKind.OUTSIDE_ELECTION
    return [
        Item(
            label=str(one.label),
            met=one.value not in missing,
            sentence=requirements.wanted(one).message,
            applies=not (timeless and one == Requirement.LATE),
        )
        for one in Requirement
    ]


def line(step: Step, *, names: Mapping[UUID, str], notes: bool = True) -> Line:
    """One step in words: what, when, who, on which letter, by which article."""
    zone = step.proceeding.zone
    at = step.at
    role = Role(step.role).label if step.role in Role.values else step.role
    who = (
        [str(role), offices.get(step.agency_id).name] if step.role not in (Role.SYSTEM, Role.REPORTER) else [str(role)]
    )
    if step.user and step.user in names:
        who.insert(0, names[step.user])
    letter = ""
    if step.letter:
        words = {"number": step.letter.number, "day": spoken(step.letter.dated_on)}
        letter = _("menurut surat %(number)s, %(day)s") % words
    when = days.spoken_date(days.local_date(at, zone))
    if step.user:  # of what a reporter did only the day is told: the hour can betray a person
        when = f"{when}, {days.local_time(at, zone):%H.%M} {days.zone_name(zone)}"
    why = step.facts.get("values", {}).get("why", "")
    told = f" ({MoveReason(why).label})" if why in MoveReason.values else ""
    return Line(
        label=f"{Event(step.event).label} → {State(step.to_state).label}{told}",
        when=when,
        who=", ".join(who),
        letter=letter,
        basis=step.basis,
        note=step.note if notes else "",
    )


def person(
    respondent: Respondent, replies: Iterable[Answer], invited: Iterable[Invitation] = (), *, gone: bool = False
) -> Person:
    """One respondent in words; what is unknown is said so, and so is what is `gone`: destroyed after its time."""
    unknown = _("dimusnahkan") if gone else _("belum diketahui")
    employer = offices.get(respondent.employer_id).name if respondent.employer_id else respondent.employer_text
    checked = _("Identitas dan status belum diperiksa.")
    if respondent.checked_on:
        found = _("Identitas dan status diperiksa %(day)s.")
        missed = _("Diperiksa %(day)s: belum diketahui.")
        checked = (found if respondent.identity_known else missed) % {"day": spoken(respondent.checked_on)}
        if respondent.check_source:
            checked = f"{checked} {CheckSource(respondent.check_source).label}."
    said = _("%(kind)s, %(day)s. %(summary)s")
    return Person(
        title=_("Terlapor %(number)s") % {"number": respondent.number},
        facts=[
            (_("Nama"), unturned(respondent.name) or unknown),
            (_("NIP"), respondent.nip or unknown),
            (_("Status"), str(EmploymentStatus(respondent.status).label)),
            (_("Instansi"), unturned(employer) or unknown),
            (_("Unit kerja"), unturned(respondent.unit) or NONE),
            (_("Jabatan"), unturned(respondent.position) or unknown),
            *([(_("Ciri"), unturned(respondent.description))] if respondent.description else ()),
        ],
        checked=checked,
        replies=[
            *(
                _("Diundang dengan surat %(number)s untuk %(day)s.")
                % {"number": one.letter_number, "day": spoken(one.hearing_on)}
                for one in invited
            ),
            *(
                said % {"kind": ReplyKind(one.kind).label, "day": spoken(one.on), "summary": one.summary}
                for one in replies
            ),
        ],
    )


def filing(report: Report, exhibits: Sequence[Exhibit], *, turn: int, whole: bool, seen: bool) -> Filing:
    """One report as filed. Who filed it is not here: the vault holds that."""
    reception = "; ".join([
        _("%(day)s, ditandatangani atau diserahkan") % {"day": spoken(report.officially_received_on)},
        *(_gave_way(one) for one in reversed(report.former_receptions or ())),
    ])  # fmt: skip
    pairs = [
        (_("Diterima portal"), spoken(report.received_on)),
        (_("Diterima resmi"), reception if report.officially_received_on else _("belum diterima Bawaslu secara resmi")),
        (_("Tempat kejadian"), report.place or NONE),
        *([(_("Juga terjadi di"), addressee.places(report.also_in.split()))] if report.also_in else ()),
        (_("Tanggal kejadian"), spoken(report.incident_date)),
        (_("Tanggal diketahui"), spoken(report.known_date)),
        (_("Menguntungkan"), str(Favoured(report.favoured).label)),
        (_("Yang mungkin tahu, menurut pelapor"), str(Knowers(report.knowers).label)),
        (_("Kurang saat masuk"), wording.missing_words(report.missing) or _("tidak ada")),
    ]
    letter = {"letter": naming.letter(turn)}
    pairs.append((_("Nama bukti"), _("Bukti %(letter)s1 di sini adalah Bukti 1 bagi pelapor, dan seterusnya") % letter))
    words = {"kind": ReportKind(report.current_kind).label, "ticket": wording.grouped(report.ticket)}
    return Filing(
        ticket=report.ticket,
        title=_("%(kind)s %(ticket)s") % words,
        facts=pairs,
        narrative=unturned(report.narrative) or NONE,
        exhibits=[exhibit.shown(row, whole=whole, seen=seen) for row in exhibits],
    )


def _gave_way(former: Mapping[str, str]) -> str:
    """A day of official reception that was recorded first, until when it stood, and why it no longer does."""
    words = {name: spoken(date.fromisoformat(former[name])) for name in ("on", "until")}
    return _("semula %(on)s, dicatat ulang %(until)s: %(reason)s") % {**words, "reason": former["reason"]}


def said(message: Message, *, tickets: Mapping[UUID, str], zone: str) -> Said:
    """One message in words: the day only, since the reporter's hour can betray a person."""
    words = {"day": spoken(message.on), "ticket": wording.grouped(tickets.get(message.report_id, ""))}
    heading = _("Pelapor %(ticket)s, %(day)s") if message.from_reporter else _("Kantor kepada %(ticket)s, %(day)s")
    told = heading % words
    if message.due_at:
        last = days.local_date(message.due_at - timedelta(seconds=1), zone)
        told = _("%(said)s · dijawab paling lambat %(day)s") % {"said": told, "day": spoken(last)}
    return Said(message.from_reporter, told, message.text)


def minutes(decision: PlenaryDecision, seats: Sequence[PlenaryMember] = ()) -> str:
    """One decision of a plenary in words: when, about what, who came, who stood aside, who signed."""
    row = decision.minutes
    words = {
        "number": row.number, "day": spoken(row.held_on), "agenda": row.agenda, "present": row.present,
        "members": row.members,
    }  # fmt: skip
    told_of = _("Berita acara %(number)s, %(day)s: %(agenda)s. Hadir %(present)s dari %(members)s anggota.")
    emptied = _("Berita acara %(number)s, %(day)s. Hadir %(present)s dari %(members)s anggota.")
    text = [(told_of if row.agenda else emptied) % words]
    told = (
        (_("Hadir: %(names)s."), [seat.name for seat in seats if seat.present]),
        (_("Tidak hadir: %(names)s."), [seat.name for seat in seats if not seat.present]),
        (_("Mengundurkan diri dari perkara ini: %(names)s."), decision.recused.splitlines()),
        (_("Menandatangani: %(names)s."), [seat.name for seat in seats if seat.signed]),
    )
    text += [sentence % {"names": ", ".join(names)} for sentence, names in told if any(names)]
    if decision.dissent:
        text.append(_("Pendapat berbeda: %(dissent)s") % {"dissent": decision.dissent})
    return " ".join(text)


def announcement(row: Announcement) -> str:
    """One announcement in words."""
    return _("Diumumkan kantor: %(stage)s, %(day)s.") % {"stage": Stage(row.stage).label, "day": spoken(row.on)}


def build(rows: CaseRows, *, names: Mapping[UUID, str], now: datetime, sees: Container[str]) -> CaseFile:
    """The whole file in words; `sees` are the data groups this reader may read."""
    case = rows.case
    zone = zone_of(case)
    unofficial = case.kind == ReportKind.REPORT and not any(one.officially_received_on for one in rows.reports)
    narrative, notes = DataGroup.NARRATIVE_ORIGINAL in sees, DataGroup.NOTES in sees
    whole, seen = DataGroup.EVIDENCE_ORIGINAL in sees, DataGroup.EVIDENCE_COPY in sees
    tickets = {report.pk: report.ticket for report in rows.reports}
    return CaseFile(
        kind=case.kind,
        kind_label=str(ReportKind(case.kind).label),
        destroyed=destroyed(case),
        state=str(State(case.state).label),
        left=wording.time_left(case.due_at, zone=zone, now=now),
        flags=wording.flags(late=case.late, unofficial=unofficial and not case.closed_at, missing=case.missing),
        head=head(case, names=names),
        facts=facts(case),
        requirements=requirement_items(case),
        deadlines=[term(one, now=now) for one in rows.deadlines],
        respondents=_people(rows) if DataGroup.RESPONDENT_IDENTITY in sees else [],
        reports=[
            filing(one, rows.exhibits.get(one.pk, ()), turn=rows.turns[one.pk], whole=whole, seen=seen)
            for one in rows.reports
            if narrative
        ],
        messages=[said(one, tickets=tickets, zone=zone) for one in rows.messages] if DataGroup.MESSAGES in sees else [],
        minutes=[minutes(one, rows.seats.get(one.minutes_id, ())) for one in rows.decisions] if notes else [],
        announcements=[announcement(one) for one in rows.announcements],
        tasks=wording.tasks(rows.preservations),
        packages=[parcel(one, rows, sees=sees) for one in rows.packages],
        steps=[line(one, names=names, notes=notes) for one in rows.steps],
        sees_narrative=narrative,
        sees_messages=DataGroup.MESSAGES in sees,
        sees_notes=notes,
    )


def _people(rows: CaseRows) -> list[Person]:
    answers, invited = defaultdict(list), defaultdict(list)
    for answer in rows.answers:
        answers[answer.respondent_id].append(answer)
    for invitation in rows.invitations:
        invited[invitation.respondent_id].append(invitation)
    gone = rows.case.destroyed_on is not None
    return [person(one, answers[one.pk], invited[one.pk], gone=gone) for one in rows.respondents]
