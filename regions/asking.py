"""A read that is asked again and again with other values: composed once per process, then only filled in.

What Django does to compose a statement costs several times what PostgreSQL does to answer it, and who opens a page
of the staff room asks the same five statements each time. What is kept is the text, with names in the places of its
values; the values are those of the moment, as of any other statement.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet, prefetch_related_objects
from django.db.models import query as django_query

M = TypeVar("M", bound=Model)
_related: Any = django_query.get_related_populators


@dataclass(frozen=True)
class Gap:
    """A parameter that is still to be filled in: a value by its name, or one of a list."""

    name: str
    number: int | None
    kind: "Field[Any, Any]"

    def value(self, values: Mapping[str, Any]) -> Any:
        """What stands here now, as the database takes it."""
        named = values[self.name]
        return self.kind.get_db_prep_value(named if self.number is None else named[self.number], connection)


class Place(Expression):
    """Stands in a condition for a value of this kind of column, or after `__in` for a list of so many."""

    def __init__(self, name: str, kind: "Field[Any, Any]", count: int | None = None) -> None:
        super().__init__(output_field=kind)
        self.name = name
        self.kind = kind
        self.count = count

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, Any]:
        """A parameter for each value."""
        if self.count is None:
            return "%s", [Gap(self.name, None, self.kind)]
        gaps = [Gap(self.name, number, self.kind) for number in range(self.count)]
        return f"({', '.join(['%s'] * self.count)})", gaps


@dataclass(frozen=True)
class Text:
    """A composed statement, and what Django knows of its columns."""

    compiler: Any
    sql: str
    parameters: tuple[Any, ...]
    converters: Any  # what makes Python's values of the columns
    fetched: tuple[Any, ...]  # what the query fetches by statements of its own

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        """The parameters with these values in their places."""
        return [one.value(values) if isinstance(one, Gap) else one for one in self.parameters]


class Asked(Generic[M]):
    """The rows of `make(*shape)`: `shape` is all that changes the text, such as how many values a list has."""

    def __init__(self, make: Callable[..., QuerySet[M]]) -> None:
        self.make = make
        self.texts: dict[Hashable, Text] = {}

    def objects(self, *shape: Hashable, **values: Any) -> list[M]:
        """The rows as objects, with all that the query selects or fetches along with them."""
        text, rows = self._rows(shape, values)
        found = list(self._made(text, rows))
        prefetch_related_objects(found, *text.fetched)
        return found

    def _made(self, text: Text, rows: Iterator[Any]) -> Iterator[M]:
        about, noted = text.compiler.klass_info, text.compiler.annotation_col_map or {}
        columns = about["select_fields"]
        first, end = columns[0], columns[-1] + 1
        names = [one[0].target.attname for one in text.compiler.select[first:end]]
        related = _related(about, text.compiler.select, connection.alias)
        for row in rows:
            made = about["model"].from_db(connection.alias, names, row[first:end])
            for one in related:
                one.populate(row, made)
            for name, position in noted.items():
                setattr(made, name, row[position])
            yield made

    def tuples(self, *shape: Hashable, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query of plain columns."""
        return [tuple(row) for row in self._rows(shape, values)[1]]

    def _rows(self, shape: tuple[Hashable, ...], values: Mapping[str, Any]) -> tuple[Text, Iterator[Any]]:
        text = self._text(shape)
        with connection.cursor() as cursor:
            cursor.execute(text.sql, text.filled(values))
            found = cursor.fetchall()
        return text, text.compiler.apply_converters(found, text.converters) if text.converters else iter(found)

    def _text(self, shape: tuple[Hashable, ...]) -> Text:
        key = (connection.vendor, shape)
        if key not in self.texts:
            asked = self.make(*shape)
            compiler = asked.query.get_compiler(connection.alias)
            fetched = asked._prefetch_related_lookups  # type: ignore[attr-defined]
            sql, parameters = compiler.as_sql()
            converters = compiler.get_converters([one[0] for one in compiler.select[: compiler.col_count]])
            self.texts[key] = Text(compiler, sql, parameters, converters, fetched)
        return self.texts[key]
