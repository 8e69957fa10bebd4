"""A score board in the words and bars of its page. Reads the board alone; draws on the server."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regions import offices
from regions.days import spoken_date
from regions.enums import AgencyKind
from rehearsal.models import Board

TRACK = 1000  # width of a bar's drawing in SVG units
MOST_BARS = 16  # offices drawn; the table beside has all
COLUMNS: tuple[tuple[str, Promise], ...] = (
    ("cases", gettext_lazy("Perkara")),
    ("open_at_end", gettext_lazy("Masih terbuka")),
    ("deadlines_met", gettext_lazy("Tenggat ditepati")),
    ("deadlines_missed", gettext_lazy("Tenggat lewat")),
    ("deadlines_running", gettext_lazy("Tenggat berjalan")),
    ("deadlines_moved", gettext_lazy("Tenggat dihitung ulang")),
    ("median_days", gettext_lazy("Median hari")),
    ("reminders", gettext_lazy("Pengingat")),
    ("escalations", gettext_lazy("Eskalasi")),
    ("letters_sent", gettext_lazy("Surat terkirim")),
)
GROUPS: tuple[tuple[Promise, frozenset[str]], ...] = (
    (
        gettext_lazy("Bawaslu"),
        frozenset({AgencyKind.BAWASLU_REGENCY, AgencyKind.BAWASLU_PROVINCE, AgencyKind.BAWASLU_RI}),
    ),
    (gettext_lazy("Pengawas netralitas (KASN/BKN)"), frozenset({AgencyKind.OVERSEER})),
    (gettext_lazy("BKPSDM/BKD"), frozenset({AgencyKind.PERSONNEL_REGENCY, AgencyKind.PERSONNEL_PROVINCE})),
    (gettext_lazy("Kantor lain, dilayani dengan surat"), frozenset()),
)
CHECKS: tuple[tuple[str, Promise], ...] = (
    ("orphans", gettext_lazy("Perkara yang tidak dipegang siapa pun")),
    ("invariant_violations", gettext_lazy("Aturan tetap yang dilanggar")),
    ("letters_owed_not_sent", gettext_lazy("Surat atau pekerjaan yang masih terutang")),
    ("letters_doubled", gettext_lazy("Surat yang terkirim ganda")),
    ("work_left_by_killed_workers", gettext_lazy("Pekerjaan proses yang mati, belum diambil alih")),
)


@dataclass(frozen=True)
class Part:
    """One stretch of a bar, in SVG units."""

    x: int
    width: int


@dataclass(frozen=True)
class Bar:
    """An office with its deadlines met and missed, to the scale of the longest bar."""

    label: str
    met: int
    missed: int
    good: Part
    bad: Part

    @property
    def spoken(self) -> str:
        """What the drawing shows, for who does not see it."""
        return _("%(office)s: %(met)d ditepati, %(missed)d lewat") % {
            "office": self.label,
            "met": self.met,
            "missed": self.missed,
        }


@dataclass(frozen=True)
class Row:
    """One line of the table; numbers in the order of `COLUMNS`, empty where there is none."""

    label: str
    numbers: list[object]


@dataclass(frozen=True)
class Check:
    """One thing that must hold after any season."""

    label: str
    value: object
    sound: bool


def of(board: Board) -> dict[str, Any]:
    """Everything the page of one board shows."""
    content = board.content
    return {
        "board": board,
        "season": season(content["season"]),
        "checks": checks(content["checks"]),
        "groups": groups(content["offices"]),
        "total": Row(_("Semua kantor"), _numbers(content["total"])),
        "bars": bars(content["offices"]),
        "letters": content["letters"],
        "handover": content["handover"],
        "faults": content["faults"],
        "killed": sum(content["faults"]["workers_killed"].values()),
    }


def season(told: dict[str, str]) -> list[str]:
    """What happened besides cases, one sentence each."""
    closed = offices.find(told["closed_office"])
    on = {name: spoken_date(date.fromisoformat(day)) for name, day in told.items() if name != "closed_office"}
    on["closed_office"] = closed.name if closed else told["closed_office"]
    return [
        _("Musim berlangsung dari %(first_day)s sampai %(last_day)s.") % on,
        _("Pada %(authority_changes_on)s wewenang berpindah dari KASN ke BKN.") % on,
        _("Dari %(closed_from)s sampai sebelum %(closed_until)s tidak ada petugas di %(closed_office)s.") % on,
        _("%(joint_leave)s adalah cuti bersama.") % on,
        _("Hari libur %(late_holiday)s baru ditetapkan pada %(late_holiday_decreed_on)s.") % on,
    ]


def checks(found: dict[str, Any]) -> list[Check]:
    """The checks in words, the chain of the audit last."""
    counted = [Check(str(label), found[name], sound=found[name] == 0) for name, label in CHECKS]
    whole = bool(found["audit_chain_verified"])
    return [*counted, Check(_("Rantai jejak audit"), _("utuh") if whole else _("rusak"), sound=whole)]


def groups(rows_of: list[dict[str, Any]]) -> list[tuple[str, list[Row]]]:
    """The rows of the table, by kind of office; groups without an office are left out."""
    found = []
    known = frozenset[str]().union(*(kinds for _label, kinds in GROUPS))
    for label, kinds in GROUPS:
        rows = [one for one in rows_of if (one["kind"] in kinds if kinds else one["kind"] not in known)]
        if rows:
            found.append((str(label), [Row(one["name"], _numbers(one)) for one in rows]))
    return found


def bars(rows_of: list[dict[str, Any]]) -> list[Bar]:
    """Deadlines met and missed of the offices that had most of them."""
    ended = [(one["name"], one["deadlines_met"], one["deadlines_missed"]) for one in rows_of]
    shown = sorted((one for one in ended if one[1] + one[2]), key=lambda one: (-one[1] - one[2], one[0]))[:MOST_BARS]
    longest = max((met + missed for _name, met, missed in shown), default=0)
    return [_bar(name, met, missed, longest) for name, met, missed in shown]


def left_behind(faults: dict[str, Any]) -> str:
    """What dead workers had in hand, in words."""
    number = faults["work_left_behind"]
    return ngettext(
        "%(number)d pekerjaan tertinggal di tangan proses yang mati, lalu diselesaikan proses berikutnya.",
        "%(number)d pekerjaan tertinggal di tangan proses yang mati, lalu diselesaikan proses berikutnya.",
        number,
    ) % {"number": number}


def _bar(name: str, met: int, missed: int, longest: int) -> Bar:
    good, bad = round(TRACK * met / longest), round(TRACK * missed / longest)
    return Bar(name, met, missed, Part(0, good), Part(good, min(bad, TRACK - good)))


def _numbers(row: dict[str, Any]) -> list[object]:
    return [row[name] for name, _label in COLUMNS]
