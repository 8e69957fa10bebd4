"""One officer in front of one case: who they act as, what they may see, what they may do next."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures import transitions
from procedures.enums import Event, Fact, Procedure
from procedures.transitions import Offer
from procedures.vocabulary import Actor, Facts, Json
from regions import days
from reports import texts, visibility
from reports.admin import casefile, reading
from reports.admin.reading import CaseRows
from reports.enums import Requirement
from reports.models.case import Case
from reports.models.report import Exhibit
from services.accounts import permissions
from services.accounts.enums import Action, Context, DataGroup

# What an event's form supplies itself, so that a button is not greyed out for want of what it asks.
ON_THE_FORM = frozenset({Fact.REASON, Fact.REGISTER_NUMBER, Fact.MISSING_PARTS, Fact.LETTER})
SAMPLE: dict[str, Json] = {"missing": [Requirement.EVIDENCE.value], "to": "-"}


@dataclass(frozen=True)
class Desk:
    """`rows` are read once; `actors` are those of the officer's roles at the handling office that open the case.

    `context` is how the officer stands to it.
    """

    request: HttpRequest
    rows: CaseRows
    actors: Sequence[Actor]
    now: datetime
    context: Context

    @property
    def case(self) -> Case:
        """The case on the desk."""
        return self.rows.case

    @cached_property
    def zone(self) -> str:
        """The zone of the act's region."""
        return casefile.zone_of(self.case)

    @cached_property
    def today(self) -> date:
        """The local day of the act's region."""
        return days.local_date(self.now, self.zone)

    @cached_property
    def sees(self) -> frozenset[DataGroup]:
        """The groups of data this officer may read of this case."""
        return frozenset(group for group in DataGroup if self.actor_for(Action.READ, group))

    def exhibit(self, pk: UUID) -> Exhibit:
        """One piece of evidence of this case as it was read with it; raises StopIteration for another one."""
        return next(one for rows in self.rows.exhibits.values() for one in rows if one.pk == pk)

    def actor_for(self, action: Action, group: DataGroup) -> Actor | None:
        """The first role in which the officer may do this with such data, or None."""
        return next((one for one in self.actors if permissions.may(one.role, action, group, self.context)), None)

    @cached_property
    def offers(self) -> dict[Event, tuple[Offer, Actor]]:
        """The steps open to this officer, each with the role that may take it and what is still unmet."""
        known = self.rows.facts
        given = Facts(known.present | ON_THE_FORM, {**SAMPLE, **known.values})
        found: dict[Event, tuple[Offer, Actor]] = {}
        for actor in self.actors:
            for offer in transitions.available(self.rows.leg, by=actor, facts=given):
                found.setdefault(offer.event, (offer, actor))
        return found

    @cached_property
    def marks(self) -> dict[str, str]:
        """A short print of each part of the case that somebody could change meanwhile."""
        rows, case = self.rows, self.case
        parts: dict[str, Any] = {
            "steps": case.version,
            "people": [(one.pk, one.name, one.nip, one.status, one.employer_id, one.employer_text, one.unit,
                        one.position, one.identity_known, one.checked_on) for one in rows.respondents],
            "class": (case.office_class, case.office_class_reason),
            "officer": case.officer,
            "reports": [(one.pk, one.officially_received_on) for one in rows.reports],
            "clocks": [(one.pk, one.paused_since, one.due_at) for one in rows.deadlines if one.ended_at is None],
            "packages": [(one.pk, one.approved_on, one.released_on) for one in rows.packages]
            + [(one.pk, one.answer, one.silence) for one in rows.consents]
            + [(one.pk, one.marks, one.seen) for one in rows.sources],
            "joint": [(one.pk, one.version) for one in rows.legs if one.procedure == Procedure.GAKKUMDU],
            "places": case.also_in,
        }  # fmt: skip
        return {name: _print(value) if name != "steps" else str(value) for name, value in parts.items()}

    @property
    def version(self) -> str:
        """What a form carries, to notice that the case has moved on while somebody typed."""
        return ".".join(self.marks.values())

    def changed(self, seen: str, *, watched: Iterable[str]) -> list[str]:
        """What has changed since a page with this version was made, in words; empty when it is fresh."""
        names, then = list(self.marks), seen.split(".")
        # A version of one part only (the number of steps) watches the steps.
        before = dict(zip(names, then, strict=False))
        moved = [name for name in ("steps", *watched) if name in before and before[name] != self.marks[name]]
        lines = [_CHANGED[name](self) for name in moved if name != "steps"]
        return [*(self._steps_since(before["steps"]) if "steps" in moved else ()), *lines]

    def _steps_since(self, seen: str) -> list[str]:
        number = texts.number(seen) or 0
        since = [step for step in self.rows.steps if step.proceeding_id == self.rows.leg.pk and step.number > number]
        told = [casefile.line(step, names={}) for step in since]
        return [f"{one.label} · {one.when} · {one.who}" for one in told] or [_("Riwayat kasus ini sudah bertambah.")]


_CHANGED = {
    "people": lambda _desk: _("Data atau pemeriksaan terlapor sudah diubah petugas lain."),
    "class": lambda _desk: _("Kelas menurut kantor sudah diubah petugas lain."),
    "officer": lambda _desk: _("Penugasan kasus ini sudah diubah."),
    "reports": lambda _desk: _("Laporan dalam kasus ini sudah ditautkan, dilepas, atau diterima resmi."),
    "clocks": lambda _desk: _("Waktu kasus ini sudah dihentikan, dijalankan lagi, atau dihitung ulang."),
    "joint": lambda _desk: _("Di Sentra Gakkumdu sudah ada langkah baru."),
    "places": lambda _desk: _("Tempat lain kejadiannya sudah dicatat petugas lain."),
    "packages": lambda _desk: _("Berkas penerusan kasus ini sudah berubah."),
}


def sit_down(request: HttpRequest, case: Case) -> Desk:
    """Put a case that the officer may see in front of them."""
    context = visibility.standing(request.user, case)
    actors = [
        one
        for one in visibility.actors(request.user, case.handler_id)
        if permissions.may(one.role, *visibility.OPENS, context)
    ]
    return Desk(request, rows=reading.read(case), actors=actors, now=timezone.now(), context=context)


def _print(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]
