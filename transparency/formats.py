"""One table, several forms: the CSV and the JSON of the same rows."""

import csv
import io
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from transparency.catalogue import Table
from transparency.models import Publication

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(table: Table, publication: Publication, rows: Iterable[dict[str, object]], *, filters: str = "") -> str:
    """Comment lines (title, definition, as-of, filter), one header line, then the rows."""
    out = io.StringIO()
    for line in _preamble(table, publication, filters):
        out.write(f"# {line}\n")
    writer = csv.writer(out, lineterminator="\n")
    names = [column.name for column in table.columns]
    writer.writerow(names)
    for row in rows:
        writer.writerow([guarded(row[name]) for name in names])
    return out.getvalue()


def as_json(table: Table, publication: Publication, rows: list[dict[str, object]]) -> dict[str, object]:
    """The answer of GET statistics/<name>/."""
    return {
        **summary(table, publication),
        "columns": [{"name": c.name, "title": str(c.title), "type": c.type} for c in table.columns],
        "rows": rows,
    }


def summary(table: Table, publication: Publication) -> dict[str, object]:
    """What describes a table without its rows."""
    described: dict[str, object] = {
        "name": table.name,
        "title": str(table.title),
        "tier": table.tier,
        "unit": table.unit,
        "definition": str(table.definition),
        "as_of": publication.as_of.isoformat(),
    }
    return described | notice()


def notice() -> dict[str, object]:
    """What every described table and the package of all of them say in a demo, and nowhere else."""
    return {"notice": _("DATA CONTOH: bukan angka sebenarnya")} if settings.DEMO else {}


def guarded(value: object) -> object:
    """A text that a spreadsheet could take for a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def _preamble(table: Table, publication: Publication, filters: str) -> list[str]:
    lines = [
        str(table.title),
        str(table.definition),
        _("Keadaan per %(day)s, sidik SHA-256 %(digest)s")
        % {"day": publication.as_of.isoformat(), "digest": publication.digest},
    ]
    if filters:
        lines.append(_("Saringan: %(filters)s") % {"filters": filters})
    return [*map(str, notice().values()), *lines]
