"""Who is on call is kept on a page, gives no right, and decides who hears of a request by night."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from services.accounts import access
from services.accounts.models import Duty
from tests.factories import accounts

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # 22.00 WITA
ROSTER = "/admin/accounts/duty/"
CENTRE = "bawaslu-ri"


def test_whoever_is_on_call_and_all_where_nobody_is() -> None:
    one, other = accounts.officer("custodian", CENTRE), accounts.officer("custodian", CENTRE)
    people = [one.pk, other.pk]
    assert access.on_call(people, at=NIGHT) == people
    Duty.objects.create(user=other, since=NIGHT, until=NIGHT + timedelta(hours=9))
    assert access.on_call(people, at=NIGHT) == [other.pk]
    assert access.on_call(people, at=NIGHT + timedelta(hours=9)) == people
    assert access.on_call([one.pk, uuid4()], at=NIGHT)[0] == one.pk
    assert access.on_call([], at=NIGHT) == []


def test_a_turn_ends_after_it_begins() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(user=accounts.user(), since=NIGHT, until=NIGHT - timedelta(seconds=1))


def test_the_administrator_keeps_the_roster_in_local_time() -> None:
    keeper, admin = accounts.officer("custodian", CENTRE), accounts.signed_in(accounts.officer("sysadmin", CENTRE))
    assert admin.get(ROSTER).status_code == 200
    form = admin.get(f"{ROSTER}add/")
    assert [user.pk for user in form.context["adminform"].form.fields["user"].queryset] == [keeper.pk]

    wrong = admin.post(f"{ROSTER}add/", {"user": keeper.pk, "since": "2026-03-02T22:00", "until": "2026-03-02T07:00"})
    assert "Akhir jaga tidak boleh sebelum mulainya." in wrong.content.decode()
    assert not Duty.objects.exists()
    done = admin.post(f"{ROSTER}add/", {"user": keeper.pk, "since": "2026-03-02T22:00", "until": "2026-03-03T07:00"})

    made = Duty.objects.get()
    assert (done.status_code, made.user_id, made.since, made.until) == (
        302, keeper.pk, NIGHT, NIGHT + timedelta(hours=9),
    )  # fmt: skip
    changed = admin.post(f"{ROSTER}{made.pk}/change/", {"until": "2026-03-02T23:00"})
    made.refresh_from_db()
    assert (changed.status_code, made.since, made.until) == (302, NIGHT, NIGHT + timedelta(hours=1))


@pytest.mark.parametrize("role", ["custodian", "leader", "auditor"])
def test_nobody_else_opens_it(role: str) -> None:
    client: Client = accounts.signed_in(accounts.officer(role, CENTRE))
    assert client.get(ROSTER).status_code == 403
    assert client.post(f"{ROSTER}add/", {}).status_code == 403
