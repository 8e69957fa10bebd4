"""All that followed a referral for some persons: their legs with every paper, in two queries."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from reports.models.package import PackageLeg, PackageRespondent
from sanctions.models.catalogue import SanctionKind
from sanctions.models.decision import Decision, Execution
from sanctions.models.document import Document
from sanctions.models.ending import Ending
from sanctions.models.oversight import Recommendation

PAPERS = (
    "proceeding__recommendation__letter",
    "proceeding__decision__kind",
    "proceeding__decision__letter",
    "proceeding__decision__execution__letter",
    "proceeding__ending__letter",
)
# What later acts rest on, without the letters and kinds that only pages show: half the tables.
RULINGS = (
    "proceeding__recommendation", "proceeding__decision__execution", "proceeding__decision__kind", "proceeding__ending",
)  # fmt: skip
PERSON = ("respondent__package__offence", "respondent__employer")


@dataclass(frozen=True)
class Hand:
    """The legs of one person as somebody has just read them, and in which versions."""

    respondent: PackageRespondent
    legs: list[PackageLeg]
    versions: tuple[int, ...]


_in_hand: ContextVar[Hand | None] = ContextVar("legs_in_hand", default=None)


@dataclass(frozen=True)
class Papers:
    """The papers of one leg; None for what has not been written."""

    recommendation: Recommendation | None
    decision: Decision | None
    execution: Execution | None
    ending: Ending | None
    documents: tuple[Document, ...]

    @property
    def sanction(self) -> SanctionKind | None:
        """The kind that counts: the decree's, or what a ruling put in its place."""
        changed = [one.kind for one in self.documents if one.kind is not None]
        if changed:
            return changed[-1]
        return self.decision.kind if self.decision else None


def with_papers(legs: QuerySet[PackageLeg]) -> QuerySet[PackageLeg]:
    """The legs with person, package, proceeding and papers, in the order in which they began."""
    return legs.select_related(*PERSON, *PAPERS).order_by("respondent__package", "respondent__number", "pk")


def legs_of(respondents: Iterable[PackageRespondent]) -> list[PackageLeg]:
    """Every leg about these persons with its papers. Two queries."""
    return list(with_documents(with_papers(PackageLeg.objects.filter(respondent__in=list(respondents)))))


def with_documents(legs: QuerySet[PackageLeg]) -> QuerySet[PackageLeg]:
    """The legs with the papers of the steps in between; one query more."""
    return legs.prefetch_related(Prefetch("proceeding__documents", _documents("kind", "letter")))


def _documents(*with_them: str) -> QuerySet[Document]:
    return Document.objects.select_related(*with_them).order_by("pk")


def rulings_on(respondent: PackageRespondent) -> list[PackageLeg]:
    """Every leg about one person with what was said there, for the verbs; in no order. Two queries."""
    hand = _in_hand.get()
    if hand is not None and hand.respondent == respondent and hand.versions == _versions(hand.legs):
        return hand.legs
    return rulings_on_all([respondent])[respondent.pk]


def rulings_on_all(respondents: Iterable[PackageRespondent]) -> dict[UUID, list[PackageLeg]]:
    """The same for several persons, by their ids. Two queries."""
    found: dict[UUID, list[PackageLeg]] = {person.pk: [] for person in respondents}
    legs = PackageLeg.objects.filter(respondent__in=list(found)).select_related(*RULINGS).order_by()
    for leg in legs.prefetch_related(Prefetch("proceeding__documents", _documents("kind"))):
        found[leg.respondent_id].append(leg)
    return found


@contextmanager
def in_hand(respondent: PackageRespondent, legs: list[PackageLeg]) -> Iterator[None]:
    """Let the verbs in this block take what `rulings_on` has just answered, until one of these legs moves.

    For somebody who acts alone, as a rehearsal does: what others write meanwhile is not seen.
    """
    token = _in_hand.set(Hand(respondent, legs, _versions(legs)))
    try:
        yield
    finally:
        _in_hand.reset(token)


def _versions(legs: Iterable[PackageLeg]) -> tuple[int, ...]:
    return tuple(leg.proceeding.version for leg in legs)


def papers(leg: PackageLeg) -> Papers:
    """The papers of a leg; no query where it came from this module."""
    decision = getattr(leg.proceeding, "decision", None)
    return Papers(
        recommendation=getattr(leg.proceeding, "recommendation", None),
        decision=decision,
        execution=getattr(decision, "execution", None),
        ending=getattr(leg.proceeding, "ending", None),
        documents=tuple(leg.proceeding.documents.all()),
    )


def recommendation(legs: Sequence[PackageLeg]) -> Recommendation | None:
    """The latest recommendation about the person of these legs."""
    found = [said for leg in legs if (said := papers(leg).recommendation) is not None]
    return max(found, key=lambda said: (said.dated_on, said.pk), default=None)
