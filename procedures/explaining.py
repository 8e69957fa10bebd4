"""How a term was computed, in words: each day counted, each day skipped and why, what else it could be.

Staff read `explain`; the public reads `plainly`, made of what a status row keeps of a term (`kept`).
Reads only; nothing here moves a clock.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures import deadlines
from procedures.deadlines import Reading
from procedures.enums import PauseReason, Sureness
from procedures.models import Deadline
from procedures.workflow import CLOCKS
from procedures.workflow.readings import OTHERS, OtherReading
from regions import calendars, offices
from regions.days import CalendarDays, WorkingDays, end_of, local_date, spoken, spoken_date, spoken_weekday
from regions.enums import DayKind, RuleSetKind

ONE_DAY = timedelta(days=1)
SATURDAY = 5
Kept = Mapping[str, Any]


def explain(subject: Deadline | Reading) -> list[str]:
    """How the term was computed, one plain sentence each; of a stored deadline also other readings of the law."""
    stored = subject if isinstance(subject, Deadline) else None
    counted = deadlines.counted_days(subject) if isinstance(subject, Deadline) else subject.counted
    region = offices.get(stored.proceeding.agency_id).region_id if stored else None
    lines = [
        _("Dihitung sejak %(day)s; hari itu sendiri tidak dihitung.") % {"day": spoken_date(subject.starts_on)},
        _length(subject.days, subject.day_kind),
        _("Hari yang dihitung: %(days)s.") % {"days": ", ".join(spoken_date(day) for day in counted)},
    ]
    lines += _skipped(subject.starts_on, counted, region, _pauses(stored) if stored else ())
    if stored:
        lines += _history(stored)
    if calendars.is_provisional(counted):
        lines.append(_("Hari libur sampai tanggal itu belum semuanya ditetapkan; tenggat dapat bergeser."))
    lines.append(_end(subject.due_at, subject.zone, standing=bool(stored and stored.paused_since)))
    basis = _(subject.basis) if subject.basis else ""
    lines.append(_("Dasar: %(basis)s (%(sure)s).") % {"basis": basis, "sure": Sureness(subject.sure).label})
    if stored and stored.target:
        lines.append(_("Ini target kerja, bukan batas menurut undang-undang."))
    return [*lines, *(other_readings(stored) if stored else ())]


def other_readings(deadline: Deadline) -> list[str]:
    """Where sources conflict: how else the term is read, and when it would end then. Nothing follows from it."""
    rule_set = RuleSetKind(deadline.proceeding.rule_set)
    limit = CLOCKS[deadline.kind].limits.get(rule_set) if deadline.kind in CLOCKS else None
    named_in_a_letter = limit is not None and limit.target and not deadline.target
    if deadline.extension or named_in_a_letter:
        return []
    return [_otherwise(one, deadline) for one in OTHERS.get((deadline.kind, rule_set), ())]


def kept(term: Deadline | Reading) -> dict[str, Any]:
    """What a status row keeps of a term, so that it can be explained in any language without a look at a case."""
    values: dict[str, Any] = {
        "starts_on": term.starts_on.isoformat(),
        "days": term.days,
        "day_kind": str(term.day_kind),
        "sure": str(term.sure),
        "target": isinstance(term, Deadline) and term.target,
    }
    if isinstance(term, Deadline):
        # Only what was read along: a term that has just begun has no pauses, and asking would cost a statement each.
        known = _pauses(term) if "pauses" in getattr(term, "_prefetched_objects_cache", {}) else []
        values["pauses"] = [[since.isoformat(), until.isoformat() if until else "", why] for since, until, why in known]
        values["moved_from"] = term.moved_from.isoformat() if term.moved_from else ""
    return values


def plainly(term: Kept, *, region: str | None) -> list[str]:
    """How a kept term was computed, for everybody; empty for one that was kept before these facts were."""
    if "starts_on" not in term:
        return []
    start, zone = date.fromisoformat(term["starts_on"]), term["zone"]
    due_at = datetime.fromisoformat(term["due_at"])
    pauses = [(date.fromisoformat(one[0]), _day(one[1]), one[2]) for one in term.get("pauses", ())]
    lines = [
        _("Dihitung sejak %(day)s; hari itu sendiri tidak dihitung.") % {"day": spoken_date(start)},
        _length(term["days"], term["day_kind"]),
    ]
    # The days themselves follow from the calendar of now; told only where they lead to the very end that is kept.
    counted = _recounted(term, start, pauses, region)
    if counted and end_of(counted[-1], zone) == due_at:
        lines.append(_("Hari yang dihitung: %(days)s.") % {"days": ", ".join(spoken_date(day) for day in counted)})
        lines += _skipped(start, counted, region, pauses)
    lines += [_stood_still(since, until, reason) for since, until, reason in pauses]
    if moved := term.get("moved_from"):
        lines.append(_moved(datetime.fromisoformat(moved), zone))
    lines.append(_end(due_at, zone, standing=stands_still(term)))
    if term.get("target"):
        lines.append(_("Ini target kerja, bukan batas menurut undang-undang."))
    return lines


def stands_still(term: Kept) -> str:
    """Why a kept term stands still now, as one sentence; empty where it runs."""
    return next((_stood_still(_day(one[0]), None, one[2]) for one in term.get("pauses", ()) if not one[1]), "")


def _otherwise(one: OtherReading, deadline: Deadline) -> str:
    start = deadline.starts_on
    if one.from_reception:
        start = local_date(deadline.proceeding.began_at, deadline.zone)
    due = deadlines.end_if(deadline, one.term, start=start)
    words = {
        "number": one.term.count,
        "kind": one.term.kind.label,
        "start": spoken_date(start),
        "moment": spoken(due, deadline.zone),
        "basis": _(one.basis),
        "sure": one.sure.label,
    }
    return (
        _("Bacaan lain: %(number)d %(kind)s sejak %(start)s, berakhir %(moment)s. Dasar: %(basis)s (%(sure)s).") % words
    )


def _recounted(
    term: Kept, start: date, pauses: Iterable[tuple[date, date | None, str]], region: str | None
) -> list[date]:
    kind = WorkingDays if term["day_kind"] == DayKind.WORKING else CalendarDays
    still = {since + ONE_DAY * n for since, until, _why in pauses if until for n in range((until - since).days)}
    return deadlines.counted_between(start, kind(term["days"]), calendars.holidays(region), frozenset(still))


def _skipped(
    start: date, counted: list[date], region: str | None, pauses: Iterable[tuple[date, date | None, str]]
) -> list[str]:
    done, stood = set(counted), list(pauses)
    between = (start + ONE_DAY * n for n in range(1, (counted[-1] - start).days))
    days = [f"{spoken_date(day)} ({_why_not(day, region, stood)})" for day in between if day not in done]
    return [_("Tidak dihitung: %(days)s.") % {"days": ", ".join(days)}] if days else []


def _why_not(day: date, region: str | None, pauses: Iterable[tuple[date, date | None, str]]) -> str:
    if any(since <= day and (until is None or day < until) for since, until, _reason in pauses):
        return _("berhenti sementara")
    if name := calendars.holiday_name(day, region):
        return name
    return spoken_weekday(day) if day.weekday() >= SATURDAY else _("dalam tenggat sebelumnya")


def _pauses(deadline: Deadline) -> list[tuple[date, date | None, str]]:
    return [(one.since, one.until, str(one.reason)) for one in deadline.pauses.all()]


def _history(deadline: Deadline) -> list[str]:
    lines = [_("Perpanjangan dari hari terakhir tenggat sebelumnya.")] if deadline.extension else []
    lines += [_stood_still(*one) for one in _pauses(deadline)]
    return [*lines, _moved(deadline.moved_from, deadline.zone)] if deadline.moved_from else lines


def _stood_still(since: date | None, until: date | None, reason: str) -> str:
    words = {
        "since": spoken_date(since) if since else "",
        "until": spoken_date(until) if until else _("sekarang"),
        "reason": PauseReason(reason).label,
    }
    return _("Berhenti dari %(since)s sampai %(until)s: %(reason)s.") % words


def _moved(old: datetime, zone: str) -> str:
    said = _("Dihitung ulang karena kalender hari libur berubah; semula berakhir %(old)s.")
    return said % {"old": spoken(old, zone)}


def _end(due_at: datetime, zone: str, *, standing: object) -> str:
    if standing:
        return _("Waktu sedang berhenti; hari terakhir dihitung lagi setelah berjalan.")
    return _("Berakhir %(moment)s.") % {"moment": spoken(due_at, zone)}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _length(number: int, kind: str) -> str:
    if kind == DayKind.WORKING:
        return ngettext(
            "Lamanya %(number)d hari kerja: Senin sampai Jumat, tanpa hari libur nasional dan cuti bersama.",
            "Lamanya %(number)d hari kerja: Senin sampai Jumat, tanpa hari libur nasional dan cuti bersama.",
            number,
        ) % {"number": number}
    return ngettext(
        "Lamanya %(number)d hari kalender; Sabtu, Minggu, dan hari libur ikut dihitung.",
        "Lamanya %(number)d hari kalender; Sabtu, Minggu, dan hari libur ikut dihitung.",
        number,
    ) % {"number": number}
