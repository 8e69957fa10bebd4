"""The page of the rehearsals: how offices and machinery fared in a season that was only played."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from rehearsal import page
from rehearsal.models import Board
from services.accounts.enums import Context
from services.accounts.staff import SYSTEM, GuardedAdmin

EARLIER = 10  # boards offered besides the one that is shown


@admin.register(Board)
class BoardAdmin(GuardedAdmin):
    """The newest score board, or the one named by `gladi`; counts of the whole system, never of a case."""

    title = _("Gladi musim pemilihan")
    purpose = _("Satu musim pemilihan yang dimainkan dengan data contoh: tenggat, eskalasi, dan surat setiap kantor.")
    section = SYSTEM
    order = 40
    context = Context.COUNTED
    records_reads = False  # figures of invented cases
    parameters = ("gladi",)

    def visible(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.none()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The page; it says what to do where no season has been rehearsed yet."""
        self.refuse(request)
        boards = list(Board.objects.defer("content")[: EARLIER + 1])
        shown = self._chosen(request.GET.get("gladi", ""), boards)
        context = {**self.admin_site.each_context(request), "title": self.title, "purpose": self.purpose}
        if shown is not None:
            context |= {**page.of(shown), "columns": [label for _name, label in page.COLUMNS]}
            context |= {"left_behind": page.left_behind(shown.content["faults"])}
            context |= {"earlier": [one for one in boards if one.pk != shown.pk]}
        return TemplateResponse(request, "admin/rehearsal/board.html", {**context, **(extra_context or {})})

    def _chosen(self, asked: str, boards: list[Board]) -> Board | None:
        if not asked:
            return boards[0] if boards else None
        found = (
            Board.objects.filter(pk=asked).first() if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
        )
        if found is None:
            raise Http404
        return found
