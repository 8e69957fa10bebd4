"""Demo officers at their windows: signing in with password and one-time code, queues, and the steps they take."""

import base64
import re
import time
from collections.abc import Iterable
from datetime import date
from typing import Any

from django_otp.oath import totp
from playwright.sync_api import Page, expect

from tests.e2e.browser import Windows
from tests.e2e.citizen import put
from tests.e2e.portal import Portal

STEP = 30  # seconds for which a one-time code holds
QUEUE = "/admin/reports/case/"
PACKAGES = "/admin/reports/packagerespondent/"
CASE_PAGE = re.compile(r"/admin/reports/case/[0-9a-f-]{36}/change/$")


class Staff:
    """The officers who have signed in since the portal was last started."""

    def __init__(self, portal: Portal, windows: Windows) -> None:
        self.portal = portal
        self.windows = windows
        self._pages: dict[str, Page] = {}
        self._used: dict[str, int] = {}  # the last half minute whose code an account has used

    def page(self, username: str) -> Page:
        """The window of an officer, signed in."""
        if username not in self._pages:
            self._pages[username] = self._sign_in(username)
        return self._pages[username]

    def go_home(self) -> None:
        """Close every window: a session does not outlive a journey through time."""
        for page in self._pages.values():
            page.context.close()
        self._pages.clear()

    def queue(self, username: str, on: date) -> set[str]:
        """The addresses of the cases an officer finds among those received on a day."""
        page, found = self.page(username), set()
        page.goto(f"{QUEUE}?received_from={on}&received_to={on}")
        while True:
            found |= {str(link.get_attribute("href")) for link in page.locator(".desk-table tbody th a").all()}
            following = page.locator('a[rel="next"]')
            if not following.count():
                return found
            following.click()

    def opens(self, username: str, address: str) -> int:
        """The answer an officer gets at an address."""
        response = self.page(username).goto(address)
        assert response is not None
        return response.status

    def step(self, username: str, case: str, slug: str, fields: dict[str, Any]) -> None:
        """Take a step or make a record on a case page: press its button, fill in its form, send."""
        self.page(username).goto(case)
        self._press(username, slug)
        self._send(username, fields, back_at=case)

    def each(self, username: str, case: str, slug: str, fields: dict[str, Any], *, people: int) -> None:
        """The same record for every respondent; a page either lets one choose or goes through them by itself."""
        page = self.page(username)
        for number in range(people):
            page.goto(case)
            self._press(username, slug)
            choice = page.locator('.desk-form select[name="respondent"]')
            if choice.count():
                choice.select_option(index=number)
            self._send(username, fields, back_at=case)

    def on_leg(self, username: str, case: str, slug: str, fields: dict[str, Any], *, person: int) -> None:
        """What Bawaslu records on its case page about one person, at the office the package went to."""
        page = self.page(username)
        page.goto(case)
        article = page.locator("article.package-person").filter(has_text=re.compile(rf"terlapor {person}\b"))
        link = article.locator(f'a[href*="/{slug}/?"]')
        if not link.is_visible():
            article.locator("details").filter(has=page.locator(f'a[href*="/{slug}/?"]')).locator("summary").click()
        link.click()
        self._send(username, fields, back_at=case)

    def confirm(self, username: str, case: str, *, person: int) -> None:
        """A second person confirms what was typed in from a letter about one person."""
        page = self.page(username)
        page.goto(case)
        article = page.locator("article.package-person").filter(has_text=re.compile(rf"terlapor {person}\b"))
        article.locator('a[href*="/surat/"]').click()
        page.locator('button[name="confirm"]').click()
        self._given(username, back_at=case)

    def confirm_joint(self, username: str, case: str) -> None:
        """A second person confirms what was typed in from a letter of the joint desk."""
        page = self.page(username)
        page.goto(case)
        page.locator('a[href*="/letter/"]').first.click()  # it stands in the head of the case too
        page.locator('button[name="confirm"]').click()
        self._given(username, back_at=case)

    def packages(
        self, username: str, letter_number: str, *, work: str = "", people: Iterable[int] | None = None
    ) -> set[str]:
        """The addresses of the files an office finds under the number of their letter, of these people."""
        page, found = self.page(username), {}
        page.goto(f"{PACKAGES}?q={letter_number}" + (f"&work={work}" if work else ""))
        for row in page.locator(".desk-table tbody th").all():
            number = int(row.locator("small").inner_text().removeprefix("terlapor "))
            found[str(row.locator("a").get_attribute("href"))] = number
        return {address for address, number in found.items() if people is None or number in people}

    def _press(self, username: str, slug: str) -> None:
        page = self.page(username)
        page.locator(f'a[href$="/{slug}/"]').first.click()
        expect(page.locator(".desk-form")).to_be_visible()

    def _send(self, username: str, fields: dict[str, Any], *, back_at: str) -> None:
        page = self.page(username)
        for name, value in fields.items():
            put(page.locator(f'.desk-form [name="{name}"]'), value)
        page.locator(".desk-submit button").click()
        self._given(username, back_at=back_at)

    def _given(self, username: str, *, back_at: str) -> None:
        """What was sent is accepted, with a new code where one is asked for."""
        page = self.page(username)
        again = page.locator('[name="reentry_token"]')
        if again.count():  # the last code is five minutes old, and the act cannot be taken back
            again.fill(self._token(username, self.portal.accounts[username]["totp_secret"]))
            page.locator(".sign-in-go").click()
        wrong = page.locator(".desk-refused")
        assert wrong.count() == 0, wrong.inner_text()
        expect(page).to_have_url(self.portal.address + back_at)

    def _sign_in(self, username: str) -> Page:
        account = self.portal.accounts[username]
        page = self.windows.open()
        page.goto("/admin/login/")
        page.locator('[name="username"]').fill(username)
        page.locator('[name="password"]').fill(account["password"])
        page.locator(".sign-in-go").click()
        page.locator('[name="otp_token"]').fill(self._token(username, account["totp_secret"]))
        page.locator(".sign-in-go").click()
        expect(page).not_to_have_url(re.compile("/admin/login/"))
        return page

    def _token(self, username: str, secret: str) -> str:
        """A code that was not used yet: each is accepted once, and the next one half a minute early."""
        wanted = max(_half_minute(), self._used.get(username, 0) + 1)
        while (ahead := wanted - _half_minute()) > 1:
            time.sleep(STEP - time.time() % STEP)  # no condition to await: the clock itself
        self._used[username] = wanted
        return f"{totp(base64.b32decode(secret), drift=ahead):06}"


def _half_minute() -> int:
    return int(time.time()) // STEP
