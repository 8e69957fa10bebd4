"""Who is written to about what: audiences become address references, never addresses.

Every letter is neutral; it says that something waits, and where to look.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from procedures import transitions
from procedures.enums import Audience, Event, Holder, Procedure, Rung
from procedures.models import Deadline, Reminder
from regions import days, offices
from regions.models import Agency
from regions.routing import resolve
from reports.models.case import Case
from reports.models.report import Report
from reports.stories import Story
from services.accounts import access
from services.accounts.enums import Role
from services.notifications import outbox
from services.notifications.outbox import Post

RUNGS = {
    Rung.BEFORE_DUE: "office_reminder",
    Rung.DUE: "office_due",
    Rung.OVERDUE: "office_overdue",
    Rung.UNATTENDED: "office_unattended",
}
GENTLE = (Rung.BEFORE_DUE, Rung.DUE)  # many of these to one person are one letter; the others are urgent
MOVES = (Event.HAND_DOWN, Event.HAND_OVER, Event.TAKE_OVER)
DATED = {"office_recommendation", "office_reminder", "office_due", "office_overdue", "office_escalated"}


@dataclass(frozen=True, slots=True)
class Desk:
    """An office and the officer who holds the matter there."""

    agency: Agency
    officer: UUID | None = None


def posts(story: Story, terms: Iterable[Deadline] = ()) -> list[Post]:
    """The letters of one step; `terms` are the running clocks of its leg. One letter per recipient."""
    found = [
        post
        for audience in transitions.told(story.step)
        for post in (_to_reporters(story, terms) if audience is Audience.REPORTER else _to(audience, story, terms))
    ]
    return list({post.reference: post for post in reversed(found)}.values())[::-1]


def reminders(rows: Iterable[Reminder], reports: dict[UUID, list[Report]]) -> list[Post]:
    """The letters of reached rungs. `reports` by the subject of the leg: who is asked to complete.

    Whoever has several clocks nearing their end gets one digest of them; what is urgent comes on its own.
    """
    letters = [(row, post) for row in rows for post in _reminder(row, reports.get(row.deadline.proceeding.subject, []))]
    gentle: dict[str, list[tuple[Reminder, Post]]] = defaultdict(list)
    for row, post in letters:
        if gathers(row):
            gentle[post.reference].append((row, post))
    urgent = [post for row, post in letters if not gathers(row)]
    return urgent + [_digest(several) for several in gentle.values()]


def gathers(row: Reminder) -> bool:
    """Whether a reminder may go into a digest: an office's own, and not urgent."""
    return row.rung in GENTLE and row.deadline.holder != Holder.REPORTER


def _digest(several: list[tuple[Reminder, Post]]) -> Post:
    row, post = several[0]
    if len(several) == 1:
        return post
    first = min((one.deadline for one, _post in several), key=lambda deadline: deadline.due_at)
    context = {
        "office": post.context["office"],
        "number": str(len(several)),
        "today": str(sum(one.rung == Rung.DUE for one, _post in several)),
        **_due([first]),
    }
    return Post("office_digest", post.reference, f"digest:{row.pk}:{post.reference}", context)


def copies(codes: Iterable[str], *, key: str) -> list[Post]:
    """Tell offices that got a copy of a package and have nothing to do."""
    names = {code: offices.get(code).name for code in codes}
    return [
        Post("office_step", f"agency:{code}", f"{key}:agency:{code}", {"office": name}) for code, name in names.items()
    ]


def moved(rows: Iterable[Deadline]) -> list[Post]:
    """Tell the holder that a late holiday has moved clocks: once per office, officer and calendar."""
    found: list[Post] = []
    for row in rows:
        office = offices.in_office(offices.get(row.proceeding.agency_id), days.local_date(timezone.now(), row.zone))
        desk = Desk(office, row.proceeding.officer)
        found += _letters("office_clock_moved", desk, key=f"clock:calendar:{row.calendar_version}")
    return list({post.key: post for post in found}.values())


def tell_office(case: Case, *, key: str) -> None:
    """Tell the office, and the officer if there is one, that the reporter has written."""
    desk = Desk(offices.get(case.handler_id), case.officer)
    outbox.enqueue_many(_letters("office_step", desk, key=key))


def tell_officers(case: Case, officers: Iterable[UUID], *, key: str) -> None:
    """Tell officers of the handling office that one of its files waits for them."""
    office = offices.get(case.handler_id).name
    outbox.enqueue_many(Post("office_step", f"user:{one}", f"{key}:user:{one}", {"office": office}) for one in officers)


def tell_reporter(report: Report, *, key: str) -> None:
    """Tell the reporter, if an address was left, that something has moved."""
    if report.contact_given:
        outbox.enqueue("reporter_update", reference=f"envelope:{report.subject}", key=f"{key}:reporter")


def tell_staff(letter: str, people: Iterable[UUID], *, key: str) -> None:
    """Write a letter without any variable to officers, one by one."""
    outbox.enqueue_many(Post(letter, f"user:{one}", f"{key}:user:{one}") for one in people)


def ask_reporter(report: Report, *, key: str, due: str = "") -> None:
    """Tell the reporter, if an address was left, that the office asks something, and until when if it says so."""
    if report.contact_given:
        context = {"due": due} if due else {}
        outbox.enqueue(
            "reporter_question", reference=f"envelope:{report.subject}", context=context, key=f"{key}:reporter"
        )


