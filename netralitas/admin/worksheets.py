"""The worksheets of data protection in the staff room: requests about one's own data, and breaches."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from netralitas import worksheets
from netralitas.admin import exposure, notices
from netralitas.admin.rosters import MomentInput
from netralitas.models import Asker, Breach, Decision, Ground, Proof, SubjectRequest
from regions import days
from reports.admin.frame import Crumb, frame
from services.accounts.enums import Context, DataGroup
from services.accounts.models import User
from services.accounts.staff import SYSTEM, GuardedAdmin

if TYPE_CHECKING:  # a form of Django can be told its model only to a type checker
    _RequestForm = forms.ModelForm[SubjectRequest]
    _BreachForm = forms.ModelForm[Breach]
else:
    _RequestForm = _BreachForm = forms.ModelForm

CLOSING = gettext_lazy(
    "Menyimpan keputusan menutup lembar ini. Kepada yang bertanya tentang laporan orang lain, kalimat jawabannya tetap."
)
HOUR = timedelta(hours=1)
MOMENTS = {"received_at", "answered_at", "detected_at", "since", "until", "authority_told_at", "subjects_told_at"}
ASKED = ("received_at", "channel", "name", "answer_to", "asker", "asks", "wish", "proof")
ANSWERED = ("decision", "ground", "answer")
HAPPENED = ("detected_at", "since", "until", "what", "groups", "subjects")
DONE = ("measures", "authority_told_at", "subjects_told_at", "told_how")


class RequestForm(_RequestForm):
    """One request; with a decision it is answered and closed."""

    class Meta:
        model = SubjectRequest
        fields = (*ASKED, *ANSWERED)

    def clean(self) -> dict[str, Any]:
        """What an answer may say, and to whom."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        moment = values.get("received_at")
        if moment and moment > datetime.now(tz=UTC):
            self.add_error("received_at", _("Saat ini belum tiba."))
        decision = values.get("decision")
        if not decision:
            return values
        if values.get("asker") in worksheets.UNTOLD and decision != Decision.NOT_SAID:
            self.add_error(
                "decision", _("Kepada pemohon ini jawabannya selalu: tidak dapat dijawab ada atau tidaknya.")
            )
        if values.get("asker") == Asker.REPORTER and values.get("proof") != Proof.CODE:
            unproven = decision == Decision.REFUSED and values.get("ground") == Ground.UNPROVEN
            if not unproven and decision != Decision.NOT_SAID:
                self.add_error(
                    "proof", _("Pelapor dipastikan dengan kodenya. Tanpa itu, tolak karena tidak dapat dipastikan.")
                )
        if decision in {Decision.REFUSED, Decision.PARTLY} and not values.get("ground"):
            self.add_error("ground", _("Sebutkan dasarnya; pemohon membacanya."))
        if decision == Decision.NOT_SAID:
            values["answer"] = str(worksheets.UNSAID)  # word for word: a free hand would tell by its tone
            values["ground"] = Ground.OTHERS
        elif not values.get("answer", "").strip():
            self.add_error("answer", _("Tulis jawaban yang dibaca pemohon."))
        return values


