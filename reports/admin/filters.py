"""What the queue may be filtered by. A parameter that is not on the list is refused, never ignored:
an ignored filter shows an officer cases they did not ask for and hides that it did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.enums import Holder, State
from regions import days
from reports.enums import ReportKind
from reports.models.case import Case, CaseReport

PAGING = ("after", "before")
MINE, UNASSIGNED = "mine", "unassigned"
# What tells of a case more than its line in the queue does; so narrowed, a list holds what its reader may open.
TELLING = ("kind", "act", "district", "received_from", "received_to")
STATES = (
    State.REVIEW, State.INCOMPLETE, State.INQUIRY, State.STUDY, State.REFERRED, State.NOT_REGISTERED,
    State.NOT_VIOLATION, State.WITHDRAWN, State.STOPPED, State.CLOSED,
)  # fmt: skip
OVERDUE = (
    ("yes", gettext_lazy("Lewat tenggat")),
    ("soon", gettext_lazy("Berakhir dalam 2 hari")),
    ("no", gettext_lazy("Belum lewat")),
    ("any", gettext_lazy("Punya tenggat yang berjalan")),
)
SOON_DAYS = 2
CODE_LENGTH = 16  # longest reference or ticket without its hyphens

Choice = tuple[str, Any]


@dataclass(frozen=True)
class Wrong:
    """One refused parameter and the sentence that says why."""

    name: str
    sentence: str


class UnusableFilter(ValueError):
    """The address asks for something the list does not know; `known` are the names it does."""

    def __init__(self, wrongs: Sequence[Wrong], known: Sequence[str]) -> None:
        super().__init__("; ".join(wrong.sentence for wrong in wrongs))
        self.wrongs = wrongs
        self.known = known


def spelled(text: str) -> str:
    """A code as it is stored, whatever case, spaces, hyphens or look-alike letters it was typed with."""
    plain = "".join(sign for sign in text.upper() if sign.isalnum())
    return plain.translate(str.maketrans("OIL", "011"))


class StrictFilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """A filter set that refuses what it does not know: names, repeated names and values."""

    paging: tuple[str, ...] = PAGING

    @classmethod
    def known(cls) -> list[str]:
        """Every parameter the list takes, for the page that refuses another."""
        return [*cls.base_filters, *cls.paging]

    def checked(self) -> QuerySet[Any]:
        """The filtered rows; raises `UnusableFilter` for anything that is not understood."""
        wrongs = [*unknown(self.data, self.known())]
        if not self.is_valid():
            wrongs += [
                Wrong(name, _("Nilai “%(name)s” tidak dikenal: %(why)s") % {"name": name, "why": " ".join(errors)})
                for name, errors in self.errors.items()
            ]
        if wrongs:
            raise UnusableFilter(wrongs, self.known())
        rows: QuerySet[Any] = self.qs
        return rows


def unknown(data: QueryDict, known: Iterable[str]) -> Iterable[Wrong]:
    """Parameters that the list does not take, and those given more than once."""
    for name, values in data.lists():
        if name not in known:
            yield Wrong(name, _("Saringan “%(name)s” tidak dikenal.") % {"name": name})
        elif len(values) > 1:
            yield Wrong(name, _("Saringan “%(name)s” diberikan lebih dari sekali.") % {"name": name})


class CaseFilter(StrictFilterSet):
    """The queue's filters. Choices of districts, acts and officers are handed in: they are cached data."""

    q = django_filters.CharFilter(
        method="search", max_length=80, label=gettext_lazy("Rujukan, nomor register, atau tiket")
    )
    state = django_filters.ChoiceFilter(
        choices=[(state.value, state.label) for state in STATES], label=gettext_lazy("Tahap")
    )
    kind = django_filters.ChoiceFilter(choices=ReportKind.choices, label=gettext_lazy("Jenis"))
    holder = django_filters.ChoiceFilter(choices=Holder.choices, label=gettext_lazy("Pemegang langkah berikut"))
    overdue = django_filters.ChoiceFilter(choices=OVERDUE, method="by_term", label=gettext_lazy("Tenggat"))
    officer = django_filters.ChoiceFilter(choices=(), method="by_officer", label=gettext_lazy("Petugas"))
    act = django_filters.ChoiceFilter(choices=(), field_name="act_id", label=gettext_lazy("Perbuatan"))
    district = django_filters.ChoiceFilter(choices=(), field_name="district_id", label=gettext_lazy("Kecamatan"))
    received_from = django_filters.DateFilter(
        field_name="received_on", lookup_expr="gte", label=gettext_lazy("Diterima sejak")
    )
    received_to = django_filters.DateFilter(
        field_name="received_on", lookup_expr="lte", label=gettext_lazy("Diterima sampai")
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict,
        queryset: QuerySet[Case],
        *,
        user: UUID | None,
        zone: str,
        acts: Sequence[Choice],
        districts: Sequence[Choice],
        officers: Sequence[Choice],
        opened: QuerySet[Case] | None = None,
    ) -> None:
        super().__init__(data, queryset)
        self.opened = opened  # the cases that the reader may open, where those are not all
        self.user = user
        self.zone = zone
        self.serving = [value for value, _name in officers]
        self.filters["act"].extra["choices"] = acts
        self.filters["district"].extra["choices"] = districts
        self.filters["officer"].extra["choices"] = [
            (MINE, _("Tugas saya")), (UNASSIGNED, _("Belum ditugaskan")), *officers
        ]  # fmt: skip

    def search(self, rows: QuerySet[Case], _name: str, text: str) -> QuerySet[Case]:
        """By the case's reference, a report's ticket, or a part of the register number."""
        code = spelled(text)
        if not code:
            return rows.none()
        if len(code) <= CODE_LENGTH:
            # Asked first and apart: joined by an OR, neither of the two unique indexes would be used.
            by_ticket = CaseReport.objects.filter(report__ticket=code, unlinked_at__isnull=True).values_list("case_id")
            named = list(Case.objects.filter(reference=code).values_list("pk").union(by_ticket))
            if named:
                return rows.filter(pk__in=[pk for (pk,) in named])
        if self.opened is not None:
            rows = self.opened  # nothing has narrowed the rows before this filter, which is the first
        return rows.filter(register_number__icontains=text.strip())

    def by_term(self, rows: QuerySet[Case], _name: str, value: str) -> QuerySet[Case]:
        """Lateness is computed from `due_at`, never stored."""
        now = timezone.now()
        if value == "yes":
            return rows.filter(due_at__lte=now)
        if value == "any":
            return rows.filter(due_at__isnull=False)
        if value == "no":
            return rows.filter(Q(due_at__gt=now) | Q(due_at__isnull=True))
        until = days.end_of(days.local_date(now, self.zone) + timedelta(days=SOON_DAYS), self.zone)
        return rows.filter(due_at__gt=now, due_at__lte=until)

    def by_officer(self, rows: QuerySet[Case], _name: str, value: str) -> QuerySet[Case]:
        """One officer's cases, one's own, or those that nobody who still serves has been given."""
        if value == UNASSIGNED:
            return rows.filter(Q(officer__isnull=True) | ~Q(officer__in=self.serving))
        return rows.filter(officer=self.user if value == MINE else value)
