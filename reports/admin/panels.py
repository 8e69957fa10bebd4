"""What higher apps add to the case page. They hand it down through `netralitas.wiring`: this app
never learns who they are, and they receive packages, never the case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString

from reports.admin.lettered import Waiting
from reports.models.package import ReferralPackage


@dataclass(frozen=True)
class Addition:
    """A panel as HTML, "" for nothing, and the letters in it that wait for a second person: the head names them."""

    html: SafeString | str = ""
    waiting: tuple[Waiting, ...] = ()


# request, the case's released packages (oldest first), path of the page to come back to
Panel = Callable[[HttpRequest, Sequence[ReferralPackage], str], Addition]

PANELS: list[Panel] = []


def install(panel: Panel) -> None:
    """Add a panel to every case page; installing one twice keeps one."""
    if panel not in PANELS:
        PANELS.append(panel)


def render(request: HttpRequest, packages: Sequence[ReferralPackage], back: str) -> list[Addition]:
    """The panels that have something to say; none without a released package, so none costs a query then."""
    released = [package for package in packages if package.released_on]
    if not released:
        return []
    return [found for panel in PANELS if (found := panel(request, released, back)).html]
