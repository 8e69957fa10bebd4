"""What the verbs of this app insist on before they ask the engine: all that is wrong, in sentences."""

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.transitions import Unmet
from procedures.vocabulary import Actor
from regions.days import local_date
from reports.models.package import PackageLeg


def insist(*conditions: tuple[bool, str]) -> None:
    """Refuse with the sentence of every condition that does not hold; nothing has been written yet."""
    sentences = [sentence for holds, sentence in conditions if not holds]
    if sentences:
        raise Unmet(*sentences)


def today(leg: PackageLeg) -> date:
    """The calendar day at the office that holds the leg."""
    return local_date(timezone.now(), leg.proceeding.zone)


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
