"""What every page of the desk stands in: the site's own context and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest


@dataclass(frozen=True)
class Crumb:
    """One step of the way here; the last has no address."""

    text: str
    url: str = ""


def frame(site: AdminSite, request: HttpRequest, *, title: str, crumbs: Sequence[Crumb]) -> dict[str, Any]:
    """The context of a page in the staff room."""
    return {**site.each_context(request), "title": title, "crumbs": list(crumbs)}
