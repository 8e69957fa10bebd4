"""Inserts: the same model with the same columns is the same statement, so its text is composed once per process."""

from typing import Any

from django.db.backends.postgresql import compiler
from django.db.models import Field
from django.db.models.sql.compiler import SQLAggregateCompiler, SQLDeleteCompiler, SQLUpdateCompiler

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]

SQLCompiler = compiler.SQLCompiler
Statement = tuple[str, tuple[Any, ...]]

_texts: dict[tuple[object, ...], str] = {}  # as many as there are models times the ways in which each is inserted
UNNEST = " SELECT * FROM UNNEST("


class SQLInsertCompiler(compiler.SQLInsertCompiler):
    """Fills a known text with values; leaves to Django what it has not seen, and every value that is an expression."""

    def as_sql(self) -> list[Statement]:  # type: ignore[override]  # the stubs know no statement of several rows
        """Statement and parameters, as Django would compose them."""
        fields = list(self.query.fields)
        if not fields:
            return list(super().as_sql())
        rows = [[self._value(field, one) for field in fields] for one in self.query.objs]
        if any(hasattr(value, "as_sql") for row in rows for value in row):
            return list(super().as_sql())
        text = _texts.get(key := self._key(fields))
        if text is None:
            return self._learned(key, list(super().as_sql()))
        self.returning_params = ()
        return [(text, tuple(map(list, zip(*rows, strict=True))) if UNNEST in text else tuple(rows[0]))]

    def _key(self, fields: "list[Field[Any, Any]]") -> tuple[object, ...]:
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

    def _value(self, field: "Field[Any, Any]", one: Any) -> Any:
        return self.prepare_value(field, self.pre_save_val(field, one))

    def _learned(self, key: tuple[object, ...], statements: list[Statement]) -> list[Statement]:
        """Keep the text where one place stands for one column, whatever the number of rows."""
        [(text, values)] = statements
        columns = len(list(self.query.fields))
        same_for_all = len(self.query.objs) == 1 or UNNEST in text
        if same_for_all and len(values) == columns and text.count("%s") == columns:
            _texts[key] = text
        return statements
