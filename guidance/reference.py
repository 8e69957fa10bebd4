"""Loads the sourced rows of acts and offences from `data/*.csv`; safe to run again at any time."""

import csv
from pathlib import Path

from django.db import transaction

from guidance import acts
from guidance.models import Act, ActRule, Offence
from regions.enums import Phase

DATA = Path(__file__).parent / "data"


def load() -> dict[str, int]:
    """Write every row of the CSV files and drop act rules that left them; returns rows per table.

    Acts and offences that left the files stay: cases point at them.
    """
    with transaction.atomic():
        offences = [Offence(**{**row, "verified": row["verified"] == "1"}) for row in _rows("offences.csv")]
        _write(Offence, offences, key="code")
        rows = [Act(**row) for row in _rows("acts.csv")]
        _write(Act, rows, key="code")
        rules = [rule for row in _rows("act_rules.csv") for rule in _rules(row)]
        ActRule.objects.all().delete()
        ActRule.objects.bulk_create(rules)
    acts.forget()
    return {"offences": len(offences), "acts": len(rows), "act_rules": len(rules)}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(model: type[Act] | type[Offence], rows: list[Act] | list[Offence], *, key: str) -> None:
    names = [field.name for field in model._meta.concrete_fields if field.name != key]
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=[key], update_fields=names)  # type: ignore[arg-type]


def _rules(row: dict[str, str]) -> list[ActRule]:
    crimes = row["may_be_crime_in"].split()
    return [
        ActRule(act_id=row["act"], phase=phase, offence_id=row[phase], may_be_crime=phase in crimes)
        for phase in Phase.values
    ]
