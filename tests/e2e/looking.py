"""Looking at a page at two widths: does it fit, is it accessible, does it say what it is; and a picture of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.browser import DESK, PHONE

WIDTHS = {"360": PHONE, "1280": DESK}
GRAVE = ("serious", "critical")
MOST = 150  # kinds of pages; more means that `kind` takes one kind for many
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)|(?<=/)[^/]+(?=/change/)|(?<=/statistik/)[a-z]+(?=/)")
# How far the page is wider than the window, and what sticks out of it.
OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return "";
  const right = document.documentElement.clientWidth;
  const out = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > right + 1);
  return `${wide} px: ` + out.slice(0, 3).map((one) => `${one.tagName}.${one.className}`).join(", ");
}"""


@dataclass
class Sight:
    """What was seen on the pages so far."""

    folder: Path | None
    wrong: list[str] = field(default_factory=list)
    slight: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def look(self, page: Page, name: str, *, axe: bool = True) -> None:
        """One page at both widths. The window keeps the width it had."""
        before = page.viewport_size or DESK
        for width, size in WIDTHS.items():
            page.set_viewport_size(size)  # type: ignore[arg-type]
            if self.folder:
                page.screenshot(path=self.folder / f"{name}-{width}.png", full_page=True, animations="disabled")
            if sticking := page.evaluate(OVERFLOW):
                self.wrong.append(f"{name} at {width} is wider than the window by {sticking}")
            if axe:
                self._ask_axe(page, f"{name} at {width}")
        page.set_viewport_size(before)
        self.seen.append(name)
        if not page.title() or page.locator("h1").count() != 1 or not page.locator("html").get_attribute("lang"):
            self.wrong.append(f"{name} has no title, no language, or not exactly one main heading")

    def _ask_axe(self, page: Page, name: str) -> None:
        for violation in Axe().run(page, options={"preload": False}).response["violations"]:
            where = "; ".join(str(node["target"][0]) for node in violation["nodes"][:3])
            line = f"{name}: {violation['id']} ({violation['impact']}) at {where}"
            (self.wrong if violation["impact"] in GRAVE else self.slight).append(line)


def kind(address: str) -> str:
    """What a page is, whatever it is about: its path without keys."""
    return KEYS.sub("_", urlparse(address).path)


def links(page: Page, *, under: str, skip: re.Pattern[str]) -> Iterator[str]:
    """The addresses of our own pages that a page links to; files and what is to be skipped are left out."""
    for link in page.locator("a[href]:not([download])").all():
        address = urlparse(str(link.get_attribute("href")))
        path = address.path + (f"?{address.query}" if address.query else "")
        if not (address.netloc or address.scheme) and path.startswith(under) and not skip.search(path):
            yield path


def crawl(page: Page, start: str, *, under: str, skip: re.Pattern[str], known: set[str]) -> Iterator[str]:
    """One address of every kind of page that can be reached by links; the window stands on each in turn.

    `known` are kinds that have been looked at already; it grows.
    """
    waiting = [start]
    known.add(kind(start))
    while waiting:
        address = waiting.pop(0)
        response = page.goto(address)
        assert response is not None
        assert response.status == 200, f"{address}: {response.status}"
        found = [link for link in links(page, under=under, skip=skip) if kind(link) not in known]
        yield address
        for link in found:
            if kind(link) not in known:
                known.add(kind(link))
                waiting.append(link)
        assert len(known) <= MOST, sorted(known)
