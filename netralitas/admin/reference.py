"""The base of lists of public reference data: everyone in the staff room reads them, nobody edits them here."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from services.accounts.staff import REFERENCE, GuardedAdmin


class ReferenceAdmin(GuardedAdmin):
    """Public facts: every row is visible, and reading one is nothing to record."""

    section = REFERENCE
    records_reads = False

    def visible(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset
