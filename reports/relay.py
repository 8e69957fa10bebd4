"""Works off what steps and reminders owe: letters, counts, status rows, packages that leave, cases that close.

Runs in the worker's role, so that a desk which may not see a case can still let its reporter know.
Everything here may run twice: keys and unique rows make a second time change nothing.
"""

import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from procedures import transitions
from procedures.enums import Event, Holder, Procedure, State
from procedures.models import Deadline, Proceeding, Reminder, ReminderState
from procedures.vocabulary import SYSTEM, Facts
from regions import days, offices
from reports import clockwork, counting, distress, legs, notices, preserving, queue, recusals, status, stories
from reports.models.case import CaseReport, Respondent
from reports.models.package import ReferralPackage
from reports.models.report import WORDS, Report
from reports.stories import Progress, Story
from services.audit import log
from services.notifications import outbox
from services.notifications.models import Owed
from services.notifications.outbox import Debt

logger = logging.getLogger(__name__)

KINDS = ("step", "clock", "reminder", "release", distress.OWED, distress.SAID)
REFERRED = "bawaslu:refer"
# What leaves at the end of a day leaves in no order: the numbers of its legs would tell who reported first (T-03).
_CHANCE = secrets.SystemRandom()
ARRIVALS = {"bawaslu:receive", "bawaslu:hand_down", "bawaslu:hand_over", "bawaslu:take_over"}


def run(n: int = 100, *, keys: Sequence[str] | None = None) -> int:
    """Work off up to `n` owed rows, of these keys if given; says how many were done.

    What fails waits and is tried again alone.
    """
    claimed: dict[str, list[Owed]] = defaultdict(list)
    for row in outbox.claim(KINDS, n, keys=keys):
        claimed[row.kind].append(row)
    _CHANCE.shuffle(claimed["release"])
    work: dict[str, Callable[[Sequence[str]], None]] = {
        "step": _steps,
        "clock": clockwork.told,
        "reminder": _reminders,
        "release": _releases,
        distress.OWED: distress.told,
        distress.SAID: distress.said,
    }
    return sum(_batch(claimed[kind], work[kind]) for kind in KINDS)


def _batch(rows: list[Owed], work: Callable[[Sequence[str]], None]) -> int:
    """All rows in one transaction; if one of them spoils it, each on its own, and only that one waits."""
    if not rows:
        return 0
    try:
        with transaction.atomic(), outbox.gathered(), log.gathered():
            work([row.ref for row in rows])
            outbox.done_many(rows)
    except Exception as error:
        if len(rows) > 1:
            return sum(_batch([row], work) for row in rows)
        logger.warning("owed %s not worked off: %s", rows[0].kind, type(error).__name__)
        outbox.later(rows[0], error)
        return 0
    return len(rows)


def _steps(refs: Sequence[str]) -> None:
    told = stories.of_steps(refs)
    cases = {story.case.pk: story.case for story in told if story.case}
    status.hold(report.receipt_hash for story in told for report in story.reports)
    _release_what_was_referred(told)
    preserving.owe(story for story in told if story.code in preserving.BROUGHT)
    recusals.look_after_new(story.case for story in told if story.case and story.code in ARRIVALS)
    progresses = {progress.case.pk: progress for progress in stories.progress_of(cases.values())}
    for progress in progresses.values():
        _keep_up(progress)
    outbox.enqueue_many(post for story in told for post in notices.posts(story, _terms(story, progresses)))
    _count(told)
    status.tell(line for story in told for line in _lines(story))
    for on, group in _by_day(progresses.values()).items():
        status.write({key: values for progress in group for key, values in stories.standings(progress).items()}, on=on)


def _release_what_was_referred(told: Iterable[Story]) -> None:
    """Packages of a referred case leave together at the end of the day, so that no hour tells who reported."""
    for story in told:
        if story.code != REFERRED or story.case is None:
            continue
        ready = (
            ReferralPackage.objects.defer("narrative")
            .filter(
                origins__case=story.case,
                sender=story.case.handler_id,
                approved_on__isnull=False,
                released_on__isnull=True,
            )
            .distinct()
        )
        if settings.DEMO:
            _release(ready)
        else:
            zone = offices.region(story.case.region_id).zone
            evening = days.end_of(story.on, zone)
            outbox.owe_many(Debt("release", str(one.pk), f"release:{one.pk}", evening) for one in ready)


def _releases(refs: Sequence[str]) -> None:
    found = ReferralPackage.objects.defer("narrative").in_bulk([UUID(ref) for ref in refs])
    _release(found[UUID(ref)] for ref in refs if UUID(ref) in found)


def _release(packages: Iterable[ReferralPackage]) -> None:
    for package in packages:
        sent = legs.release(package)
        if sent:
            outbox.enqueue_many(notices.copies(sent.copies, key=f"package:{package.pk}"))


