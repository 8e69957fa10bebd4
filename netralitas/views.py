"""Home, plain pages and error pages, and what every template knows of its page."""

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_http_methods, require_safe

from netralitas import api
from netralitas.retention.table import SCHEDULE
from regions import offices
from reports import receipts, slips
from reports.filing.papers import told
from reports.filing.questions import label_of
from services.accounts import permissions
from services.accounts.enums import DataGroup
from services.audit.public import roots

logger = logging.getLogger(__name__)

# Where the page of the quick exit leads on: a page anyone may have open, whose address says nothing.
ELSEWHERE = "https://www.bmkg.go.id/"
ENGLISH = "/en/"
API = "/api/"
# Addresses that exist once, in one language.
SINGLE = ("/admin/", "/api/", "/kotak-surat/", "/static/")
INCIDENT = 8  # signs of the number of a failure: forty random bits
KEPT_FIELDS = 200  # how many typed values the CSRF page hands back
NEVER_AGAIN = {"withdraw", "discard", "another", "close"}  # acts of one press
BUTTONS = {"action", "draft", "kind", "situs", "truth"}  # sent along, but typed by nobody

public_page = cache_control(public=True, max_age=60)


def site(request: HttpRequest) -> dict[str, object]:
    """Context processor: `portal` with the demo flag, navigation and the page's twin address."""
    path = request.path
    english = path.startswith(ENGLISH)
    root = "/en" if english else ""
    items = (("lapor", _("Lapor")), ("lacak", _("Lacak")), ("panduan", _("Panduan")), ("statistik", _("Statistik")))
    nav = [
        {"address": f"{root}/{name}/", "label": label, "here": path.startswith(f"{root}/{name}/")}
        for name, label in items
    ]
    return {
        "portal": {
            "demo": settings.DEMO,
            "nav": nav,
            "root": root,
            "language": "en" if english else "id",
            "other_language": "id" if english else "en",
            "twin": twin(path),
        },
    }


def twin(path: str) -> str:
    """The same page in the other language; empty where a page exists once."""
    if path.startswith(ENGLISH):
        return path.removeprefix("/en")
    return "" if path.startswith(SINGLE) else f"/en{path}"


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and the way in."""
    return render(request, "home.html", {"regions": offices.regions()})


@require_safe
@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long, who reads it, and how a reporter learns of it."""
    context = {"readers": _readers(), "periods": SCHEDULE, "controller": settings.DATA_CONTROLLER}
    return render(request, "pages/privacy.html", context)


def _readers() -> list[tuple[str, str]]:
    """Kinds of case data with the roles that may read some of them, from the permission table."""
    shown = (group for group in DataGroup if group not in {DataGroup.STATISTICS, DataGroup.ACCOUNTS})
    return [(str(group.label), ", ".join(str(role.label) for role in permissions.readers(group))) for group in shown]


@require_safe
@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works with which help, and where to say that something does not."""
    return render(request, "pages/accessibility.html")


@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: HttpRequest) -> HttpResponse:
    """The daily roots of the audit record, so that a later edit shows, and the check of a receipt."""
    context = {"roots": roots(limit=30), "today": timezone.localdate(), "keys": slips.public_keys()}
    if request.method != "POST":
        return render(request, "pages/verification.html", context)
    typed = request.POST.get("slip", "")[: slips.LONGEST]
    if not typed.strip():
        context["wrong"] = _("Ketik atau tempel teks tanda terima.")
        return render(request, "pages/verification.html", context, status=422)
    claim = slips.check(typed)
    context |= {"typed": typed, "asked": True, "claim": claim, "facts": told(claim) if claim else []}
    return render(request, "pages/verification.html", context)


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: forget the draft's cookie, and say on a page without our name what the browser still keeps.

    Without DATA CONTOH too, as the one page of a demo: whoever glances at the screen learns nothing of us.

    A foreign page may not make anyone forget: browsers name the origin of a navigation, and only
    our own (or a browser too old to tell) clears anything.
    """
    response = render(request, "pages/leave.html", {"elsewhere": ELSEWHERE})
    if request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}:
        for name in request.COOKIES.keys() - {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}:
            response.delete_cookie(name, samesite="Strict")
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what came in cannot be read."""
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, without saying what lies behind."""
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. In the staff room it leads back there: a case that a colleague has taken meanwhile is not to be found."""
    return _error(request, 404, {"staff_room": request.path.startswith("/admin/")})


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without context processors, since one of them may be what failed.

    The number in it is drawn anew each time and stands in the log beside the kind and place of the error:
    by it the operator finds what a person writes about, and it tells nobody anything else.
    """
    number = receipts.ticket()[:INCIDENT]
    logger.error("incident %s", number, exc_info=True)
    if request.path.startswith(API):
        return api.plain_problem(500, incident=number)
    return HttpResponse(render_to_string("500.html", {**site(request), "incident": number}), status=500)


def _error(request: HttpRequest, status: int, context: dict[str, bool] | None = None) -> HttpResponse:
    """A page for people, problem+json for programs."""
    if request.path.startswith(API):
        return api.plain_problem(status)
    return render(request, f"{status}.html", context, status=status)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a stale or missing token. A citizen gets back what was typed on a page of ours, ready to send again.

    What another site has sent is never made ready: one press would hand in its form instead of the person's own.
    Nor is an act that cannot be taken back.
    """
    match = request.resolver_match
    public = match is not None and match.namespace == "filing" and match.url_name not in NEVER_AGAIN
    typed = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    kept = typed[:KEPT_FIELDS] if public and _sent_from_here(request) else []
    said = [(label_of(name) or _("Isian lain"), value) for name, value in kept if value and name not in BUTTONS]
    context = {"typed": kept, "said": said, "files": bool(kept) and bool(request.FILES)}
    return render(request, "403_csrf.html", context, status=403)


def _sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very portal sent the form. Where it does not say: no."""
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "") or request.headers.get("Referer", "")
    here = urlsplit(request.build_absolute_uri("/"))
    named = urlsplit(origin)
    return site in {"", "same-origin"} and (named.scheme, named.netloc) == (here.scheme, here.netloc)
