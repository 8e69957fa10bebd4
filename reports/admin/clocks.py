"""The clocks of a case on the desk: a leader stops one with a coded reason, and lets it run again."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures import deadlines
from procedures.enums import PauseReason
from procedures.models import Deadline
from procedures.vocabulary import Actor
from procedures.workflow import CLOCKS
from regions import days
from reports import queue
from reports.admin.desk import Desk
from reports.admin.forms import Choice, DeskForm, day
from reports.admin.verbs import Rejected, Values, Verb
from services.accounts.enums import Action, DataGroup
from services.accounts.reentry import Act

EMPTY = gettext_lazy("Isi tanggalnya.")
BY_A_LEADER = (Action.APPROVE, DataGroup.STATUS)


class ClockForm(DeskForm):
    """Which clock."""

    clock = forms.ChoiceField(label=gettext_lazy("Tenggat"))


class PauseForm(ClockForm):
    """Why a clock stands still, and from which day on."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Alasan"),
        choices=PauseReason.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Pelapor membaca alasan ini di halaman statusnya."),
        error_messages={"required": gettext_lazy("Pilih alasannya; tanpa alasan waktu tidak berhenti.")},
    )
    since = day(gettext_lazy("Berhenti sejak"), help_text=gettext_lazy("Hari itu sendiri tidak lagi dihitung."))
    since.error_messages["required"] = EMPTY

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_future("since")
        return cleaned


class ResumeForm(ClockForm):
    """From which day on a clock runs again."""

    until = day(gettext_lazy("Berjalan lagi sejak"), help_text=gettext_lazy("Hari itu sendiri dihitung lagi."))
    until.error_messages["required"] = EMPTY

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_future("until")
        return cleaned


def running(desk: Desk) -> list[Deadline]:
    """The clocks of this office that run now."""
    return [one for one in _open(desk) if one.paused_since is None]


def standing(desk: Desk) -> list[Deadline]:
    """The clocks of this office that stand still now."""
    return [one for one in _open(desk) if one.paused_since is not None]


def _open(desk: Desk) -> list[Deadline]:
    return [one for one in desk.rows.deadlines if one.ended_at is None and one.proceeding_id == desk.rows.leg.pk]


def _choices(rows: list[Deadline]) -> dict[str, Any]:
    listed: list[Choice] = [(str(one.pk), _named(one)) for one in rows]
    return {"choices": {"clock": listed}}


def _named(one: Deadline) -> str:
    name = CLOCKS[one.kind].name if one.kind in CLOCKS else one.kind
    if one.paused_since:
        return _("%(name)s, berhenti sejak %(day)s") % {"name": name, "day": days.spoken_date(one.paused_since)}
    return _("%(name)s, berakhir %(moment)s") % {"name": name, "moment": days.spoken(one.due_at, one.zone)}


def _pause(desk: Desk, _actor: Actor, values: Values) -> None:
    row, since = _clock(desk, values), values["since"]
    if since < row.starts_on:
        raise Rejected("since", _("Sebelum tenggat ini mulai tidak ada yang dapat dihentikan."))
    latest = max((one.until for one in row.pauses.all() if one.until), default=since)
    if since < latest:
        raise Rejected("since", _("Hari itu masih termasuk penghentian sebelumnya."))
    deadlines.pause(row, reason=values["reason"], by=_officer(desk), since=since)
    queue.refresh(desk.case, desk.rows.leg)


def _resume(desk: Desk, _actor: Actor, values: Values) -> None:
    row, until = _clock(desk, values), values["until"]
    if row.paused_since and until < row.paused_since:
        raise Rejected("until", _("Tanggal ini mendahului penghentiannya."))
    deadlines.resume(row, by=_officer(desk), until=until)
    queue.refresh(desk.case, desk.rows.leg)


def _officer(desk: Desk) -> UUID:
    found: UUID = desk.request.user.pk  # type: ignore[assignment]
    return found


def _clock(desk: Desk, values: Values) -> Deadline:
    return next(one for one in _open(desk) if str(one.pk) == values["clock"])


VERBS = (
    Verb(
        "pause",
        gettext_lazy("Hentikan waktu sementara"),
        PauseForm,
        _pause,
        gettext_lazy("Waktu berhenti sementara. Pelapor melihatnya di halaman status, dengan alasannya."),
        right=BY_A_LEADER,
        act=Act.CLOCK,
        explanation=gettext_lazy(
            "Selama berhenti tidak ada pengingat dan tidak ada eskalasi. Setiap hari yang berhenti dikembalikan "
            "saat waktu berjalan lagi. Penghentian tercatat dalam jejak audit."
        ),
        extras=lambda desk: _choices(running(desk)),
        initial=lambda desk: {"since": desk.today},
        watches=("clocks",),
        offered=lambda desk: bool(running(desk)),
    ),
    Verb(
        "resume",
        gettext_lazy("Jalankan lagi waktu"),
        ResumeForm,
        _resume,
        gettext_lazy("Waktu berjalan lagi; hari terakhir yang baru sudah dihitung."),
        right=BY_A_LEADER,
        act=Act.CLOCK,
        extras=lambda desk: _choices(standing(desk)),
        initial=lambda desk: {"until": desk.today},
        watches=("clocks",),
        offered=lambda desk: bool(standing(desk)),
    ),
)