def _keep_up(progress: Progress) -> None:
    """Close a case whose last leg has ended, and repeat in the queue row what the system itself has done."""
    leg = progress.leg
    if leg is None:
        return
    _close_what_was_watched(progress)
    if leg.state == State.REFERRED and _all_done(progress):
        transitions.advance(leg, Event.CLOSE, by=SYSTEM)
        progress.terms = []
    if progress.case.version != leg.version:
        queue.refresh(progress.case, leg)


def _close_what_was_watched(progress: Progress) -> None:
    """The overseer has nothing left to watch once the employer's side has ended; a block it lifts itself."""
    followed = {leg.subject: leg for leg in progress.package_legs if leg.procedure == Procedure.PERSONNEL}
    for leg in progress.package_legs:
        answer = followed.get(leg.subject)
        watched = leg.procedure == Procedure.OVERSIGHT and leg.state in (State.RECOMMENDED, State.WARNED)
        if watched and answer is not None and answer.ended_at is not None:
            transitions.advance(leg, Event.CLOSE, by=SYSTEM, facts=Facts(values={"authority": "acted"}))


def _all_done(progress: Progress) -> bool:
    if any(leg.ended_at is None for leg in progress.package_legs):
        return False
    criminal = Proceeding.objects.filter(subject=progress.case.pk, procedure=Procedure.GAKKUMDU, ended_at__isnull=True)
    if criminal.exists():
        return False
    own = {"origins__case": progress.case, "sender": progress.case.handler_id}
    packages = ReferralPackage.objects.filter(**own, approved_on__isnull=False)
    released = packages.values_list("released_on", flat=True)
    return bool(released) and None not in set(released)


def _terms(story: Story, progresses: dict[UUID, Progress]) -> list[Deadline]:
    progress = progresses.get(story.case.pk) if story.case else None
    return [term for term in progress.terms if term.proceeding_id == story.step.proceeding_id] if progress else []


def _lines(story: Story) -> Iterable[status.Told]:
    office = offices.get(story.step.proceeding.agency_id).name
    for report in story.reports:
        if story.code in status.SENTENCES:
            yield status.Told(
                receipt_hash=report.receipt_hash,
                source=f"step:{story.step.pk}",
                code=story.code,
                on=story.on,
                office=office,
                by_letter=story.step.letter_id is not None,
            )


def _count(told: Sequence[Story]) -> None:
    counted = [(story, story.case) for story in told if story.case and story.code in counting.COUNTED]
    if not counted:
        return
    said = counting.announcements(case.pk for _story, case in counted)
    everybody = _people(case.pk for story, case in counted if story.code != REFERRED)
    # Of several people in a case only some may have been referred.
    referred = _people((case.pk for story, case in counted if story.code == REFERRED), origins__isnull=False)
    rows = []
    for story, case in counted:
        people = (referred if story.code == REFERRED else everybody)[case.pk]
        rows += counting.of_story(story, people=people, said=said)
    counting.write(rows)


def _people(cases: Iterable[UUID], **narrowed: object) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    if wanted := list(cases):
        rows = Respondent.objects.filter(case__in=wanted, **narrowed).distinct()
        for case_id, person in rows.values_list("case_id", "pk"):
            found[case_id].append(person)
    return found


def _by_day(progresses: Iterable[Progress]) -> dict[date, list[Progress]]:
    now = timezone.now()
    found: dict[date, list[Progress]] = defaultdict(list)
    for progress in progresses:
        found[days.local_date(now, offices.region(progress.case.region_id).zone)].append(progress)
    return found


def _reminders(refs: Sequence[str]) -> None:
    rows = _gathered(_owed(pk__in=list(refs)))
    subjects = {row.deadline.proceeding.subject for row in rows if row.deadline.holder == Holder.REPORTER}
    reports: dict[UUID, list[Report]] = defaultdict(list)
    if subjects:
        links = CaseReport.objects.filter(case__in=subjects, unlinked_at__isnull=True).select_related("report")
        for link in links.defer("reason", *(f"report__{name}" for name in WORDS)):
            reports[link.case_id].append(link.report)
    outbox.enqueue_many(notices.reminders(rows, reports))
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(state=ReminderState.SENT)


def _gathered(rows: list[Reminder]) -> list[Reminder]:
    """These reminders and all others that are owed to the same offices and may share a digest with them."""
    desks = {row.deadline.proceeding.agency_id for row in rows if notices.gathers(row)}
    if not desks:
        return rows
    known = {row.pk for row in rows}
    others = _owed(deadline__proceeding__agency__in=desks, rung__in=notices.GENTLE)
    return rows + [row for row in others if row.pk not in known and notices.gathers(row)]


def _owed(**narrowed: object) -> list[Reminder]:
    # Locked: of two workers that gather for one office the second finds nothing left to tell.
    waiting = Reminder.objects.filter(state=ReminderState.OWED, **narrowed).order_by("pk")
    return list(waiting.select_related("deadline__proceeding").select_for_update(of=("self",)))
