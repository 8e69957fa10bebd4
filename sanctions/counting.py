"""Writes the rows the public figures are made of: one person, one stage, one day; no text, no office."""

import hmac
import uuid
from datetime import date
from hashlib import sha256

from django.conf import settings

from regions import calendars
from reports.models.package import PackageRespondent
from sanctions.models.count import Count


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


def announce(respondent: PackageRespondent, stage: str, *, on: date) -> bool:
    """Record the day on which the office announced a counted stage; the first day said stands."""
    counted = Count.objects.filter(key=key(respondent), stage=stage, announced_on__isnull=True)
    return bool(counted.update(announced_on=on))


def election(respondent: PackageRespondent) -> str:
    """Code of the election event the act fell into, empty outside every stage."""
    package = respondent.package
    on = package.incident_date or package.letter_date
    return calendars.phase(package.contest, package.region_id, on).election
