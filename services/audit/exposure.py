"""Whose identity, original or case was exposed to whom between two moments: what a breach notice must say.

Ids only, read from the book. An identity is known here by the random subject of its envelopes; who an
account is, and which report a subject belongs to, is resolved elsewhere by whoever may.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy as _

from services.audit.models import Entry

HEADINGS = ("kind", "action", "subject", "actor", "times", "first", "last")


class Kind(Enum):
    """What was exposed; the value is its name in addresses, commands and files."""

    IDENTITY = "identity"
    ORIGINAL = "original"
    CASE = "case"
    LIST = "list"

    @property
    def label(self) -> str:
        """For people."""
        return str(LABELS[self])


LABELS = {
    Kind.IDENTITY: _("Identitas pelapor"),
    Kind.ORIGINAL: _("Bukti asli"),
    Kind.CASE: _("Perkara, laporan, atau berkas"),
    Kind.LIST: _("Daftar atau unduhan"),
}
# Every act after which somebody knew more than before. `tests/attack/test_reads.py` finds an act that is missing.
ACTIONS: dict[str, Kind] = {
    "identity:shown": Kind.IDENTITY,
    "original:shown": Kind.ORIGINAL,
    **dict.fromkeys(
        (
            "case:read", "case:printed", "case:form", "case:package_read", "case:package_file",
            "case:evidence_read", "case:copy_read",
            "report:read", "packagerespondent:read", "packagerespondent:file_read",
            "formerhandler:read", "plenaryminutes:read", "opening:read", "distresscall:read", "identity:read",
        ),
        Kind.CASE,
    ),
    **dict.fromkeys(
        (
            "case:listed", "case:export", "report:listed", "packagerespondent:listed", "formerhandler:listed",
            "plenaryminutes:listed", "opening:listed", "distresscall:listed", "identity:listed",
        ),
        Kind.LIST,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Exposure:
    """That one account saw one thing in one way: how often, first and last when."""

    kind: Kind
    action: str
    subject: str
    actor: str
    times: int
    first: datetime
    last: datetime

    def cells(self) -> list[str]:
        """One line of the file. No cell can be a formula: each begins with a letter or digit of ours."""
        moments = [moment.astimezone(UTC).isoformat(timespec="seconds") for moment in (self.first, self.last)]
        return [self.kind.value, self.action, guarded(self.subject), guarded(self.actor), str(self.times), *moments]


def exposures(since: datetime, until: datetime, *, kind: Kind | None = None, subject: str = "") -> Iterator[Exposure]:
    """Who saw what from `since` until just before `until`, by subject and first moment."""
    actions = [action for action, one in ACTIONS.items() if kind in (None, one)]
    entries = Entry.objects.filter(action__in=actions, at__gte=since, at__lt=until)
    if subject:
        entries = entries.filter(subject=subject)
    seen = entries.order_by().values("action", "subject", "actor")
    counted = seen.annotate(times=Count("pk"), first=Min("at"), last=Max("at")).order_by("subject", "first", "action")
    for row in counted.iterator(chunk_size=2000):
        yield Exposure(kind=ACTIONS[row["action"]], **row)


def lines(found: Iterator[Exposure]) -> Iterator[list[str]]:
    """The rows of the file, its heading first."""
    yield list(HEADINGS)
    for one in found:
        yield one.cells()


def guarded(value: str) -> str:
    """The value, made harmless where a spreadsheet would run it as a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


class Line:
    """A file of which only the line just written is kept."""

    def write(self, text: str) -> str:
        """Hand the line straight on."""
        return text


def file(found: Iterator[Exposure], *, notice: str = "") -> Iterator[str]:
    """The file, line by line, a notice first if there is one; memory does not grow with its length."""
    writer = csv.writer(Line())
    yield "\ufeff"  # spreadsheets read UTF-8 only when told
    if notice:
        yield writer.writerow([f"# {notice}"])
    for cells in lines(found):
        yield writer.writerow(cells)
