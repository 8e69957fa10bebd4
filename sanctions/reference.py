"""Loads the sanction catalogue from its sourced CSV file; running it again changes nothing."""

import csv
from datetime import date
from pathlib import Path

from sanctions.models.catalogue import SanctionKind

KINDS = Path(__file__).resolve().parent / "data" / "sanction_kinds.csv"


def load() -> dict[str, int]:
    """Write every row of the catalogue; returns rows per table."""
    with KINDS.open(encoding="utf-8", newline="") as file:
        kinds = [_kind(row, order) for order, row in enumerate(csv.DictReader(file), 1)]
    columns = [field.name for field in SanctionKind._meta.concrete_fields if not field.primary_key]
    SanctionKind.objects.bulk_create(kinds, update_conflicts=True, unique_fields=["code"], update_fields=columns)
    return {"sanction_kinds": len(kinds)}


def _kind(row: dict[str, str], order: int) -> SanctionKind:
    return SanctionKind(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        level=row["level"],
        duration_months=int(row["duration_months"]) if row["duration_months"] else None,
        permanent=row["permanent"] == "yes",
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        for_statuses=row["for_statuses"].split(),
        for_classes=row["for_classes"].split(),
        basis=row["basis"],
        sure=row["sure"],
        order=order,
    )
