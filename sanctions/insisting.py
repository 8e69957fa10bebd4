"""What the verbs of this app insist on before they ask the engine: all that is wrong, in sentences."""

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.models import Letter
from procedures.transitions import Unmet
from procedures.vocabulary import Actor
from regions import days
from reports.models.package import PackageLeg


def insist(*conditions: tuple[bool, str]) -> None:
    """Refuse with the sentence of every condition that does not hold; nothing has been written yet."""
    sentences = [sentence for holds, sentence in conditions if not holds]
    if sentences:
        raise Unmet(*sentences)


def today(leg: PackageLeg) -> date:
    """The calendar day at the office that holds the leg."""
    return days.local_date(timezone.now(), leg.proceeding.zone)


def received_on(leg: PackageLeg) -> date:
    """The day on which the package of this leg came to who answers it; at a desk further west it may be today's."""
    package = leg.respondent.package
    return min(package.released_on or package.letter_date, today(leg))


def insist_on_days(leg: PackageLeg, letter: Letter | None, *happened: date | None) -> None:
    """Refuse what would have happened before the package came or has yet to happen, by the rule of all desks.

    The letter a step rests on answers the package: it is no older, and was received after it was dated.
    """
    now, since = today(leg), received_on(leg)
    on = [*happened, *([letter.dated_on] if letter else [])]
    said = [days.impossible(one, since=since, today=now) for one in on if one is not None]
    if letter and letter.received_on:
        said.append(days.impossible(letter.received_on, since=letter.dated_on, today=now))
    if sentences := list(dict.fromkeys(filter(None, said))):
        raise Unmet(*sentences)


def announced_in_order(announced_on: date | None, said_on: date, leg: PackageLeg) -> tuple[bool, str]:
    """That an office announced what it had said, and not what it will say."""
    holds = announced_on is None or said_on <= announced_on <= today(leg)
    return holds, _("Tanggal pengumuman harus sesudah atau sama dengan tanggal surat, dan tidak di masa depan.")


def recorder(by: Actor) -> UUID:
    """The person who records; a document is never recorded by the system itself."""
    if by.user is None:
        message = f"{by.role!r} records no document. Pass the Actor of a member of staff."
        raise ValueError(message)
    return by.user
