"""The base of pages that show how many, never which."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from services.accounts.enums import Context
from services.accounts.staff import SYSTEM, GuardedAdmin


class CountedAdmin(GuardedAdmin):
    """A page of figures over rows that nobody lists or opens."""

    section = SYSTEM
    context = Context.COUNTED
    page = ""

    def visible(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.none()

    def figures(self, request: HttpRequest) -> dict[str, Any]:
        """What the page shows."""
        raise NotImplementedError(f"{type(self).__name__} shows figures. Return them from `figures`")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        self.refuse(request)
        context = {**self.admin_site.each_context(request), "title": self.title, "purpose": self.purpose}
        return TemplateResponse(request, self.page, {**context, **self.figures(request), **(extra_context or {})})
