"""The base of every page in the staff room: what it shows and allows is read from the permission table.

Nothing is editable, addable, deletable, searchable from elsewhere or exported unless a page opens it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import display_for_field, display_for_value, unquote
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models, transaction
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from services.accounts import access, permissions
from services.accounts.enums import Action, Context, DataGroup
from services.audit import log

if TYPE_CHECKING:  # the classes of Django can be told their model only to a type checker
    _Inline = admin.TabularInline[Any, Any]
    _Admin = admin.ModelAdmin[Any]
else:
    _Inline, _Admin = admin.TabularInline, admin.ModelAdmin

site = admin.site  # Django's default site, which `netralitas.staffsite` replaces

WORK, REFERENCE, SYSTEM = "work", "reference", "system"  # sections of the work list


class UnknownParameter(Exception):
    """The address of a list carries a parameter that the list does not know; ignoring it would mislead."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Guarded:
    """Permissions of a list, a form or an inline, derived from the data groups of its model's fields.

    `context` is how a person stands to the rows their page lets through: `OWN_OFFICE` for a case of
    the office, `RECEIVED` for a package that came to it, `COUNTED` for figures. `opens` names what
    besides reading the page offers at all; the table still decides who gets it. `labels` names
    fields in the user's words where their model does not.
    """

    model: type[models.Model]
    context: str = Context.OWN_OFFICE
    opens: frozenset[str] = frozenset()
    labels: Mapping[str, Any] = {}

    @property
    def captions(self) -> dict[str, Any]:
        """The labels as they stand before a field."""
        return {name: capfirst(label) for name, label in self.labels.items()}

    def allowed(self, request: HttpRequest, action: str, groups: Iterable[str]) -> bool:
        """Whether any role of the person may do this with any of these groups, standing as `context`."""
        roles = {one.role for one in access.standings(request)}
        wanted = set(groups)
        return any(permissions.may(role, action, group, self.context) for role in roles for group in wanted)

    def readable(self, request: HttpRequest, name: str) -> bool:
        """Whether a column or form field may be shown; one that is no field of the model decides itself."""
        group = self.group_of(name)
        return group is None or self.allowed(request, Action.READ, [group])

    def group_of(self, name: str) -> DataGroup | None:
        """The data group of a field, also along `a__b`; None for a computed column."""
        model: Any = self.model
        field: Any = None
        for part in name.lstrip("-^=@").split("__"):
            try:
                field = model._meta.get_field("id" if part == "pk" and field is None else part)
            except FieldDoesNotExist:
                break  # a transform such as `__year`, or a method
            if field.is_relation and field.related_model:
                model = field.related_model
        if field is None or not field.concrete:
            return None
        owner = field.model._meta.concrete_model
        return permissions.group_of(f"{owner._meta.label}.{field.name}")

    def groups(self) -> set[DataGroup]:
        """All data groups of the model's own fields."""
        owner = self.model._meta.concrete_model or self.model
        fields = self.model._meta.concrete_fields
        return {permissions.group_of(f"{owner._meta.label}.{field.name}") for field in fields}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self.allowed(request, Action.READ, self.groups())

    def has_add_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return Action.CREATE in self.opens and self.allowed(request, Action.CREATE, self.groups())

    def has_change_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return Action.UPDATE in self.opens and self.allowed(request, Action.UPDATE, self.groups())

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


class GuardedInline(Guarded, _Inline):
    """Rows below a form, read-only unless opened; the parent's page decides which object is visible."""

    template = "admin/guarded_inline.html"
    extra = 0
    can_delete = False
    show_change_link = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in super().get_fields(request, obj) if self.readable(request, str(name))]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{"labels": self.captions, **kwargs})


