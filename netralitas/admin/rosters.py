"""The roster of custodians, kept by the system administrator: who is on call when."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.accounts import access
from services.accounts.enums import Action, Role
from services.accounts.models import Duty, User
from services.accounts.staff import SYSTEM, GuardedAdmin

if TYPE_CHECKING:  # a form of Django can be told its model only to a type checker
    _DutyForm = forms.ModelForm[Duty]
else:
    _DutyForm = forms.ModelForm


class MomentInput(forms.DateTimeInput):
    """A plain field of the browser; typing YYYY-MM-DD HH:MM works where there is none."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DutyForm(_DutyForm):
    """One custodian, from when until when."""

    class Meta:
        model = Duty
        fields = ("user", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            keepers = access.serving_as(Role.CUSTODIAN, on=timezone.localdate())
            self.fields["user"].queryset = User.objects.filter(pk__in=keepers)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = values.get("since") or self.instance.since, values.get("until")
        if since and until and until < since:
            self.add_error("until", _("Akhir jaga tidak boleh sebelum mulainya."))
        return values


@admin.register(Duty)
class DutyAdmin(GuardedAdmin):
    """Turns on call. One that has begun keeps its person and its beginning; its end may be moved."""

    title = gettext_lazy("Jadwal jaga pemegang kunci")
    purpose = gettext_lazy("Siapa dihubungi bila ada permohonan di luar jam kerja. Tanpa jadwal, semua dihubungi.")
    section = SYSTEM
    order = 73
    opens = frozenset({Action.CREATE, Action.UPDATE})
    form = DutyForm
    list_display = ("user", "since", "until")
    list_select_related = ("user",)

    def visible(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset

    def get_readonly_fields(self, _request: HttpRequest, obj: Any = None) -> Any:
        return ("user", "since") if obj else ()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Moments without the script that Django's own widget needs."""
        if db_field.name in {"since", "until"}:
            return forms.DateTimeField(label=capfirst(db_field.verbose_name), widget=MomentInput())
        return super().formfield_for_dbfield(db_field, request, **kwargs)
