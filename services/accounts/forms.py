"""The two plain forms of the sign-in page."""

from django import forms
from django.utils.translation import gettext_lazy as _

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
