"""How the level above takes a case to itself: by its reference, unseen until it is its own."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures import transitions
from procedures.enums import State
from procedures.vocabulary import Actor
from regions import offices
from reports import handling, visibility
from reports.admin import verbs, wording
from reports.admin.filters import spelled
from reports.admin.letterforms import CallTakeOverForm, LetterForm
from reports.admin.moveforms import TakeOverForm
from reports.models.case import Case
from reports.models.distress import DistressCall
from reports.soundness import Unsound
from services.accounts.enums import Role

TEMPLATE = "admin/reports/case/take_over.html"
REFUSED = 422
MOST = 100  # the most urgent; the rest follow once these are taken


@dataclass(frozen=True)
class Lifted:
    """One case below that waits for this level, in words."""

    reference: str
    office: str
    state: str
    left: str


def may(request: HttpRequest) -> list[str]:
    """The codes of the offices above others that the person leads today."""
    today = timezone.localdate()
    led = visibility.desks_of(request.user, roles=(Role.LEADER,))
    return [code for code in led if offices.of_bawaslu(below=offices.get(code), on=today)]


def page(request: HttpRequest, *, frame: dict[str, Any]) -> HttpResponse:
    """The form, or the taking over itself. Only a leader of an office above others gets here."""
    led = may(request)
    if not led:
        raise PermissionDenied
    initial = {"version": "-"}
    form = TakeOverForm(request.POST or None, initial=initial, today=timezone.localdate(), label_suffix="")
    status = 200
    if request.method == "POST":
        if form.is_valid() and (case := _taken(request, form, led)):
            messages.success(request, _("Kasus diambil alih dan kini ada di antrean kantor Anda."))
            return HttpResponseRedirect(reverse("admin:reports_case_change", args=[case.pk]))
        status = REFUSED
    return TemplateResponse(request, TEMPLATE, {**frame, "form": form, "lifted": _lifted(request)}, status=status)


def of_call(request: HttpRequest, call: DistressCall, *, frame: dict[str, Any]) -> HttpResponse:
    """The same for the case of a call for help that the person has received; nobody needs its reference."""
    form = CallTakeOverForm(request.POST or None, initial={"version": "-"}, today=timezone.localdate(), label_suffix="")
    if request.method == "POST" and form.is_valid() and (case := _taken_from_call(request, form, call)):
        messages.success(request, _("Kasus diambil alih dan kini ada di antrean kantor Anda."))
        return HttpResponseRedirect(reverse("admin:reports_case_change", args=[case.pk]))
    back = reverse("admin:reports_distresscall_change", args=[call.pk])
    status = REFUSED if request.method == "POST" else 200
    return TemplateResponse(request, TEMPLATE, {**frame, "form": form, "back_url": back}, status=status)


def _taken_from_call(request: HttpRequest, form: CallTakeOverForm, call: DistressCall) -> Case | None:
    case = visibility.case_of_call(request.user, call)
    if case is None:
        form.add_error(None, _("Kantor Anda tidak dapat mengambil alih kasus ini pada tahap sekarang."))
        return None
    return _moved(request, form, case, at=None)


def _lifted(request: HttpRequest) -> list[Lifted]:
    """What waits below for this level: where it stands and how late it is, nothing of what it is about."""
    now = timezone.now()
    rows = visibility.cases_lifted_to(request.user).order_by("due_at", "pk")[:MOST]
    return [
        Lifted(
            reference=wording.grouped(case.reference),
            office=offices.get(case.handler_id).name,
            state=str(State(case.state).label),
            left=wording.time_left(case.due_at, zone=offices.region(case.region_id).zone, now=now).text,
        )
        for case in rows
    ]


def _taken(request: HttpRequest, form: TakeOverForm, led: list[str]) -> Case | None:
    """The case, taken over; None with the sentence at its field where it cannot be."""
    values = form.cleaned_data
    case = visibility.case_below(request.user, spelled(values["reference"]))
    above = offices.above(offices.get(case.handler_id)) if case else None
    if case is None or above is None or above.code not in led:
        form.add_error("reference", _("Tidak ada kasus dengan rujukan ini di kantor di bawah Anda."))
        return None
    return _moved(request, form, case, at="reference")


def _moved(request: HttpRequest, form: LetterForm, case: Case, *, at: str | None) -> Case | None:
    """The case, now at the office above; None with the sentences in the form, those of the procedure `at` a field."""
    values, above = form.cleaned_data, offices.above(offices.get(case.handler_id))
    if above is None:
        return None
    by = Actor(Role.LEADER, user=request.user.pk, agency=above.code)
    try:
        with transaction.atomic():
            letter = verbs.letter(values, sender=above.name)
            handling.take_over(case, letter=letter, why=values.get("why", ""), note=values["note"], by=by)
    except Unsound as error:
        for name, sentence in error.faults.items():
            form.add_error(name, sentence)
        return None
    except transitions.Refused as error:
        form.add_error(at, " ".join(error.sentences))
        return None
    return case
