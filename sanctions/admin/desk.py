"""What the pages of a desk read: the legs of one person, who may act on them, and the file in words.
The same number of queries whatever the file holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from procedures import transitions
from procedures.enums import Fact, Procedure
from procedures.models import Deadline, Step
from procedures.transitions import Offer
from procedures.vocabulary import Actor
from procedures.workflow import TABLES
from reports.models.package import PackageExhibit, PackageLeg, PackageRespondent
from sanctions import counting, facts, followed, inbox
from sanctions.admin import packagefile
from sanctions.admin.events import EVENTS
from sanctions.admin.packagefile import Pair, Proof, Road
from services.accounts import permissions
from services.accounts.enums import Action, Context, DataGroup
from services.accounts.models import User


@dataclass(frozen=True)
class Allowed:
    """A step somebody may take on a leg, and in whose name."""

    leg: PackageLeg
    offer: Offer
    by: Actor


@dataclass(frozen=True)
class PackageFile:
    """All that the page of one person shows."""

    respondent: PackageRespondent
    title: str
    head: list[Pair]
    person: list[Pair]
    destroyed: str  # the sentence that says so, once its time was over
    narrative: str
    exhibits: list[Proof]
    papers: list[list[Pair]]
    roads: list[Road]
    here: Road
    announcements: list[str]
    unannounced: bool


def today() -> date:
    """The day by which memberships are looked up."""
    return timezone.localdate()


def leg_at_desk(user: User, respondent: UUID) -> PackageLeg | None:
    """The newest leg about this person at a desk of the user, or one that came there as a copy. One query."""
    on = today()
    here: QuerySet[PackageLeg] = inbox.legs_of(user, on) | inbox.legs_copied_to(user, on)
    return followed.with_papers(here.filter(respondent=respondent)).last()


def leg_within_reach(user: User, respondent: UUID, leg: int) -> PackageLeg | None:
    """A leg at a desk of the user, or one the user's Bawaslu office has referred. One query."""
    on = today()
    reach: QuerySet[PackageLeg] = inbox.legs_of(user, on) | inbox.legs_sent_by(user, on)
    return followed.with_papers(reach.filter(respondent=respondent, pk=leg)).first()


def sent(user: User, leg: PackageLeg) -> bool:
    """Whether the user's Bawaslu office has referred this leg, and the user may open the case it came from."""
    return inbox.legs_sent_by(user, today()).filter(pk=leg.pk).exists()


def exhibit(leg: PackageLeg, number: int) -> PackageExhibit | None:
    """The file with this number in the package of a leg. One query."""
    rows = PackageExhibit.objects.filter(package=leg.respondent.package_id, number=number)
    return rows.filter(clean_copy__isnull=False).first()


def allowed(user: User, leg: PackageLeg, legs: Sequence[PackageLeg]) -> list[Allowed]:
    """The steps the user may take on a leg, each once, in the order of the procedure. No query.

    `legs` are all legs about the same person.
    """
    known = facts.of(leg, legs)
    found: dict[str, Allowed] = {}
    for by in recorders(user, leg):
        for offer in transitions.available(leg.proceeding, by=by, facts=known):
            if offer.event in EVENTS:
                found.setdefault(offer.event, Allowed(leg, offer, by))
    return list(found.values())


def recorders(user: User, leg: PackageLeg) -> list[Actor]:
    """As whom the user may record papers about a leg, by the permission table."""
    return [by for by in inbox.actors(user, leg, today()) if _may_record(by)]


def once_allowed(user: User, leg: PackageLeg, event: str) -> Allowed | None:
    """A step that somebody like the user may take on such a leg, though not as it stands now."""
    for by in recorders(user, leg):
        for row in TABLES[Procedure(leg.proceeding.procedure)].transitions:
            if row.event == event and event in EVENTS and by.role in (*row.by, *row.by_letter):
                by_letter = by.role in row.by_letter
                needs = (*row.needs, Fact.LETTER) if by_letter else row.needs
                offer = Offer(row.event, str(row.event.label), needs, (), by_letter=by_letter)
                return Allowed(leg, offer, by)
    return None


def read(leg: PackageLeg, legs: Sequence[PackageLeg]) -> PackageFile:
    """The whole file of one person, from all legs about them. Five queries."""
    respondent = leg.respondent
    proceedings = {one.proceeding_id: one.proceeding for one in legs}
    # Without an officer's own words: the database role of a desk may not read them.
    taken = Step.objects.defer("note").filter(proceeding__in=proceedings)
    steps = list(taken.select_related("letter").order_by("number"))
    terms = list(Deadline.objects.filter(proceeding__in=proceedings).prefetch_related("pauses"))
    for step in steps:
        step.proceeding = proceedings[step.proceeding_id]  # it is; this spares a query per row
    for term in terms:
        term.proceeding = proceedings[term.proceeding_id]
    said = counting.announcements([respondent]).get(counting.key(respondent), {})
    now = timezone.now()
    roads = {
        key: packagefile.road(
            proceeding,
            steps=[one for one in steps if one.proceeding_id == key],
            terms=[one for one in terms if one.proceeding_id == key],
            now=now,
        )
        for key, proceeding in proceedings.items()
    }
    return PackageFile(
        respondent=respondent,
        title=packagefile.title(respondent),
        head=packagefile.head(respondent),
        person=packagefile.person(respondent),
        destroyed=packagefile.destroyed(respondent.package),
        narrative=respondent.package.narrative,
        exhibits=[packagefile.exhibit(row) for row in PackageExhibit.objects.filter(package=respondent.package_id)],
        papers=papers(legs),
        roads=list(roads.values()),
        here=roads[leg.proceeding_id],
        announcements=[packagefile.announcement(stage, on) for stage, on in said.items()],
        unannounced=bool(counting.waiting(leg, said)),
    )


def papers(legs: Sequence[PackageLeg]) -> list[list[Pair]]:
    """What was recommended, decided and carried out about one person, as pairs of words."""
    found: list[list[Pair]] = []
    for leg in legs:
        written = followed.papers(leg)
        if written.recommendation is not None:
            found.append(packagefile.recommendation(written.recommendation))
        if written.decision is not None:
            found.append(packagefile.decision(written.decision, written.execution))
        found += [packagefile.document(one) for one in written.documents]
        if written.ending is not None:
            found.append(packagefile.ending(written.ending))
    return found


def changed_since(leg: PackageLeg, version: int) -> tuple[str, ...]:
    """What happened on a leg after the version a page was made from, one sentence each."""
    steps = Step.objects.defer("note").filter(proceeding=leg.proceeding_id, number__gt=version).order_by("number")
    lines = []
    for step in steps.select_related("letter"):
        step.proceeding = leg.proceeding
        words = packagefile.line(step)
        lines.append(f"{words.day}: {words.sentence}")
    return tuple(lines)


def _may_record(by: Actor) -> bool:
    # At the desk it is a package that came in; at Bawaslu one of a case that the person may open.
    context = Context.RECEIVED if by.role in inbox.DESKS else Context.UNTAKEN
    return permissions.may(by.role, Action.CREATE, DataGroup.SANCTION, context)
