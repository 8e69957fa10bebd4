"""The audit: who did or read what, by plain ids. Auditors read it all, an officer their own acts."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from netralitas.admin import audit_words, exposure
from regions import days
from reports.admin import officers
from services.accounts import access, permissions
from services.accounts.enums import Action, Context, DataGroup
from services.accounts.staff import SYSTEM, GuardedAdmin
from services.audit.models import Entry

if TYPE_CHECKING:  # Django's class can be told its rows only to a type checker
    _Paginator = Paginator[Entry]
else:
    _Paginator = Paginator


class BookPaginator(_Paginator):
    """Pages of the book. The whole book counts as its highest number, since counting a million entries costs."""

    @cached_property
    def count(self) -> int:
        """How many entries there are: exact for a search, an upper bound for the whole book."""
        entries = cast("QuerySet[Entry]", self.object_list)
        if entries.query.where:
            return super().count
        return Entry.objects.aggregate(last=Max("id"))["last"] or 0


@admin.register(Entry)
class EntryAdmin(GuardedAdmin):
    """The notary's book. The chain is verified by `manage.py verify_audit`."""

    title = _("Jejak audit")
    purpose = _("Siapa melakukan atau membuka apa, dan kapan. Tidak dapat diubah.")
    section = SYSTEM
    order = 20
    change_list_template = "admin/audit/change_list.html"
    records_reads = False  # reading the book would fill it
    list_display = ("when", "what", "touched", "who", "place")
    list_display_links = ("when",)
    fields = ("when", "what", "touched", "who", "detail", "place", "digest")
    labels = {"detail": _("Rincian"), "digest": _("Sidik rantai")}
    search_fields = ("=subject", "=actor", "=action")
    ordering = ("-id",)
    sortable_by = ()
    paginator = BookPaginator

    def get_urls(self) -> list[URLPattern]:
        asked = self.admin_site.admin_view(partial(exposure.page, self.admin_site))
        return [path("exposure/", asked, name="audit_entry_exposure"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The book; an auditor finds the way to the question of exposure."""
        return super().changelist_view(request, {"asks": exposure.may_ask(request), **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The page, with the names on it fetched at once."""
        listing: ChangeList = super().get_changelist_instance(request)
        officers.names(_people(listing.result_list))
        return listing

    @admin.display(description=_("Waktu"))
    def when(self, row: Entry) -> str:
        """The moment, in the time of the portal."""
        return days.spoken_instant(row.at, settings.TIME_ZONE)

    @admin.display(description=_("Peristiwa"))
    def what(self, row: Entry) -> SafeString:
        """The act in words, and as it is recorded."""
        return format_html("{} <small><code>{}</code></small>", audit_words.spoken(row.action), row.action)

    @admin.display(description=_("Nomor acak yang disentuh"))
    def touched(self, row: Entry) -> SafeString:
        """The random id of what was touched."""
        return format_html("<code>{}</code>", row.subject)

    @admin.display(description=_("Oleh"))
    def who(self, row: Entry) -> SafeString:
        """Who did it, by name, and as it is recorded."""
        name = audit_words.actor(row.actor, officers.names(_people([row])))
        return format_html("{} <small><code>{}</code></small>", name, row.actor)

    @admin.display(description=_("Tempat dalam rantai"))
    def place(self, row: Entry) -> Any:
        """The number in the chain; none until the entry is sealed, within a minute."""
        return row.sequence or _("segera dirantai")

    def allowed(self, request: HttpRequest, action: str, groups: Any) -> bool:
        """An auditor as for anyone's acts; others as for their own, which `visible` narrows to."""
        wanted = set(groups)
        own = any(
            permissions.may(one.role, action, group, Context.OWN)
            for one in access.standings(request)
            for group in wanted
        )
        return own or super().allowed(request, action, groups)

    def visible(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        roles = {one.role for one in access.standings(request)}
        if any(permissions.may(role, Action.READ, DataGroup.AUDIT, Context.OTHER_OFFICE) for role in roles):
            return queryset
        return queryset.filter(actor=f"user:{request.user.pk}")


def _people(rows: Iterable[Entry]) -> list[UUID | None]:
    """The accounts behind the actors of these entries."""
    return [audit_words.account(row.actor) for row in rows]
