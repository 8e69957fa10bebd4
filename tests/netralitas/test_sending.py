"""An INSERT nobody waits for travels with what comes after it, and nothing else can tell."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Value
from django.db.models.functions import Upper
from django.db.models.sql import InsertQuery
from django.test.utils import CaptureQueriesContext

from netralitas.postgresql import sending
from netralitas.postgresql.compiler import SQLInsertCompiler
from reports.models.report import Draft
from services.notifications.models import Owed

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL alone")


def keep(number: int) -> Draft:
    return Draft.objects.create(receipt_hash=f"{number:064}", ciphertext=b"sealed", updated_at=NOON, expires_at=NOON)


def fail_after(number: int) -> None:
    keep(number)
    raise KeyError(number)


def keep_and_ask(*numbers: int) -> None:
    for number in numbers:
        keep(number)
    Draft.objects.update(updated_at=NOON)


def waiting() -> int:
    return len(connection.connection.waiting)


def seen_by_others() -> int:
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM reports_draft")
            return int(cursor.fetchone()[0])
    finally:
        other.close()


def test_inserts_travel_with_the_statement_after_them() -> None:
    with transaction.atomic():
        keep(1)
        keep(2)
        assert waiting() == 2
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM reports_draft WHERE receipt_hash < %s", ["1"])
            assert cursor.fetchone() == (2,)
            message = cursor.cursor.query
        assert waiting() == 0
    assert message.count(b"INSERT INTO") == 2
    assert message.endswith(b";SELECT count(*) FROM reports_draft WHERE receipt_hash < '1'")


def test_the_end_of_a_transaction_sends_what_waits() -> None:
    with transaction.atomic():
        keep(1)
        assert (waiting(), seen_by_others()) == (1, 0)
    assert (waiting(), seen_by_others()) == (0, 1)


def test_outside_of_a_transaction_nothing_waits() -> None:
    keep(1)
    assert (waiting(), seen_by_others()) == (0, 1)


def test_what_waits_is_taken_back_with_its_transaction() -> None:
    with pytest.raises(KeyError), transaction.atomic():
        fail_after(1)
    assert (waiting(), seen_by_others()) == (0, 0)


def test_what_waits_is_taken_back_with_its_savepoint_alone() -> None:
    with transaction.atomic():
        keep(1)
        with pytest.raises(KeyError), transaction.atomic():
            fail_after(2)
        keep(3)
    assert sorted(Draft.objects.values_list("receipt_hash", flat=True)) == [f"{1:064}", f"{3:064}"]


def test_a_refused_insert_shows_at_the_end_of_its_block_and_spares_the_one_around_it() -> None:
    keep(1)
    with transaction.atomic():
        keep(2)
        with pytest.raises(IntegrityError, match="duplicate key"), transaction.atomic():
            keep(1)
        keep(3)
    assert Draft.objects.count() == 3


def test_a_refused_insert_undoes_what_travelled_with_it() -> None:
    keep(1)
    with pytest.raises(IntegrityError, match="duplicate key"), transaction.atomic():
        keep_and_ask(2, 1)
    assert (waiting(), seen_by_others()) == (0, 1)
    keep(4)
    assert seen_by_others() == 2


def test_rows_read_in_pieces_include_what_waited() -> None:
    with transaction.atomic():
        keep(1)
        assert [one.receipt_hash for one in Draft.objects.iterator(chunk_size=1)] == [f"{1:064}"]
    assert seen_by_others() == 1


def test_copying_and_many_statements_at_once_come_after_what_waits() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        keep(1)
        cursor.executemany("UPDATE reports_draft SET ciphertext = %s WHERE receipt_hash = %s", [(b"new", f"{1:064}")])
        keep(2)
        with open("/dev/null", "w") as nothing:
            cursor.cursor.copy_expert("COPY reports_draft TO STDOUT", nothing)
        assert (cursor.cursor.rowcount, waiting()) == (2, 0)
    assert [bytes(one.ciphertext) for one in Draft.objects.order_by("receipt_hash")] == [b"new", b"sealed"]


def test_a_message_has_an_end() -> None:
    most = 0
    with transaction.atomic():
        for number in range(250):
            keep(number)
            most = max(most, waiting())
    assert most == sending.MOST == 100
    assert seen_by_others() == 250


def test_each_statement_is_written_down_as_its_own() -> None:
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        keep(1)
        keep(2)
        Draft.objects.filter(receipt_hash="none").exists()
    said = [query["sql"] for query in captured if not query["sql"].startswith(("BEGIN", "COMMIT"))]
    assert [text.partition('"')[0] for text in said] == ["INSERT INTO ", "INSERT INTO ", "SELECT 1 AS "]
    assert all(text.count("INSERT") <= 1 for text in said)


@pytest.mark.parametrize(
    ("trouble", "asked", "told"), [("late", False, "late"), (Upper(Value("late")), True, "LATE")], ids=["sent", "made"]
)
def test_only_what_the_database_makes_is_asked_back(trouble: Any, asked: bool, told: str) -> None:
    one = Owed(kind="step", ref="1", key="step:1", not_before=NOON, trouble=trouble)
    meta = Owed._meta
    query = InsertQuery(Owed)
    query.insert_values([field for field in meta.local_concrete_fields if field is not meta.auto_field], [one])
    made = SQLInsertCompiler(query, connection, "default")
    with CaptureQueriesContext(connection) as captured:
        assert made.execute_sql([meta.get_field("trouble")]) == [(told,)]
    assert ("RETURNING" in captured[0]["sql"]) is asked
