"""What the holder of a code may know of a report: a standing and dated sentences, in plain words.

The holder's page reads these rows and the messages, nothing else; they know no case and no person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures import explaining
from procedures.deadlines import Reading
from procedures.models import Deadline
from regions import offices
from regions.models import Agency
from reports import leaks, own, receipts, requirements
from reports.enums import OpenedKind, OpeningReason, ReportKind, Stage, UnsealReason
from reports.models.report import Standing, StatusLine
from reports.requirements import Missing

QUESTION = "reporter_answer"  # kind of the term of a question that waits for the reporter
RECEIVED, OFFICIAL = "report:received", "report:officially_received"
OFFICIAL_ANEW = "report:officially_received_anew"
CONSENT_ASKED, CONSENT_GIVEN = "report:consent_asked", "report:consent_given"
DISTRESS, DISTRESS_GOT = "report:distress", "report:distress_received"
CONSENT_DECLINED, CONSENT_MISSED = "report:consent_declined", "report:consent_missed"
OPENED_PAST = "opened_past"  # the vault showed an envelope that nobody had asked for on a page
SENTENCES: dict[str, Promise] = {
    RECEIVED: _("Kiriman Anda diterima portal ini."),
    OFFICIAL: _("Kantor mencatat tanda tangan atau penyerahan: laporan diterima secara resmi."),
    OFFICIAL_ANEW: _("Kantor mencatat ulang hari tanda tangan atau penyerahan: laporan diterima secara resmi."),
    # Whoever presses somebody may make them open this page: it says neither what the urgent matter was
    # nor who was told. The line keeps no office.
    DISTRESS: _("Pesan mendesak disampaikan."),
    DISTRESS_GOT: _("Pesan mendesak diterima."),
    OPENED_PAST: _(
        "Data Anda yang tersegel dibuka tanpa permohonan yang tercatat di portal. Auditor sudah diberi tahu."
    ),
    CONSENT_ASKED: _("%(office)s meminta persetujuan Anda atas teks yang akan diteruskan."),
    CONSENT_GIVEN: _("Anda menyetujui teks yang akan diteruskan."),
    CONSENT_DECLINED: _("Anda tidak menyetujui teks yang akan diteruskan; teks itu tidak keluar."),
    CONSENT_MISSED: _("Tidak ada jawaban Anda; %(office)s meneruskan tanpa bukti apa pun dari Anda."),
    "bawaslu:receive": _("%(office)s diberi tahu dan memeriksanya."),
    "bawaslu:return": _("%(office)s meminta laporan dilengkapi."),
    "bawaslu:complete": _("Laporan dilengkapi dan diperiksa lagi."),
    "bawaslu:take_back": _("Waktu perbaikan berakhir; %(office)s melanjutkan pemeriksaan."),
    "bawaslu:register": _("Laporan diregistrasi."),
    "bawaslu:refuse": _("Laporan tidak diregistrasi; syarat yang kurang disebutkan satu per satu."),
    "bawaslu:keep_as_tip": _("Laporan dilanjutkan sebagai informasi awal dan ditelusuri."),
    "bawaslu:upgrade": _("Informasi awal Anda dinaikkan menjadi laporan resmi."),
    "bawaslu:adopt": _("%(office)s menanganinya sebagai temuan pengawas."),
    "bawaslu:stop": _("Penelusuran dihentikan."),
    "bawaslu:withdraw": _("Laporan dicabut oleh pelapor."),
    "bawaslu:dismiss": _("Hasil kajian: bukan pelanggaran."),
    "bawaslu:extend": _("Waktu penanganan diperpanjang untuk keterangan tambahan."),
    "bawaslu:refer": _("Diteruskan kepada instansi yang berwenang."),
    "bawaslu:find_crime": _("Rapat pleno menemukan dugaan unsur pidana."),
    "bawaslu:hand_down": _("Perkara kini ditangani %(office)s. Batas waktunya berjalan terus."),
    "bawaslu:hand_over": _("Perkara kini ditangani %(office)s. Batas waktunya berjalan terus."),
    "bawaslu:take_over": _("Perkara kini ditangani %(office)s. Batas waktunya berjalan terus."),
    "bawaslu:close": _("Semua instansi telah menyelesaikan bagiannya. Perkara ditutup."),
    "bawaslu:escalate": _("Batas waktu lewat; kantor setingkat di atas diberi tahu."),
    "gakkumdu:receive": _("Dibahas juga di Sentra Gakkumdu."),
    "gakkumdu:continue": _("Sentra Gakkumdu melanjutkan ke pembahasan kedua."),
    "gakkumdu:hand_to_police": _("Sentra Gakkumdu menyerahkannya kepada penyidik."),
    "gakkumdu:prosecute": _("Dilimpahkan kepada penuntut umum."),
    "gakkumdu:stop": _("Pembahasan di Sentra Gakkumdu dihentikan."),
    "gakkumdu:close": _("Pembahasan di Sentra Gakkumdu selesai."),
    "gakkumdu:escalate": _("Batas waktu lewat; kantor setingkat di atas diberi tahu."),
    "oversight:receive": _("%(office)s menerima penerusan dan memverifikasinya."),
    "oversight:ask_validation": _("%(office)s meminta Bawaslu memastikan fakta."),
    "oversight:confirm": _("Bawaslu memastikan fakta kepada %(office)s."),
    "oversight:correct": _("Bawaslu memperbaiki fakta untuk %(office)s."),
    "oversight:recommend": _("%(office)s mengeluarkan rekomendasi kepada pejabat pembina kepegawaian."),
    "oversight:find_not_proven": _("%(office)s menyatakan pelanggaran tidak terbukti."),
    "oversight:reject": _("%(office)s menolak penerusan."),
    "oversight:cancel": _("%(office)s membatalkan penanganan."),
    "oversight:warn": _("%(office)s menegur pejabat pembina kepegawaian yang belum menindaklanjuti."),
    "oversight:block": _("%(office)s memblokir data kepegawaian karena rekomendasi belum ditindaklanjuti."),
    "oversight:unblock": _("%(office)s membuka blokir data: pejabat pembina kepegawaian sudah bertindak."),
    "oversight:close": _("%(office)s selesai mengawasi tindak lanjut."),
    "oversight:escalate": _("Batas waktu lewat; kantor setingkat di atas diberi tahu."),
    "personnel:receive": _("%(office)s diminta menindaklanjuti."),
    "personnel:summon": _("Yang dilaporkan dipanggil untuk diperiksa."),
    "personnel:summon_again": _("Yang dilaporkan dipanggil untuk kedua kali."),
    "personnel:form_team": _("Tim pemeriksa dibentuk."),
    "personnel:examine": _("Pemeriksaan selesai; menunggu keputusan."),
    "personnel:object": _("Ada keberatan atas keputusan; pejabat pembina kepegawaian memeriksanya."),
    "personnel:appeal": _("Ada banding ke Badan Pertimbangan ASN."),
    "personnel:reply_to_appeal": _("Banding diperiksa Badan Pertimbangan ASN."),
    "personnel:uphold": _("Keputusan tetap berlaku setelah keberatan atau banding."),
    "personnel:change": _("Keputusan diubah setelah keberatan atau banding."),
    "personnel:annul": _("Keputusan dibatalkan setelah keberatan atau banding."),
    "personnel:report_back": _("Pelaksanaan keputusan dilaporkan."),
    "personnel:decide": _("Pejabat pembina kepegawaian mengeluarkan keputusan."),
    "personnel:decline": _("Pejabat pembina kepegawaian memutuskan tanpa sanksi."),
    "personnel:execute": _("Keputusan dilaksanakan."),
    "personnel:record_leaving": _("Yang dilaporkan tercatat sudah tidak bertugas."),
    "clock:pause:disaster": _("Waktu penanganan di %(office)s berhenti sementara karena bencana atau keadaan kahar."),
    "clock:pause:court": _(
        "Waktu penanganan di %(office)s berhenti sementara karena putusan atau penetapan pengadilan."
    ),
    "clock:pause:outage": _("Waktu penanganan di %(office)s berhenti sementara karena gangguan sistem."),
    "clock:pause:awaiting_reply": _(
        "Waktu penanganan di %(office)s berhenti sementara sampai yang diundang klarifikasi menjawab."
    ),
    "clock:resume": _("Waktu penanganan di %(office)s berjalan lagi; hari yang berhenti dikembalikan."),
    "clock:moved": _("Hari libur yang ditetapkan kemudian menggeser tenggat di %(office)s."),
    "personnel:escalate": _("Batas waktu lewat; kantor setingkat di atas diberi tahu."),
    "external:receive": _("Diteruskan kepada %(office)s, yang berwenang atas yang dilaporkan."),
    "external:remind": _("Bawaslu mengingatkan %(office)s untuk menjawab."),
    "external:answer": _("%(office)s menjawab penerusan."),
    "external:escalate": _("Batas waktu lewat; kantor setingkat di atas diberi tahu."),
}
OPENED = {
    OpenedKind.IDENTITY: _("Seorang petugas melihat identitas Anda dengan izin orang kedua. Tujuan: %(why)s."),
    OpenedKind.CONTACT: _("Seorang petugas melihat kontak Anda dengan izin orang kedua. Tujuan: %(why)s."),
    OpenedKind.WITNESS: _("Seorang petugas melihat saksi yang Anda sebut dengan izin orang kedua. Tujuan: %(why)s."),
    OpenedKind.IDENTITY_CARD: _("Seorang petugas melihat foto KTP Anda dengan izin orang kedua. Tujuan: %(why)s."),
}
UNSEALED = _("Seorang petugas membuka berkas asli bukti Anda, bukan salinan bersihnya. Tujuan: %(why)s.")


Term = Deadline | Reading


@dataclass(frozen=True, slots=True)
class Line:
    """One dated sentence. `by_letter`: an officer recorded it from a letter of that office."""

    date: date
    label: str
    code: str
    by_letter: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One message between the office and the holder of the code."""

    date: date
    from_reporter: bool
    text: str
    due_at: datetime | None = None  # of a question that waits for an answer


