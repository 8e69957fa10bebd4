"""The page on which an officer opens the original of a piece of evidence, and the list of who did, for auditors."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions import days
from reports import originals, privacy, visibility
from reports.admin import evidence, exhibit, officers
from reports.admin.desk import Desk
from reports.admin.evidence import DAMAGED
from reports.admin.openings import DOWN, REFUSED, SHORTEST, VAULT_DOWN, CodeForm
from reports.admin.tidyforms import Lines
from reports.enums import UnsealReason
from reports.models.opening import Unsealing
from reports.models.report import Exhibit
from services.accounts.enums import Action, Context, DataGroup
from services.accounts.models import User
from services.accounts.staff import SYSTEM, GuardedAdmin
from services.audit import log
from services.evidence import store
from services.evidence.models import Original

ENDINGS = {**evidence.ENDINGS, "webp": "webp", "heic": "heic"}  # kinds that no clean copy has


class UnsealForm(CodeForm):
    """For which of the allowed purposes, why in words, and the officer's code of the moment."""

    reason = forms.ChoiceField(label=gettext_lazy("Tujuan"), choices=[("", "–"), *UnsealReason.choices])
    purpose = forms.CharField(
        label=gettext_lazy("Alasan tertulis"),
        widget=Lines(),
        min_length=SHORTEST,
        max_length=1000,
        help_text=gettext_lazy("Mengapa salinan bersih tidak cukup. Dibaca auditor; jangan menulis nama siapa pun."),
    )
    field_order = ("reason", "purpose", "otp")


def may(desk: Desk) -> bool:
    """Whether the table lets the officer open originals of this case."""
    return DataGroup.EVIDENCE_ORIGINAL in desk.sees


def find(desk: Desk, pk: UUID) -> tuple[Exhibit, Original]:
    """A file of the case and its original; 404 where the officer may not open it or it is kept no more."""
    known = {one.pk for rows in desk.rows.exhibits.values() for one in rows}
    if pk not in known or not may(desk):
        raise Http404
    row = Exhibit.objects.select_related("report").filter(pk=pk).first()
    original = Original.objects.filter(pk=row.original).first() if row and row.original else None
    if row is None or original is None:
        raise Http404
    return row, original


def page(
    request: HttpRequest, desk: Desk, row: Exhibit, original: Original, *, context: dict[str, Any]
) -> HttpResponseBase:
    """The form, and after it the file itself."""
    form = UnsealForm(request.POST or None, label_suffix="")
    status = 200
    if request.method == "POST":
        if form.is_valid():
            answer, status = _opened(request, desk, row, original, form)
            if answer is not None:
                return answer
        else:
            status = REFUSED
    shown = {
        "form": form,
        "exhibit": exhibit.shown(desk.exhibit(row.pk), whole=True, seen=False),
        "back_url": reverse("admin:reports_case_change", args=[desk.case.pk]),
    }
    return TemplateResponse(request, "admin/reports/case/original.html", {**context, **shown}, status=status)


def _opened(
    request: HttpRequest, desk: Desk, row: Exhibit, original: Original, form: UnsealForm
) -> tuple[HttpResponseBase | None, int]:
    """The file; or None and the status of the page that says why not."""
    values = form.cleaned_data
    try:
        content = originals.unseal(desk.case, row, original, by=_person(request), **values)
    except privacy.Refused as refusal:
        form.add_error(None, refusal.message)
        return None, REFUSED
    except privacy.VaultDown:
        form.add_error(None, str(VAULT_DOWN))
        return None, DOWN
    except store.Damaged:
        log.record("evidence:alarm", subject=original.pk, actor=f"user:{request.user.pk}")
        sentence = _("Berkas ini rusak atau berubah, jadi tidak dikeluarkan. Hal ini dicatat untuk administrator.")
        return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=DAMAGED), DAMAGED
    # The last ending keeps a double click from opening what may attack the computer.
    name = f"bukti-{row.number}.{ENDINGS.get(original.kind, 'bin')}.asli"
    response = StreamingHttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"] = str(original.size)
    return response, 200


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


@admin.register(Unsealing)
class UnsealingAdmin(GuardedAdmin):
    """Who opened which original, and why: an officer reads their own, an auditor all others too."""

    title = gettext_lazy("Pembukaan berkas asli")
    purpose = gettext_lazy("Siapa membuka berkas asli sebuah bukti, kapan, dan dengan alasan apa.")
    section = SYSTEM
    order = 16
    context = Context.OWN
    list_display = ("when", "who", "what", "reason", "written")
    list_display_links = None
    list_select_related = ("office",)
    list_filter = ("reason",)
    labels = {"reason": gettext_lazy("Tujuan")}
    sortable_by = ()
    ordering = ("-at",)

    def visible(self, request: HttpRequest, _queryset: QuerySet[Any]) -> QuerySet[Any]:
        return visibility.unsealings_visible_to(request.user)

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self.allowed(request, Action.READ, [DataGroup.AUDIT])

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The page, with the names on it fetched at once."""
        listing: ChangeList = super().get_changelist_instance(request)
        officers.names(one.account for one in listing.result_list)
        return listing

    @admin.display(description=gettext_lazy("Waktu"))
    def when(self, row: Unsealing) -> str:
        """The moment, in the time of the portal."""
        return days.spoken_instant(row.at, settings.TIME_ZONE)

    @admin.display(description=gettext_lazy("Petugas"))
    def who(self, row: Unsealing) -> str:
        """The officer's name, and the office that had the case."""
        name = officers.names([row.account]).get(row.account) or _("petugas yang sudah tidak ada")
        return f"{name}, {row.office.name}"

    @admin.display(description=gettext_lazy("Bukti"))
    def what(self, row: Unsealing) -> str:
        """The exhibit as its reporter numbers it: an auditor reads no case, nor how many reported in one."""
        return _("Bukti %(number)s dari laporannya") % {"number": row.number}

    @admin.display(description=gettext_lazy("Alasan tertulis"))
    def written(self, row: Unsealing) -> str:
        """Why, in the officer's words; gone once the report was destroyed."""
        return row.purpose or "–"
