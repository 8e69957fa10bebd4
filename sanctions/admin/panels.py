"""What Bawaslu's case page shows of what followed: per person the legs, the papers, and the forms with
which it records what an office wrote in a letter. Handed down by `netralitas.wiring`; three queries, and one for
the names of who confirmed letters where they are not known yet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from procedures.enums import Procedure, State
from regions import offices
from reports.admin.lettered import Waiting
from reports.admin.panels import Addition
from reports.models.package import PackageLeg, PackageRespondent, ReferralPackage
from sanctions import counting, followed
from sanctions.admin import confirming, desk, packagefile, stepping
from sanctions.admin.packagefile import Pair
from sanctions.admin.stepping import Button
from services.accounts.models import User


@dataclass(frozen=True)
class Leg:
    """One leg of a person: where it stands, what was written, what Bawaslu answers there in its own name
    (`answers`), and what it may record from a letter (`records`)."""

    procedure: str
    office: str
    state: str
    over: bool
    by_letter: bool
    papers: list[list[Pair]]
    answers: list[Button]
    records: list[Button]
    announce_url: str
    waiting: Waiting | None


@dataclass(frozen=True)
class Person:
    """One person of a released package."""

    title: str
    name: str
    legs: list[Leg]
    announcements: list[str]


def follow_up(request: HttpRequest, packages: Sequence[ReferralPackage], back: str) -> Addition:
    """What followed for every person of these released packages; empty where nothing has begun."""
    user = request.user
    if not isinstance(user, User):
        return Addition()
    released = PackageLeg.objects.filter(respondent__package__in=packages)
    legs = list(confirming.with_last_record(followed.with_documents(followed.with_papers(released))))
    by_person: dict[PackageRespondent, list[PackageLeg]] = defaultdict(list)
    for leg in legs:
        by_person[leg.respondent].append(leg)
    if not by_person:
        return Addition()
    said = counting.announcements(by_person)
    confirming.name_deciders(legs)
    people = [
        _person(user, person, mine, said.get(counting.key(person), {}), back) for person, mine in by_person.items()
    ]
    html = render_to_string("admin/sanctions/panel.html", {"people": people}, request=request)
    letters = [leg.waiting for person in people for leg in person.legs]
    return Addition(html, tuple(one for one in letters if one and one.waits))


def _person(
    user: User, person: PackageRespondent, legs: Sequence[PackageLeg], said: counting.Said, back: str
) -> Person:
    return Person(
        title=packagefile.title(person),
        name=person.name or person.position,
        legs=[_leg(user, leg, legs, said, back) for leg in legs],
        announcements=[packagefile.announcement(stage, on) for stage, on in said.items()],
    )


def _leg(user: User, leg: PackageLeg, legs: Sequence[PackageLeg], said: counting.Said, back: str) -> Leg:
    proceeding = leg.proceeding
    buttons = stepping.buttons(desk.allowed(user, leg, legs), back=back)
    may_announce = counting.waiting(leg, said) and desk.recorders(user, leg)
    url = reverse(stepping.ANNOUNCE, args=[leg.respondent_id, leg.pk]) + "?" + urlencode({stepping.BACK: back})
    return Leg(
        procedure=str(Procedure(proceeding.procedure).label),
        office=offices.get(proceeding.agency_id).name,
        state=str(State(proceeding.state).label),
        over=proceeding.ended_at is not None,
        by_letter=leg.by_letter,
        papers=desk.papers([leg]),
        answers=[one for one in buttons if not one.by_letter],
        records=[one for one in buttons if one.by_letter],
        announce_url=url if may_announce else "",
        waiting=confirming.told(leg, back=back),
    )