@dataclass(frozen=True, slots=True)
class Status:
    """All that a code opens. `deadlines` are {kind, due_at (ISO), zone, basis} and what explains them."""

    kind: str
    stage: str
    stage_label: str
    steps: list[Line]
    deadlines: list[dict[str, Any]]
    missing: list[Missing]
    messages: list[Word]
    office: Agency
    officially_received: bool
    received_on: date

    @property
    def upgrading(self) -> bool:
        """Whether a tip became a report and the worker has not told so yet: received, after more was told of it."""
        told = any(line.code == "bawaslu:receive" for line in self.steps)
        return self.kind == ReportKind.REPORT and self.stage == Stage.RECEIVED and told


@dataclass(frozen=True, slots=True)
class Told:
    """One line to be written: to whom, what it tells of, and the code of its sentence."""

    receipt_hash: str
    source: str
    code: str
    on: date
    office: str = ""
    by_letter: bool = False


def read(code: str) -> Status | None:
    """Everything the holder of a code may know; None for an unknown, expired or purged code. ≤ 3 statements."""
    receipt_hash = receipts.digest(code)
    standing = Standing.objects.filter(receipt_hash=receipt_hash).first()
    if standing is None:
        return None
    office = offices.get(standing.office_id)
    lines = _that_hold(StatusLine.objects.filter(receipt_hash=receipt_hash).order_by("on", "id"))
    words = _words(own.messages(receipt_hash))
    return Status(
        kind=standing.kind,
        stage=standing.stage,
        stage_label=str(Stage(standing.stage).label),
        steps=[
            Line(standing.received_on, sentence(RECEIVED, office.name), RECEIVED),
            *(Line(line.on, _spoken(line), line.code, line.by_letter) for line in lines),
        ],
        deadlines=[*standing.deadlines, *(term for _word, term in words if term)],
        missing=[requirements.wanted(code) for code in standing.missing],
        messages=[word for word, _term in words],
        office=office,
        officially_received=standing.officially_received,
        received_on=standing.received_on,
    )


