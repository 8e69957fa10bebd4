"""Carries out the table: deletes what has had its time, and counts what should be gone and is not."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from axes.models import AccessAttempt, AccessAttemptExpiration
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from netralitas.models import Breach, Pulse, SubjectRequest
from netralitas.retention.table import RULES, Rule
from reports import destroying, privacy, retention
from reports.models.report import ApiAnswer, Draft, Report
from services.notifications.models import Message, MessageState, Owed
from services.vault.models import Comparison

logger = logging.getLogger(__name__)
PULSE = "retention"


@dataclass(frozen=True)
class Hand:
    """How rows of one rule are found and deleted. `real` says that they are dated in real time, not case time."""

    past: Callable[[datetime], "QuerySet[Any]"]
    delete: Callable[[datetime], int]
    real: bool = False


def purge() -> dict[str, int]:
    """Delete everything whose time is over; how much of each. Safe to run twice and at once.

    Where the vault does not answer, identities wait for the next run and all else goes on.
    """
    now = timezone.now()
    done = {code: hand.delete(_limit(RULES[code], hand.real, now)) for code, hand in HANDS.items()}
    done |= {"mailbox": _old_mails(_limit(RULES["mailbox"], True, now)), **retention.sweep()}
    Pulse.objects.update_or_create(name=PULSE, defaults={"at": now})
    return {code: count for code, count in sorted(done.items()) if count}


def past(now: datetime | None = None) -> dict[str, int]:
    """How many rows of each rule are older than they may be at `now`."""
    moment = now or timezone.now()
    return {code: hand.past(_limit(RULES[code], hand.real, moment)).count() for code, hand in HANDS.items()}


def counts() -> dict[str, int]:
    """For `check_invariants`: what was past its period when the table was last carried out and is still here.

    Nothing is counted where that never happened yet, as in a database that was filled a moment ago.
    """
    last = Pulse.objects.filter(name=PULSE).values_list("at", flat=True).first()
    kept = past(last) if last else dict.fromkeys(HANDS, 0)
    return {f"retention: {code} past their period": count for code, count in kept.items()}


def proposed() -> QuerySet[Report]:
    """Reports whose content may be destroyed once a written consent names them."""
    return destroying.destroyable(timezone.now() - RULES["content"].period)


def _limit(rule: Rule, real: bool, now: datetime) -> datetime:
    # Some rows carry their own end and are compared with the moment itself; real ones never with a demo's time.
    moment = datetime.now(tz=UTC) if real else now
    return moment if rule.code in {"drafts", "answers"} else moment - rule.period


def _gone_letters(before: datetime) -> QuerySet[Message]:
    return Message.objects.filter(created_at__lte=before).exclude(state=MessageState.WAITING)


def _attempts(before: datetime) -> QuerySet[AccessAttempt]:
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(attempt_time__lte=before)
    return found


def _forget(before: datetime) -> int:
    try:
        return destroying.forget(before)
    except privacy.VaultDown as error:
        logger.warning("identities past their period wait: %s", type(error).__name__)
        return 0


def _delete_attempts(before: datetime) -> int:
    old = list(_attempts(before).values_list("pk", flat=True)[:1000])
    AccessAttemptExpiration.objects.filter(access_attempt__in=old).delete()
    return int(AccessAttempt.objects.filter(pk__in=old).only("pk").delete()[1].get("axes.AccessAttempt", 0))


def _rows(query: Callable[[datetime], "QuerySet[Any]"]) -> Callable[[datetime], int]:
    return lambda before: int(query(before).delete()[0])


def _old_mails(before: datetime) -> int:
    files = list(_mails(before))
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def _mails(before: datetime) -> Iterator[Path]:
    for file in Path(settings.MAILBOX).glob("*.eml") if settings.MAILBOX else ():
        if file.stat().st_mtime <= before.timestamp():
            yield file


def _debts(before: datetime) -> QuerySet[Owed]:
    return Owed.objects.filter(done_at__lte=before)


def _sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lte=before)


def _requests(before: datetime) -> QuerySet[SubjectRequest]:
    return SubjectRequest.objects.filter(answered_at__lte=before).only("id")


def _breaches(before: datetime) -> QuerySet[Breach]:
    return Breach.objects.filter(closed_at__lte=before).only("id")


def _comparisons(before: datetime) -> QuerySet[Comparison]:
    return Comparison.objects.filter(at__lte=before).only("id")


HANDS: dict[str, Hand] = {
    # `reports.retention.sweep` deletes these two, with the evidence that hangs on them.
    "drafts": Hand(lambda now: Draft.objects.filter(expires_at__lte=now), lambda _now: 0),
    "answers": Hand(lambda now: ApiAnswer.objects.filter(expires_at__lte=now), lambda _now: 0, real=True),
    "identity": Hand(destroying.named, _forget),
    "letters": Hand(_gone_letters, _rows(_gone_letters)),
    "debts": Hand(_debts, _rows(_debts)),
    "requests": Hand(_requests, _rows(_requests), real=True),
    "breaches": Hand(_breaches, _rows(_breaches), real=True),
    "sessions": Hand(_sessions, _rows(_sessions), real=True),
    # The vault deletes its own counts: nobody else could, or could begin them anew.
    "comparisons": Hand(_comparisons, lambda _now: 0, real=True),
    "attempts": Hand(_attempts, _delete_attempts, real=True),
}
