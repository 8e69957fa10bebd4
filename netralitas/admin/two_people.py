"""Pages on which an administrator asks for something about an account and a second person agrees or declines."""

from typing import Any, Protocol
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reports.admin.frame import Crumb
from services.accounts import posts, reentry, two_people
from services.accounts.enums import Action, DataGroup
from services.accounts.models import User
from services.accounts.staff import SYSTEM, GuardedAdmin

REFUSED = 422
SHOWN = 50


class Kind(Protocol):
    """The module of the domain that a page is about; each of its verbs raises `two_people.Refused`."""

    LASTS: Any
    ask: Any
    approve: Any
    decline: Any
    waiting: Any


class TwoPeopleAdmin(GuardedAdmin):
    """What was asked for and what became of it. Nobody does it alone.

    `kind` is the module that does it, `ask_form` what it is asked with, `act` what needs a fresh code, `said` the
    sentences after asking, agreeing and declining, `with_rows` what the page shows of each request.
    """

    section = SYSTEM
    opens = frozenset({Action.CREATE, Action.APPROVE})
    kind: Kind
    ask_form: type[forms.Form]
    act: reentry.Act
    said: tuple[Promise, Promise, Promise]
    with_rows: tuple[str, ...] = ("user", "asked_by", "decided_by")

    def visible(self, _request: HttpRequest, queryset: Any) -> Any:
        return queryset

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self._asks(request) or self.allowed(request, Action.APPROVE, [DataGroup.ACCOUNTS])

    def get_urls(self) -> list[URLPattern]:
        return [path("", self.admin_site.admin_view(self.changelist_view), name=self._name)]

    def initial(self) -> dict[str, Any]:
        """What the form begins with."""
        return {}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The page; a POST asks for something, agrees to it or declines it."""
        self.refuse(request)
        user = request.user
        if not isinstance(user, User):
            raise PermissionDenied
        asked = request.method == "POST" and not {"approve", "decline"} & request.POST.keys()
        form = self.ask_form(request.POST if asked else None, initial=self.initial(), label_suffix="")
        status = 200
        if request.method == "POST":
            try:
                if self._done(request, user, form):
                    return HttpResponseRedirect(reverse(f"admin:{self._name}"))
            except two_people.Refused as error:
                if form.is_bound:
                    form.add_error(None, str(error))
                else:
                    messages.error(request, str(error))
            status = REFUSED
        context = self._context(request, user, form)
        self.listed(request, len(context["deciding"]) + len(context["rows"]))
        template = f"admin/accounts/{self.opts.model_name}/change_list.html"
        return TemplateResponse(request, template, context, status=status)

    def _done(self, request: HttpRequest, user: User, form: forms.Form) -> bool:
        """Whether something was asked for or decided; raises `Refused` and `CodeNeeded`."""
        asked, agreed, declined = self.said
        if "approve" in request.POST:
            reentry.require(request, self.act)
            self.kind.approve(_key(request.POST["approve"]), by=user)
            messages.success(request, str(agreed))
            return True
        if "decline" in request.POST:
            reentry.require(request, self.act)
            note = request.POST.get("note", "")[:300]
            self.kind.decline(_key(request.POST["decline"]), note=note, by=user)
            messages.success(request, str(declined))
            return True
        if not self._asks(request):
            raise PermissionDenied
        if not form.is_valid():
            return False
        reentry.require(request, self.act)
        self.kind.ask(**form.cleaned_data, by=user)
        messages.success(request, str(asked))
        return True

    def _context(self, request: HttpRequest, user: User, form: forms.Form) -> dict[str, Any]:
        deciding = self.kind.waiting(user)
        rows = self.get_queryset(request).select_related(*self.with_rows)
        if not self._asks(request):
            rows = rows.filter(decided_by=user)
        deciding_keys = {row.pk for row in deciding}
        former = [row for row in rows[:SHOWN] if row.pk not in deciding_keys]
        _say_where(deciding + former)
        return {
            **self.admin_site.each_context(request),
            "title": str(self.title),
            "crumbs": [Crumb(str(self.title))],
            "purpose": self.purpose,
            "form": form if self._asks(request) else None,
            "deciding": deciding,
            "rows": former,
            "days": self.kind.LASTS.days,
        }

    @property
    def _name(self) -> str:
        return f"accounts_{self.opts.model_name}_changelist"

    def _asks(self, request: HttpRequest) -> bool:
        return self.allowed(request, Action.CREATE, [DataGroup.ACCOUNTS])


def _say_where(rows: list[Any]) -> None:
    """Give each request the posts of its account: a name alone does not tell two people apart."""
    known = posts.of([row.user for row in rows])
    for row in rows:
        row.posts = known[row.user_id]


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise two_people.Refused(_("Permintaan ini sudah tidak menunggu.")) from None
