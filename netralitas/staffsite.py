"""The staff room: Django's default admin site, replaced. Who enters, what it lists, how it refuses."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from netralitas import rules, worklist
from netralitas.roles import acting
from regions import offices
from services.accounts import access, reentry, views
from services.accounts.enums import Role
from services.accounts.forms import OwnPasswordForm
from services.accounts.staff import GuardedAdmin, UnknownParameter
from services.audit import log

View = Callable[..., HttpResponseBase]
CLOSED = {"view_on_site", "app_list", "autocomplete"}  # doors of Django's site that lead past our own lists


@dataclass(frozen=True)
class Post:
    """A line of the header: as what one acts, and where."""

    role: str
    office: str


class NetralitasAdminSite(admin.AdminSite):
    """Staff with a second factor and a current membership come in; nobody else, and nothing unguarded."""

    site_title = gettext_lazy("Netralitas")
    site_header = gettext_lazy("Netralitas · Ruang petugas")
    index_title = gettext_lazy("Pekerjaan Anda")
    enable_nav_sidebar = False
    site_url = "/"
    password_change_template = "admin/password_change.html"  # noqa: S105
    password_change_done_template = "admin/password_changed.html"  # noqa: S105

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.is_active and user.is_verified() and access.standings(request))

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register guarded lists only. Lists of other people's apps stay out: they show what ours protect."""
        models = list(model_or_iterable) if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        for model in models:
            if admin_class and issubclass(admin_class, GuardedAdmin):
                super().register(model, admin_class, **options)
            elif _is_ours(model):
                name = model._meta.label
                raise ImproperlyConfigured(f"The admin of {name} is not guarded. Derive it from staff.GuardedAdmin")

    def get_urls(self) -> list[Any]:
        kept = [entry for entry in super().get_urls() if not _is_closed(entry)]
        own = path("rules/", self.admin_view(partial(rules.page, self)), name="rules")
        factor = path("second-factor/", self.admin_view(self.second_factor), name="second_factor")
        return [own, factor, *cast(list[Any], kept)]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": self.has_permission(request),
            "available_apps": [],
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "log_entries": [],
            "posts": _posts(request),
            "demo": settings.DEMO,
        }

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Django's gate, and behind it our own pages for a refusal."""

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if _must_change_password(request):
                return HttpResponseRedirect(reverse("admin:password_change", current_app=self.name))
            try:
                return self._code_refused(request) or cast(HttpResponseBase, view(request, *args, **kwargs))
            except reentry.CodeNeeded as needed:
                return reentry.page(request, needed.act, self.each_context(request))
            except PermissionDenied:
                return self._refuse(request, "admin/403.html", HTTPStatus.FORBIDDEN)
            except UnknownParameter as error:
                return self._refuse(request, "admin/unknown_parameter.html", HTTPStatus.BAD_REQUEST, name=error.name)

        return super().admin_view(answer, cacheable)

    @method_decorator(never_cache)
    def index(self, request: HttpRequest, _extra_context: Any = None) -> TemplateResponse:
        """The work list: what this person's roles may open, and letters their office could not get."""
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "sections": worklist.sections(self, request),
            "letters": worklist.letters(request),
            "declined": worklist.declined(request),
            "notes": worklist.notes(request),
        }
        return TemplateResponse(request, "admin/index.html", context)

    def app_index(self, _request: HttpRequest, _app_label: str, _extra_context: Any = None) -> Any:
        raise Http404

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, _extra_context: Any = None) -> HttpResponse:
        """Password, then one-time code; the whole of it is in `accounts.views`."""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        return views.sign_in(request, context=self.each_context(request))

    @method_decorator(require_POST)
    def logout(self, request: HttpRequest, _extra_context: Any = None) -> Any:
        logout(request)
        return HttpResponseRedirect(reverse("admin:login", current_app=self.name))

    @method_decorator(never_cache)
    def second_factor(self, request: HttpRequest) -> HttpResponse:
        """The officer's own one-time codes; the whole of it is in `accounts.views`."""
        return views.second_factor(request, context=self.each_context(request))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The officer's own password; a change is recorded."""
        if request.method == "POST":
            reentry.require(request, reentry.Act.PASSWORD)
        response = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done", current_app=self.name),
            template_name=self.password_change_template,
            extra_context={**self.each_context(request), "title": _("Ubah kata sandi"), **(extra_context or {})},
        )(request)
        if response.status_code == HTTPStatus.FOUND:
            log.record("password:changed", subject=str(request.user.pk), actor=f"user:{request.user.pk}")
        return response

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """That the new password holds, under a title in the portal's words."""
        return super().password_change_done(request, {"title": _("Kata sandi sudah diubah"), **(extra_context or {})})

    def _code_refused(self, request: HttpRequest) -> HttpResponseBase | None:
        """The answer to a wrong one-time code that came with an act; None: there was none, or it is right."""
        if reentry.TOKEN not in request.POST:
            return None
        with acting.for_oneself():
            return reentry.given(request, self.each_context(request))

    def _refuse(self, request: HttpRequest, template: str, status: HTTPStatus, **context: Any) -> TemplateResponse:
        title = _("Tidak tersedia untuk Anda") if status == HTTPStatus.FORBIDDEN else _("Alamat daftar tidak dikenal")
        return TemplateResponse(
            request, template, {**self.each_context(request), "title": title, **context}, status=status
        )


def _must_change_password(request: HttpRequest) -> bool:
    """Whether a password that somebody else knows comes first; only the way out and the change itself stand open."""
    if not getattr(request.user, "must_change_password", False):
        return False
    return request.path_info not in {reverse(f"admin:{name}") for name in ("password_change", "logout")}


def _is_ours(model: Any) -> bool:
    return not model.__module__.startswith(("django.", "axes.", "django_otp.", "rest_framework."))


def _is_closed(entry: URLPattern | URLResolver) -> bool:
    return isinstance(entry, URLPattern) and entry.name in CLOSED


def _posts(request: HttpRequest) -> list[Post]:
    own = [one for one in access.standings(request) if not one.inherited]
    return [Post(str(Role(one.role).label), offices.get(one.agency_code).name) for one in own]
