"""The audit: who did or read what, by plain ids. Auditors read it all, an officer their own acts."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from netralitas.admin import exposure
from services.accounts import access, permissions
from services.accounts.enums import Action, Context, DataGroup
from services.accounts.staff import SYSTEM, GuardedAdmin
from services.audit.models import Entry


@admin.register(Entry)
class EntryAdmin(GuardedAdmin):
    """The notary's book. The chain is verified by `manage.py verify_audit`."""

    title = _("Jejak audit")
    purpose = _("Siapa melakukan atau membuka apa, dan kapan. Tidak dapat diubah.")
    section = SYSTEM
    order = 20
    change_list_template = "admin/audit/change_list.html"
    records_reads = False  # reading the book would fill it
    list_display = ("at", "action", "subject", "actor", "sequence")
    fields = ("at", "action", "subject", "actor", "detail", "sequence", "digest")
    search_fields = ("=subject", "=actor", "=action")
    ordering = ("-id",)

    def get_urls(self) -> list[URLPattern]:
        asked = self.admin_site.admin_view(partial(exposure.page, self.admin_site))
        return [path("exposure/", asked, name="audit_entry_exposure"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The book; an auditor finds the way to the question of exposure."""
        return super().changelist_view(request, {"asks": exposure.may_ask(request), **(extra_context or {})})

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
