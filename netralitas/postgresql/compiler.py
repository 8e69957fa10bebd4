"""Inserts: the same model with the same columns is the same statement, so its text is composed once per process.

A column that was sent is not asked back, and an INSERT that asks nothing back need not be waited for (`sending`).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.postgresql import compiler
from django.db.models.sql.compiler import SQLAggregateCompiler, SQLDeleteCompiler, SQLUpdateCompiler

from netralitas.postgresql.reading import SQLCompiler
from netralitas.postgresql.sending import Silent

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]

Statement = tuple[str, tuple[Any, ...]]

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
        if known is None:
            return self._learned(key, list(super().as_sql()))
        rows = [self._values(fields, known, one) for one in query.objs]
        if any(hasattr(value, "as_sql") for row in rows for value in row):
            return list(super().as_sql())
        self.returning_params = ()
        return [(known.text, tuple(map(list, zip(*rows, strict=True))) if UNNEST in known.text else tuple(rows[0]))]

    def _values(self, fields: list[Any], known: Known, one: Any) -> list[Any]:
        found = []
        for field, as_it_is in zip(fields, known.as_it_is, strict=True):
            value = field.pre_save(one, add=True)
            plain = type(value) is as_it_is or (value is None and as_it_is)
            found.append(value if plain else self.prepare_value(field, value))
        return found

    def _key(self, fields: list[Any]) -> tuple[object, ...]:
        query: Any = self.query
        return (
            query.model,
            len(query.objs) > 1,
            query.on_conflict,
            *(field.column for field in fields),
            "returning",
            *(field.column for field in self.returning_fields or ()),
            "updating",
            *(field.column for field in query.update_fields or ()),
            "unique",
            *(field.column for field in query.unique_fields or ()),
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
