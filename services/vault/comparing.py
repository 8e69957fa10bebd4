"""Comparing a text that is to leave with the people behind a case: yes or no, and no more often than honest work needs.

Whoever asks often enough finds a name by halving a list of names. So the answer does not say what was
found, and the vault counts by account and subject: a day's answers, and a day's answers that were yes.
The same text again costs nothing, as it tells nothing. A colleague has a count of their own, but all of them
together have one too, so that many accounts, borrowed or made, find no more than a few.
"""

import json
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db import OperationalError, connection, transaction

from services.vault.matching import Text, betrayed
from services.vault.models import Comparison, Envelope, EnvelopeKind
from services.vault.opening import Desk
from services.vault.refusals import Refused

COMPARED = (EnvelopeKind.IDENTITY, EnvelopeKind.CONTACT, EnvelopeKind.WITNESS)
A_DAY, AN_HOUR = timedelta(hours=24), timedelta(hours=1)
HITS_A_DAY, COMPARISONS_A_DAY = 4, 20  # of one account, about one subject
COMPARISONS_AN_HOUR = 60  # of one account, about whomever
HITS_OF_ALL, COMPARISONS_OF_ALL = 12, 60  # a day, of all accounts together, about one subject
IMPATIENT, PATIENT = 100, 30_000  # milliseconds for the embedded database's one writer

_one_at_a_time = threading.Lock()  # one vault per portal: what it counted stays true until it has written
# The embedded default knows one writer at a time, and who asks may be amid a transaction that waits for the
# answer. Counts that could not be written count from here and are written with the next round.
_unwritten: list[Comparison] = []


def compare(desk: Desk, subjects: Sequence[UUID], text: str, *, spared: Sequence[str], account: UUID) -> bool:
    """Whether the text gives away anything of the sealed people.

    Raises `Refused` where the account, or everybody together, has asked or found enough, or an envelope was
    tampered with. That the account may ask is looked at before.
    """
    asked = sorted(set(subjects))
    told = json.dumps([[str(one) for one in asked], text, sorted(set(spared))])
    mark = desk.opener.mark(told.encode("utf-8", "surrogatepass"))
    with _one_at_a_time:
        now = datetime.now(tz=UTC)
        lately = _lately(account, now)
        again = any(one.text == mark for one in lately)
        if not again:
            _pace(desk, asked, lately, account=account, now=now)
        found = _found(desk, asked, text, spared)
        if not again:
            one = uuid4()
            _write(
                desk,
                [Comparison(account=account, subject=who, asked=one, text=mark, hit=found, at=now) for who in asked],
            )
    return found


def tidy(desk: Desk) -> None:
    """Write what could not be written when it was counted, and delete what has had its day."""
    with _one_at_a_time:
        waiting = _unwritten[:]
        if waiting:
            _unwritten.clear()
            _write(desk, waiting)
    Comparison.objects.filter(at__lte=datetime.now(tz=UTC) - A_DAY).delete()


def _found(desk: Desk, subjects: Iterable[UUID], text: str, spared: Sequence[str]) -> bool:
    said = Text(text)
    envelopes = Envelope.objects.filter(subject__in=subjects, kind__in=COMPARED).order_by("pk")
    # All of them, also after the first that is found: how long it takes tells nothing.
    signs = [sign for envelope in envelopes for sign in betrayed(said, desk.open(envelope), spared=spared)]
    return bool(signs)


def _pace(desk: Desk, subjects: Sequence[UUID], lately: list[Comparison], *, account: UUID, now: datetime) -> None:
    counted = [one for one in lately if not one.refused]
    if len({one.asked for one in counted if one.at > now - AN_HOUR}) >= COMPARISONS_AN_HOUR:
        _tell(desk, subjects, lately, account=account, now=now)
        raise Refused("too_often")
    for subject in subjects:
        about = [one for one in counted if one.subject == subject]
        if len(about) >= COMPARISONS_A_DAY or sum(one.hit for one in about) >= HITS_A_DAY:
            _tell(desk, [subject], lately, account=account, now=now)
            raise Refused("compared_enough")
        of_all = _about(subject, now)
        if len(of_all) >= COMPARISONS_OF_ALL or sum(one.hit for one in of_all) >= HITS_OF_ALL:
            _tell(desk, [subject], lately, account=account, now=now)
            raise Refused("compared_by_all")


def _tell(desk: Desk, subjects: Sequence[UUID], lately: list[Comparison], *, account: UUID, now: datetime) -> None:
    """Put it into the audit, from which the auditors are written to: once in a day and account."""
    if any(one.refused for one in lately):
        return
    _write(desk, [Comparison(account=account, subject=subjects[0], asked=uuid4(), refused=True, at=now)])


def _lately(account: UUID, now: datetime) -> list[Comparison]:
    written = Comparison.objects.filter(account=account, at__gt=now - A_DAY)
    return [*written, *(one for one in _unwritten if one.account == account and one.at > now - A_DAY)]


def _about(subject: UUID, now: datetime) -> list[Comparison]:
    """What everybody asked about one subject within the day."""
    written = Comparison.objects.filter(subject=subject, refused=False, at__gt=now - A_DAY)
    waiting = [one for one in _unwritten if one.subject == subject and not one.refused and one.at > now - A_DAY]
    return [*written, *waiting]


def _write(desk: Desk, rows: list[Comparison]) -> None:
    if connection.vendor != "sqlite":
        _write_now(desk, rows)
        return
    _wait_at_most(IMPATIENT)
    try:
        _write_now(desk, rows)
    except OperationalError:
        _unwritten.extend(rows)
    finally:
        _wait_at_most(PATIENT)


def _write_now(desk: Desk, rows: list[Comparison]) -> None:
    with transaction.atomic():
        Comparison.objects.bulk_create(rows)
        for one in rows:
            if one.refused:
                desk.record("identity:compared_out", subject=one.account, actor=f"user:{one.account}")


def _wait_at_most(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds:d}")
