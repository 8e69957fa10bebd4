"""A fresh one-time code before an act that cannot be taken back, asked for at the same address.

To guard an act: name it in `Act`, and call `require(request, Act.X)` once its form is valid and before
anything is written. The staff room answers `CodeNeeded` with a page that carries everything typed and
sends it again with the code. Signing in counts as a fresh code. Five wrong codes end the session.
"""

import time
from http import HTTPStatus
from typing import Any

from django.contrib.auth import logout
from django.db import models
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.accounts import devices, sign_in
from services.accounts.models import User
from services.audit import log

LASTS = 5 * 60  # seconds of real time for which a code stays fresh
WRONG_AT_MOST = 5
TOKEN, THEN, ACT = "reentry_token", "reentry_then", "reentry_act"
FAILED = "reentry_failed"
CARRIES_ITSELF = {TOKEN, THEN, ACT, "csrfmiddlewaretoken"}


class Act(models.TextChoices):
    """THE TABLE of acts that need a fresh code, as the page names them."""

    PACKAGE_APPROVAL = "package_approval", gettext_lazy("Menyetujui berkas penerusan")
    REFERRAL = "referral", gettext_lazy("Meneruskan kasus")
    CLOCK = "clock", gettext_lazy("Menghentikan atau menjalankan lagi waktu")
    RULING = "ruling", gettext_lazy("Mencatat rekomendasi, keputusan, atau blokir")
    EXPORT = "export", gettext_lazy("Mengunduh daftar kasus")
    HANDOVER_REQUEST = "handover_request", gettext_lazy("Mengusulkan serah terima antarlembaga")
    HANDOVER_APPROVAL = "handover_approval", gettext_lazy("Menyetujui serah terima antarlembaga")
    ACCOUNT = "account", gettext_lazy("Membuat atau mengubah akun petugas")
    ACCOUNT_CHANGE = "account_change", gettext_lazy("Meminta atau memutuskan perubahan data akun petugas")
    OFFICE = "office", gettext_lazy("Mencatat surel atau wewenang sebuah kantor")
    ROLE = "role", gettext_lazy("Meminta, menyetujui, atau mengakhiri penugasan")
    BREACH_NOTICE = "breach_notice", gettext_lazy("Memberi tahu pelapor tentang kegagalan pelindungan data")
    RECOVERY_CODES = "recovery_codes", gettext_lazy("Membuat kode pemulihan baru")
    FACTOR = "factor", gettext_lazy("Mengganti aplikasi kode")
    FACTOR_RESET = "factor_reset", gettext_lazy("Meminta atau memutuskan penghapusan aplikasi kode petugas")
    PASSWORD = "password", gettext_lazy("Mengubah kata sandi")


class CodeNeeded(Exception):
    """The act needs a code of the last five minutes; the staff room asks for it."""

    def __init__(self, act: Act) -> None:
        super().__init__(act.value)
        self.act = act


def fresh(request: HttpRequest) -> bool:
    """Whether this session gave a code within the last five minutes of real time."""
    at: float = request.session.get(sign_in.CODE_AT, 0.0)
    return 0 <= time.time() - at < LASTS


def require(request: HttpRequest, act: Act) -> None:
    """Go on with a fresh code only; raises `CodeNeeded`."""
    if not fresh(request):
        raise CodeNeeded(act)


def given(request: HttpRequest, context: dict[str, Any]) -> HttpResponseBase | None:
    """Check the code that came with a request, before its view runs. None: go on with the view.

    It is checked outside the view's own transaction, so that a wrong code stays counted.
    """
    user = request.user
    if request.method != "POST" or TOKEN not in request.POST or not isinstance(user, User):
        return None
    device = devices.confirmed(user)
    if device and devices.accepts(user, device, request.POST[TOKEN][:40]):
        request.session[sign_in.CODE_AT] = time.time()
        request.session.pop(FAILED, None)
        log.record("reentry:done", subject=user.pk, actor=f"user:{user.pk}")
        return HttpResponseRedirect(request.get_full_path()) if THEN in request.POST else None
    return _refuse(request, user, context)


def page(request: HttpRequest, act: str, context: dict[str, Any], *, error: str = "") -> TemplateResponse:
    """Ask for the code, with everything typed in hidden fields; secrets and files are asked for again."""
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in CARRIES_ITSELF and "password" not in name
    ]
    label = str(Act(act).label) if act in Act.values else _("Tindakan ini")
    words = {
        "title": _("Kode sekali pakai untuk tindakan ini"),
        "act": act,
        "act_label": label,
        "carried": carried,
        "secrets": [name for name in request.POST if "password" in name],
        "files": list(request.FILES),
        "reading": request.method != "POST" or THEN in request.POST,
        "error": error,
        "address": request.get_full_path(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.FORBIDDEN
    return TemplateResponse(request, "admin/reentry.html", {**context, **words}, status=status)


def _refuse(request: HttpRequest, user: User, context: dict[str, Any]) -> HttpResponseBase:
    wrong = request.session.get(FAILED, 0) + 1
    request.session[FAILED] = wrong
    sign_in.refused(user, failures=wrong)
    if wrong >= WRONG_AT_MOST:  # whoever sits here does not hold the phone
        logout(request)
        sign_in.leave_note(request, sign_in.Ended.WRONG_CODES)
        return HttpResponseRedirect(reverse("admin:login"))
    text = _("Kode salah atau sudah dipakai. Tunggu kode berikutnya di aplikasi Anda, lalu coba lagi.")
    return page(request, request.POST.get(ACT, ""), context, error=text)
