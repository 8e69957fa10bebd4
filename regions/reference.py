"""Loads the tables of `data/` (SOURCES.md says where they come from). Safe to run at every start.

Territory, offices and the day KASN gave way follow the files. What an administrator keeps (addresses,
office hours, titles, stages) is set where it is missing and never overwritten.
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from regions import reading
from regions.models import (
    Agency,
    CalendarVersion,
    Contest,
    District,
    Election,
    Holiday,
    OfficeHolder,
    OfficeHours,
    Province,
    Region,
    Stage,
    Village,
)

DATA = Path(__file__).parent / "data"
AGENCIES = ("agencies.csv", "employers.csv", "panwascam.csv")
HOLDERS = ("office_holders.csv", "employer_heads.csv")
Row = Mapping[str, str]


@transaction.atomic
def load() -> dict[str, int]:
    """Bring the tables up to date; returns how many rows each has, and raises the version numbers if any changed."""
    reading.forget()
    _first_version()
    offices = sum([
        *(_follow(model, _rows(name)) for model, name in _territory()),
        _follow(Agency, (_dated(row) for name in AGENCIES for row in _rows(name))),
        _fill(OfficeHours, "agency_id", (weekly for row in _rows("office_hours.csv") for weekly in _weekdays(row))),
        _fill(OfficeHolder, "agency_id", (row for name in HOLDERS for row in _rows(name))),
        _reach(_rows("addresses.csv")),
    ])  # fmt: skip
    calendar = _holidays() + _elections()
    if offices:
        reading.raise_number("offices")
    if calendar:
        reading.raise_number("number")
    counted = (Province, Region, District, Village, Agency, OfficeHours, OfficeHolder, Holiday, Election, Stage)
    return {model.__name__: model._default_manager.count() for model in counted}


def _territory() -> list[tuple[type[models.Model], str]]:
    return [
        (Province, "provinces.csv"),
        (Region, "regions.csv"),
        (District, "districts.csv"),
        (Village, "villages.csv"),
    ]


def _first_version() -> None:
    CalendarVersion.objects.get_or_create(pk=reading.ROW)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _follow(model: type[models.Model], rows: Iterable[Row]) -> int:
    """Make the table follow the file for the columns the file has; returns how many rows changed."""
    known = model._default_manager.in_bulk()
    new, changed, names = [], [], set[str]()
    for row in rows:
        values = _values(model, row)
        found = known.get(values[model._meta.pk.attname])
        if found is None:
            new.append(model(**values))
        elif _differs(found, values):
            changed.append(model(**values))
            names |= values.keys()
    model._default_manager.bulk_create(new)
    if changed:
        columns = [name.removesuffix("_id") for name in sorted(names - {model._meta.pk.attname})]
        model._default_manager.bulk_update(changed, columns, batch_size=200)
    return len(new) + len(changed)


def _fill(model: type[models.Model], parent: str, rows: Iterable[Row]) -> int:
    """Add the file's rows to every parent that has none yet; returns how many were added."""
    filled = set(model._default_manager.values_list(parent, flat=True))
    valued = (_values(model, row) for row in rows)
    new = [model(**values) for values in valued if values[parent] not in filled]
    model._default_manager.bulk_create(new)
    return len(new)


def _reach(rows: Iterable[Row]) -> int:
    """Where an office is, unless somebody has written down anything of it; returns how many were set."""
    return sum(
        Agency.objects.filter(pk=row["agency"], address="", phone="", address_basis="").update(
            address=row["address"], phone=row["phone"], address_basis=row["address_basis"]
        )
        for row in rows
    )


def _holidays() -> int:
    known = set(Holiday.objects.values_list("day", "name"))
    rows = [Holiday(**_values(Holiday, row)) for row in _rows("holidays.csv")]
    new = [row for row in rows if (row.day, row.name) not in known]
    Holiday.objects.bulk_create(new)
    return len(new)


def _elections() -> int:
    """Add the events that are missing, with their regions, contests and stages; leave the others alone."""
    known = set(Election.objects.values_list("code", flat=True))
    rows = {row["code"]: row for row in _rows("elections.csv") if row["code"] not in known}
    if not rows:
        return 0
    places = {code: row.pop("regions").split() for code, row in rows.items()}
    Election.objects.bulk_create(Election(**_values(Election, row)) for row in rows.values())
    Election.regions.through.objects.bulk_create(
        Election.regions.through(election_id=code, region_id=region) for code in places for region in places[code]
    )
    Contest.objects.bulk_create(
        Contest(**_values(Contest, row)) for row in _rows("contests.csv") if row["election"] in rows
    )
    contests = {(row.election_id, row.kind): row for row in Contest.objects.filter(election__in=rows)}
    stages = [row for row in _rows("stages.csv") if row["election"] in rows]
    Stage.objects.bulk_create(
        Stage(
            contest=contests[row["election"], row["contest"]],
            phase=row["phase"],
            first_day=date.fromisoformat(row["first_day"]),
            last_day=date.fromisoformat(row["last_day"]),
            basis=row["basis"],
        )
        for row in stages
    )
    return len(rows) + len(stages)


def _values(model: type[models.Model], row: Row) -> dict[str, Any]:
    """A row's cells as the model's values; a key is named without its `_id`, an empty cell is the default."""
    values: dict[str, Any] = {}
    for name, text in row.items():
        field = model._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            values[field.attname] = field.target_field.to_python(text) if text else None
        elif isinstance(field, models.BooleanField):
            values[name] = text == "1"
        elif isinstance(field, models.Field):
            values[name] = field.to_python(text) if text else field.get_default()
    return values


def _differs(found: models.Model, values: Mapping[str, Any]) -> bool:
    return any(getattr(found, name) != value for name, value in values.items())


def _dated(row: dict[str, str]) -> Row:
    """The day KASN gave way to BKN is a setting, because the sources differ."""
    if row["active_until"] != "OVERSEER_CHANGED_ON":
        return row
    try:
        changed = date.fromisoformat(settings.OVERSEER_CHANGED_ON)
    except ValueError as error:
        message = f"OVERSEER_CHANGED_ON is {settings.OVERSEER_CHANGED_ON!r}. Write a date, as 2024-09-04."
        raise ValueError(message) from error
    return {**row, "active_until": changed.isoformat()}


def _weekdays(row: dict[str, str]) -> Iterable[Row]:
    """One row for each day of a span such as `0-3` (Monday to Thursday)."""
    first, _, last = row["weekdays"].partition("-")
    rest = {name: text for name, text in row.items() if name != "weekdays"}
    return [{**rest, "weekday": str(day)} for day in range(int(first), int(last or first) + 1)]
