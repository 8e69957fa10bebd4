"""What every API answer shares: problem+json errors and filters that refuse what they do not know."""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback

PROBLEM = "application/problem+json"
CODES = {400: "bad_request", 403: "forbidden", 404: "not_found"}
# The framework has sentences of its own for these, some in no language but English; ours take their place.
OWN_WORDS: dict[type[exceptions.APIException], Promise] = {
    exceptions.ParseError: gettext_lazy("Isi kiriman tidak terbaca."),
    exceptions.NotFound: gettext_lazy("Data tidak ditemukan."),
    exceptions.NotAcceptable: gettext_lazy("Alamat ini tidak dapat menjawab dalam bentuk yang diminta kepala Accept."),
    exceptions.UnsupportedMediaType: gettext_lazy("Jenis isi pada kepala Content-Type tidak diterima di alamat ini."),
    exceptions.Throttled: gettext_lazy("Terlalu sering. Kepala Retry-After menyebut berapa detik lagi."),
}


class UnknownParameter(exceptions.ValidationError):
    """A query parameter the address does not know; the answer names it and lists the known ones."""

    def __init__(self, unknown: list[str], known: list[str]) -> None:
        listed = ", ".join(known) or _("tidak ada")
        sentence = _("Parameter ini tidak dikenal. Yang dikenal: %(known)s.") % {"known": listed}
        super().__init__({name: [exceptions.ErrorDetail(sentence, code="unknown")] for name in unknown})


def refuse_unknown(request: Request, known: set[str]) -> None:
    """Raise UnknownParameter for any query parameter outside `known`; `format` is known everywhere."""
    unknown = sorted(set(request.query_params) - known - {"format"})
    if unknown:
        raise UnknownParameter(unknown, sorted(known))


def open_to_all(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A read that pages of other sites may make: no cookie is asked for, and every answer says so, errors too."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return answer


class StrictFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """django-filter that never ignores: unknown or malformed parameters are a 400 that names them."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        """Filter, after a look at the names."""
        filterset = self.get_filterset(request, queryset, view)
        refuse_unknown(request, set(filterset.filters) if filterset is not None else set())
        filtered: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return filtered


def problem(error: Exception, context: Mapping[str, object]) -> Response | None:
    """DRF's exception handler: every error as RFC 9457 problem+json with one entry per field, in the house's words."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    headers = {"Retry-After": str(int(wait))} if (wait := getattr(error, "wait", None)) else {}
    body = {
        "type": "about:blank",
        "title": _title(error.status_code),
        "status": error.status_code,
        "errors": list(_flatten(_details(error, context.get("view")))),
    }
    return Response(body, status=error.status_code, headers=headers, content_type=PROBLEM)


def plain_problem(status: int, *, incident: str = "") -> JsonResponse:
    """An error that no call of the API has made: an address nobody knows, a request nobody can read, a fault of ours.

    Of such a fault `incident` is the number under which the log tells of it.
    """
    said = _title(status)
    body = {"type": "about:blank", "title": said, "status": status}
    message = f"{said}."
    if incident:
        message += " " + _("Sebutkan nomor %(number)s bila Anda menghubungi kami.") % {"number": incident}
    entry = {"field": "", "code": CODES.get(status, "error"), "message": message}
    return JsonResponse({**body, "errors": [entry]}, status=status, content_type=PROBLEM)


def _details(error: exceptions.APIException, view: object) -> Any:
    """What the error says, unless the framework raised it: then our sentence under its code."""
    details = error.get_full_details()
    said: Promise | str | None = OWN_WORDS.get(type(error))
    if isinstance(error, exceptions.MethodNotAllowed):
        allowed = ", ".join(getattr(view, "allowed_methods", []))
        said = _("Cara memanggil ini tidak berlaku di alamat ini. Yang berlaku: %(allowed)s.") % {"allowed": allowed}
    elif isinstance(error, exceptions.NotFound) and str(error.detail) != str(error.default_detail):
        said = None  # one of our views says what was not found
    return {**details, "message": str(said)} if said and isinstance(details, dict) else details


def _title(status: int) -> str:
    titles = {
        400: _("Isian belum dapat diterima"),
        404: _("Tidak ditemukan"),
        405: _("Cara memanggil alamat ini tidak dikenal"),
        409: _("Bertentangan dengan kiriman sebelumnya"),
        413: _("Kiriman terlalu besar"),
        415: _("Jenis isi tidak didukung"),
        429: _("Terlalu sering, coba lagi sebentar"),
    }
    return titles.get(status, _("Permintaan tidak dapat diproses"))


def _flatten(details: Any, path: str = "") -> Iterator[dict[str, str]]:
    """DRF's nested details as flat entries: {"field": "respondents.0.status", "code", "message"}."""
    if isinstance(details, dict) and set(details) == {"message", "code"} and isinstance(details["message"], str):
        yield {"field": path, "code": str(details["code"]), "message": str(details["message"])}
    elif isinstance(details, dict):
        for key, value in details.items():
            name = "" if key == "non_field_errors" else str(key)
            yield from _flatten(value, ".".join(part for part in (path, name) if part))
    elif isinstance(details, list):
        for index, value in enumerate(details):
            nested = isinstance(value, dict) and not {"message", "code"} >= set(value)
            yield from _flatten(value, f"{path}.{index}" if nested else path)
