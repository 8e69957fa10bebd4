"""Roles: a page on which an administrator asks for one and a leader agrees or declines."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from netralitas.admin.people import OfficerField
from netralitas.admin.two_people import TwoPeopleAdmin
from regions.models import Agency
from reports.admin.forms import day
from services.accounts import access, granting, reentry
from services.accounts.enums import Role
from services.accounts.models import RoleRequest

GIVEN = [(role.value, role.label) for role in Role if role not in granting.NEVER_SIGN_IN]


class AskForm(forms.Form):
    """Who should serve where, as what, and on which paper that rests."""

    user = OfficerField()
    agency = forms.ModelChoiceField(label=gettext_lazy("Kantor"), queryset=Agency.objects.all(), to_field_name="code")
    role = forms.ChoiceField(label=gettext_lazy("Peran"), choices=[("", "—"), *GIVEN])
    since = day(gettext_lazy("Mulai"))
    until = day(gettext_lazy("Sampai (tidak termasuk)"), required=False)
    basis = forms.CharField(label=gettext_lazy("Dasar: surat tugas atau keputusan"), max_length=160)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until <= since:
            self.add_error("until", _("Tanggal akhir harus setelah tanggal mulai."))
        return cleaned


@admin.register(RoleRequest)
class RoleRequestAdmin(TwoPeopleAdmin):
    """What was asked for and what became of it. Nobody gives a role alone."""

    title = gettext_lazy("Permintaan peran")
    purpose = gettext_lazy("Administrator meminta peran bagi petugas; pimpinan menyetujui atau menolak.")
    order = 69
    kind = granting
    ask_form = AskForm
    act = reentry.Act.ROLE
    said = (
        gettext_lazy("Permintaan dikirim kepada pimpinan. Peran berlaku setelah disetujui."),
        gettext_lazy("Peran berlaku. Auditor diberi tahu."),
        gettext_lazy("Permintaan ditolak. Tidak ada peran yang diberikan."),
    )
    with_rows = ("user", "agency", "asked_by", "decided_by")

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return self._asks(request) or any(one.role == Role.LEADER for one in access.standings(request))

    def initial(self) -> dict[str, Any]:
        return {"since": timezone.localdate()}
