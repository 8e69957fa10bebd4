"""All that followed a referral for some persons: their legs with every paper, in one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from reports.models.package import PackageLeg, PackageRespondent
from sanctions.models.decision import Decision, Execution
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
RULINGS = ("proceeding__recommendation", "proceeding__decision__execution", "proceeding__ending")
PERSON = ("respondent__package__offence", "respondent__employer")


@dataclass(frozen=True)
class Papers:
    """The papers of one leg; None for what has not been written."""

    recommendation: Recommendation | None
    decision: Decision | None
    execution: Execution | None
    ending: Ending | None


def with_papers(legs: QuerySet[PackageLeg]) -> QuerySet[PackageLeg]:
    """The legs with person, package, proceeding and papers, in the order in which they began."""
    return legs.select_related(*PERSON, *PAPERS).order_by("respondent__package", "respondent__number", "pk")


def legs_of(respondents: Iterable[PackageRespondent]) -> list[PackageLeg]:
    """Every leg about these persons with its papers. One query."""
    return list(with_papers(PackageLeg.objects.filter(respondent__in=list(respondents))))


def rulings_on(respondent: PackageRespondent) -> list[PackageLeg]:
    """Every leg about one person with what was said there, for the verbs; in no order. One query."""
    return list(PackageLeg.objects.filter(respondent=respondent).select_related(*RULINGS).order_by())


def papers(leg: PackageLeg) -> Papers:
    """The papers of a leg; no query where it came from this module."""
    decision = getattr(leg.proceeding, "decision", None)
    return Papers(
        recommendation=getattr(leg.proceeding, "recommendation", None),
        decision=decision,
        execution=getattr(decision, "execution", None),
        ending=getattr(leg.proceeding, "ending", None),
    )


def recommendation(legs: Sequence[PackageLeg]) -> Recommendation | None:
    """The latest recommendation about the person of these legs."""
    found = [said for leg in legs if (said := papers(leg).recommendation) is not None]
    return max(found, key=lambda said: (said.dated_on, said.pk), default=None)