def _that_hold(lines: Iterable[StatusLine]) -> list[StatusLine]:
    """Without the days of official reception that gave way to a later word of the office."""
    found = list(lines)
    last = max((line.pk for line in found if line.code in (OFFICIAL, OFFICIAL_ANEW)), default=None)
    return [line for line in found if line.code not in (OFFICIAL, OFFICIAL_ANEW) or line.pk == last]


def _words(said: Sequence[own.Said]) -> list[tuple[Word, dict[str, Any] | None]]:
    """The messages in order, each question that nobody has answered yet with its term."""
    answered = max((place for place, row in enumerate(said) if row.from_reporter), default=-1)
    found: list[tuple[Word, dict[str, Any] | None]] = []
    for place, row in enumerate(said):
        due_at = row.due_at if place > answered else None
        word = Word(row.on, row.from_reporter, row.text, due_at)
        found.append((word, _question(due_at, row.region) if due_at else None))
    return found


def _question(due_at: datetime, region: str) -> dict[str, Any]:
    """A term for an answer. The office chose its day, so there is nothing to count."""
    return {"kind": QUESTION, "due_at": due_at.isoformat(), "zone": offices.region(region).zone, "basis": ""}


def sentence(code: str, office: str) -> str:
    """The plain sentence of a line, in the language of the reader."""
    if code.startswith(leaks.PREFIX):
        return leaks.sentence(code)
    if code.startswith("opened:"):
        _opened, kind, reason = code.split(":")
        return str(OPENED[OpenedKind(kind)]) % {"why": str(OpeningReason(reason).label).lower()}
    if code.startswith("unsealed:"):
        return str(UNSEALED) % {"why": str(UnsealReason(code.removeprefix("unsealed:")).label).lower()}
    return str(SENTENCES[code]) % {"office": office or _("Kantor penangan")}


