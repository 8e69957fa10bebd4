"""Lost code apps: a page on which an administrator asks for one to be taken away and a second person agrees."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy

from netralitas.admin.people import OfficerField
from netralitas.admin.two_people import TwoPeopleAdmin
from services.accounts import reentry, resetting
from services.accounts.models import FactorReset


class AskForm(forms.Form):
    """Whose code app is lost, and how the administrator knows that it is really this officer who says so."""

    user = OfficerField()
    reason = forms.CharField(
        label=gettext_lazy("Alasan, dan bagaimana Anda mengenali petugas itu"),
        max_length=160,
        help_text=gettext_lazy("Misalnya: ponsel hilang, datang sendiri dengan kartu pegawai."),
    )


@admin.register(FactorReset)
class FactorResetAdmin(TwoPeopleAdmin):
    """What was asked for and what became of it. Nobody takes a second factor away alone."""

    title = gettext_lazy("Penggantian aplikasi kode")
    purpose = gettext_lazy(
        "Ponsel petugas hilang: administrator meminta aplikasi kodenya dihapus; administrator lain, atau pimpinan, "
        "pemegang kunci, atau auditor kantor petugas itu menyetujui."
    )
    order = 72
    kind = resetting
    ask_form = AskForm
    act = reentry.Act.FACTOR_RESET
    said = (
        gettext_lazy("Permintaan dikirim kepada orang kedua. Aplikasi kode tetap berlaku sampai disetujui."),
        gettext_lazy("Aplikasi kode dihapus. Pemilik akun, auditor, dan pemegang kunci disurati."),
        gettext_lazy("Permintaan ditolak. Aplikasi kode tetap berlaku."),
    )
