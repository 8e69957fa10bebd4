"""Building and publishing the announced figures, once a week, from rows of counts alone."""

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from datetime import date, timedelta

from django.utils import timezone

import reports.public
import sanctions.public
from regions import days, offices
from transparency.catalogue import TABLES, Table
from transparency.models import Publication

WEEKDAY = 0  # figures are published on Mondays
ZONE = "Asia/Jakarta"
LOOK_AGAIN = 5.0  # real seconds for which a process trusts what it knows of the newest publication

Cell = tuple[str, str, str, date, str]  # unit, region, election, month, stage
_known: dict[str, object] = {}
_around: list[Callable[[], AbstractContextManager[None]]] = []


def publication_day(today: date) -> date:
    """The newest day of publication that is not after `today`."""
    return today - timedelta(days=(today.weekday() - WEEKDAY) % 7)


def install(within: Callable[[], AbstractContextManager[None]]) -> None:
    """Take what surrounds the writing of figures (the publisher's database role); `netralitas.wiring` hands it down."""
    _around[:] = [within]


def publish() -> Publication:
    """Freeze the figures of the newest day of publication; a day that is published stays as it is."""
    with ExitStack() as surrounded:
        for within in _around:
            surrounded.enter_context(within())
        return _publish()


def _publish() -> Publication:
    as_of = publication_day(days.local_date(timezone.now(), ZONE))
    existing = Publication.objects.filter(as_of=as_of).first()
    if existing is not None:
        return existing
    content = build(as_of)
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    fresh, _created = Publication.objects.get_or_create(
        as_of=as_of, defaults={"content": content, "digest": digest, "published_at": timezone.now()}
    )
    return fresh


def build(as_of: date) -> dict[str, list[dict[str, object]]]:
    """Every table's rows, from what the offices had announced by the end of `as_of`."""
    cells: dict[Cell, int] = defaultdict(int)
    for case in reports.public.announced(as_of):
        cells[case.unit, case.region, case.election, case.month, case.stage] += case.number
    for person in sanctions.public.announced(as_of):
        cells[person.unit, person.region, person.election, person.month, person.stage] += person.number
    return {table.name: _long(table, cells) if table.by_month else _wide(table, cells) for table in TABLES}


def _wide(table: Table, cells: dict[Cell, int]) -> list[dict[str, object]]:
    codes = [code for code, _title in table.stages]
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for (unit, region, _election, _month, stage), number in cells.items():
        if unit == table.unit:
            sums[region, stage] += number
    return [
        {"region": region.code, "region_name": region.name, **{code: sums[region.code, code] for code in codes}}
        for region in offices.regions()
    ]


def _long(table: Table, cells: dict[Cell, int]) -> list[dict[str, object]]:
    names = {region.code: region.name for region in offices.regions()}
    codes = {code for code, _title in table.stages}
    return [
        {
            "region": region,
            "region_name": names[region],
            "election": election,
            "month": month.isoformat(),
            "stage": stage,
            "number": number,
        }
        for (unit, region, election, month, stage), number in sorted(cells.items())
        if unit == table.unit and stage in codes
    ]


def latest() -> Publication | None:
    """The newest publication, remembered by this process for a few seconds (0 SQL in between)."""
    now = time.monotonic()
    if now - float(str(_known.get("looked", 0.0))) > LOOK_AGAIN or "publication" not in _known:
        _known.update(publication=Publication.objects.first(), looked=now)
    found = _known["publication"]
    return found if isinstance(found, Publication) else None


def forget() -> None:
    """Drop what this process remembers (tests)."""
    _known.clear()


def rows(publication: Publication, table: Table, *, region: str = "") -> list[dict[str, object]]:
    """The rows of one table, of one region where `region` (a dotted code) is given."""
    found: Iterable[dict[str, object]] = publication.content.get(table.name, [])
    return [row for row in found if not region or row["region"] == region]
