"""What every answer carries, whoever made it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"


def private_pages_are_not_stored(get_response: GetResponse) -> GetResponse:
    """No shared cache and no browser keeps an answer, unless its view allowed it in so many words.

    In a demo every answer, also a program's, says that its data are samples.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        response["Permissions-Policy"] = POLICY
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.DEMO:
            response["X-Sample-Data"] = "DATA CONTOH"
        return response

    return answer
