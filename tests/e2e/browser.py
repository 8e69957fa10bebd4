"""Real browser windows that note what a page must never do: fail, talk to another host, or break its own policy."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlparse

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome")
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
PATIENCE = 15_000  # milliseconds
EXPECTED = ("status of 404", "status of 403", "status of 422", "status of 409", "status of 400")


class Windows:
    """Opens windows on the portal; `noted` collects what went wrong in any of them."""

    def __init__(self, playwright: Playwright, address: str) -> None:
        path = next(found for name in NAMES if (found := shutil.which(name)))
        self.browser: Browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        self.address = address
        self.noted: list[str] = []

    def open(self, *, javascript: bool = True, size: dict[str, int] | None = None, axe: bool = False) -> Page:
        """A window with an empty cookie jar. For `axe` the policy lets its script in."""
        context = self.browser.new_context(
            base_url=self.address,
            java_script_enabled=javascript,
            viewport=size or DESK,
            locale="id-ID",
            bypass_csp=axe,
        )
        context.set_default_timeout(PATIENCE)
        self._watch(context)
        return context.new_page()

    @contextmanager
    def window(self, *, javascript: bool = True, size: dict[str, int] | None = None) -> Iterator[Page]:
        """A window that is closed at the end."""
        page = self.open(javascript=javascript, size=size)
        try:
            yield page
        finally:
            page.context.close()

    def close(self) -> None:
        """Close every window."""
        self.browser.close()

    def _watch(self, context: BrowserContext) -> None:
        context.on("console", self._heard)
        context.on("weberror", lambda failed: self.noted.append(f"{_path(failed.page)}: {failed.error}"))
        context.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in EXPECTED):
            self.noted.append(f"{_path(message.page)}: {message.text} ({message.location['url']})")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.noted.append(f"request to another host: {request.url}")


def _path(page: Page | None) -> str:
    return urlparse(page.url).path if page else "a closed window"
