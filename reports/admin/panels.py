"""What higher apps add to the case page. They hand it down through `netralitas.wiring`: this app
never learns who they are, and they receive packages, never the case."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest
from django.utils.safestring import SafeString

from reports.models.package import ReferralPackage

# request, the case's released packages (oldest first), path of the page to come back to → HTML, or "" for nothing
Panel = Callable[[HttpRequest, Sequence[ReferralPackage], str], SafeString | str]

PANELS: list[Panel] = []


def install(panel: Panel) -> None:
    """Add a panel to every case page; installing one twice keeps one."""
    if panel not in PANELS:
        PANELS.append(panel)


def render(request: HttpRequest, packages: Sequence[ReferralPackage], back: str) -> list[SafeString | str]:
    """The panels that have something to say; none without a released package, so none costs a query then."""
    released = [package for package in packages if package.released_on]
    if not released:
        return []
    return [html for panel in PANELS if (html := panel(request, released, back))]
