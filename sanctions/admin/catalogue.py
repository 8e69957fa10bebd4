"""The sanction catalogue in the staff room: what there is, since when, by which article. Read only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sanctions.models.catalogue import SanctionKind
from services.accounts.staff import REFERENCE, GuardedAdmin


@admin.register(SanctionKind)
class SanctionKindAdmin(GuardedAdmin):
    """Every kind with its law. A change of law is a new row in the data file, never an edit here."""

    title = _("Katalog sanksi")
    purpose = _("Jenis sanksi, dasar hukum, masa berlaku, dan seberapa pasti sumbernya.")
    section = REFERENCE
    order = 60
    records_reads = False  # public law, no person
    list_display = ("code", "name", "level", "duration_months", "valid_from", "valid_until", "basis", "sure")
    list_filter = ("level", "sure")
    search_fields = ("code", "name")

    def visible(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The whole catalogue, for everybody with a desk."""
        return queryset
