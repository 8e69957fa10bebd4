"""The custodian's list: that there are sealed envelopes, by opaque subject. Nothing is opened here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from services.accounts.enums import Action, Context
from services.accounts.staff import SYSTEM, GuardedAdmin
from services.vault.models import EnvelopeKind, Identity

HOLDS = {
    EnvelopeKind.IDENTITY: _("Identitas pelapor"),
    EnvelopeKind.CONTACT: _("Kontak pelapor"),
    EnvelopeKind.WITNESS: _("Saksi"),
    EnvelopeKind.IDENTITY_CARD: _("Foto KTP pelapor"),
    EnvelopeKind.FILE_KEY: _("Kunci berkas"),
}


@admin.register(Identity)
class IdentityAdmin(GuardedAdmin):
    """Envelopes of reporters. Opening one takes a reason and a second person, and only the vault can."""

    title = _("Amplop identitas")
    purpose = _("Amplop tersegel menurut nomor acak. Isinya hanya dapat dibuka oleh brankas, dengan dua orang.")
    section = SYSTEM
    order = 10
    context = Context.GRANTED
    list_display = ("subject", "holds", "key_id")
    fields = ("subject", "holds", "key_id")
    readonly_fields = fields
    labels = {"subject": _("Nomor acak"), "key_id": _("Kunci")}
    search_fields = ("=subject",)
    ordering = ("pk",)

    @admin.display(description=_("Isi"), ordering="kind")
    def holds(self, one: Identity) -> str:
        """What kind of thing lies in it, in words."""
        return str(HOLDS[EnvelopeKind(one.kind)])

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        """Who keeps the envelopes; not everyone who may once be shown what is in one."""
        return self.allowed(request, Action.PURGE, self.groups())

    def visible(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.exclude(kind=EnvelopeKind.SECOND_FACTOR).defer("ciphertext")
