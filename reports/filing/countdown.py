"""The filing window in plain words: how long is left, until when exactly, and how that was counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures import explaining
from regions import days, offices
from reports import requirements
from reports.enums import ReportKind
from reports.submission import Problem, Submission

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Clock:
    """What the deadline component shows. `none` where no clock runs, `why` says the reason."""

    heading: str
    left: str = ""
    end: str = ""
    why: str = ""
    how: list[str] = field(default_factory=list)
    past: bool = False
    none: bool = False


DECIDING = {"region", "district", "contest", "incident_date", "known_date"}


def clock(submission: Submission, problems: Iterable[Problem]) -> Clock:
    """The window for this filing as far as it is told: place and day decide, where they can be read."""
    heading = _("Batas waktu melapor")
    wrong = [problem for problem in problems if problem.field in DECIDING]
    if wrong:
        asked = _("Pilih tempat dan tanggal; batasnya dihitung di sini.")
        return Clock(heading, why=asked if wrong[0].code == "required" else wrong[0].message, none=True)
    placement = requirements.placement(submission)
    reading = requirements.window(
        submission.known_date, submission.incident_date, rule_set=placement.rule_set, region=submission.region
    )
    if reading is None:
        return _no_clock(submission, heading)
    remaining = reading.due_at - timezone.now()
    past = remaining <= timedelta()
    why = _late(submission) if past else ""
    if submission.known_date is None:
        counted = _("Dihitung dari tanggal kejadian, karena tanggal Anda mengetahuinya belum diisi.")
        why = f"{why} {counted}".strip()
    return Clock(
        heading,
        left=_ago(-remaining) if past else _left(remaining),
        end=_("Paling lambat %(moment)s") % {"moment": days.spoken(reading.due_at, reading.zone)},
        why=why,
        how=explaining.explain(reading),
        past=past,
    )


def _no_clock(submission: Submission, heading: str) -> Clock:
    if submission.known_date is None and submission.incident_date is None:
        why = _("Isi tanggal Anda mengetahuinya; batasnya dihitung di sini.")
        return Clock(heading, why=why, none=True)
    why = _(
        "Pada tanggal itu tidak ada tahapan pemilihan yang berjalan di %(region)s. "
        "Laporan tetap diterima dan ditangani menurut undang-undang ASN, tanpa batas tujuh hari."
    ) % {"region": offices.region(submission.region).name}
    return Clock(_("Tidak ada batas waktu"), why=why, none=True)


def _left(remaining: timedelta) -> str:
    whole, rest = remaining.days, remaining - timedelta(days=remaining.days)
    hours = rest // HOUR
    parts = []
    if whole:
        parts.append(ngettext("%(n)s hari", "%(n)s hari", whole) % {"n": whole})
    if hours:
        parts.append(ngettext("%(n)s jam", "%(n)s jam", hours) % {"n": hours})
    if not parts:
        return _("Kurang dari satu jam lagi")
    return _("%(time)s lagi") % {"time": " ".join(parts)}


def _ago(passed: timedelta) -> str:
    if passed < DAY:
        return _("Sudah lewat, kurang dari satu hari")
    whole = passed.days
    return ngettext("Sudah lewat %(n)s hari", "Sudah lewat %(n)s hari", whole) % {"n": whole}


def _late(submission: Submission) -> str:
    if submission.kind == ReportKind.TIP:
        return _("Informasi awal tidak mengenal batas waktu. Anda tetap dapat mengirimnya.")
    return _(
        "Tetap kirim. Portal tidak menolak karena terlambat: kantor yang memutuskan, "
        "dan yang terlambat masih dapat ditangani sebagai informasi awal."
    )
