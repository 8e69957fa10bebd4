"""The backend says of a connection and of an INSERT what Django's own says, only cheaper."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.postgresql import compiler as djangos
from django.db.models import Value
from django.db.models.constants import OnConflict
from django.db.models.functions import Upper
from django.db.models.sql import InsertQuery

from netralitas.postgresql import compiler as ours
from reports.models.report import Draft
from services.notifications.models import Message, Owed

pytestmark = pytest.mark.postgres
NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)
Rows = Callable[[], list[Any]]


@pytest.fixture(autouse=True)
def _on_postgresql() -> Iterator[None]:
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL alone")
    ours._known.clear()
    yield
    ours._known.clear()


def owed(number: int, **given: Any) -> Owed:
    return Owed(kind="step", ref=str(number), key=f"step:{number}", not_before=NOON, **given)


def draft(number: int) -> Draft:
    return Draft(receipt_hash=f"{number:064}", ciphertext=b"\x00sealed", updated_at=NOON, expires_at=NOON)


def letter(number: int) -> Message:
    return Message(letter="received", reference="x", key=str(number), context={"a": number}, created_at=NOON)


def composed(module: Any, rows: list[Any], *, returning: bool, ignoring: bool) -> tuple[Any, Any]:
    meta = type(rows[0])._meta
    query = InsertQuery(type(rows[0]), on_conflict=OnConflict.IGNORE if ignoring else None)  # type: ignore[call-arg]
    query.insert_values([field for field in meta.local_concrete_fields if field is not meta.auto_field], rows)
    made = module.SQLInsertCompiler(query, connection, None)
    made.returning_fields = [meta.pk] if returning else None
    statements = made.as_sql()
    return [(text, [_plain(value) for value in values]) for text, values in statements], made.returning_params


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return getattr(value, "adapted", value)  # JSON is handed over in a wrapper that equals nothing but itself


ROWS: dict[str, Rows] = {
    "one": lambda: [owed(1)],
    "one with an expression": lambda: [owed(2, trouble=Upper(Value("late")))],
    "two": lambda: [owed(3), owed(4)],
    "three": lambda: [owed(5), owed(6), owed(7)],
    "two, one with an expression": lambda: [owed(8), owed(9, trouble=Upper(Value("late")))],
    "bytes": lambda: [draft(1)],
    "bytes twice": lambda: [draft(2), draft(3)],
    "bytes three times": lambda: [draft(4), draft(5), draft(6)],
    "JSON": lambda: [letter(1)],
    "JSON twice": lambda: [letter(2), letter(3)],
}


@pytest.mark.parametrize("returning", [False, True])
@pytest.mark.parametrize("ignoring", [False, True])
def test_an_insert_reads_as_django_would_compose_it(returning: bool, ignoring: bool) -> None:
    for _again in range(2):  # the second time from memory, whatever came in between
        for name, rows in ROWS.items():
            expected = composed(djangos, given := rows(), returning=returning, ignoring=ignoring)
            assert composed(ours, given, returning=returning, ignoring=ignoring) == expected, name


def test_an_expression_that_comes_first_is_not_what_is_remembered() -> None:
    for value in (Upper(Value("late")), "late", Upper(Value("late"))):
        rows = [owed(1, trouble=value)]
        expected = composed(djangos, rows, returning=False, ignoring=False)
        assert composed(ours, rows, returning=False, ignoring=False) == expected


def test_the_text_of_an_insert_is_composed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    composing = []
    original = djangos.SQLInsertCompiler.as_sql
    monkeypatch.setattr(
        djangos.SQLInsertCompiler, "as_sql", lambda made: (composing.append(made.query.model), original(made))[1]
    )
    for number in range(3):
        composed(ours, [owed(number)], returning=False, ignoring=False)
        composed(ours, [owed(number), owed(number + 10)], returning=False, ignoring=False)
        composed(ours, [draft(number), draft(number + 10)], returning=False, ignoring=False)
    # The last cannot be said once for any number of rows: bytes are written out row by row.
    assert composing == [Owed, Owed, Draft, Draft, Draft]


@pytest.mark.django_db
def test_what_is_inserted_from_memory_arrives() -> None:
    Owed.objects.bulk_create([owed(1), owed(2)])
    Owed.objects.bulk_create([owed(3, attempts=2), owed(4)])
    Owed.objects.create(kind="step", ref="5", key="step:5", not_before=NOON, trouble=Upper(Value("late")))
    found = Owed.objects.filter(key__startswith="step:").order_by("key").values_list("ref", "attempts", "trouble")
    assert list(found) == [("1", 0, ""), ("2", 0, ""), ("3", 2, ""), ("4", 0, ""), ("5", 0, "LATE")]


@pytest.mark.django_db(transaction=True)
def test_a_living_connection_is_not_asked() -> None:
    other = connections.create_connection("default")
    other.ensure_connection()
    try:
        with other.connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        other.connection = Mute(other.connection)
        assert other.is_usable()
    finally:
        other.connection = other.connection.real
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_connection_the_server_has_ended_is_found_out() -> None:
    other = connections.create_connection("default")
    other.ensure_connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [other.connection.info.backend_pid])
            assert cursor.fetchone() == (True,)
        assert not other.is_usable()
        other.connection.close()
        assert not other.is_usable()
    finally:
        other.close()
    assert not other.is_usable()


class Mute:
    """A connection on which no statement can be sent."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.closed, self.fileno = real.closed, real.fileno

    def cursor(self) -> Any:
        raise AssertionError("the server was asked")