def _spoken(line: StatusLine) -> str:
    said = sentence(line.code, line.office)
    return str(_("%(said)s (menurut surat)")) % {"said": said.rstrip(".")} + "." if line.by_letter else said


def opened(
    receipt_hash: str, *, kind: str, office: Agency, on: date, missing: Iterable[str], terms: Iterable[Term]
) -> Standing:
    """The unsaved standing of a report that has just come in."""
    return Standing(
        receipt_hash=receipt_hash,
        kind=kind,
        stage=Stage.RECEIVED,
        office=office,
        officially_received=kind == ReportKind.REPORT and offices.receives_online(office, on),
        missing=list(missing),
        deadlines=deadlines(terms),
        received_on=on,
        updated_on=on,
    )


def deadlines(terms: Iterable[Term]) -> list[dict[str, Any]]:
    """Terms as the standing keeps them, the most urgent first."""
    return [
        {
            "kind": term.kind,
            "due_at": term.due_at.isoformat(),
            "zone": term.zone,
            "basis": term.basis,
            **explaining.kept(term),
        }
        for term in sorted(terms, key=lambda term: term.due_at)
    ]


def tell(lines: Iterable[Told]) -> None:
    """Write lines; one that was told before stays as it is. One statement."""
    StatusLine.objects.bulk_create([StatusLine(**_values(line)) for line in lines], ignore_conflicts=True)


def hold(hashes: Iterable[str]) -> None:
    """Keep others from writing these standings until this transaction ends.

    Called before looking how a case stands: of two workers at once the later look then writes last.
    """
    list(Standing.objects.select_for_update().filter(receipt_hash__in=list(hashes)).order_by("pk").values_list("pk"))


def write(changes: Mapping[str, Mapping[str, Any]], *, on: date) -> None:
    """Bring standings up to date: {receipt hash: {column: value}}. Two statements for any number.

    In a transaction: a standing that was purged meanwhile must not come back.
    """
    rows = list(Standing.objects.select_for_update().filter(receipt_hash__in=changes).order_by("pk"))
    for row in rows:
        for name, value in changes[row.receipt_hash].items():
            setattr(row, name, value)
        row.updated_on = on
    columns = {name for change in changes.values() for name in change} | {"updated_on"}
    # An upsert of rows that are there and locked: bulk_update takes a third of a millisecond per value.
    Standing.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["receipt_hash"], update_fields=sorted(columns)
    )


def _values(line: Told) -> dict[str, object]:
    return {
        "receipt_hash": line.receipt_hash,
        "source": line.source,
        "code": line.code,
        "on": line.on,
        "office": line.office,
        "by_letter": line.by_letter,
    }
