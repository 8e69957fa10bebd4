"""What every answer carries, whoever made it."""

from collections.abc import Callable
from wsgiref.headers import Headers

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import activate, get_language_from_request

GetResponse = Callable[[HttpRequest], HttpResponse]

API, API_PAGE = "/api/v1/", "/api/v1/docs/"
POLICY = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"


def private_pages_are_not_stored(get_response: GetResponse) -> GetResponse:
    """No shared cache and no browser keeps an answer, unless its view allowed it and nobody is known by a cookie.

    A page with a session, a draft or a form's token behind it is not stored, whatever its view says.
    In a demo every answer, also a program's, says that its data are samples.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.COOKIES or response.cookies or not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        response["Permissions-Policy"] = POLICY
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.DEMO:
            response["X-Sample-Data"] = "DATA CONTOH"
        return response

    return answer


def agents_are_forgotten(get_response: GetResponse) -> GetResponse:
    """Which program or device somebody uses is asked by nobody here, so nothing behind this can keep it."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.META.pop("HTTP_USER_AGENT", None)
        return get_response(request)

    return answer


def programs_choose_their_language(get_response: GetResponse) -> GetResponse:
    """The API has no twin below /en/: it speaks Indonesian, or English to whoever asks so by Accept-Language."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API) or request.path_info == API_PAGE:
            return get_response(request)
        activate(get_language_from_request(request))
        response = get_response(request)
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return answer


def static_headers(headers: Headers, _path: str, _url: str) -> None:
    """What WhiteNoise adds to a static file, which passes none of the above."""
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = POLICY
