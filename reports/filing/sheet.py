"""One visit to one page of the form: whose draft it is, what it holds, what is wrong with it."""

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest

from reports import drafts, receipts
from reports.enums import ReportKind
from reports.filing import typed
from reports.filing.questions import INCIDENT, REVIEW, STEPS, Step, step_of
from reports.submission import Problem, Submission

HANDLE = 12  # characters that tie an open page to its draft and open nothing
MARK = 8  # characters by which a page knows its own saves
APART = "apart"  # the action that files what stands on this page under a code of its own


@dataclass
class Sheet:
    """A draft opened at one of its pages."""

    request: HttpRequest
    step: Step
    code: str
    draft: drafts.Loaded
    problems: list[Problem] = field(default_factory=list)
    telling: bool = False  # a file that was just taken tells a place or a device
    fresh_card: bytes | None = None  # a photo of an identity card that was just taken
    changes_card: bool = False  # the next save puts `fresh_card` in the place of the photo, or takes it out
    received: list[Problem] | None = None  # what was wrong with what the page brought, once that was taken
    mark: str = field(default_factory=lambda: secrets.token_hex(MARK // 2))  # of the page about to be shown
    kept: typed.Body = field(init=False)  # the answers as they lay in the draft

    def __post_init__(self) -> None:
        self.kept = self.body

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
        post = self.request.POST
        belongs_to: str = post.get("draft", self.handle)
        return post.get("action") != APART and belongs_to != self.handle

    @property
    def of_other_kind(self) -> bool:
        """Whether the page that was sent was made for a tip and the draft is a report, or the other way round."""
        holds: str = self.kept["kind"]
        return self.request.POST.get("door", holds) != holds

    @property
    def seen(self) -> str:
        """Who wrote last what this page shows: a page that says another one is stale. The review shows all pages."""
        by: dict[str, str] = self.draft.get("by", {})
        shown = STEPS if self.step is REVIEW else (self.step,)
        return ".".join(by.get(step.name, "") for step in shown)

    @property
    def stale(self) -> bool:
        """Whether the answers of this page were changed by another page since the one that was sent was opened."""
        post = self.request.POST
        unknown = self.begun and post.get("seen", self.seen) != self.seen and post.get("mark") != self.seen
        if self.step is REVIEW or not unknown:
            return unknown
        return typed.part(self.body, self.step) != typed.part(self.kept, self.step) or self.of_other_door

    @property
    def of_other_door(self) -> bool:
        """Whether the first page was sent as the beginning of a tip, and the draft is a report, or the other way."""
        return self.step is INCIDENT and self.begun and self.of_other_kind

    @property
    def was_wrong(self) -> bool:
        """Whether this page was sent with something to mend, and not yet without."""
        return self.step.name in self.draft.get("wrong", [])

    def note(self, *, wrong: bool) -> None:
        """Remember whether the page, as it was sent, has something to mend, so that coming back shows it again."""
        others = [name for name in self.draft.get("wrong", []) if name != self.step.name]
        self.draft["wrong"] = [*others, self.step.name] if wrong else others

    @property
    def has_card(self) -> bool:
        """Whether the photo of an identity card lies in the draft, or will with the next save."""
        return bool(self.draft.get(drafts.CARD))

    def anew(self, newest: drafts.Loaded) -> "Sheet":
        """The same page over what another one kept meanwhile. What it brought was taken already and stays so."""
        return Sheet(
            self.request, self.step, self.code, newest, problems=list(self.received or ()), telling=self.telling,
            fresh_card=self.fresh_card, changes_card=self.changes_card, received=self.received, mark=self.mark,
        )  # fmt: skip

    def put_card(self, photo: bytes | None) -> None:
        """Another photo of an identity card, or none from now on; kept with the next save."""
        self.fresh_card, self.changes_card = photo, True
        self.draft[drafts.CARD] = photo is not None

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
        """Keep the draft under its code; raises `drafts.Overtaken` and `drafts.TooLarge`."""
        self.draft.setdefault("opened", int(time.time()))
        if typed.part(self.body, self.step) != typed.part(self.kept, self.step):
            by: dict[str, str] = self.draft.setdefault("by", {})
            by[self.step.name] = self.request.POST.get("mark", self.mark)[:MARK]
        over = self.draft.version
        if self.changes_card:
            self.draft.version = drafts.save_card(self.code, self.draft, self.fresh_card, over=over)
        else:
            self.draft.version = drafts.save(self.code, self.draft, over=over)
