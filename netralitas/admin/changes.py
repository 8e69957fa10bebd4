"""Name, address, NIP and unit of who serves anywhere: an administrator asks for another one, a second person agrees."""

from django import forms
from django.contrib import admin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy

from netralitas.admin.people import OfficerField
from netralitas.admin.two_people import TwoPeopleAdmin
from regions.models import Unit
from services.accounts import changing, reentry
from services.accounts.forms import plausible_nip
from services.accounts.models import AccountChange


class AskForm(forms.Form):
    """Whose account, what is to be there instead, and how the administrator knows."""

    user = OfficerField()
    full_name = forms.CharField(label=gettext_lazy("Nama lengkap yang baru"), required=False, max_length=120)
    username = forms.CharField(
        label=gettext_lazy("Nama pengguna yang baru"),
        required=False,
        max_length=60,
        validators=[UnicodeUsernameValidator()],
        help_text=gettext_lazy("Dengan nama ini petugas masuk. Beri tahu petugas langsung."),
    )
    email = forms.EmailField(label=gettext_lazy("Alamat surel yang baru"), required=False)
    nip = forms.CharField(
        label=gettext_lazy("NIP yang baru"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("Hanya sidiknya yang disimpan. Yang dikosongkan tidak berubah."),
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Unit kerja yang baru"), queryset=Unit.objects.select_related("agency"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan, dan bagaimana Anda mengenali petugas itu"),
        max_length=160,
        help_text=gettext_lazy("Misalnya: mutasi menurut keputusan nomor sekian, datang sendiri dengan kartu pegawai."),
    )

    def clean_nip(self) -> str:
        return plausible_nip(self.cleaned_data["nip"])


@admin.register(AccountChange)
class AccountChangeAdmin(TwoPeopleAdmin):
    """What was asked for and what became of it. Of who serves anywhere nobody changes these alone."""

    title = gettext_lazy("Perubahan data akun")
    purpose = gettext_lazy(
        "Nama, alamat surel, NIP, atau unit petugas yang memegang peran, dan nama petugas yang pernah memegangnya: "
        "administrator memintanya; administrator lain, atau pimpinan, pemegang kunci, atau auditor kantor petugas itu "
        "menyetujui. Alamat yang lama disurati."
    )
    order = 73
    kind = changing
    ask_form = AskForm
    act = reentry.Act.ACCOUNT_CHANGE
    said = (
        gettext_lazy("Permintaan dikirim kepada orang kedua. Data akun tetap seperti semula sampai disetujui."),
        gettext_lazy("Data akun diubah. Alamat yang lama, pemilik akun, auditor, dan pemegang kunci disurati."),
        gettext_lazy("Permintaan ditolak. Data akun tetap seperti semula."),
    )
    with_rows = ("user", "unit", "asked_by", "decided_by")
