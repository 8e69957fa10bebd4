"""Sealed originals, as numbers: how many of which kind. Files are reached from their case alone."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from netralitas.admin.figures import CountedAdmin
from services.accounts.enums import Action, DataGroup
from services.evidence.models import FileKind, Original


@admin.register(Original)
class OriginalAdmin(CountedAdmin):
    """The store's size by kind of file."""

    title = _("Simpanan bukti")
    purpose = _("Banyaknya dan besarnya berkas tersegel menurut jenis.")
    order = 60
    page = "admin/evidence/original/change_list.html"

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        """How full the store is belongs to the state of the system, not to the evidence."""
        return self.allowed(request, Action.READ, [DataGroup.STATUS])

    def figures(self, _request: HttpRequest) -> dict[str, Any]:
        found = Original.objects.order_by("kind").values("kind").annotate(files=Count("pk"), size=Sum("size"))
        return {"rows": [(FileKind(row["kind"]).label, row["files"], row["size"]) for row in found]}
