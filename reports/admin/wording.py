"""Terms, sizes and flags in words, as an officer reads them. Reads no table."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regions import days
from reports import addressee
from reports.enums import Requirement
from reports.models.case import Case
from reports.models.hearing import Preservation

SOON_DAYS = 2
INSTANT = timedelta(microseconds=1)
KILO = 1000


@dataclass(frozen=True)
class TimeLeft:
    """A term in words: `text` is relative, `exact` the minute at which it ends, `tone` names its colour."""

    text: str
    exact: str
    tone: str  # late, today, soon, calm, none


@dataclass(frozen=True)
class Flag:
    """A short mark on a case; `tone` names its colour, the text says it all."""

    text: str
    tone: str  # late, unofficial, missing


NO_TERM = TimeLeft("", "", "none")


def elsewhere(case: Case) -> list[tuple[str, str]]:
    """Where else the act happened, and whose case that makes it by the routing table; nothing where nowhere."""
    if not case.also_in:
        return []
    return [
        (_("Juga terjadi di"), addressee.places(case.also_in.split())),
        (_("Kantor menurut tempat kejadian"), addressee.by_place(case).name),
    ]


def last_day(due_at: datetime, zone: str) -> date:
    """The last local day of a term whose `due_at` is the exclusive midnight after it."""
    return days.local_date(due_at - INSTANT, zone)


def time_left(due_at: datetime | None, *, zone: str, now: datetime) -> TimeLeft:
    """How much of a term is left, in whole local days: the day is what the law counts."""
    if due_at is None:
        return NO_TERM
    left = (last_day(due_at, zone) - days.local_date(now, zone)).days
    exact = days.spoken(due_at, zone)
    if left < 0:
        late = -left
        return TimeLeft(ngettext("lewat %(count)s hari", "lewat %(count)s hari", late) % {"count": late}, exact, "late")
    if left == 0:
        return TimeLeft(_("hari ini"), exact, "today")
    text = ngettext("%(count)s hari lagi", "%(count)s hari lagi", left) % {"count": left}
    return TimeLeft(text, exact, "soon" if left <= SOON_DAYS else "calm")


def flags(*, late: bool, unofficial: bool, missing: Iterable[str]) -> list[Flag]:
    """What an officer must know before opening a case."""
    found = []
    if late:
        found.append(Flag(_("terlambat"), "late"))
    if unofficial:
        found.append(Flag(_("belum diterima resmi"), "unofficial"))
    if codes := [code for code in missing if code != Requirement.LATE]:
        found.append(Flag(_("kurang: %(parts)s") % {"parts": missing_words(codes)}, "missing"))
    return found


def size(count: int) -> str:
    """Bytes in decimal units with one decimal, as in "1,2 MB"."""
    if count < KILO:
        return _("%(count)s bita") % {"count": count}
    if count < KILO**2:
        return f"{localize(round(count / KILO, 1))} kB"
    return f"{localize(round(count / KILO**2, 1))} MB"


def missing_words(codes: Iterable[str]) -> str:
    """Requirement codes as one short list of words, for a flag."""
    labels = dict(Requirement.choices)
    return ", ".join(str(labels.get(code, code)).lower() for code in codes)


def grouped(code: str, width: int = 4) -> str:
    """A code in groups for reading aloud: "ABCD-EFGH-…"; one that has its hyphens stays as it is."""
    if "-" in code:
        return code
    return "-".join(code[start : start + width] for start in range(0, len(code), width))


def tasks(rows: Iterable[Preservation]) -> list[str]:
    """The links that nobody has preserved yet, one line per day on which they came."""
    waiting = Counter(one.due_on for one in rows if one.done_on is None)
    told = _("%(number)d tautan yang masuk %(day)s belum diamankan.")
    return [told % {"number": number, "day": days.spoken_date(day)} for day, number in sorted(waiting.items())]
