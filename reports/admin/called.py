"""What who was told of a pressed reporter may do from the call: hear and answer its author, and where to go on."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.vocabulary import Actor
from regions import days
from reports import messages, visibility
from reports.admin import takeover
from reports.admin.forms import DeskForm
from reports.admin.tidyforms import Lines
from reports.models.distress import DistressCall
from services.accounts.enums import Role
from services.audit import log

HEARD = "report:call_read"


@dataclass(frozen=True)
class Line:
    """One message of the report, in words."""

    from_reporter: bool
    heading: str
    text: str


class MessageForm(DeskForm):
    """A line to the author of the call."""

    text = forms.CharField(
        label=gettext_lazy("Pesan kepada pelapor"),
        widget=Lines(6),
        max_length=messages.LONGEST,
        help_text=gettext_lazy(
            "Tampil di halaman status seperti pesan kantor lain; siapa pun yang memegang kodenya membacanya. "
            "Jangan menyebut nama, kantor Anda, atau panggilan ini."
        ),
    )


class CloseForm(DeskForm):
    """That there is nothing left to do."""

    sure = forms.BooleanField(label=gettext_lazy("Tidak ada lagi yang perlu dilakukan pada panggilan ini"))


def hears(user: visibility.Person, found: DistressCall) -> bool:
    """Whether the person hears the author from the call: they lead the office told, and it has been received."""
    return visibility.calls_heard_by(user).filter(pk=found.pk).exists()


def sent(found: DistressCall, form: MessageForm, *, by: Actor) -> bool:
    """Send the message; False with the sentence at its field where it cannot be kept."""
    try:
        messages.from_leader(found, form.cleaned_data["text"], by=by)
    except messages.Refused as error:
        form.add_error("text", str(error))
        return False
    return True


def shown(request: HttpRequest, found: DistressCall, *, by: Actor) -> dict[str, Any]:
    """What the page of a call holds for this person beside the call itself."""
    blank: dict[str, Any] = {"initial": {"version": "-"}, "today": timezone.localdate(), "label_suffix": ""}
    if by.role == Role.CUSTODIAN:
        return {"keeps": True, "openings": _openings(request, found)}
    own = visibility.reports_visible_to(request.user).filter(pk=found.report_id).exists()
    if own or not hears(request.user, found):
        search = f"{reverse('admin:reports_report_changelist')}?q={found.ticket}"
        return {"report_url": search if own else "", "own": own}
    return {
        "hears": True,
        "past": bool(found.bypasses_id),
        "lines": _lines(request, found, by=by),
        "say": MessageForm(**blank),
        "end": CloseForm(**blank),
        "take_over_url": _address("take_over", found) if takeover.may(request) else "",
        "message_url": _address("message", found),
        "close_url": _address("close", found),
    }


def _lines(request: HttpRequest, found: DistressCall, *, by: Actor) -> list[Line]:
    """What was said, on the record."""
    rows = list(visibility.messages_heard_by(request.user, found))
    log.record(HEARD, subject=found.report_id, actor=by.reference, call=found.pk, messages=len(rows))
    who = {True: _("Pelapor"), False: _("Kantor")}
    return [Line(one.from_reporter, f"{who[one.from_reporter]}, {days.spoken_date(one.on)}", one.text) for one in rows]


def _openings(request: HttpRequest, found: DistressCall) -> list[str]:
    """Pages of the requests to open an identity of this report that wait for this custodian."""
    laid = visibility.openings_laid_before(request.user).filter(report=found.report_id)
    return [reverse("admin:reports_opening_change", args=[one]) for one in laid.values_list("pk", flat=True)]


def _address(name: str, found: DistressCall) -> str:
    return reverse(f"admin:reports_distresscall_{name}", args=[found.pk])
