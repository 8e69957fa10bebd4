"""The desks of KASN/BKN and BKPSDM: the packages of one's own office, the file of one person, and one
plain form per step. Bawaslu uses the same forms to record what an office wrote in a letter."""

from functools import partial
from typing import Any
from uuid import UUID

from csp.decorators import csp, csp_update
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from procedures.enums import Event
from procedures.models import LetterRecord
from procedures.transitions import Refused
from reports.admin import enclosed, lettered, playing
from reports.admin.evidence import ALONE, AROUND
from reports.admin.filters import UnusableFilter
from reports.models.package import PackageExhibit, PackageLeg, PackageRespondent
from sanctions import followed, inbox
from sanctions.admin import confirming, desk, listing, packagefile, stepping
from sanctions.admin.desk import PackageFile
from sanctions.admin.events import EVENTS
from sanctions.admin.stepping import Outcome
from services.accounts import reentry
from services.accounts.enums import Context
from services.accounts.models import User
from services.accounts.staff import GuardedAdmin

NAME = "admin:reports_packagerespondent"


@admin.register(PackageRespondent)
class PackageRespondentAdmin(GuardedAdmin):
    """One row per person of a released package that lies at the office."""

    context = Context.RECEIVED
    title = gettext_lazy("Berkas penerusan")
    purpose = gettext_lazy("Perkara ASN yang diteruskan ke kantor Anda, diurutkan menurut sisa waktu.")
    order = 10

    def visible(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Persons with a leg at a desk of the user."""
        return queryset.filter(legs__in=inbox.legs_of(user_of(request), desk.today())).distinct()

    def get_urls(self) -> list[URLPattern]:
        """Besides list and file: the file for printing, and one form per step."""
        gate = self.admin_site.admin_view
        name = NAME.removeprefix("admin:")
        return [
            path("<uuid:respondent>/cetak/", gate(self.print_view), name=f"{name}_print"),
            path("<uuid:respondent>/<int:leg>/announce/", gate(self.announce_view), name=f"{name}_announce"),
            path("<uuid:respondent>/<int:leg>/<slug:event>/", gate(self.step_view), name=f"{name}_step"),
            path("<uuid:respondent>/<int:leg>/surat/<uuid:record>/", gate(self.letter_view), name=f"{name}_letter"),
            path("<uuid:respondent>/bukti/<int:number>/", gate(self.exhibit_view), name=f"{name}_exhibit"),
            path(
                "<uuid:respondent>/bukti/<int:number>/file/", gate(self.exhibit_file_view), name=f"{name}_exhibit_file"
            ),
            path("<uuid:respondent>/change/", gate(self.file_view), name=f"{name}_change"),
            path("", gate(self.changelist_view), name=f"{name}_changelist"),
        ]

    def changelist_view(self, request: HttpRequest, _extra_context: Any = None) -> HttpResponse:
        """The legs at the user's desks, in the order of time left."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        user = user_of(request)
        on = desk.today()
        own = inbox.offices_of(user, on)
        page = {**self.admin_site.each_context(request), "crumbs": [{"text": self.title}], "title": self.title}
        try:
            found = listing.read(inbox.legs_of(user, on), inbox.legs_copied_to(user, on), request.GET, zone=own[0].zone)
        except UnusableFilter as unusable:
            words = {"wrongs": unusable.wrongs, "known": unusable.known, "clear_url": request.path}
            return TemplateResponse(request, "admin/sanctions/unusable_filter.html", {**page, **words}, status=400)
        self.listed(request, len(found.rows))
        page |= {"listing": found, "office": ", ".join(office.name for office in own)}
        return TemplateResponse(request, "admin/sanctions/package_list.html", page)

    def file_view(self, request: HttpRequest, respondent: UUID) -> HttpResponse:
        """The file of one person."""
        return self._file(request, respondent, "admin/sanctions/package_file.html")

    def print_view(self, request: HttpRequest, respondent: UUID) -> HttpResponse:
        """The file of one person on paper, with nothing folded away."""
        return self._file(request, respondent, "admin/sanctions/package_print.html")

    @method_decorator(csp_update(AROUND))
    def exhibit_view(self, request: HttpRequest, respondent: UUID, number: int) -> HttpResponse:
        """One file of the package: the page around it."""
        leg, row = self._exhibit(request, respondent, number)
        title = packagefile.title(leg.respondent)
        back = reverse(listing.FILE, args=[respondent])
        what = _("Bukti %(number)s") % {"number": number}
        page = {
            **self.admin_site.each_context(request),
            "title": what,
            "crumbs": [
                {"text": self.title, "url": reverse(listing.LIST)}, {"text": title, "url": back}, {"text": what},
            ],
            "exhibit": packagefile.exhibit(row),
            "kind": row.kind,
            "file_url": reverse(f"{NAME}_exhibit_file", args=[respondent, number]),
            "back": back,
        }  # fmt: skip
        with transaction.atomic(savepoint=False):
            self.record(request, "read", respondent, package=row.package_id, number=number)
            return TemplateResponse(request, "admin/sanctions/exhibit.html", page).render()

    @method_decorator(csp(ALONE))
    def exhibit_file_view(self, request: HttpRequest, respondent: UUID, number: int) -> HttpResponseBase:
        """The file itself. That it was opened is recorded with it, or it is not given."""
        _leg, row = self._exhibit(request, respondent, number)
        with transaction.atomic(savepoint=False):
            if not playing.goes_on(request, row):
                self.record(request, "file_read", respondent, package=row.package_id, number=number)
            return enclosed.file(request, row)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def step_view(self, request: HttpRequest, respondent: UUID, leg: int, event: str) -> HttpResponse:
        """One step: GET shows its form, POST takes it."""
        user = user_of(request)
        found = desk.leg_within_reach(user, respondent, leg)
        steps = desk.allowed(user, found, followed.legs_of([found.respondent])) if found else []
        step = next((one for one in steps if one.offer.event == event), None)
        typed = request.POST if request.method == "POST" else None
        if step is not None and typed is not None:
            confirm = partial(reentry.require, request, reentry.Act.RULING)
            outcome = stepping.take(step, typed, request.FILES, confirm=confirm)
        elif step is not None:
            outcome = stepping.blank(step)
        else:
            step = desk.once_allowed(user, found, event) if found else None
            if step is None:
                raise Http404
            outcome = stepping.too_late(step, typed)
        words = {"explanation": EVENTS[step.offer.event].explanation, "by_letter": step.offer.by_letter}
        second = lettered.TAKES_TWO if step.offer.takes_two else ""
        return self._form_page(request, step.leg, outcome, what=step.offer.label, second=second, **words)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def letter_view(self, request: HttpRequest, respondent: UUID, leg: int, record: UUID) -> HttpResponse:
        """What was typed in from a letter: GET shows it to Bawaslu, POST confirms or declines it."""
        user = user_of(request)
        found = desk.leg_within_reach(user, respondent, leg)
        if found is None or not desk.sent(user, found):
            raise Http404
        row = LetterRecord.objects.filter(pk=record, leg=found.proceeding_id).first()
        if row is None:
            raise Http404
        legs = followed.legs_of([found.respondent])
        refused: tuple[str, ...] = ()
        if request.method == "POST":
            reentry.require(request, reentry.Act.RULING)
            try:
                confirming.decide(row, found, legs, request.POST, by=user)
                messages.success(request, lettered.said(row.event, request.POST))
                return HttpResponseRedirect(self._back(request, found))
            except Refused as refusal:
                refused = tuple(map(str, refusal.sentences))
                found = desk.leg_within_reach(user, respondent, leg) or found
        title, back = packagefile.title(found.respondent), self._back(request, found)
        page = {
            **self.admin_site.each_context(request),
            **confirming.shown(row, found, legs, user),
            "title": str(Event(row.event).label),
            "crumbs": [{"text": title, "url": back}, {"text": str(Event(row.event).label)}],
            "person": packagefile.person(found.respondent),
            "file_title": title,
            "refused": refused,
            "back": back,
        }
        with transaction.atomic(savepoint=False):
            self.record(request, "read", found.respondent_id)
            status = 409 if refused else 200
            return TemplateResponse(request, "admin/sanctions/letter.html", page, status=status).render()

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def announce_view(self, request: HttpRequest, respondent: UUID, leg: int) -> HttpResponse:
        """That the office announced what it had said: GET shows the form, POST records it."""
        found = desk.leg_within_reach(user_of(request), respondent, leg)
        by = desk.recorders(user_of(request), found) if found else []
        stages = stepping.waiting(found) if found and by else []
        if found is None or not stages:
            raise Http404
        outcome = stepping.announce(found, by[0], stages, request.POST if request.method == "POST" else None)
        explanation = _("Angka publik menghitung hal ini sejak tanggal pengumuman, tanpa nama.")
        return self._form_page(request, found, outcome, what=_("Catat pengumuman"), explanation=explanation)

    def _form_page(
        self, request: HttpRequest, leg: PackageLeg, outcome: Outcome, *, what: str, **words: Any
    ) -> HttpResponse:
        back = self._back(request, leg)
        if outcome.status == stepping.TAKEN:
            said = _("Tersimpan: %(step)s.")
            if outcome.laid:
                said = _("Tercatat: %(step)s. Berlaku setelah orang kedua memastikannya.")
            messages.success(request, said % {"step": what})
            return HttpResponseRedirect(back)
        title = packagefile.title(leg.respondent)
        page = {
            **self.admin_site.each_context(request),
            "title": what,
            "crumbs": [{"text": title, "url": back}, {"text": what}],
            "outcome": outcome,
            "form": outcome.form,
            "person": packagefile.person(leg.respondent),
            "file_title": title,
            "back": back,
            **words,
        }
        with transaction.atomic(savepoint=False):
            # A form says whom it is about, so showing it is reading the file.
            self.record(request, "read", leg.respondent_id)
            return TemplateResponse(request, "admin/sanctions/step.html", page, status=outcome.status).render()

    def _back(self, request: HttpRequest, leg: PackageLeg) -> str:
        """Where the person came from, inside the staff room; else the file, or for Bawaslu the work list."""
        asked = request.POST.get(stepping.BACK) or request.GET.get(stepping.BACK) or ""
        if asked.startswith(reverse("admin:index")) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
            return asked
        if inbox.legs_of(user_of(request), desk.today()).filter(pk=leg.pk).exists():
            return reverse(listing.FILE, args=[leg.respondent_id])
        return reverse("admin:index")

    def _exhibit(self, request: HttpRequest, respondent: UUID, number: int) -> tuple[PackageLeg, PackageExhibit]:
        """A file of a package at a desk of the user. For everybody else there is none: not even that it exists."""
        leg = desk.leg_at_desk(user_of(request), respondent) if self.has_view_permission(request) else None
        row = desk.exhibit(leg, number) if leg else None
        if leg is None or row is None:
            raise Http404
        return leg, row

    def _file(self, request: HttpRequest, respondent: UUID, template: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        user = user_of(request)
        leg = desk.leg_at_desk(user, respondent)
        if leg is None:
            raise Http404
        legs = followed.legs_of([leg.respondent])
        file = desk.read(leg, legs)
        page = {
            **self.admin_site.each_context(request),
            "title": file.title,
            "crumbs": [{"text": self.title, "url": reverse(listing.LIST)}, {"text": file.title}],
            "file": file,
            "here": file.here,
            "steps_offered": stepping.buttons(desk.allowed(user, leg, legs)),
            "announce_url": self._announce_url(user, leg, file),
            "print_url": reverse(f"{NAME}_print", args=[respondent]),
        }
        with transaction.atomic(savepoint=False):
            self.record(request, "read", respondent)
            return TemplateResponse(request, template, page).render()

    def _announce_url(self, user: User, leg: PackageLeg, file: PackageFile) -> str:
        if not file.unannounced or not desk.recorders(user, leg):
            return ""
        return reverse(stepping.ANNOUNCE, args=[leg.respondent_id, leg.pk])


def user_of(request: HttpRequest) -> User:
    """The member of staff who asks; the gate let nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
