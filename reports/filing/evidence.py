"""Files and links that a page brings: each is taken or refused by itself, never the filing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from reports import exhibits
from reports.submission import Problem
from services.evidence.telltale import Watched

MOST_LINKS = 10  # per page; more can follow
TOLD = "jejak"  # where a page says that a file tells a place or a device; browsers never send this part


@dataclass
class Received:
    """What became of what a page brought. `telling`: a file that was taken tells a place or a device."""

    problems: list[Problem] = field(default_factory=list)
    telling: bool = False


def brought(request: HttpRequest) -> bool:
    """Whether the page brought any."""
    return bool(request.FILES) or bool(request.POST.get("links", "").strip())


def receive(request: HttpRequest, code: str) -> Received:
    """Take what the page brought; says what could not be taken and why. The code must be known."""
    received = Received()
    received.problems += [*_files(request, code, received), *_links(request, code)]
    return received


def _files(request: HttpRequest, code: str, received: Received) -> Iterator[Problem]:
    for number, upload in enumerate(request.FILES.getlist("files"), start=1):
        watched = Watched(cast(BinaryIO, upload))
        try:
            exhibits.accept_file(code, watched)
            received.telling |= watched.tells
        except exhibits.Refused as refused:
            sentence = _("Berkas ke-%(number)s: %(why)s") % {"number": number, "why": refused}
            yield Problem("files", refused.code, sentence)


def _links(request: HttpRequest, code: str) -> Iterator[Problem]:
    lines = [line.strip() for line in request.POST.get("links", "").splitlines() if line.strip()]
    for number, address in enumerate(lines[: MOST_LINKS + 1], start=1):  # the one too many is refused by name
        try:
            exhibits.accept_link(code, address)
        except exhibits.Refused as refused:
            sentence = _("Tautan ke-%(number)s: %(why)s") % {"number": number, "why": refused}
            yield Problem("links", refused.code, sentence if len(lines) > 1 else str(refused))
