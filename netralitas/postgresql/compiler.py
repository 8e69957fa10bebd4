"""Inserts: the same model with the same columns is the same statement, so its text is composed once per process.

A column that was sent is not asked back, and an INSERT that asks nothing back need not be waited for (`sending`).
"""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.postgresql import compiler
from django.db.models.sql.compiler import SQLAggregateCompiler, SQLDeleteCompiler, SQLUpdateCompiler

from netralitas.postgresql.reading import SQLCompiler
from netralitas.postgresql.sending import Silent

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]

Statement = tuple[str, tuple[Any, ...]]

COLUMN = attrgetter("column")
UNNEST = " SELECT * FROM UNNEST("
# Fields whose values of this type are sent as they are: Django asks a dozen functions and changes nothing.
AS_IT_IS: dict[type, type] = {
    models.BooleanField: bool,
    models.CharField: str,
    models.DateField: date,
    models.IntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.TextField: str,
    models.UUIDField: UUID,
}


@dataclass(frozen=True, slots=True)
class Known:
    """A text with one place for each column, and per column the type of values that need no preparation."""

    text: str
    as_it_is: tuple[type | None, ...]


_known: dict[tuple[object, ...], Known] = {}  # as many as there are models times the ways in which each is inserted


class SQLInsertCompiler(compiler.SQLInsertCompiler):
    """Fills a known text with values; leaves to Django what it has not seen, and every value that is an expression."""

    def execute_sql(self, returning_fields: Any = None) -> list[Any]:  # type: ignore[override]  # as Django's own does
        """What the database made of `returning_fields`; what was sent as it is comes back as it is."""
        query: Any = self.query
        fields = tuple(returning_fields or ())
        if fields and all(self._sent(field) for field in fields):
            super().execute_sql(None)
            return [tuple(getattr(one, field.attname) for field in fields) for one in query.objs]
        return list(super().execute_sql(returning_fields))

    def _sent(self, field: Any) -> bool:
        query: Any = self.query
        return field in query.fields and not any(hasattr(getattr(one, field.attname), "as_sql") for one in query.objs)

    def as_sql(self) -> list[Statement]:  # type: ignore[override]  # the stubs know no statement of several rows
        """Statement and parameters, as Django would compose them."""
        statements = self._statements()
        if self.returning_fields:
            return statements
        return [(Silent(text), values) for text, values in statements]

    def _statements(self) -> list[Statement]:
        query: Any = self.query
        fields = list(query.fields)
        if not fields or query.raw:
            return list(super().as_sql())
        known = _known.get(key := self._key(fields))
        rows = self._rows(fields, known.as_it_is if known else (None,) * len(fields))
        if not rows:
            return list(super().as_sql())
        if known is None:
            return self._learned(key, list(super().as_sql()))
        self.returning_params = ()
        return [(known.text, tuple(map(list, zip(*rows, strict=True))) if UNNEST in known.text else tuple(rows[0]))]

    def _rows(self, fields: list[Any], as_it_is: tuple[type | None, ...]) -> list[list[Any]]:
        """The values of each row as the database keeps them; none where one of them is an expression.

        Some thousand values pass here for every case of a season, so each is looked at in one place.
        """
        rows = []
        for one in self.query.objs:
            row = []
            for field, plain in zip(fields, as_it_is, strict=True):
                value = field.pre_save(one, add=True)
                if type(value) is not plain and (value is not None or plain is None):
                    if hasattr(value, "resolve_expression"):
                        return []
                    value = field.get_db_prep_save(value, self.connection)
                    if hasattr(value, "as_sql"):
                        return []
                row.append(value)
            rows.append(row)
        return rows

    def _key(self, fields: list[Any]) -> tuple[object, ...]:
        query: Any = self.query
        return (
            query.model,
            len(query.objs) > 1,
            query.on_conflict,
            *map(COLUMN, fields),
            "returning",
            *map(COLUMN, self.returning_fields or ()),
            "updating",
            *map(COLUMN, query.update_fields or ()),
            "unique",
            *map(COLUMN, query.unique_fields or ()),
        )

    def _learned(self, key: tuple[object, ...], statements: list[Statement]) -> list[Statement]:
        """Keep the text where one place stands for one column, whatever the number of rows."""
        query: Any = self.query
        [(text, values)] = statements
        columns = len(query.fields)
        same_for_all = len(query.objs) == 1 or UNNEST in text
        if same_for_all and len(values) == columns and text.count("%s") == columns:
            _known[key] = Known(text, tuple(_sent_as_it_is(field) for field in query.fields))
        return statements


def _sent_as_it_is(field: Any) -> type | None:
    """The type of values that this field, or the one it points to, sends as they are."""
    return AS_IT_IS.get(type(field.target_field if isinstance(field, models.ForeignKey) else field))
