"""Opening an identity in the staff room: the request on a case, the list of requests, the decision, the display.

What was opened is on the answer to one POST and nowhere else; leaving or reloading that page ends it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions import days, offices
from reports import openings, privacy, visibility
from reports.admin import cards, officers, wording
from reports.admin.frame import Crumb, frame
from reports.admin.tidyforms import Lines, TidyForm
from reports.enums import OpenedKind, OpeningReason, ReportKind
from reports.models.case import Case
from reports.models.opening import Opening
from reports.models.report import Report
from reports.openings import Standing
from services.accounts.enums import Action, Context, DataGroup
from services.accounts.models import User
from services.accounts.staff import WORK, GuardedAdmin
from services.vault.models import Grant

LIST = "admin:reports_opening_changelist"
REFUSED, DOWN = 422, 503
MOST = 200
SHORTEST = 20  # characters of a written reason
ON_SCREEN = 600  # seconds for which a display stays, then the page leaves by itself
VAULT_DOWN = gettext_lazy("Brankas tidak menjawab. Tidak ada yang dibuka atau diubah; coba lagi nanti.")

STANDINGS: dict[Standing, Promise] = {
    Standing.WAITING: gettext_lazy("Menunggu orang kedua"),
    Standing.OPEN: gettext_lazy("Disetujui, dapat dilihat pemohon"),
    Standing.USED: gettext_lazy("Sudah ditampilkan"),
    Standing.LATE: gettext_lazy("Kedaluwarsa"),
    Standing.ENDED: gettext_lazy("Ditolak atau diakhiri"),
}
FIELDS: dict[str, Promise] = {
    "name": gettext_lazy("Nama"),
    "birth_place": gettext_lazy("Tempat lahir"),
    "birth_date": gettext_lazy("Tanggal lahir"),
    "sex": gettext_lazy("Jenis kelamin"),
    "occupation": gettext_lazy("Pekerjaan"),
    "citizenship": gettext_lazy("Kewarganegaraan"),
    "address": gettext_lazy("Alamat"),
    "phone": gettext_lazy("Telepon"),
    "email": gettext_lazy("Surel"),
}
SEX = {"female": gettext_lazy("Perempuan"), "male": gettext_lazy("Laki-laki")}


class AskForm(TidyForm):
    """What is to be seen, for which of the allowed purposes, and why in words."""

    report = forms.ChoiceField(label=gettext_lazy("Laporan"))
    kind = forms.ChoiceField(label=gettext_lazy("Yang perlu dilihat"), choices=OpenedKind.choices)
    reason = forms.ChoiceField(label=gettext_lazy("Tujuan"), choices=[("", "–"), *OpeningReason.choices])
    purpose = forms.CharField(
        label=gettext_lazy("Alasan tertulis"),
        widget=Lines(),
        min_length=SHORTEST,
        max_length=1000,
        help_text=gettext_lazy(
            "Mengapa tidak cukup tanpa identitas. Dibaca orang kedua dan auditor; jangan menulis nama siapa pun."
        ),
    )


class CodeForm(TidyForm):
    """One's own one-time code of the moment; the vault checks it."""

    otp = forms.CharField(
        label=gettext_lazy("Kode sekali pakai Anda"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
        help_text=gettext_lazy("Setiap kode berlaku satu kali; bila ditolak, tunggu kode berikutnya."),
    )

    def clean_otp(self) -> str:
        return "".join(self.cleaned_data["otp"].split())


@dataclass(frozen=True)
class Row:
    """One request in words."""

    url: str
    what: str
    why: str
    office: str
    who: str
    when: str
    standing: str
    waits: bool  # for the reader's own decision or look


def ask_page(request: HttpRequest, case: Case, *, context: dict[str, Any]) -> HttpResponse:
    """The request for a case, from who has it. It looks the same whether or not anybody left a name (N-04)."""
    if not openings.may_ask(case, _person(request)):
        raise PermissionDenied
    reports = list(Report.objects.filter(links__case=case, links__unlinked_at__isnull=True, withdrawn_on__isnull=True))
    form = AskForm(request.POST or None, label_suffix="")
    form.fields["report"].choices = [(str(one.pk), _named(one)) for one in reports]  # type: ignore[attr-defined]
    status = 200
    if request.method == "POST":
        made, status = (None, REFUSED) if not form.is_valid() else _asked(request, case, reports, form)
        if made:
            messages.success(request, _("Permohonan dikirim. Orang kedua diberi tahu; hasilnya tampil di sini."))
            return HttpResponseRedirect(_page(made))
    own = Opening.objects.filter(case=case, requester=_person(request).pk)
    return TemplateResponse(
        request,
        "admin/reports/opening/ask.html",
        {
            **context,
            "form": form,
            "lasting": openings.lasting(case),
            "closed": not reports,
            "rows": _rows(request, own),
            "back_url": reverse("admin:reports_case_change", args=[case.pk]),
        },
        status=status,
    )


def _asked(request: HttpRequest, case: Case, reports: Sequence[Report], form: AskForm) -> tuple[Opening | None, int]:
    values = dict(form.cleaned_data)
    report = next(one for one in reports if str(one.pk) == values.pop("report"))
    try:
        return openings.ask(case, report, by=_person(request), **values), 200
    except openings.NotAssigned:
        raise PermissionDenied from None
    except openings.AlreadyWaiting:
        form.add_error(None, _("Permohonan Anda untuk hal yang sama masih menunggu. Lihat daftarnya di bawah."))
    except privacy.Refused as refusal:
        form.add_error(None, refusal.message)
    except privacy.VaultDown:
        form.add_error(None, str(VAULT_DOWN))
        return None, DOWN
    return None, REFUSED


@admin.register(Opening)
class OpeningAdmin(GuardedAdmin):
    """Requests to open an identity: one's own, those one may decide, and for auditors all."""

    title = gettext_lazy("Pembukaan identitas")
    purpose = gettext_lazy("Permohonan melihat identitas pelapor: yang menunggu Anda, dan yang pernah diajukan.")
    section = WORK
    order = 45
    context = Context.OWN

    def visible(self, request: HttpRequest, _queryset: QuerySet[Opening]) -> QuerySet[Opening]:
        return visibility.openings_visible_to(request.user)

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self.allowed(request, Action.READ, [DataGroup.AUDIT])

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="reports_opening_changelist"),
            path("<uuid:object_id>/change/", wrap(self.change_view), name="reports_opening_change"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What waits for the reader first, then the latest."""
        self.refuse(request)
        rows = _rows(request, self.get_queryset(request)[:MOST])
        context = {
            **frame(self.admin_site, request, title=str(self.title), crumbs=[Crumb(str(self.title))]),
            "purpose": self.purpose,
            "waiting": [one for one in rows if one.waits],
            "rows": [one for one in rows if not one.waits],
        }
        self.listed(request, len(rows))
        return TemplateResponse(request, "admin/reports/opening/change_list.html", context)

    def change_view(  # type: ignore[override]
        self, request: HttpRequest, object_id: UUID, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One request; a POST decides it or looks. That the page was read is recorded first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        opening = self.get_queryset(request).filter(pk=object_id).first()
        if opening is None or openings.is_hidden_from(opening, _person(request)):
            raise Http404
        self.record(request, "read", opening.pk)
        form = CodeForm(request.POST or None, label_suffix="")
        status = 200
        if request.method == "POST":
            answer, status = (None, REFUSED) if not form.is_valid() else self._acted(request, opening, form)
            if answer is not None:
                return answer
        title = str(self.title)
        crumbs = [Crumb(title, reverse(LIST)), Crumb(_("Permohonan"))]
        context = {
            **frame(self.admin_site, request, title=_("Permohonan melihat identitas"), crumbs=crumbs),
            **_told(request, opening),
            "form": form,
        }
        return TemplateResponse(request, "admin/reports/opening/change_form.html", context, status=status)

    def _acted(self, request: HttpRequest, opening: Opening, form: CodeForm) -> tuple[HttpResponse | None, int]:
        """The answer to a decision or a look, or the status with the sentence at the form."""
        act, otp, user = request.POST.get("act"), form.cleaned_data["otp"], _person(request)
        try:
            if act == "look" and _may_look(request, opening):
                shown = openings.show(opening, by=user, otp=otp)
                return self._display(request, opening, shown), 200
            if act in DECISIONS and openings.may_decide(opening, user):
                verb, said = DECISIONS[act]
                verb(opening, by=user, otp=otp)
                messages.success(request, str(said))
                return HttpResponseRedirect(_page(opening)), 200
        except privacy.Refused as refusal:
            form.add_error("otp" if refusal.code in {"wrong_code", "wait"} else None, refusal.message)
            return None, REFUSED
        except privacy.VaultDown:
            form.add_error(None, str(VAULT_DOWN))
            return None, DOWN
        raise PermissionDenied

    def _display(self, request: HttpRequest, opening: Opening, shown: list[dict[str, str]]) -> HttpResponse:
        """What was left, with a mark of who looks; the page leaves by itself."""
        grant = openings.grants_of([opening])[opening.grant]
        pictured = grant.kind == OpenedKind.IDENTITY_CARD
        people = [] if pictured else shown
        back = _page(opening)
        context = {
            **frame(self.admin_site, request, title=str(OpenedKind(grant.kind).label), crumbs=[]),
            "people": [
                [(str(FIELDS[name]), _said(name, value)) for name, value in fields.items()] for fields in people
            ],
            "cards": [cards.drawn(fields) for fields in shown] if pictured else [],
            "mark": _("Dilihat oleh %(who)s pada %(when)s. Tujuan: %(why)s.")
            % {"who": request.user, "when": _moment(datetime.now(tz=UTC), opening), "why": _why(grant)},
            "lasting": grant.lasting,
            "back_url": back,
        }
        response = TemplateResponse(request, "admin/reports/opening/identity.html", context)
        response["Refresh"] = f"{ON_SCREEN};url={back}"
        return response


DECISIONS = {
    "approve": (openings.approve, gettext_lazy("Disetujui. Pemohon diberi tahu; setiap tampilan dicatat.")),
    "decline": (openings.decline, gettext_lazy("Ditolak. Pemohon diberi tahu; pelapor tidak.")),
}


def _may_look(request: HttpRequest, opening: Opening) -> bool:
    """Whether the person asked for it and still has the case: a moved, recused or relieved officer looks no more."""
    if opening.requester != request.user.pk:
        return False
    case = visibility.cases_visible_to(request.user).filter(pk=opening.case_id).first()
    return case is not None and openings.may_ask(case, _person(request))


def _told(request: HttpRequest, opening: Opening) -> dict[str, Any]:
    """A request in words, and what the reader may do with it now."""
    grant = openings.grants_of([opening]).get(opening.grant)
    if grant is None:
        raise Http404  # the vault's side of it is gone
    standing = openings.standing(grant)
    names = officers.names([opening.requester, grant.approver_account])
    length = _("Sampai kantor memutus, untuk pemohon ini saja") if grant.lasting else _("Satu kali, 30 menit")
    facts = [
        (_("Status"), str(STANDINGS[standing])),
        (_("Yang ingin dilihat"), str(OpenedKind(grant.kind).label)),
        (_("Tujuan"), _why(grant)),
        (_("Berlaku"), length),
        (_("Pemohon"), names.get(opening.requester, _("petugas lain"))),
        (_("Kantor"), offices.get(opening.office_id).name),
        (_("Diajukan"), _moment(opening.at, opening)),
    ]
    if grant.approver_account:
        facts.append((_("Disetujui oleh"), names.get(grant.approver_account, _("petugas lain"))))
    if standing in {Standing.WAITING, Standing.OPEN}:
        facts.append((_("Berlaku sampai"), _moment(grant.expires_at, opening)))
    case = visibility.cases_visible_to(request.user).filter(pk=opening.case_id).first()
    own = opening.requester == request.user.pk
    return {
        "facts": facts,
        "why": opening.purpose,
        "case_url": reverse("admin:reports_case_change", args=[case.pk]) if case else "",
        "reference": wording.grouped(case.reference) if case else "",
        "again_url": reverse("admin:reports_case_identity", args=[case.pk])
        if case and own and openings.may_ask(case, _person(request))
        else "",
        "own": own,
        "state": standing.value,
        "lasting": grant.lasting,
        "decides": standing == Standing.WAITING and openings.may_decide(opening, _person(request)),
        "looks": standing == Standing.OPEN and _may_look(request, opening),
    }


def _rows(request: HttpRequest, found: QuerySet[Opening]) -> list[Row]:
    person = _person(request)
    rows = [one for one in found if one.requester == person.pk or str(person.pk) not in one.barred]
    grants = openings.grants_of(rows)
    names = officers.names([one.requester for one in rows])
    laid = set(
        visibility.openings_laid_before(request.user)
        .filter(pk__in=[one.pk for one in rows])
        .values_list("pk", flat=True)
    )
    return [_row(request, one, grants[one.grant], names, laid) for one in rows if one.grant in grants]


def _row(request: HttpRequest, one: Opening, grant: Grant, names: Mapping[UUID, str], laid: set[UUID]) -> Row:
    standing, mine = openings.standing(grant), one.requester == request.user.pk
    decides = standing == Standing.WAITING and one.pk in laid and openings.may_decide(one, _person(request))
    return Row(
        url=_page(one),
        what=str(OpenedKind(grant.kind).label),
        why=_why(grant),
        office=offices.get(one.office_id).name,
        who=names.get(one.requester, _("petugas lain")),
        when=_moment(one.at, one),
        standing=str(STANDINGS[standing]),
        waits=decides or (mine and standing == Standing.OPEN),
    )


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)  # the site lets nobody else in


def _page(opening: Opening) -> str:
    return reverse("admin:reports_opening_change", args=[opening.pk])


def _why(grant: Grant) -> str:
    return str(OpeningReason(grant.reason_class).label)


def _moment(at: datetime, opening: Opening) -> str:
    return days.spoken_instant(at, offices.get(opening.office_id).zone)


def _named(report: Report) -> str:
    return f"{ReportKind(report.current_kind).label} {wording.grouped(report.ticket)}"


def _said(name: str, value: str) -> str:
    return str(SEX.get(value, value)) if name == "sex" else value