class GuardedAdmin(Guarded, _Admin):
    """One list of the staff room. Override `visible`: without it a list shows no row to anyone.

    `title`, `purpose` (one sentence), `section` and `order` say how it stands on the work list;
    `parameters` names query parameters of its own; every object that is opened is recorded, and every
    list that is shown.
    """

    title: Any = ""
    purpose: Any = ""
    section = WORK
    order = 100
    parameters: tuple[str, ...] = ()
    records_reads = True
    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    save_as = False

    def visible(self, _request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """The rows this person may see; the one place for list, object, export and related fields alike."""
        return queryset.none()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row, for who may look at such rows at all; nobody else's request gets as far as asking for it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().get_object(request, object_id, from_field)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return self.visible(request, super().get_queryset(request))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in super().get_fields(request, obj) if self._shown(request, name)]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[tuple[Any, Any]]:
        sets = []
        for heading, options in super().get_fieldsets(request, obj):
            fields = [name for name in options["fields"] if self._shown(request, name)]
            if fields:
                sets.append((heading, {**options, "fields": fields}))
        return sets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **{"labels": self.captions, **kwargs})

    def get_list_display(self, request: HttpRequest) -> Any:
        columns: Iterable[Any] = super().get_list_display(request)
        shown = (name for name in columns if self._shown(request, name))
        return [_column(self.model, name, self.labels[name]) if name in self.labels else name for name in shown]

    def get_search_fields(self, request: HttpRequest) -> Any:
        return [name for name in super().get_search_fields(request) if self.readable(request, name)]

    def get_list_filter(self, request: HttpRequest) -> Any:
        filters: Iterable[Any] = super().get_list_filter(request)
        shown = (one for one in filters if self._shown(request, one))
        return [(one, _filter(self.labels[one])) if one in self.labels else one for one in shown]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without Django's links that open the related object in a window of its own."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        """Offer only rows that the person may see in the list of the related model itself."""
        related = self.admin_site._registry.get(db_field.related_model)
        if isinstance(related, GuardedAdmin) and "queryset" not in kwargs:
            kwargs["queryset"] = related.get_queryset(request)
        field: ModelChoiceField[Any] | None = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return field

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list; raises `UnknownParameter` for a parameter it would otherwise ignore."""
        self.refuse(request)
        title = self.title or self.model._meta.verbose_name_plural
        context = {"title": title, "purpose": self.purpose, **(extra_context or {})}
        response = super().changelist_view(request, context)
        listing = getattr(response, "context_data", {}).get("cl")
        if listing is not None:
            self.listed(request, len(listing.result_list))
        return response

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """One object. A read is recorded with it, or it is not shown."""
        title = self.title or self.model._meta.verbose_name_plural
        context = {"title": title, "list_title": title, **(extra_context or {})}
        with transaction.atomic():
            response = super().changeform_view(request, object_id, form_url, context)
            if object_id and self.records_reads and request.method == "GET" and response.status_code == 200:
                self.record(request, "read", unquote(object_id))
        return response

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Django's own log repeats names of objects, so it is neither written nor shown; see the audit."""
        raise Http404

    def record(self, request: HttpRequest, verb: str, subject: object, **detail: Any) -> None:
        """Write to the audit what the person did with one object: ids and codes only."""
        log.record(f"{self.opts.model_name}:{verb}", subject=str(subject), actor=f"user:{request.user.pk}", **detail)

    def listed(self, request: HttpRequest, rows: int) -> None:
        """Record that a list was shown: how many rows and what narrowed it, never which rows."""
        if self.records_reads:
            self.record(request, "listed", "list", rows=rows, narrowed=sorted(request.GET))

    def log_addition(self, request: HttpRequest, obj: Any, _message: Any) -> Any:
        self.record(request, "added", obj.pk)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.record(request, "changed", obj.pk, fields=message)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """The names of the changed fields, for the audit: no label and no value."""
        return [] if add else sorted(form.changed_data)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            self.record(request, "deleted", obj.pk)

    def _shown(self, request: HttpRequest, name: Any) -> bool:
        first = name[0] if isinstance(name, (list, tuple)) and name else name
        return self.readable(request, first) if isinstance(first, str) else True

    def refuse(self, request: HttpRequest) -> None:
        """Refuse the list to who may not see it, and an address with a parameter it does not know."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        filters = {str(one[0] if isinstance(one, (list, tuple)) else one) for one in self.get_list_filter(request)}
        known = {ALL_VAR, ERROR_FLAG, ORDER_VAR, PAGE_VAR, *self.parameters, *filters}
        if self.get_search_fields(request):
            known.add(SEARCH_VAR)
        for name in request.GET:
            if name not in known and not any(name.startswith(f"{one}__") for one in filters):
                raise UnknownParameter(name)


SECTIONS = {
    WORK: pgettext_lazy("ruang petugas", "Pekerjaan"),
    SYSTEM: _("Sistem dan pengawasan"),
    REFERENCE: _("Rujukan"),
}


def _column(model: type[models.Model], name: str, label: Any) -> Callable[[Any], Any]:
    """A column of the list under another heading, sorted as the field itself."""
    field: Any = model._meta.get_field(name)

    @admin.display(description=label, ordering=name)
    def column(row: Any) -> Any:
        value = getattr(row, name)
        if isinstance(value, bool):
            return display_for_value(value, "–", boolean=True)
        return display_for_field(value, field, "–")

    return column


def _filter(label: Any) -> Callable[..., Any]:
    """The filter Django makes for a field, under another heading."""

    def make(*args: Any, **kwargs: Any) -> Any:
        made: Any = admin.FieldListFilter.create(*args, **kwargs)
        made.title = label
        return made

    return make
