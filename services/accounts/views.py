"""The sign-in page, at one address: password, one-time code, and on the first day a device to enrol.

The state between the steps lies in the session; nothing else of the staff room is shown before the end.
"""

import secrets
from typing import Any

from django.contrib import admin
from django.contrib.auth import authenticate, logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from services.accounts import devices, reentry
from services.accounts import sign_in as steps
from services.accounts.forms import PasswordForm, TokenForm
from services.accounts.models import CodeApp, User
from services.audit import log
from services.notifications import outbox

Page = dict[str, Any]


def sign_in(request: HttpRequest, *, context: Page) -> HttpResponse:
    """Whichever step the person has reached. One POST with all three inputs takes both steps at once."""
    if request.method != "POST":
        return _current_step(request, context)
    if "restart" in request.POST:
        steps.forget(request)
        return _again(request)
    if "username" in request.POST:
        return _password_given(request, context)
    user = steps.half(request)
    if user is None:
        return _password_page(request, context, note=_("Waktu untuk masuk sudah habis. Mulai lagi dari awal."))
    return _token_given(request, user, context)


def second_factor(request: HttpRequest, *, context: Page) -> HttpResponse:
    """One's own second factor: new recovery codes, or another app, which is enrolled at the next sign-in."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    if request.method == "POST" and "codes" in request.POST:
        reentry.require(request, reentry.Act.RECOVERY_CODES)
        codes = devices.renew(user)
        _tell_of_change(user, "codes_renewed", secrets.randbelow(2**31))
        page = {**context, "codes": codes, "next": reverse("admin:index")}
        return render(request, "admin/recovery_codes.html", {**page, "title": _("Simpan kode pemulihan Anda")})
    if request.method == "POST" and "replace" in request.POST:
        reentry.require(request, reentry.Act.FACTOR)
        device = devices.confirmed(user)
        devices.remove(user)
        _tell_of_change(user, "replaced", device.pk if device else 0)
        logout(request)
        return HttpResponseRedirect(reverse("admin:login"))
    page = {**context, "title": _("Kode sekali pakai Anda"), "unused": devices.unused(user)}
    return render(request, "admin/second_factor.html", page)


def throttled(
    request: HttpRequest, _response: object = None, credentials: dict[str, str] | None = None
) -> HttpResponse:
    """The answer to too many attempts on one name from one address; axes asks for it."""
    form = PasswordForm(initial={"username": (credentials or {}).get("username", "")})
    note = _("Terlalu banyak percobaan masuk dari sini. Coba lagi dalam 15 menit.")
    return _password_page(request, admin.site.each_context(request), form=form, note=note, status=429)


def _current_step(request: HttpRequest, context: Page) -> HttpResponse:
    if request.user.is_authenticated:  # signed in once, but without a second factor or a membership now
        logout(request)
        return _password_page(request, context, note=_("Sesi Anda sudah berakhir. Masuk lagi untuk melanjutkan."))
    user = steps.half(request)
    if user is None:
        return _password_page(request, context, note=steps.note(request))
    if devices.confirmed(user):
        return _token_page(request, context, TokenForm())
    return _enrolment_page(request, context, TokenForm(), _device_on_offer(request, user))


def _password_given(request: HttpRequest, context: Page) -> HttpResponse:
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _password_page(request, context, form=form)
    user = authenticate(request, **form.cleaned_data)
    if not isinstance(user, User):
        form.add_error(None, _("Nama pengguna atau kata sandi salah. Periksa keduanya, lalu coba lagi."))
        return _password_page(request, context, form=form)
    if not steps.serves(user):
        form.add_error(None, _("Akun ini tidak memiliki penugasan yang berlaku. Hubungi administrator sistem Anda."))
        return _password_page(request, context, form=form)
    steps.begin(request, user)
    if request.POST.get("otp_token") and devices.confirmed(user):
        return _token_given(request, user, context)
    return _again(request)


def _token_given(request: HttpRequest, user: User, context: Page) -> HttpResponse:
    if not steps.may_try(request, user):
        return throttled(request, credentials={"username": user.username})
    form = TokenForm(request.POST)
    device = devices.confirmed(user)
    if device is None:
        return _enrolment_given(request, user, form, context)
    if form.is_valid():
        token = form.cleaned_data["otp_token"]
        if devices.accepts(user, device, token):
            steps.complete(request, user, device)
            return HttpResponseRedirect(_target(request))
        if devices.recover(user, token):
            _tell_of_change(user, "recovered", device.pk)
            return _again(request)
        _refuse_token(request, user, form, device)
    return _token_page(request, context, form)


def _enrolment_given(request: HttpRequest, user: User, form: TokenForm, context: Page) -> HttpResponse:
    device = _device_on_offer(request, user)
    if form.is_valid():
        if devices.accepts(user, device, form.cleaned_data["otp_token"]):
            codes = devices.enrol(user, device)
            _tell_of_change(user, "enrolled", device.pk)
            steps.complete(request, user, device)
            page = {**context, "codes": codes, "next": _target(request)}
            return render(request, "admin/recovery_codes.html", {**page, "title": _("Simpan kode pemulihan Anda")})
        _refuse_token(request, user, form, device)
    return _enrolment_page(request, context, form, device)


def _refuse_token(request: HttpRequest, user: User, form: TokenForm, device: CodeApp) -> None:
    steps.failed(request, user, failures=devices.failures(device))
    text = _("Kode salah atau sudah dipakai. Tunggu kode berikutnya di aplikasi Anda, lalu coba lagi.")
    form.add_error("otp_token", text)


def _tell_of_change(user: User, verb: str, device: int) -> None:
    log.record(f"second_factor:{verb}", subject=user.pk, actor=f"user:{user.pk}")
    outbox.enqueue("staff_device_changed", reference=f"user:{user.pk}", key=f"device:{user.pk}:{verb}:{device}")


def _device_on_offer(request: HttpRequest, user: User) -> CodeApp:
    device = devices.offered(user, steps.offer(request))
    if device is None:
        device = devices.offer(user)
        steps.offer(request, device)
    return device


def _password_page(
    request: HttpRequest, context: Page, *, form: PasswordForm | None = None, note: str = "", status: int = 200
) -> HttpResponse:
    page = {**context, "title": _("Masuk"), "step": "password", "form": form or PasswordForm(), "note": note}
    return render(request, "admin/login.html", {**page, "next": _next(request)}, status=status)


def _token_page(request: HttpRequest, context: Page, form: TokenForm) -> HttpResponse:
    page = {**context, "title": _("Kode sekali pakai"), "step": "token", "form": form}
    return render(request, "admin/login.html", {**page, "next": _next(request)})


def _enrolment_page(request: HttpRequest, context: Page, form: TokenForm, device: CodeApp) -> HttpResponse:
    page = {**context, "title": _("Daftarkan aplikasi kode"), "step": "enrol", "form": form}
    offer = {"picture": devices.picture(device), "secret": devices.secret(device), "next": _next(request)}
    return render(request, "admin/login.html", {**page, **offer})


def _again(request: HttpRequest) -> HttpResponse:
    target = _next(request)
    query = f"?{urlencode({'next': target})}" if target else ""
    return HttpResponseRedirect(reverse("admin:login") + query)


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return target if own else ""


def _target(request: HttpRequest) -> str:
    return _next(request) or reverse("admin:index")
