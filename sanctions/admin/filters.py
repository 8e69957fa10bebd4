"""What a desk's list may be filtered by. Unknown parameters are refused with the list of known ones."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guidance.models import ViolationClass
from procedures.enums import State
from procedures.workflow import TABLES
from regions import days, offices
from reports.admin.filters import OVERDUE, SOON_DAYS, StrictFilterSet, spelled
from reports.enums import EmploymentStatus
from reports.models.package import PackageLeg
from sanctions import inbox

OPEN, WATCH, DONE, COPY = "open", "watch", "done", "copy"
WORK = ((OPEN, _("Masih dikerjakan")), (WATCH, _("Menunggu pihak lain")), (DONE, _("Selesai")), (COPY, _("Tembusan")))
STATES = [State(state) for procedures in inbox.DESKS.values() for one in procedures for state in TABLES[one].states]


class PackageFilter(StrictFilterSet):
    """The filters of a desk's list. There is none by name: an address must not hold a person."""

    work = django_filters.ChoiceFilter(choices=WORK, method="leave", label=pgettext_lazy("ruang petugas", "Pekerjaan"))
    q = django_filters.CharFilter(method="search", max_length=80, label=_("Rujukan berkas atau nomor surat"))
    state = django_filters.ChoiceFilter(
        field_name="proceeding__state", choices=[(one.value, one.label) for one in STATES], label=_("Tahap")
    )
    overdue = django_filters.ChoiceFilter(choices=OVERDUE, method="by_term", label=_("Tenggat"))
    status = django_filters.ChoiceFilter(
        field_name="respondent__status", choices=EmploymentStatus.choices, label=_("Status terlapor")
    )
    violation_class = django_filters.ChoiceFilter(
        field_name="respondent__package__violation_class", choices=ViolationClass.choices, label=_("Kelas")
    )
    region = django_filters.ChoiceFilter(
        field_name="respondent__package__region_id", choices=(), label=_("Wilayah kejadian")
    )

    class Meta:
        model = PackageLeg
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet[PackageLeg], *, zone: str) -> None:
        super().__init__(data, queryset)
        self.zone = zone
        self.filters["region"].extra["choices"] = [(one.code, one.name) for one in offices.regions()]

    @classmethod
    def known(cls) -> list[str]:
        """Every parameter the list takes; it goes forward only."""
        return [*cls.base_filters, "after"]

    def leave(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """Each part of the list has an order of its own: the list itself picks it."""
        return rows

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        """By the package's reference or a part of the number of its letter."""
        reference = Q(respondent__package__reference=spelled(text) or "-")
        return rows.filter(reference | Q(respondent__package__letter_number__icontains=text.strip()))

    def by_term(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Lateness is computed from the running deadlines, never stored."""
        now = timezone.now()
        running = inbox.running().filter(proceeding=OuterRef("proceeding"))
        late = Exists(running.filter(due_at__lte=now))
        if value != "soon":
            return rows.filter(late if value == "yes" else ~late)
        until = days.end_of(days.local_date(now, self.zone) + timedelta(days=SOON_DAYS), self.zone)
        return rows.filter(Exists(running.filter(due_at__gt=now, due_at__lte=until)))
