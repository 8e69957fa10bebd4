"""A kept statement answers with the rows and the values of the moment, as a query that is composed anew."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import CharField, DateField, Q, QuerySet, UUIDField
from django.test.utils import CaptureQueriesContext

from regions.asking import Asked, Place
from services.accounts.models import Membership, User
from tests.factories import accounts

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)


def people(count: int) -> QuerySet[User]:
    return User.objects.select_related("unit").filter(username__in=Place("names", CharField(), count)).order_by("pk")


def standing() -> QuerySet[Membership]:
    lasting = Q(until__isnull=True) | Q(until__gt=Place("on", DateField()))
    mine = Membership.objects.filter(lasting, user=Place("user", UUIDField()))
    return mine.order_by("pk").values_list("role", "agency_id", "until")  # type: ignore[return-value]


def test_objects_are_those_of_the_values_given() -> None:
    one, two = sorted((accounts.user(), accounts.user()), key=lambda user: user.pk)
    asked = Asked(people)
    assert asked.objects(2, names=[one.username, two.username]) == [one, two]
    assert asked.objects(2, names=[one.username, "nobody"]) == [one]
    assert asked.objects(1, names=[two.username]) == [two]
    assert asked.objects(1, names=["' OR 1=1 --"]) == []
    assert len(asked.texts) == 2
    [found] = asked.objects(1, names=[one.username])
    assert isinstance(found.pk, UUID)
    assert (found.full_name, found._state.db, found._state.adding) == (one.full_name, "default", False)
    with CaptureQueriesContext(
        connection,
    ) as asked_more:
        assert found.unit is None
    assert len(asked_more) == 0


def test_a_row_that_has_changed_is_read_as_it_is_now() -> None:
    user, asked = accounts.user(), Asked(people)
    assert [one.full_name for one in asked.objects(1, names=[user.username])] == [user.full_name]
    User.objects.filter(pk=user.pk).update(full_name="Nama Baru")
    assert [one.full_name for one in asked.objects(1, names=[user.username])] == ["Nama Baru"]


def test_plain_columns_come_as_their_kinds() -> None:
    user, asked = accounts.user(), Asked(standing)
    accounts.membership(user, "verifier", "bawaslu-samarinda", until=date(2024, 12, 1))
    accounts.membership(user, "leader", "bawaslu-kukar", until=TODAY)
    assert asked.tuples(user=user.pk, on=TODAY) == [("verifier", "bawaslu-samarinda", date(2024, 12, 1))]
    assert asked.tuples(user=str(user.pk), on=date(2024, 12, 1)) == []
    assert asked.tuples(user=accounts.user().pk, on=TODAY) == []


def test_a_statement_is_composed_once_and_keeps_no_value() -> None:
    user, made = accounts.user(), []
    asked = Asked(lambda count: (made.append(count), people(count))[1])
    for _time in range(3):
        assert asked.objects(1, names=[user.username]) == [user]
    assert made == [1]
    assert user.username not in repr([(text.sql, text.parameters) for text in asked.texts.values()])


def test_each_asking_is_one_statement() -> None:
    user, asked = accounts.user(), Asked(people)
    asked.objects(1, names=[user.username])
    with CaptureQueriesContext(connection) as seen:
        asked.objects(1, names=[user.username])
    assert len(seen) == 1


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        Asked(people).objects(1)
