"""Writes the rows the public figures are made of: one person, one stage, one day; no text, no office."""

import hmac
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from procedures.enums import Procedure
from procedures.transitions import Unmet
from procedures.vocabulary import Actor
from regions import calendars
from reports.models.package import PackageLeg, PackageRespondent
from sanctions.enums import ANNOUNCED
from sanctions.insisting import announced_in_order, insist
from sanctions.models.count import Count
from services.audit import log

Said = dict[str, date | None]  # counted stage → the day the office announced it itself, if it has


def key(respondent: PackageRespondent) -> uuid.UUID:
    """The person's key in the figures: a keyed hash, so that it joins stages and leads nowhere."""
    digest = hmac.new(settings.IDENTITY_HASH_KEY.encode(), b"followed:" + respondent.pk.bytes, sha256).digest()
    return uuid.UUID(bytes=digest[:16], version=4)


def count(respondent: PackageRespondent, stage: str, *, on: date, announced_on: date | None, level: str = "") -> None:
    """Count that a person reached a stage; a second time changes nothing."""
    row = Count(
        key=key(respondent),
        stage=stage,
        region=respondent.package.region_id,
        election=election(respondent),
        sanction_level=level,
        on=on,
        announced_on=announced_on,
    )
    Count.objects.bulk_create([row], ignore_conflicts=True)


def announcements(respondents: Iterable[PackageRespondent]) -> dict[uuid.UUID, Said]:
    """The stages of these persons that offices announce, by the persons' keys. One query."""
    found: dict[uuid.UUID, Said] = defaultdict(dict)
    rows = Count.objects.filter(key__in=[key(one) for one in respondents]).order_by("pk")
    for person, stage, announced_on in rows.values_list("key", "stage", "announced_on"):
        if any(stage in stages for stages in ANNOUNCED.values()):
            found[person][stage] = announced_on
    return found


def waiting(leg: PackageLeg, said: Said) -> list[str]:
    """The stages that the office of this leg has reached and not announced."""
    return [stage for stage, on in said.items() if on is None and stage in ANNOUNCED[Procedure(leg.procedure)]]


@transaction.atomic
def announce(leg: PackageLeg, stage: str, *, on: date, by: Actor) -> None:
    """Record the day on which the office of this leg announced a stage; the first day said stands.

    Raises `Unmet` for a day before the fact or in the future, and for a stage that is not waiting.
    """
    person = key(leg.respondent)
    row = Count.objects.filter(key=person, stage=stage, announced_on__isnull=True).first()
    if row is None or stage not in ANNOUNCED[Procedure(leg.procedure)]:
        raise Unmet(_("Tidak ada yang menunggu pengumuman pada tahap ini."))
    insist(announced_in_order(on, row.on, leg))
    Count.objects.filter(pk=row.pk, announced_on__isnull=True).update(announced_on=on)
    log.record("package:announced", subject=leg.respondent_id, actor=by.reference, stage=stage, on=on)


def election(respondent: PackageRespondent) -> str:
    """Code of the election event the act fell into, empty outside every stage."""
    package = respondent.package
    on = package.incident_date or package.letter_date
    return calendars.phase(package.contest, package.region_id, on).election
