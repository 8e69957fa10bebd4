"""The Bawaslu desk: queue and case page, purpose-made inside the admin site. Django's own list and form
machinery stays out: it counts all rows, and a case is never edited in a form."""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from csp.decorators import csp, csp_update
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports import naming, visibility
from reports.admin import (
    actions,
    addresses,
    blackening,
    casefile,
    distress,
    enclosed,
    evidence,
    exports,
    joint,
    jointletters,
    officers,
    openings,
    originals,
    overtaken,
    package,
    panels,
    playing,
    takeover,
    wording,
)
from reports.admin.desk import Desk, sit_down
from reports.admin.filters import UnusableFilter
from reports.admin.frame import Crumb, frame
from reports.admin.lettered import Waiting
from reports.admin.listing import Listing
from reports.models.case import Case
from reports.models.package import PackageExhibit, ReferralPackage
from reports.openings import LOOKS
from services.accounts import permissions
from services.accounts.enums import Action, Context, DataGroup
from services.accounts.staff import WORK, GuardedAdmin


@admin.register(Case)
class CaseAdmin(GuardedAdmin):
    """Queue, case page, one form page per verb, export. Every page asks `cases_visible_to` first."""

    title = gettext_lazy("Antrean kasus")
    purpose = gettext_lazy("Laporan dan informasi awal di kantor Anda, diurutkan menurut sisa waktu.")
    section = WORK
    order = 10

    def visible(self, request: HttpRequest, _queryset: QuerySet[Case]) -> QuerySet[Case]:
        return visibility.cases_visible_to(request.user)

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self.allowed(request, Action.READ, [DataGroup.STATUS])

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False  # no field of a case is edited; verbs are asked one by one

    def get_urls(self) -> list[URLPattern]:
        wrap = self._wrapped
        return [
            path("", wrap(self.changelist_view), name="reports_case_changelist"),
            path("take-over/", wrap(self.take_over_view), name="reports_case_take_over"),
            path("export/", wrap(self.export_view), name="reports_case_export"),
            path("<uuid:object_id>/change/", wrap(self.change_view), name="reports_case_change"),
            path("<uuid:object_id>/print/", wrap(self.print_view), name="reports_case_print"),
            path("<uuid:object_id>/identity/", wrap(self.identity_view), name="reports_case_identity"),
            path("<uuid:object_id>/package/<uuid:pk>/", wrap(self.package_view), name="reports_case_package"),
            *self._files_of_packages(wrap),
            path("<uuid:object_id>/letter/<uuid:record>/", wrap(self.letter_view), name="reports_case_letter"),
            path("<uuid:object_id>/evidence/<uuid:pk>/", wrap(self.evidence_view), name="reports_case_evidence"),
            path("<uuid:object_id>/evidence/<uuid:pk>/file/", wrap(self.copy_view), name="reports_case_copy"),
            path(
                "<uuid:object_id>/evidence/<uuid:pk>/original/", wrap(self.original_view), name="reports_case_original"
            ),
            path("<uuid:object_id>/<slug:verb>/", wrap(self.verb_view), name="reports_case_verb"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The queue; an address it does not understand is refused with 400 and the known parameters."""
        self._admit(request)
        context = self._frame(request, str(self.title))
        try:
            context |= Listing(request, visibility.queue_of(request.user)).context(export=exports.may(request))
            context["take_over_url"] = reverse("admin:reports_case_take_over") if takeover.may(request) else ""
        except UnusableFilter as error:
            return self._unusable(request, error)
        self.listed(request, len(context["rows"]))
        return TemplateResponse(request, "admin/reports/case/change_list.html", {**context, **(extra_context or {})})

    def change_view(  # type: ignore[override]
        self, request: HttpRequest, object_id: UUID, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One case. That it was read is recorded first, or nothing is shown."""
        return self._file(request, object_id, "read", open_all=False)

    def print_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """The complete file for a plenary, everything opened."""
        return self._file(request, object_id, "printed", open_all=True)

    @method_decorator(csp_update(evidence.AROUND))
    def verb_view(self, request: HttpRequest, object_id: UUID, verb: str) -> HttpResponse:
        """The form of one verb, and the verb itself."""
        self._admit(request)
        try:
            case = self._case(request, object_id)
            response = actions.page(request, case, verb, frame=self._frame(request, "", self._back()))
        except Http404:
            if verb not in actions.ALL or not overtaken.is_told(request, object_id):
                raise
            labels = overtaken.labels_of(actions.ALL[verb].form)
            return overtaken.page(request, labels, frame=self.frame(request, str(overtaken.TITLE)))
        if response.status_code != HTTPStatus.FOUND:  # a step that was taken has its own entry
            self.record(request, "form", case.pk, page=verb)
        return response

    @overtaken.gives_back(jointletters.TYPED)
    def letter_view(self, request: HttpRequest, object_id: UUID, record: UUID) -> HttpResponse:
        """What was typed in from a letter of the joint desk, for a second person to confirm or decline."""
        self._admit(request)
        case = self._case(request, object_id)
        back = Crumb(wording.grouped(case.reference), _page(case))
        response = jointletters.page(request, case, record, frame=self._frame(request, "", self._back(), back))
        if response.status_code != HTTPStatus.FOUND:
            self.record(request, "form", case.pk, page="letter")
        return response

    @overtaken.gives_back(overtaken.labels_of(openings.AskForm))
    def identity_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """How somebody asks to see who reported."""
        self._admit(request)
        case = self._case(request, object_id)
        title = _("Permohonan melihat identitas")
        back = Crumb(wording.grouped(case.reference), _page(case))
        context = self._frame(request, title, self._back(), back)
        response = openings.ask_page(request, case, context={**context, "case": case})
        if response.status_code != HTTPStatus.FOUND:
            self.record(request, "form", case.pk, page="identity")
        return response

    def _files_of_packages(self, wrap: Callable[..., Any]) -> list[URLPattern]:
        file = "<uuid:object_id>/package/<uuid:pk>/<int:number>/"
        return [
            path(f"{file}file/", wrap(self.package_file_view), name="reports_case_package_file"),
            path(f"{file}<int:page>/", wrap(self.blacken_view), name="reports_case_blacken"),
            path(f"{file}<int:page>/clean/", wrap(self.clean_view), name="reports_case_clean"),
            path(f"{file}<int:page>/result/", wrap(self.result_view), name="reports_case_result"),
        ]

    @method_decorator(csp_update(evidence.AROUND))
    def package_view(self, request: HttpRequest, object_id: UUID, pk: UUID) -> HttpResponse:
        """One referral package as its receivers read it."""
        desk, found = self._package(request, object_id, pk)
        self.record(request, "package_read", desk.case.pk, package=pk)
        title = _("Berkas penerusan")
        back = Crumb(wording.grouped(desk.case.reference), _page(desk.case))
        context = self._frame(request, title, self._back(), back)
        return TemplateResponse(
            request, "admin/reports/case/package.html", {**context, "parcels": [package.contents(found, desk)]}
        )

    @overtaken.gives_back(blackening.TYPED)
    @method_decorator(csp_update(evidence.AROUND))
    def blacken_view(self, request: HttpRequest, object_id: UUID, pk: UUID, number: int, page: int) -> HttpResponse:
        """One picture that is to travel, looked at and blackened by the verifier who builds the package."""
        self._admit(request)
        case = self._case(request, object_id)
        place = blackening.find(sit_down(request, case), pk, number, page)
        title = _("Periksa dan hitamkan gambar")
        back = Crumb(wording.grouped(case.reference), _page(case))
        crumbs = (self._back(), back, Crumb(_("Berkas penerusan"), place.back))
        response = blackening.answer(request, place, frame=self._frame(request, title, *crumbs))
        if response.status_code != HTTPStatus.FOUND:
            self.record(request, "form", case.pk, page="blacken", package=pk, number=number, picture=page)
        return response

    @method_decorator(csp(evidence.ALONE))
    def clean_view(self, request: HttpRequest, object_id: UUID, pk: UUID, number: int, page: int) -> HttpResponse:
        """The picture before anything on it is blackened."""
        self._admit(request)
        place = blackening.find(sit_down(request, self._case(request, object_id)), pk, number, page)
        self.record(request, "copy_read", place.desk.case.pk, exhibit=place.source.exhibit_id, picture=page)
        return blackening.clean(request, place, black=False)

    @method_decorator(csp(evidence.ALONE))
    def result_view(self, request: HttpRequest, object_id: UUID, pk: UUID, number: int, page: int) -> HttpResponse:
        """The picture as it will travel: of the package's own file, or what it would be now."""
        desk, _found = self._package(request, object_id, pk)
        row = _enclosed(desk, pk, number)
        place = None if row else blackening.find(desk, pk, number, page)
        self.record(request, "package_file", desk.case.pk, package=pk, number=number, picture=page)
        if place is not None:
            return blackening.clean(request, place, black=True)
        return enclosed.result(request, row, page)

    @method_decorator(csp(evidence.ALONE))
    def package_file_view(self, request: HttpRequest, object_id: UUID, pk: UUID, number: int) -> HttpResponseBase:
        """The package's own file."""
        desk, _found = self._package(request, object_id, pk)
        row = _enclosed(desk, pk, number)
        if row is None:
            raise Http404
        if not playing.goes_on(request, row):
            self.record(request, "package_file", desk.case.pk, package=pk, number=number)
        return enclosed.file(request, row)

    @method_decorator(csp_update(evidence.AROUND))
    def evidence_view(self, request: HttpRequest, object_id: UUID, pk: UUID) -> HttpResponse:
        """One piece of evidence: the page around its clean copy."""
        self._admit(request)
        case = self._case(request, object_id)
        found = evidence.find(sit_down(request, case), pk)
        self.record(request, "evidence_read", case.pk, exhibit=pk)
        title = _("Bukti %(name)s") % {"name": naming.known_as(found[0])}
        back = Crumb(wording.grouped(case.reference), _page(case))
        return evidence.page(request, *found, context=self._frame(request, title, self._back(), back))

    @method_decorator(csp(evidence.ALONE))
    def copy_view(self, request: HttpRequest, object_id: UUID, pk: UUID) -> HttpResponseBase:
        """The clean copy itself."""
        self._admit(request)
        case = self._case(request, object_id)
        found = evidence.find(sit_down(request, case), pk)
        if not playing.goes_on(request, found[1]):
            self.record(request, "copy_read", case.pk, exhibit=pk)
        return evidence.file(request, *found)

    @overtaken.gives_back(overtaken.labels_of(originals.UnsealForm))
    def original_view(self, request: HttpRequest, object_id: UUID, pk: UUID) -> HttpResponseBase:
        """How an officer opens the original of a piece of evidence; the vault records that it was opened."""
        self._admit(request)
        case = self._case(request, object_id)
        desk = sit_down(request, case)
        found = originals.find(desk, pk)
        title = _("Berkas asli bukti %(name)s") % {"name": naming.known_as(desk.exhibit(pk))}
        back = Crumb(wording.grouped(case.reference), _page(case))
        context = self._frame(request, title, self._back(), back)
        response = originals.page(request, desk, *found, context=context)
        if isinstance(response, TemplateResponse):
            self.record(request, "form", case.pk, page="original")
        return response

    def take_over_view(self, request: HttpRequest) -> HttpResponse:
        """How the level above takes a case to itself."""
        self._admit(request)
        return takeover.page(request, frame=self._frame(request, _("Ambil alih kasus"), self._back()))

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The filtered queue as CSV, once a reason was given."""
        self._admit(request)
        context = self._frame(request, _("Unduh CSV dari yang tersaring"), self._back())
        try:
            return exports.answer(
                request, visibility.cases_taken_out_by(request.user), frame=context, record=self.record
            )
        except UnusableFilter as error:
            return self._unusable(request, error)

    def _file(self, request: HttpRequest, object_id: UUID, verb: str, *, open_all: bool) -> HttpResponse:
        self._admit(request)
        case = self._case(request, object_id)
        self.record(request, verb, case.pk)
        desk = sit_down(request, case)
        names = officers.names([case.officer, *(step.user for step in desk.rows.steps)])
        title = _("Kasus %(reference)s") % {"reference": wording.grouped(case.reference)}
        sections, added = _sections(desk, open_all=open_all), panels.render(request, desk.rows.packages, _page(case))
        context = {
            **self._frame(request, title, self._back()),
            **sections,
            "file": casefile.build(desk.rows, names=names, now=desk.now, sees=desk.sees),
            "case": case,
            "panels": added,
            "letters_waiting": _waiting(sections["joint_waiting"], added),
        }
        return TemplateResponse(request, "admin/reports/case/change_form.html", context)

    def _package(self, request: HttpRequest, object_id: UUID, pk: UUID) -> tuple[Desk, ReferralPackage]:
        self._admit(request)
        desk = sit_down(request, self._case(request, object_id))
        found = next((one for one in desk.rows.packages if one.pk == pk), None)
        if found is None or DataGroup.NARRATIVE_REDACTED not in desk.sees:
            raise Http404
        return desk, found

    def _admit(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _case(self, request: HttpRequest, pk: UUID) -> Case:
        case: Case | None = self.get_queryset(request).select_related("offence").filter(pk=pk).first()
        if case is None:
            raise Http404  # also for a case that exists elsewhere: whether it does is nobody's business
        return case

    def _back(self) -> Crumb:
        return Crumb(str(self.title), addresses.queue())

    def frame(self, request: HttpRequest, title: str) -> dict[str, Any]:
        """The frame of a page that stands right below the queue."""
        return self._frame(request, title, self._back())

    def _frame(self, request: HttpRequest, title: str, *crumbs: Crumb) -> dict[str, Any]:
        return frame(self.admin_site, request, title=title, crumbs=[*crumbs, Crumb(title)] if title else crumbs)

    def _unusable(self, request: HttpRequest, error: UnusableFilter) -> HttpResponse:
        title = _("Alamat daftar tidak dikenal")
        context = {
            **self._frame(request, title, self._back()),
            "wrongs": error.wrongs,
            "known": error.known,
            "clear_url": addresses.queue(),
        }
        return TemplateResponse(request, "admin/reports/unusable_filter.html", context, status=400)

    def _wrapped(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        return self.admin_site.admin_view(view)


def _enclosed(desk: Desk, package: UUID, number: int) -> PackageExhibit | None:
    rows = (one for one in desk.rows.enclosed if one.package_id == package and one.number == number)
    return next((one for one in rows if one.clean_copy), None)


def _may_ask(desk: Desk) -> bool:
    return desk.context == Context.ASSIGNED and any(permissions.may(one.role, *LOOKS) for one in desk.actors)


def _page(case: Case) -> str:
    return addresses.of_case(case.pk, "change")


def _waiting(joint_letter: Waiting | None, added: Iterable[panels.Addition]) -> list[Waiting]:
    """The letters of this case that wait for a second person: said in the head, since they stand far below."""
    found = [joint_letter, *(one for panel in added for one in panel.waiting)]
    return [one for one in found if one is not None and one.waits]


def _sections(desk: Desk, *, open_all: bool) -> Mapping[str, Any]:
    """Buttons and addresses of the case page."""
    records = actions.records(desk)
    message = actions.address(desk.case, "message")
    return {
        "steps_offered": actions.steps(desk),
        "records_offered": [one for one in records if one.url != message],
        "message_url": message if any(one.url == message for one in records) else "",
        "print_url": addresses.of_case(desk.case.pk, "print"),
        "identity_url": addresses.of_case(desk.case.pk, "identity") if _may_ask(desk) else "",
        "open_all": open_all,
        "pictures_url": blackening.waits(desk),
        "call_urls": distress.urls(desk),
        "joint_standing": joint.standing(desk),
        "joint_offered": actions.joint_records(desk),
        "joint_waiting": jointletters.told(desk),
    }
