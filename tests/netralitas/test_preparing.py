"""What is asked again and again is prepared, and answers as it would have without."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from django.db.models import F, Value

from netralitas.postgresql import preparing
from procedures.models import Letter
from reports.models.report import Draft
from services.notifications.models import Message, Owed

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)
HOW_MANY = "SELECT count(*) FROM pg_prepared_statements"


@pytest.fixture(autouse=True)
def _on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL alone")


def repeating() -> Any:
    made: Any = connection
    return made.repeating()


def asked(statement: str, *values: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchone()[0] if cursor.description else None


def test_a_statement_is_prepared_the_second_time_and_forgotten_at_the_end() -> None:
    with repeating():
        for number in range(4):
            assert asked("SELECT %s + 1", number) == number + 1
            assert asked(HOW_MANY) == (1 if number else 0)
    assert asked(HOW_MANY) == 0
    assert asked("SELECT %s + 1", 5) == 6
    assert asked(HOW_MANY) == 0


TYPED = [
    7,
    2**31,
    -(2**31),
    -1,
    True,
    NOON,
    NOON.replace(tzinfo=None),
    date(2026, 11, 18),
    UUID(int=7),
    Decimal("2.5"),
    2.5,
    b"\x00",
]


@pytest.mark.parametrize("value", TYPED, ids=repr)
def test_every_value_is_taken_for_what_it_is_taken_for_where_it_is_written_out(value: object) -> None:
    statement = "SELECT pg_typeof(%s)::text || ' ' || (%s)::text || ' %%'"
    plain = asked(statement, value, value)
    with repeating():
        assert [asked(statement, value, value) for _again in range(3)] == [plain] * 3


def test_words_and_nothing_are_what_their_place_makes_of_them() -> None:
    with repeating():
        for value in ("it's 100 %", None, "$1 %s", ""):
            for _again in range(3):
                assert asked("SELECT coalesce(%s, '-') || ' %%s'", value) == f"{'-' if value is None else value} %s"
        assert [asked("SELECT date '2026-11-19' - %s", "2026-11-18") for _again in range(3)] == [1, 1, 1]


def test_a_number_is_divided_as_it_would_be_where_it_is_written_out() -> None:
    half = Decimal("2.5")
    with repeating():
        assert [asked("SELECT 7 / %s", one) for one in (2, 2, 2, half, half)] == [
            3,
            3,
            3,
            Decimal("2.8"),
            Decimal("2.8"),
        ]


def test_rows_are_written_changed_and_read_again_as_ever() -> None:
    with repeating():
        for number in range(4):
            letter = {"letter": "received", "reference": "x", "created_at": NOON, "context": {"a": "100 %"}}
            Message.objects.create(key=str(number), **letter)
            Draft.objects.create(receipt_hash=str(number), ciphertext=b"\x00", updated_at=NOON, expires_at=NOON)
            Letter.objects.create(number=str(number), dated_on=NOON.date(), sender="Kantor Contoh")
            Owed.objects.create(kind="step", ref="1", key=str(number), not_before=NOON)
            assert Owed.objects.filter(key=str(number)).update(attempts=F("attempts") + number, done_at=None) == 1
        assert list(Owed.objects.order_by("key").values_list("attempts", flat=True)) == [0, 1, 2, 3]
        assert [Message.objects.get(key=str(number)).context for number in range(4)] == [{"a": "100 %"}] * 4
        assert [Owed.objects.filter(key=str(number)).exists() for number in range(5)] == [True] * 4 + [False]
        assert {one.word for one in Owed.objects.annotate(word=Value("one"))} == {"one"}
        assert bytes(Draft.objects.get(receipt_hash="3").ciphertext) == b"\x00"
        assert Letter.objects.filter(received_on=None).count() == 4
        assert asked(HOW_MANY) > 5


def test_what_a_savepoint_takes_back_is_taken_back_and_its_statement_serves_on() -> None:
    with repeating():
        for number in range(3):
            with transaction.atomic():
                Owed.objects.create(kind="step", ref="1", key=str(number), not_before=NOON)
                transaction.set_rollback(True)
        Owed.objects.create(kind="step", ref="1", key="9", not_before=NOON)
    assert list(Owed.objects.values_list("key", flat=True)) == ["9"]


def test_no_more_is_prepared_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "MOST", 2)
    with repeating():
        for statement in ("SELECT %s + 1", "SELECT %s + 2", "SELECT %s + 3") * 2:
            asked(statement, 1)
        assert asked(HOW_MANY) == 2


def test_a_list_and_several_statements_in_one_are_written_out() -> None:
    with repeating():
        assert [asked("SELECT 1; SELECT %s + 1", one) for one in range(3)] == [1, 2, 3]
        assert [asked("SELECT 2 = ANY(%s)", [1, 2]) for _again in range(3)] == [True] * 3
        assert asked(HOW_MANY) == 0


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_made_anew_begins_with_nothing_prepared() -> None:
    other: Any = connections.create_connection("default")
    try:
        with other.repeating():
            for again in (1, 2, 3):
                with other.cursor() as cursor:
                    cursor.execute("SELECT %s + 1", [again])
            other.close()
            for again in (1, 2, 3):
                with other.cursor() as cursor:
                    cursor.execute("SELECT %s + 1", [again])
                    assert cursor.fetchone() == (again + 1,)
                    cursor.execute(HOW_MANY)
                    assert cursor.fetchone() == (0,)
    finally:
        other.close()