def _to_reporters(story: Story, terms: Iterable[Deadline]) -> Iterator[Post]:
    letter, context = "reporter_update", {}
    if story.code == "bawaslu:receive":
        letter = "reporter_received"
    elif story.code == "bawaslu:return":
        letter, context = "reporter_completion", _due(terms)
    for report in story.reports:
        if report.contact_given:
            key = f"step:{story.step.pk}:{report.pk}"
            yield Post(letter, f"envelope:{report.subject}", key, context)


def _to(audience: Audience, story: Story, terms: Iterable[Deadline]) -> Iterator[Post]:
    desk = _desk(audience, story)
    if desk is None:
        return
    for post in _letters(_letter(audience, story), desk, key=f"step:{story.step.pk}", terms=terms):
        if not _is_own_act(post, story):
            yield post


def _letter(audience: Audience, story: Story) -> str:
    step = story.step
    if audience is Audience.LEVEL_ABOVE:
        return "office_escalated"
    if step.event in MOVES and audience is Audience.HOLDER:
        return "office_new_case"
    if step.event == Event.RECEIVE and audience is Audience.HOLDER:
        if step.proceeding.procedure == Procedure.BAWASLU:
            return "office_new_case"
        recommended = step.facts.get("values", {}).get("recommended_on")
        return "office_recommendation" if recommended else "office_referral"
    return "office_returned" if audience is Audience.NEXT_HOLDER else "office_step"


def _desk(audience: Audience, story: Story) -> Desk | None:
    """Where an audience sits. Offices that a referral newly reaches are told by the first step of their own leg."""
    proceeding = story.step.proceeding
    agency = offices.get(proceeding.desk_id)
    if audience is Audience.HOLDER:
        return Desk(agency, proceeding.officer)
    if audience is Audience.NEXT_HOLDER:
        return Desk(agency, proceeding.officer) if proceeding.holder == Holder.BAWASLU else None
    if audience is Audience.LEVEL_ABOVE:
        above = offices.above(agency)
        return Desk(above) if above else None
    if audience is Audience.OVERSEER:
        return Desk(resolve.overseer(story.on))
    if audience is Audience.FORMER_HOLDER:
        return Desk(offices.get(story.step.facts["values"]["from"]))
    if audience is Audience.EMPLOYER:
        return _employer(story)
    if story.case is not None:
        return Desk(offices.get(story.case.handler_id), story.case.officer)
    return Desk(offices.get(proceeding.sender_id)) if proceeding.sender_id else None


def _employer(story: Story) -> Desk | None:
    """The personnel office of the respondent, or the level above it where that office is itself concerned."""
    if story.leg is None:
        return None
    person = story.leg.respondent
    targets = resolve.referral(
        status=person.status,
        violation_class=person.package.violation_class,
        employer=offices.get(person.employer_id) if person.employer_id else None,
        region=person.package.region_id,
        on=story.on,
        conflicted=person.conflicted,
    )
    return next((Desk(one.agency) for one in targets if one.procedure == Procedure.PERSONNEL), None)


def _letters(letter: str, desk: Desk, *, key: str, terms: Iterable[Deadline] = ()) -> Iterator[Post]:
    context = {"office": desk.agency.name, **(_due(terms) if letter in DATED else {})}
    yield Post(letter, f"agency:{desk.agency.code}", f"{key}:agency:{desk.agency.code}", context)
    if desk.officer:
        yield Post(letter, f"user:{desk.officer}", f"{key}:user:{desk.officer}", context)


def _is_own_act(post: Post, story: Story) -> bool:
    # Nobody is written to about what they have just done themselves.
    step = story.step
    return step.user is not None and post.reference in (f"user:{step.user}", f"agency:{step.agency_id}")


def _due(terms: Iterable[Deadline]) -> dict[str, str]:
    first = min(terms, key=lambda term: term.due_at, default=None)
    return {"due": days.spoken(first.due_at, first.zone)} if first else {}


def _reminder(row: Reminder, reports: list[Report]) -> Iterator[Post]:
    deadline, key = row.deadline, f"reminder:{row.pk}"
    if deadline.holder == Holder.REPORTER:
        for report in reports:
            if report.contact_given:
                yield Post("reporter_completion", f"envelope:{report.subject}", f"{key}:{report.pk}", _due([deadline]))
        return
    proceeding = deadline.proceeding
    today = days.local_date(timezone.now(), deadline.zone)
    desk = Desk(offices.in_office(offices.get(proceeding.desk_id), today), proceeding.officer)
    letter = RUNGS[Rung(row.rung)]
    yield from _letters(letter, desk, key=key, terms=[deadline])
    if row.rung in (Rung.OVERDUE, Rung.UNATTENDED):
        context = {"office": desk.agency.name, **(_due([deadline]) if letter in DATED else {})}
        for leader in _leaders(desk.agency, today):
            yield Post(letter, f"user:{leader}", f"{key}:user:{leader}", context)


def _leaders(agency: Agency, on: date) -> list[UUID]:
    return access.officers_of(agency.code, role=Role.LEADER, on=on)
