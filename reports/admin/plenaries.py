"""Plenaries on the desk: minutes with the people who came, and further decisions of one meeting."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.enums import Fact
from procedures.vocabulary import Actor
from regions import days, offices
from regions.models import Agency
from reports import plenary, quorum
from reports.admin import forms
from reports.admin.desk import Desk
from reports.admin.forms import Choice
from reports.admin.verbs import Values, Verb, in_hand
from reports.models.hearing import PlenaryMinutes
from reports.plenary import Plenary, names
from services.accounts.enums import Action, DataGroup

JOINED_WITHIN = timedelta(days=60)  # a meeting longer ago is not offered for a further decision


def quorum_told(agency: Agency) -> str:
    """The quorum of an office in words, for bodies of the usual sizes."""
    part, whole = settings.PLENARY_QUORUM.get(agency.kind, quorum.DEFAULT)
    sizes = ", ".join(
        _("%(needed)s dari %(members)s") % {"needed": quorum.needed(agency, members), "members": members}
        for members in (3, 5, 7)
    )
    words = {"part": part, "whole": whole, "sizes": sizes}
    return _("Kuorum kantor ini %(part)s/%(whole)s anggota: %(sizes)s.") % words


def recent(desk: Desk) -> list[Choice]:
    """The office's recent minutes that carry no decision on this case yet, the newest first."""
    decided = {one.minutes_id for one in desk.rows.decisions}
    held = PlenaryMinutes.objects.filter(
        agency=_office(desk), held_on__gte=max(desk.case.received_on, desk.today - JOINED_WITHIN)
    ).order_by("-held_on", "-pk")
    words = [(one, {"number": one.number, "day": days.spoken_date(one.held_on), "agenda": one.agenda}) for one in held]
    return [(str(one.pk), _("%(number)s, %(day)s: %(agenda)s") % told) for one, told in words if one.pk not in decided]


def _office(desk: Desk) -> str:
    return next((actor.agency for actor in desk.actors), desk.case.handler_id)


def _record(desk: Desk, by: Actor, values: Values) -> None:
    lists = {name: names(values[name]) for name in ("present", "absent", "signed")}
    meeting = Plenary(values["number"], values["held_on"], values["agenda"], **lists)
    plenary.record(desk.case, meeting, by=by, recused=names(values["recused"]), dissent=values["dissent"])


def _join(desk: Desk, by: Actor, values: Values) -> None:
    minutes = PlenaryMinutes.objects.get(pk=int(values["minutes"]))
    plenary.join(desk.case, minutes, by=by, recused=names(values["recused"]), dissent=values["dissent"])


def _recent(desk: Desk) -> Mapping[str, Any]:
    return {"choices": {"minutes": recent(desk)}}


VERBS = (
    Verb(
        "minutes",
        gettext_lazy("Berita acara rapat pleno"),
        forms.MinutesForm,
        _record,
        gettext_lazy("Berita acara dicatat."),
        right=(Action.CREATE, DataGroup.NOTES),
        explanation=gettext_lazy(
            "Satu rapat dapat memutus beberapa kasus, satu putusan untuk tiap kasus: langkah berikutnya."
        ),
        extras=lambda desk: {"quorum": quorum_told(offices.get(_office(desk)))},
        serves=Fact.PLENARY_MINUTES,
        offered=in_hand,
    ),
    Verb(
        "minutes-of",
        gettext_lazy("Putusan dalam berita acara yang sudah ada"),
        forms.JoinForm,
        _join,
        gettext_lazy("Putusan dicatat pada berita acara itu."),
        right=(Action.CREATE, DataGroup.NOTES),
        explanation=gettext_lazy("Untuk rapat yang memutus lebih dari satu kasus: pilih berita acara rapat itu."),
        extras=_recent,
        serves=Fact.PLENARY_MINUTES,
        offered=in_hand,
    ),
)
