"""Accounts and memberships, for the system administrator: never a right for oneself or alone."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.accounts import access, changing, reentry
from services.accounts.enums import Action
from services.accounts.forms import plausible_nip
from services.accounts.models import Membership, User
from services.accounts.staff import SYSTEM, GuardedAdmin

if TYPE_CHECKING:  # a form of Django can be told its model only to a type checker
    _UserForm = forms.ModelForm[User]
    _MembershipForm = forms.ModelForm[Membership]
else:
    _UserForm = _MembershipForm = forms.ModelForm


def _is_own(request: HttpRequest, account: User | None) -> bool:
    """Whether the account is of whoever asks: theirs, or another one of the same person."""
    return account is not None and isinstance(request.user, User) and access.same_person(account, request.user)


class UserForm(_UserForm):
    """An account. The NIP is turned into a keyed hash and never stored or shown."""

    nip = forms.CharField(
        label=gettext_lazy("NIP"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("Hanya sidiknya yang disimpan. Kosongkan untuk membiarkan yang tercatat."),
    )
    new_password = forms.CharField(
        label=gettext_lazy("Kata sandi sementara"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "Paling sedikit 12 huruf. Sampaikan langsung kepada petugas, jangan lewat surel. Petugas menggantinya saat "
            "masuk berikutnya. Ponsel hilang? Minta penggantian aplikasi kode; itu disetujui orang kedua."
        ),
    )

    class Meta:
        model = User
        fields = ("username", "full_name", "email", "unit", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "username" in self.fields and self._settled():
            self.fields["username"].widget.attrs["readonly"] = True

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if name != self.initial.get("username") and self._settled():
            raise forms.ValidationError(_("Nama pengguna ini diubah oleh dua orang, di perubahan data akun."))
        return name

    def _settled(self) -> bool:
        return not self.instance._state.adding and "username" in changing.guarded(self.instance)

    def clean_nip(self) -> str:
        return plausible_nip(self.cleaned_data["nip"])

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        elif self.instance._state.adding:
            raise forms.ValidationError(_("Akun baru memerlukan kata sandi sementara."))
        return password


@admin.register(User)
class UserAdmin(GuardedAdmin):
    """Who can sign in. One's own account, and any other of one's own, is read here and changed by somebody else.

    Name, address, NIP and unit of who serves anywhere, and the name of who ever did, are changed by two people, on a
    page of their own (`changing`).
    """

    title = gettext_lazy("Akun petugas")
    purpose = gettext_lazy(
        "Membuat, menonaktifkan, dan memulihkan akun. Peran diatur di penugasan; nama, alamat surel, NIP, dan unit "
        "petugas yang memegang peran di perubahan data akun."
    )
    section = SYSTEM
    order = 70
    opens = frozenset({Action.CREATE, Action.UPDATE})
    form = UserForm
    fields = ("username", "full_name", "email", "unit", "nip", "new_password", "is_active")
    list_display = ("username", "full_name", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "full_name")

    def visible(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _is_own(request, obj) and super().has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = super().get_fields(request, obj)
        hidden = set() if self.has_change_permission(request, obj) else {"nip", "new_password"}
        if "nip" in self.get_readonly_fields(request, obj):
            hidden.add("nip")
        return [name for name in shown if name not in hidden]

    def get_readonly_fields(self, _request: HttpRequest, obj: Any = None) -> Any:
        # Django leaves a field of the form itself out, such as `nip`, only where it is named here. The username stays
        # in the form, which refuses another one: with nothing left to fill in, an empty act would close the account.
        names = () if obj is None else changing.guarded(obj)
        return tuple("nip" if name == "person_hash" else name for name in names if name != "username")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        reentry.require(request, reentry.Act.ACCOUNT)
        former = User.objects.get(pk=obj.pk) if change else None
        if hashed := access.person_hash(form.cleaned_data.get("nip", "")):
            obj.person_hash = hashed
        if password := form.cleaned_data["new_password"]:
            obj.set_password(password)
            obj.must_change_password = True
        super().save_model(request, obj, form, change)
        if former is not None and isinstance(request.user, User):
            changing.done_alone(obj, former, by=request.user)
        if password and change:
            self.record(request, "password_set", obj.pk)


class MembershipForm(_MembershipForm):
    """The day a role ends. It may come nearer and never move away: that would be a new grant."""

    class Meta:
        model = Membership
        fields = ("user", "agency", "role", "since", "until")

    def clean_until(self) -> date:
        until: date | None = self.cleaned_data["until"]
        before = self.instance.until
        if until is None or (before is not None and until > before):
            raise forms.ValidationError(_("Penugasan hanya dapat diakhiri. Untuk memperpanjang, minta peran baru."))
        return until


@admin.register(Membership)
class MembershipAdmin(GuardedAdmin):
    """Who serves where, as what, from when to when. A role ends by its date; the row stays.

    Roles are given on the page of requests, by two people (`granting`); here one can only end them.
    """

    title = gettext_lazy("Penugasan")
    purpose = gettext_lazy("Siapa bertugas di kantor mana, sebagai apa, dari kapan sampai kapan.")
    section = SYSTEM
    order = 71
    opens = frozenset({Action.UPDATE})
    form = MembershipForm
    list_display = ("user", "agency", "role", "since", "until")
    list_select_related = ("user", "agency")
    list_filter = ("role",)
    search_fields = ("user__username", "user__full_name", "agency__name")

    def visible(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _is_own(request, obj and obj.user) and super().has_change_permission(request, obj)

    def get_readonly_fields(self, _request: HttpRequest, _obj: Any = None) -> Any:
        return ("user", "agency", "role", "since")

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        reentry.require(request, reentry.Act.ROLE)
        super().save_model(request, obj, form, change)
