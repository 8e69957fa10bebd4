"""The two plain forms of the sign-in page, the one of one's own password, and what is taken for a NIP."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from services.accounts import access
from services.accounts.passwords import LONGEST


class PasswordForm(forms.Form):
    """Step one."""

    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Kata sandi"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class TokenForm(forms.Form):
    """Step two: six digits, or a recovery code."""

    otp_token = forms.CharField(
        label=_("Kode sekali pakai"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


class OwnPasswordForm(AdminPasswordChangeForm):
    """One's own new password. It is another one than before, and nobody else's choice any more."""

    # Django says "sandi"; the portal says "kata sandi" everywhere.
    labels = {
        "old_password": _("Kata sandi lama"),
        "new_password1": _("Kata sandi baru"),
        "new_password2": _("Kata sandi baru, sekali lagi"),
    }
    error_messages = {
        **AdminPasswordChangeForm.error_messages,
        "password_incorrect": _("Kata sandi lama tidak cocok. Ketik sekali lagi."),
        "password_mismatch": _("Kedua kata sandi baru tidak sama."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            self.fields[name].label = label
        self.fields["new_password2"].help_text = ""  # its label says it

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("new_password1") and cleaned["new_password1"] == cleaned.get("old_password"):
            self.add_error("new_password1", gettext("Kata sandi baru harus berbeda dari yang lama."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        self.user.must_change_password = False
        return super().save(commit)


def plausible_nip(text: str) -> str:
    """The NIP as typed, or nothing; raises `ValidationError` for a number that can be none."""
    if text and not access.is_nip(text):
        raise forms.ValidationError(
            _("Ini bukan NIP: tanggal lahir, bulan pengangkatan, atau kode jenis kelaminnya tidak mungkin.")
        )
    return text
