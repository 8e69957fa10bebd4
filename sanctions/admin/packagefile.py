"""A package as a desk reads it: rows turned into sentences and pairs of words. Asks no table.

It knows the package and what followed it. Dates only: no hour, no report, no case, no reporter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidance.models import ViolationClass
from procedures import explaining
from procedures.enums import Event, Holder, Procedure, State
from procedures.models import Deadline, Letter, Proceeding, Step
from procedures.workflow import CLOCKS
from regions import days, offices
from regions.enums import ContestKind, Phase, RuleSetKind
from reports.admin import wording
from reports.admin.exhibit import KINDS
from reports.admin.wording import TimeLeft
from reports.enums import EmploymentStatus, ReplyKind
from reports.models.package import PackageExhibit, PackageRespondent, ReferralPackage
from reports.texts import unturned
from sanctions import catalogue
from sanctions.enums import Answer, Cause, CountStage
from sanctions.models.decision import Decision, Execution
from sanctions.models.document import Document
from sanctions.models.ending import Ending
from sanctions.models.oversight import Recommendation

Pair = tuple[str, str]
NONE = "–"
SENTENCES = {
    (Procedure.OVERSIGHT, Event.RECEIVE): gettext_lazy("%(office)s menerima berkas penerusan."),
    (Procedure.OVERSIGHT, Event.ASK_VALIDATION): gettext_lazy("%(office)s meminta Bawaslu memastikan fakta."),
    (Procedure.OVERSIGHT, Event.CONFIRM): gettext_lazy("Bawaslu memastikan fakta."),
    (Procedure.OVERSIGHT, Event.CORRECT): gettext_lazy("Bawaslu memperbaiki fakta."),
    (Procedure.OVERSIGHT, Event.CANCEL): gettext_lazy("%(office)s membatalkan penanganan."),
    (Procedure.OVERSIGHT, Event.WARN): gettext_lazy("%(office)s menegur PPK."),
    (Procedure.OVERSIGHT, Event.BLOCK): gettext_lazy("%(office)s memblokir data kepegawaian."),
    (Procedure.OVERSIGHT, Event.UNBLOCK): gettext_lazy("%(office)s membuka blokir data kepegawaian."),
    (Procedure.OVERSIGHT, Event.CLOSE): gettext_lazy(
        "Tindak lanjut di instansi terlapor berakhir; pengawasan selesai."
    ),
    (Procedure.OVERSIGHT, Event.RECOMMEND): gettext_lazy("%(office)s memberi rekomendasi kepada PPK."),
    (Procedure.OVERSIGHT, Event.FIND_NOT_PROVEN): gettext_lazy("%(office)s menyatakan tidak terbukti."),
    (Procedure.OVERSIGHT, Event.REJECT): gettext_lazy("%(office)s menolak penerusan."),
    (Procedure.PERSONNEL, Event.RECEIVE): gettext_lazy("%(office)s diminta menindaklanjuti."),
    (Procedure.PERSONNEL, Event.SUMMON): gettext_lazy("Terlapor dipanggil untuk diperiksa."),
    (Procedure.PERSONNEL, Event.SUMMON_AGAIN): gettext_lazy("Terlapor dipanggil untuk kedua kali."),
    (Procedure.PERSONNEL, Event.FORM_TEAM): gettext_lazy("Tim pemeriksa dibentuk."),
    (Procedure.PERSONNEL, Event.EXAMINE): gettext_lazy("Pemeriksaan dicatat."),
    (Procedure.PERSONNEL, Event.OBJECT): gettext_lazy("Terlapor mengajukan keberatan."),
    (Procedure.PERSONNEL, Event.APPEAL): gettext_lazy("Terlapor mengajukan banding ke BPASN."),
    (Procedure.PERSONNEL, Event.REPLY_TO_APPEAL): gettext_lazy("PPK menanggapi banding."),
    (Procedure.PERSONNEL, Event.UPHOLD): gettext_lazy("Keputusan tetap berlaku."),
    (Procedure.PERSONNEL, Event.CHANGE): gettext_lazy("Keputusan diubah."),
    (Procedure.PERSONNEL, Event.ANNUL): gettext_lazy("Keputusan dibatalkan."),
    (Procedure.PERSONNEL, Event.REPORT_BACK): gettext_lazy("Pelaksanaan dilaporkan."),
    (Procedure.EXTERNAL, Event.RECEIVE): gettext_lazy("Diteruskan kepada %(office)s."),
    (Procedure.EXTERNAL, Event.REMIND): gettext_lazy("Bawaslu mengirim surat pengingat kepada %(office)s."),
    (Procedure.EXTERNAL, Event.ANSWER): gettext_lazy("%(office)s menjawab."),
    (Procedure.PERSONNEL, Event.DECIDE): gettext_lazy("PPK mengeluarkan surat keputusan."),
    (Procedure.PERSONNEL, Event.DECLINE): gettext_lazy("PPK memutuskan tanpa sanksi."),
    (Procedure.PERSONNEL, Event.EXECUTE): gettext_lazy("Surat keputusan dilaksanakan."),
    (Procedure.PERSONNEL, Event.RECORD_LEAVING): gettext_lazy("Terlapor tercatat sudah tidak bertugas."),
}
PAPERS: dict[str, Promise] = {
    Event.ASK_VALIDATION: gettext_lazy("Pertanyaan kepada Bawaslu"),
    Event.CONFIRM: gettext_lazy("Fakta dipastikan Bawaslu"),
    Event.CORRECT: gettext_lazy("Fakta diperbaiki Bawaslu"),
    Event.WARN: gettext_lazy("Teguran kepada PPK"),
    Event.BLOCK: gettext_lazy("Pemblokiran data"),
    Event.UNBLOCK: gettext_lazy("Pembukaan blokir"),
    Event.SUMMON: gettext_lazy("Panggilan pertama"),
    Event.SUMMON_AGAIN: gettext_lazy("Panggilan kedua"),
    Event.FORM_TEAM: gettext_lazy("Tim pemeriksa"),
    Event.EXAMINE: gettext_lazy("Pemeriksaan"),
    Event.OBJECT: gettext_lazy("Keberatan"),
    Event.APPEAL: gettext_lazy("Banding ke BPASN"),
    Event.REPLY_TO_APPEAL: gettext_lazy("Tanggapan PPK atas banding"),
    Event.UPHOLD: gettext_lazy("Keputusan tetap berlaku"),
    Event.CHANGE: gettext_lazy("Keputusan diubah"),
    Event.ANNUL: gettext_lazy("Keputusan dibatalkan"),
    Event.ANSWER: gettext_lazy("Jawaban"),
    Event.REMIND: gettext_lazy("Surat pengingat"),
}
DESTROYED = gettext_lazy(
    "Masa simpan berkas ini habis: nama terlapor, uraian, dan bukti dimusnahkan dari portal pada %(day)s dan tidak "
    "dapat dikembalikan. Tahap, tanggal, dan keputusannya tetap. Cetakan dan arsip di kantor Anda mengikuti jadwal "
    "arsip kantor Anda sendiri."
)
ESCALATED = gettext_lazy("Tenggat lewat tanpa tindakan; kantor setingkat di atas %(office)s diberi tahu.")


@dataclass(frozen=True)
class Proof:
    """One exhibit in words; `number` under which its file opens, and the hash by which it is known."""

    text: str
    number: int | None = None
    sha256: str = ""


@dataclass(frozen=True)
class Term:
    """One deadline with how it was counted."""

    label: str
    left: TimeLeft
    exact: str
    ended: str
    target: bool
    explained: list[str]


@dataclass(frozen=True)
class Line:
    """One step: what happened, on which day, by which letter and article."""

    sentence: str
    day: str
    letter: str
    basis: str


@dataclass(frozen=True)
class Road:
    """One leg of work at one office: where it stands, its terms and its history."""

    title: str
    office: str
    state: str
    over: bool
    left: TimeLeft
    terms: list[Term]
    lines: list[Line]


def title(respondent: PackageRespondent) -> str:
    """How a page about one person is called: never by the name of the person."""
    words = {"reference": wording.grouped(respondent.package.reference), "number": respondent.number}
    return _("Berkas %(reference)s, terlapor %(number)s") % words


def head(respondent: PackageRespondent) -> list[Pair]:
    """What was referred, by whom and under which law."""
    package = respondent.package
    offence = f"{package.offence.code} {package.offence.name}" if package.offence else NONE
    return [
        (_("Diteruskan oleh"), offices.get(package.sender_id).name),
        (_("Surat penerusan"), _("%(number)s, %(day)s") % {
            "number": package.letter_number, "day": days.spoken_date(package.letter_date)
        }),
        (_("Tanggal kejadian"), spoken(package.incident_date)),
        (_("Wilayah kejadian"), offices.region(package.region_id).name),
        (_("Pasal larangan"), offence),
        (_("Kelas menurut Bawaslu"), str(ViolationClass(package.violation_class).label)),
        *_calendar(package),
    ]  # fmt: skip


def destroyed(package: ReferralPackage) -> str:
    """That its time was over and what it held is gone; empty while it is there."""
    return str(DESTROYED % {"day": days.spoken_date(package.destroyed_on)}) if package.destroyed_on else ""


def person(respondent: PackageRespondent) -> list[Pair]:
    """Who it is about; what is unknown is said so, and so is what was destroyed."""
    unknown = _("dimusnahkan") if respondent.package.destroyed_on else _("belum diketahui")
    described = [(_("Ciri"), unturned(respondent.description))] if respondent.description else []
    return [
        (_("Nama"), unturned(respondent.name) or unknown),
        (_("Status"), str(EmploymentStatus(respondent.status).label)),
        (_("Instansi"), unturned(employer(respondent)) or unknown),
        (_("Unit kerja"), unturned(respondent.unit) or NONE),
        (_("Jabatan"), unturned(respondent.position) or unknown),
        *described,
    ]


def employer(respondent: PackageRespondent) -> str:
    """The employer as recorded or as typed."""
    return offices.get(respondent.employer_id).name if respondent.employer_id else respondent.employer_text


def exhibit(row: PackageExhibit) -> Proof:
    """One exhibit: a link is text and never clickable; a file opens under its number."""
    words = {"number": row.number, "link": row.link}
    if row.clean_copy:
        kind = str(KINDS[row.kind])
        size = wording.size(row.size)
        return Proof(
            _("Bukti %(number)s, %(kind)s, %(size)s") % {**words, "kind": kind, "size": size}, row.number, row.sha256
        )
    if row.link:
        text = _("Bukti %(number)s, tautan (teks, jangan dibuka dari komputer kantor): %(link)s") % words
    else:
        text = _("Bukti %(number)s, berkasnya tidak disertakan; minta kepada pengirim bila diperlukan") % words
    return Proof(f"{text} ({row.description})" if row.description else text)


def recommendation(row: Recommendation) -> list[Pair]:
    """A recommendation in words."""
    due = _("tidak disebut dalam surat") if row.due_on is None else days.spoken_date(row.due_on)
    return [
        (_("Rekomendasi"), _("%(number)s, %(day)s") % {"number": row.number, "day": days.spoken_date(row.dated_on)}),
        (_("Kepada"), row.addressee),
        (_("Kelas pelanggaran"), str(ViolationClass(row.violation_class).label)),
        (_("Batas jawaban"), due),
        *([(_("Isi"), row.text)] if row.text else []),
        *_source(row.letter),
    ]


def decision(row: Decision, execution: Execution | None) -> list[Pair]:
    """A decree in words, with its execution once there is one."""
    runs = _("mulai %(day)s, tanpa batas waktu")
    if row.ends_on is not None:
        runs = _("%(day)s sampai %(last)s")
    term = {"day": days.spoken_date(row.starts_on), "last": spoken(row.ends_on and row.ends_on - days.ONE_DAY)}
    reply = {"kind": ReplyKind(row.reply).label, "day": days.spoken_date(row.replied_on)}
    pairs = [
        (_("Sanksi"), catalogue.name(row.kind)),
        (_("Surat keputusan"), _("%(number)s, %(day)s") % {
            "number": row.decree_number, "day": days.spoken_date(row.decree_date)
        }),
        (_("Ditandatangani oleh"), row.signatory),
        (_("Berlaku"), runs % term),
        (_("Hak jawab"), _("%(kind)s, %(day)s") % reply),
    ]  # fmt: skip
    if row.mismatch_reason:
        pairs.append((_("Alasan memilih sanksi ini"), row.mismatch_reason))
    pairs += _source(row.letter)
    if execution is not None:
        told = _("belum dilaporkan")
        if execution.reported_on:
            told = _("dilaporkan %(day)s") % {"day": days.spoken_date(execution.reported_on)}
        pairs.append((_("Dilaksanakan"), f"{days.spoken_date(execution.executed_on)}, {told}"))
    return pairs


def announcement(stage: str, announced_on: date | None) -> str:
    """Whether the office itself has announced a stage; exact public figures wait for that."""
    label = str(CountStage(stage).label)
    if announced_on is None:
        return _("%(stage)s: belum dicatat sebagai diumumkan") % {"stage": label}
    return _("%(stage)s: diumumkan %(day)s") % {"stage": label, "day": days.spoken_date(announced_on)}


def ending(row: Ending) -> list[Pair]:
    """An end without a sanction in words."""
    ground = [(_("Sebab"), str(Cause(row.cause).label))] if row.cause else []
    if row.found_status:
        ground.append((_("Status terlapor sebenarnya"), str(EmploymentStatus(row.found_status).label)))
    told = row.respondent_told_on
    return [
        (_("Hasil"), str(CountStage(row.stage).label)),
        (_("Tanggal"), days.spoken_date(row.dated_on)),
        *ground,
        (_("Alasan"), row.reason),
        *([(_("Terlapor diberi tahu"), days.spoken_date(told))] if told else []),
        *_source(row.letter),
    ]


def document(row: Document) -> list[Pair]:
    """The paper of a step in between, with all that it says."""
    when = days.spoken_date(row.dated_on)
    pairs = [(str(PAPERS[row.event]), f"{row.number}, {when}" if row.number else when)]
    pairs += [(_("Hari pemeriksaan"), days.spoken_date(row.happens_on))] if row.happens_on else []
    pairs += [(_("Batas jawaban"), days.spoken_date(row.due_on))] if row.due_on else []
    pairs += [(_("Terlapor"), str(ReplyKind(row.reply).label))] if row.reply else []
    pairs += [(_("Isi jawaban"), str(Answer(row.answer).label))] if row.answer else []
    if row.kind and row.starts_on:
        runs = _("%(kind)s, sejak %(day)s") if row.ends_on is None else _("%(kind)s, %(day)s sampai %(last)s")
        words = {"kind": catalogue.name(row.kind), "day": days.spoken_date(row.starts_on)}
        pairs.append(
            (_("Sanksi yang baru"), runs % {**words, "last": spoken(row.ends_on and row.ends_on - days.ONE_DAY)})
        )
    pairs += [(_("Keterangan"), row.text)] if row.text else []
    return [*pairs, *_source(row.letter)]


def road(
    proceeding: Proceeding,
    *,
    steps: Sequence[Step],
    terms: Iterable[Deadline],
    now: datetime,
) -> Road:
    """One leg in words, the notes of its officers left out."""
    running = [one for one in terms if one.ended_at is None]
    first = min((one.due_at for one in running if one.holder != Holder.RESPONDENT), default=None)
    return Road(
        title=str(Procedure(proceeding.procedure).label),
        office=offices.get(proceeding.agency_id).name,
        state=str(State(proceeding.state).label),
        over=proceeding.ended_at is not None,
        left=wording.time_left(first, zone=proceeding.zone, now=now),
        terms=[_term(one, now) for one in terms],
        lines=[line(one) for one in steps],
    )


def line(step: Step) -> Line:
    """One step in words, with its day and never its hour."""
    proceeding = step.proceeding
    sentence = SENTENCES.get((Procedure(proceeding.procedure), Event(step.event)), ESCALATED)
    return Line(
        sentence=str(sentence) % {"office": offices.get(proceeding.agency_id).name},
        day=days.spoken_date(days.local_date(step.at, proceeding.zone)),
        letter=by_letter(step.letter) if step.letter else "",
        basis=step.basis,
    )


def by_letter(letter: Letter) -> str:
    """That something is known from a letter only."""
    words = {"sender": letter.sender, "number": letter.number, "day": days.spoken_date(letter.dated_on)}
    said = _("menurut surat %(sender)s nomor %(number)s, %(day)s") % words
    return _("%(said)s; pindaiannya disegel") % {"said": said} if letter.scan else said


def spoken(day: date | None) -> str:
    """A date in words, or a dash where none is known."""
    return days.spoken_date(day) if day else NONE


def _calendar(package: ReferralPackage) -> list[Pair]:
    rules = str(RuleSetKind(package.rule_set).label)
    if package.phase == Phase.OUTSIDE:
        return [(_("Aturan"), rules)]
    contest = str(ContestKind(package.contest).label)
    return [(_("Pemilihan"), contest), (_("Aturan dan tahap"), f"{rules}, {Phase(package.phase).label}")]


def _source(letter: Letter | None) -> list[Pair]:
    return [(_("Sumber"), by_letter(letter))] if letter else []


def _term(deadline: Deadline, now: datetime) -> Term:
    ended = days.spoken_date(days.local_date(deadline.ended_at, deadline.zone)) if deadline.ended_at else ""
    return Term(
        label=str(CLOCKS[deadline.kind].name) if deadline.kind in CLOCKS else deadline.kind,
        left=wording.NO_TERM if ended else wording.time_left(deadline.due_at, zone=deadline.zone, now=now),
        exact=days.spoken(deadline.due_at, deadline.zone),
        ended=ended,
        target=deadline.target,
        explained=explaining.explain(deadline),
    )
