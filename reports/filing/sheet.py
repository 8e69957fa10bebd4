"""One visit to one page of the form: whose draft it is, what it holds, what is wrong with it."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from reports import drafts, receipts
from reports.enums import ReportKind
from reports.filing import typed
from reports.filing.questions import Step, step_of
from reports.submission import Problem, Submission

HANDLE = 12  # characters that tie an open page to its draft and open nothing


@dataclass
class Sheet:
    """A draft opened at one of its pages."""

    request: HttpRequest
    step: Step
    code: str
    draft: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    telling: bool = False  # a file that was just taken tells a place or a device

    @property
    def body(self) -> typed.Body:
        """The answers so far, in the shape of the API."""
        body: typed.Body = self.draft.setdefault("body", {"kind": ReportKind.REPORT.value})
        return body

    @body.setter
    def body(self, answers: typed.Body) -> None:
        self.draft["body"] = answers

    @property
    def begun(self) -> bool:
        """Whether the draft has been kept before."""
        return "opened" in self.draft

    @property
    def done(self) -> list[str]:
        """The pages that were sent without a problem."""
        done: list[str] = self.draft.setdefault("done", [])
        return done

    @property
    def handle(self) -> str:
        """What a page says of its draft, so that two tabs with two drafts cannot be mixed."""
        return receipts.digest(self.code)[:HANDLE]

    @property
    def from_elsewhere(self) -> bool:
        """Whether the page that was sent belongs to another draft than the one this browser holds."""
        return self.request.POST.get("draft", self.handle) != self.handle

    def read(self) -> tuple[Submission, list[Problem]]:
        """The filing as it stands, and everything in it that cannot be stored."""
        return typed.read(self.body)

    def own(self, problems: Iterable[Problem]) -> list[Problem]:
        """Those of the problems that are mended on this page."""
        return [problem for problem in problems if step_of(problem.field) is self.step]

    def finish(self) -> None:
        """Mark this page as done."""
        if self.step.name not in self.done:
            self.done.append(self.step.name)

    def save(self) -> None:
        """Keep the draft under its code."""
        self.draft.setdefault("opened", int(time.time()))
        drafts.save(self.code, self.draft)
