"""Reads: what a SELECT says besides its condition is composed once per process; the condition every time.

Django composes a statement anew whenever it is asked, which costs more than PostgreSQL takes to answer a small
one. A statement is known again by everything its query holds. What holds something that is not understood
here is left to Django, so nothing is ever left out of the comparison: an attribute that a later Django adds
would only make reads slower.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db.backends.postgresql import compiler
from django.db.models import IntegerField, Value
from django.db.models.expressions import Col
from django.db.models.sql import Query

MOST = 5000  # texts kept; far more than there are reads in the code, whatever their limits and columns

# The condition is composed every time; the others say how it was built, or repeat what the joins say.
NOT_SAID = {
    "where", "used_aliases", "filter_is_sticky", "table_map", "base_table", "alias_cols", "model", "alias_map",
    "alias_refcount", "_lookup_joins", "subq_aliases", "_annotation_select_cache", "_extra_select_cache",
}  # fmt: skip
# Queries that use one of these are Django's.
NOT_KNOWN = {
    "external_aliases", "extra", "extra_select_mask", "_filtered_relations", "combined_queries", "extra_tables",
    "explain_info",
}  # fmt: skip
# As they stand, they say all there is to say.
PLAIN = {
    "default_cols", "default_ordering", "standard_ordering", "low_mark", "high_mark", "distinct", "distinct_fields",
    "select_for_update", "select_for_update_nowait", "select_for_update_skip_locked", "select_for_update_of",
    "select_for_no_key_update", "max_depth", "values_select", "has_select_fields", "order_by", "extra_order_by",
}  # fmt: skip


class NotUnderstood(Exception):
    """A query holds something that this module cannot compare."""


@dataclass(slots=True)
class Known:
    """A statement without its condition, and what Django needs to make objects of its rows."""

    head: str
    tail: str
    before: tuple[Any, ...]  # parameters that stand before those of the condition
    select: Any
    klass_info: Any
    annotation_col_map: Any
    col_count: int | None
    converters: Any = None


_known: dict[Hashable, Known] = {}


class SQLCompiler(compiler.SQLCompiler):
    """Puts the condition into a known statement; lets Django compose what it has not seen."""

    _kept: Known | None = None

    def as_sql(self, with_limits: bool = True, with_col_aliases: bool = False) -> tuple[str, Any]:
        """Statement and parameters, as Django would compose them."""
        self._kept = None
        query: Any = self.query
        if with_col_aliases or not with_limits or type(query) is not Query or query.subquery:
            return super().as_sql(with_limits, with_col_aliases)
        # Django itself refuses a lock outside of a transaction.
        if query.select_for_update and self.connection.get_autocommit():
            return super().as_sql()
        try:
            key = _described(query)
        except NotUnderstood:
            return super().as_sql()
        if (known := _known.get(key)) is None:
            return self._learned(key)
        try:
            condition, values = self._condition()
        except (EmptyResultSet, NotUnderstood):
            return super().as_sql()
        self._kept = known
        self.select, self.klass_info = known.select, known.klass_info
        self.annotation_col_map, self.col_count = known.annotation_col_map, known.col_count
        self.has_extra_select = False
        return known.head + condition + known.tail, (*known.before, *values)

    def get_converters(self, expressions: Any) -> Any:
        """What makes Python's values of the columns; the same for the same statement."""
        known = self._kept
        if known is None or len(expressions) != known.col_count:
            return super().get_converters(expressions)
        if known.converters is None:
            known.converters = super().get_converters(expressions)
        return known.converters

    def _condition(self) -> tuple[str, list[Any]]:
        """The text of the condition with its word, and its parameters; raises what Django does."""
        query: Any = self.query
        if not query.where.children:
            return "", []
        where, having, qualify = query.where.split_having_qualify(must_group_by=False)
        if having or qualify:
            raise NotUnderstood
        try:
            text, values = self.compile(where)
        except FullResultSet as nothing_excluded:
            raise NotUnderstood from nothing_excluded
        return f" WHERE {text}", list(values)

    def _learned(self, key: Hashable) -> tuple[str, Any]:
        """Django's statement, kept where it is nothing but a known head, the condition and a known tail."""
        made: tuple[str, Any] = super().as_sql()
        text, values = made
        try:
            condition, last = self._condition()
        except NotUnderstood:
            return made
        head, _condition, tail = text.partition(condition) if condition else (text, "", "")
        before = tuple(one.value for one in self.query.annotation_select.values())
        found_once = not condition or text.count(condition) == 1
        if found_once and not self.has_extra_select and [*before, *last] == [*values] and len(_known) < MOST:
            _known[key] = Known(
                head, tail, before, self.select, self.klass_info, self.annotation_col_map, self.col_count
            )
        return made


def _described(query: Any) -> Hashable:
    """All that makes the text of a query but its condition; raises `NotUnderstood`."""
    said: list[Hashable] = [query.model, bool(query.where.children)]
    said += [_join(alias, join, query.alias_refcount[alias]) for alias, join in query.alias_map.items()]
    for name, value in query.__dict__.items():
        if name in NOT_SAID:
            continue
        if name in PLAIN:
            if isinstance(value, tuple) and not all(isinstance(one, str | bool | frozenset) for one in value):
                raise NotUnderstood
            said += (name, value)
        elif name in OTHERS:
            said += (name, OTHERS[name](value))
        elif name not in NOT_KNOWN or value:
            raise NotUnderstood
    return tuple(said)


def _join(alias: str, join: Any, uses: int) -> Hashable:
    if join.filtered_relation is not None:
        raise NotUnderstood
    field = getattr(join, "join_field", None)
    return alias, uses > 0, type(join), join.table_name, join.parent_alias, join.join_type, field


def _columns(columns: Any) -> Hashable:
    if any(type(one) is not Col for one in columns):
        raise NotUnderstood
    return tuple((one.alias, one.target, one.output_field) for one in columns)


def _constants(named: Any) -> Hashable:
    """Annotations, of which only plain numbers are understood, such as the one that `exists` asks for."""
    for one in named.values():
        if type(one) is not Value or type(one.value) is not int or type(one.output_field) is not IntegerField:
            raise NotUnderstood
    return tuple((name, one.value) for name, one in named.items())


def _selected(selected: Any) -> Hashable:
    return None if selected is None else tuple(selected.items())


def _deferred(loading: Any) -> Hashable:
    names, deferred = loading
    return frozenset(names), deferred


def _related(related: Any) -> Hashable:
    return related if isinstance(related, bool) else tuple((name, _related(more)) for name, more in related.items())


def _mask(mask: Any) -> Hashable:
    return None if mask is None else frozenset(mask)


OTHERS = {
    "select": _columns,
    "selected": _selected,
    "annotations": _constants,
    "annotation_select_mask": _mask,
    "deferred_loading": _deferred,
    "select_related": _related,
}
