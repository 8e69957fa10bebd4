"""The page on which a second person confirms or declines what was typed in from a letter of the joint desk."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.enums import Event, Procedure
from procedures.models import LetterRecord
from procedures.transitions import Refused, Unmet
from procedures.vocabulary import Actor
from reports import awaiting
from reports.admin import joint, lettered, officers
from reports.admin.desk import Desk, sit_down
from reports.admin.frame import Crumb
from reports.admin.lettered import Waiting
from reports.admin.letterforms import LetterForm
from reports.models.case import Case
from reports.soundness import Unsound
from services.accounts import reentry
from services.accounts.enums import DataGroup
from services.accounts.models import User

PAGE = "admin:reports_case_letter"
TYPED = {"note": gettext_lazy("Alasan penolakan")}
TEMPLATE = "admin/reports/case/letter.html"


def told(desk: Desk) -> Waiting | None:
    """The last record of the criminal leg. One query where there is one, and one for a name not known yet."""
    leg = joint.leg(desk)
    if leg is None or DataGroup.SANCTION not in desk.sees:
        return None
    last = LetterRecord.objects.filter(leg=leg.pk).order_by("-recorded_at").first()
    if last is None:
        return None
    by = officers.names([last.decided_by]).get(last.decided_by, "") if last.decided_by else ""
    url = reverse(PAGE, args=[desk.case.pk, last.pk])
    return lettered.told(last.event, last.state, url, agency=last.agency, by=by, at=last.decided_at)


def page(request: HttpRequest, case: Case, record: UUID, *, frame: dict[str, Any]) -> HttpResponse:
    """What was typed in: GET shows it, POST confirms or declines it."""
    desk, user = sit_down(request, case), request.user
    legs = LetterRecord.objects.select_related("leg").filter(leg__subject=case.pk, leg__procedure=Procedure.GAKKUMDU)
    row = legs.filter(pk=record).first() if DataGroup.SANCTION in desk.sees else None
    if row is None or not isinstance(user, User):
        raise Http404
    back = reverse("admin:reports_case_change", args=[case.pk])
    refused: tuple[str, ...] = ()
    if request.method == "POST":
        reentry.require(request, reentry.Act.RULING)
        try:
            _decide(desk, row, by=user)
            messages.success(request, lettered.said(row.event, request.POST))
            return HttpResponseRedirect(back)
        except Refused as refusal:
            refused = tuple(map(str, refusal.sentences))
        except Unsound as unsound:
            refused = tuple(map(str, unsound.faults.values()))
    title = str(Event(row.event).label)
    context = {
        **frame,
        **lettered.words(row, lettered.pairs(_form(desk, row), row.typed), user=user),
        "title": title,
        "crumbs": [*frame["crumbs"], Crumb(title)],
        "file_title": joint.standing(desk),
        "refused": refused,
        "back": back,
    }
    return TemplateResponse(request, TEMPLATE, context, status=409 if refused else 200)


def _decide(desk: Desk, row: LetterRecord, *, by: User) -> None:
    if "confirm" not in desk.request.POST:
        awaiting.decline(row, by=by, note=desk.request.POST.get("note", ""))
        return
    form = _form(desk, row)
    if not form.is_valid():
        raise Unmet(_("Isian surat ini tidak berlaku lagi. Tolak, lalu catat kembali."))
    recorder = Actor(row.role, user=row.recorded_by, agency=row.agency)
    act = joint.Act(Event(row.event), recorder, row.version)
    awaiting.confirm(row, by=by, take=lambda: joint.take(desk, act, form.cleaned_data))


def _form(desk: Desk, row: LetterRecord) -> LetterForm:
    given = lettered.data(row, desk.version)
    form: LetterForm = joint.form_of(Event(row.event))(given, today=desk.today, earliest=desk.case.received_on)
    return form
