"""Another program that files through the API and follows with the code."""

from typing import Any
from uuid import uuid4

from playwright.sync_api import APIRequestContext, APIResponse

from tests.factories.evidence import JPEG
from tests.scenarios.reading import Scenario

REPORTS = "/api/v1/reports/"


class Program:
    """What the program asks the portal."""

    def __init__(self, requests: APIRequestContext) -> None:
        self.requests = requests

    def file(self, scenario: Scenario) -> dict[str, Any]:
        """File the body as it stands, twice with one key; then hand in the evidence. The answer."""
        key = {"Idempotency-Key": uuid4().hex}
        answer = self._said(self.requests.post(REPORTS, data=scenario.body, headers=key), 201)
        again = self._said(self.requests.post(REPORTS, data=scenario.body, headers=key), 201)
        assert again == answer
        for link in scenario.evidence["links"]:
            self.add_link(answer["receipt"], link)
        for _number in range(scenario.evidence["files"]):
            photo = {"name": "IMG_20240120_101500.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
            form = {"receipt": answer["receipt"], "file": photo}
            self._said(self.requests.post(f"{REPORTS}evidence/", multipart=form), 201)
        return answer

    def add_link(self, receipt: str, link: str) -> None:
        """Hand in a link under a code."""
        form = {"receipt": receipt, "link": link}
        self._said(self.requests.post(f"{REPORTS}evidence/", multipart=form), 201)

    def status(self, receipt: str) -> dict[str, Any]:
        """What the code opens."""
        return self._said(self.requests.post(f"{REPORTS}status/", data={"receipt": receipt}), 200)

    def table(self, name: str) -> dict[str, Any]:
        """A public table."""
        return self._said(self.requests.get(f"/api/v1/statistics/{name}/"), 200)

    def text(self, address: str) -> str:
        """A public file."""
        response = self.requests.get(address)
        assert response.status == 200, address
        return response.text()

    def _said(self, response: APIResponse, code: int) -> dict[str, Any]:
        assert response.status == code, response.text()
        found: dict[str, Any] = response.json()
        return found
