"""Writes the rows that public figures are made of: what reached which stage when, without text or person.

Reports, cases and persons are counted apart. Persons are counted here until their referral; what
follows is counted where it is decided.
"""

import hmac
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from reports.enums import Stage
from reports.models.case import Case
from reports.models.count import Count, CountUnit
from reports.models.hearing import Announcement
from reports.stories import Story

# The stages of a case that are counted; an escalation or an extension is no stage.
COUNTED = {
    "bawaslu:receive": Stage.RECEIVED,
    "bawaslu:return": Stage.TO_COMPLETE,
    "bawaslu:keep_as_tip": Stage.INQUIRY,
    "bawaslu:register": Stage.REGISTERED,
    "bawaslu:adopt": Stage.REGISTERED,
    "bawaslu:refuse": Stage.NOT_REGISTERED,
    "bawaslu:dismiss": Stage.NOT_VIOLATION,
    "bawaslu:withdraw": Stage.WITHDRAWN,
    "bawaslu:refer": Stage.REFERRED,
    "bawaslu:stop": Stage.CLOSED,
    "bawaslu:close": Stage.CLOSED,
}


def key(unit: str, subject: UUID) -> UUID:
    """The key of a counted thing: the same at every stage, and a keyed hash, so it leads nowhere."""
    digest = hmac.new(settings.IDENTITY_HASH_KEY.encode(), f"count:{unit}:".encode() + subject.bytes, sha256).digest()
    return UUID(bytes=digest[:16], version=4)


def row(unit: str, subject: UUID, *, case: Case, stage: str, on: date, announced_on: date | None = None) -> Count:
    """An unsaved row for one thing at one stage."""
    return Count(
        unit=unit,
        key=key(unit, subject),
        stage=stage,
        region=case.region_id,
        election=case.election,
        kind=case.kind,
        violation_class=case.office_class or case.violation_class,
        on=on,
        announced_on=announced_on,
    )


def of_story(story: Story, *, people: Iterable[UUID], said: Mapping[tuple[UUID, str], date]) -> list[Count]:
    """What one step adds to the figures: the case, its reports, and the `people` it concerns.

    `said` are the days on which offices announced stages: an announcement may come before its count.
    """
    stage = COUNTED.get(story.code)
    if stage is None or story.case is None:
        return []
    things = [(CountUnit.CASE, story.case.pk), *((CountUnit.REPORT, report.pk) for report in story.reports)]
    if stage in (Stage.RECEIVED, Stage.REFERRED):
        things += [(CountUnit.PERSON, person) for person in people]
    announced_on = said.get((story.case.pk, stage.value))
    return [
        row(
            unit,
            subject,
            case=story.case,
            stage=stage,
            on=story.on,
            # An office announces its cases; how many reports lie in one, it does not say.
            announced_on=announced_on if unit != CountUnit.REPORT else None,
        )
        for unit, subject in things
    ]


def write(rows: Iterable[Count]) -> None:
    """Count; what had been counted stays as it is. One statement."""
    Count.objects.bulk_create(rows, ignore_conflicts=True)


def announce(case: Case, *, stage: str, on: date) -> None:
    """Let figures count a stage of the case, and of the people in it, from the day it was announced."""
    keys = [key(CountUnit.CASE, case.pk)]
    keys += [key(CountUnit.PERSON, person) for person in case.respondents.values_list("pk", flat=True)]
    said = {"unit__in": (CountUnit.CASE, CountUnit.PERSON), "key__in": keys, "stage": stage}  # as the index has them
    Count.objects.filter(**said, announced_on__isnull=True).update(announced_on=on)


def announcements(cases: Iterable[UUID]) -> dict[tuple[UUID, str], date]:
    """The days on which offices announced stages of these cases."""
    rows = Announcement.objects.filter(case__in=list(cases)).values_list("case_id", "stage", "on")
    return {(case, stage): on for case, stage, on in rows}