class BreachForm(_BreachForm):
    """What happened, to whose data, and who was told."""

    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Data yang terungkap"), choices=DataGroup.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Breach
        fields = (*HAPPENED, *DONE)

    def clean(self) -> dict[str, Any]:
        """Moments in their order."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        now = datetime.now(tz=UTC)
        for name in sorted(MOMENTS & values.keys()):
            if values[name] and values[name] > now:
                self.add_error(name, _("Saat ini belum tiba."))
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("Akhirnya tidak boleh sebelum mulainya."))
        if values.get("subjects_told_at") and not values.get("told_how"):
            self.add_error("told_how", _("Sebutkan bagaimana mereka diberi tahu."))
        return values


class WorksheetAdmin(GuardedAdmin):
    """What both sheets share: kept by who reads the whole audit, and a clock of 3 x 24 hours."""

    section = SYSTEM
    context = Context.OTHER_OFFICE
    sortable_by = ()

    def visible(self, _request: HttpRequest, queryset: Any) -> Any:
        return queryset

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return exposure.may_ask(request)

    def has_add_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return exposure.may_ask(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Until it is answered or closed; then it is a record."""
        return exposure.may_ask(request) and (obj is None or worksheets.left(obj, now=datetime.now(tz=UTC)) is not None)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Moments without the script that Django's own widget needs."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in MOMENTS and field is not None:
            return forms.DateTimeField(label=db_field.verbose_name, widget=MomentInput(), required=field.required)
        return field

    @admin.display(description=gettext_lazy("Sisa waktu"))
    def clock(self, row: Any) -> str:
        """What is left of the 72 hours, or that it is over or done."""
        left = worksheets.left(row, now=datetime.now(tz=UTC))
        if left is None:
            return _("selesai")
        hours = abs(left) // HOUR
        said = _("%(hours)s jam") % {"hours": hours}
        return _("lewat %(said)s") % {"said": said} if left < timedelta() else said

    @admin.display(description=gettext_lazy("Paling lambat"))
    def until_when(self, row: Any) -> str:
        """The end of the 72 hours, in the time of the portal."""
        return days.spoken_instant(row.due_at, settings.TIME_ZONE) if row.due_at else "–"

    def paper(self, name: str) -> URLPattern:
        """The address of the printable letter of one sheet."""
        opts = self.opts
        view = self.admin_site.admin_view(self.letter_view)
        return path("<int:object_id>/letter/", view, name=f"{opts.app_label}_{opts.model_name}_{name}")

    def letter_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The letter of one sheet, to be printed or copied."""
        row = self.get_object(request, str(object_id))
        if row is None:
            raise Http404
        self.record(request, "read", row.pk, page="letter")
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        crumbs = [Crumb(str(self.title), reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))]
        context = frame(self.admin_site, request, title=_("Surat %(sheet)s") % {"sheet": row}, crumbs=[
            *crumbs, Crumb(str(row), address), Crumb(_("Surat"))])  # fmt: skip
        template = f"admin/netralitas/{self.opts.model_name}/letter.html"
        return TemplateResponse(request, template, {**context, "row": row, **self.said(row)})

    def said(self, row: Any) -> dict[str, Any]:
        """What the letter says besides the sheet itself."""
        raise NotImplementedError(f"{type(self).__name__} prints a letter. Return what it says from `said`")


@admin.register(SubjectRequest)
class SubjectRequestAdmin(WorksheetAdmin):
    """Requests by what is left of their time; an answered one is a record."""

    title = gettext_lazy("Permintaan atas data pribadi")
    purpose = gettext_lazy("Akses, pembetulan, atau penghapusan yang diminta seseorang: dijawab dalam 3 × 24 jam.")
    order = 18
    form = RequestForm
    list_display = ("__str__", "asks", "asker", "until_when", "clock", "decision")
    list_filter = ("asks", "asker", "decision")
    fieldsets = (
        (gettext_lazy("Yang diminta"), {"fields": ASKED}),
        (gettext_lazy("Jawaban"), {"fields": ANSWERED, "description": CLOSING}),
    )  # fmt: skip

    change_form_template = "admin/netralitas/subjectrequest/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        return [self.paper("letter"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.due_at = worksheets.due(obj.received_at)
        if obj.decision:
            obj.answered_at = datetime.now(tz=UTC)
        super().save_model(request, obj, form, change)

    def said(self, row: SubjectRequest) -> dict[str, Any]:
        return {
            "opening": worksheets.GIVEN.get(row.decision, ""),
            "ground": Ground(row.ground).label if row.ground and row.decision != Decision.NOT_SAID else "",
            "day": days.spoken_date(days.local_date(row.answered_at or datetime.now(tz=UTC), settings.TIME_ZONE)),
            "received": days.spoken_date(days.local_date(row.received_at, settings.TIME_ZONE)),
            "controller": settings.DATA_CONTROLLER,
        }


@admin.register(Breach)
class BreachAdmin(WorksheetAdmin):
    """Breaches by what is left of their time; two people close one."""

    title = gettext_lazy("Kegagalan pelindungan data")
    purpose = gettext_lazy("Apa yang bocor, siapa yang terkena, dan siapa yang sudah diberi tahu dalam 3 × 24 jam.")
    order = 19
    form = BreachForm
    list_display = ("__str__", "until_when", "clock", "authority_told_at", "subjects_told_at")
    fieldsets = (
        (gettext_lazy("Yang terjadi"), {"fields": HAPPENED}),
        (gettext_lazy("Pemberitahuan dan pemulihan"), {"fields": DONE}),
    )
    change_form_template = "admin/netralitas/breach/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        gate: Callable[..., Callable[..., HttpResponseBase]] = self.admin_site.admin_view
        name = "netralitas_breach"
        return [
            self.paper("letter"),
            path("<int:object_id>/close/", gate(require_POST(self.close_view)), name=f"{name}_close"),
            path("<int:object_id>/notice/", gate(self.notice_view), name=f"{name}_notice"),
            path("<int:object_id>/notice/<int:pk>/", gate(require_POST(self.decide_view)), name=f"{name}_decide"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.due_at = worksheets.due(obj.detected_at)
        super().save_model(request, obj, form, change)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The sheet, with the notices to reporters and how far they are."""
        breach = self.get_object(request, object_id)
        shown = {"notices": notices.sheet(breach, cast(User, request.user))} if breach else {}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def notice_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Whom to tell and in which words: a POST counts, a second one with what was counted asks for it."""
        breach = self._open(request, object_id)
        shown, notice = notices.handle(request, breach, cast(User, request.user))
        if notice is not None:
            self.record(request, "notice_asked", breach.pk, notice=notice.pk, number=notice.counted)
            messages.success(request, _("Pemberitahuan diusulkan; orang kedua perlu memastikannya."))
            return HttpResponseRedirect(_sheet(object_id))
        if "preview" in shown:
            self.record(request, "notice_counted", breach.pk, number=shown["preview"].number.people)
        crumbs = [
            Crumb(str(self.title), reverse("admin:netralitas_breach_changelist")),
            Crumb(str(breach), _sheet(object_id)),
            Crumb(_("Beri tahu pelapor")),
        ]
        context = {**frame(self.admin_site, request, title=_("Beri tahu pelapor"), crumbs=crumbs), **shown}
        status = notices.REFUSED if shown["form"].errors else 200
        template = "admin/netralitas/breach/notice.html"
        return TemplateResponse(request, template, {**context, "row": breach, "back": _sheet(object_id)}, status=status)

    def decide_view(self, request: HttpRequest, object_id: int, pk: int) -> HttpResponse:
        """A second person confirms a notice, or somebody takes it back."""
        breach = self._open(request, object_id)
        notice = breach.notices.filter(pk=pk).first()
        if notice is None:
            raise Http404
        if verb := notices.decide(request, notice, cast(User, request.user)):
            self.record(request, verb, breach.pk, notice=notice.pk)
            said = _("Pemberitahuan berjalan; kemajuannya tampil di lembar ini.")
            messages.success(request, said if verb == "notice_confirmed" else _("Pemberitahuan dibatalkan."))
        return HttpResponseRedirect(_sheet(object_id))

    def _open(self, request: HttpRequest, object_id: int) -> Breach:
        breach: Breach | None = self.get_object(request, str(object_id))
        if breach is None or not self.has_change_permission(request, breach):
            raise Http404
        return breach

    def close_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """One person proposes to close, another confirms."""
        breach = self._open(request, object_id)
        try:
            closed = worksheets.close(breach, by=cast(User, request.user).pk)
        except worksheets.NotYet as refusal:
            messages.error(request, refusal.message)
        else:
            self.record(request, "closed" if closed else "closing", breach.pk)
            said = _("Lembar ini ditutup.") if closed else _("Diusulkan ditutup; orang kedua perlu memastikannya.")
            messages.success(request, said)
        return HttpResponseRedirect(_sheet(object_id))

    def said(self, row: Breach) -> dict[str, Any]:
        zone = settings.TIME_ZONE
        return {
            "groups": [DataGroup(one).label for one in row.groups],
            "detected": days.spoken_instant(row.detected_at, zone),
            "since": days.spoken_instant(row.since, zone) if row.since else "",
            "until": days.spoken_instant(row.until, zone) if row.until else "",
            "controller": settings.DATA_CONTROLLER,
        }


def _sheet(pk: int) -> str:
    return reverse("admin:netralitas_breach_change", args=[pk])
