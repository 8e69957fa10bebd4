"""N-08: a second factor is taken away by two people, and an administrator alone becomes nobody else."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from services.accounts import devices, resetting
from services.accounts.models import FactorReset, RequestState, User
from services.audit.models import Entry
from tests.accounts.conftest import letters, person, text
from tests.factories import accounts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
PAGE = "/admin/accounts/factorreset/"
USERS = "/admin/accounts/user/"
HOME = accounts.HOME


@pytest.fixture
def verifier(db: None) -> User:
    return accounts.officer("verifier", HOME, username="verifikator", person_hash="b" * 64)


def asked(by: User) -> FactorReset:
    given = {"user": "verifikator", "reason": "ponsel hilang, datang sendiri"}
    assert accounts.signed_in(by).post(PAGE, given).status_code == 302
    return FactorReset.objects.get(state="pending")


def standing() -> tuple[Any, ...]:
    """What a refusal must leave as it was."""
    states = list(FactorReset.objects.order_by("pk").values_list("pk", "state", "decided_by"))
    done = Entry.objects.exclude(action__endswith=":listed")
    return states, sorted(User.objects.filter(totpdevice__confirmed=True).values_list("pk")), done.count()


def test_the_form_of_an_account_takes_no_second_factor_away(admin_user: User, verifier: User) -> None:
    client = accounts.signed_in(admin_user)
    data = {"username": "verifikator", "full_name": "X", "is_active": "on", "reset_device": "on"}
    assert "reset_device" not in text(client.get(f"{USERS}{verifier.pk}/change/"))

    client.post(f"{USERS}{verifier.pk}/change/", data)

    assert devices.confirmed(verifier) is not None


def test_what_an_administrator_asks_for_takes_nothing_away_until_another_agrees(
    admin_user: User, verifier: User, leader: User
) -> None:
    auditor = accounts.officer("auditor", "bawaslu-ri")
    custodian = person("custodian", HOME, "d")
    accounts.officer("custodian", "bawaslu-kukar")
    devices.renew(verifier)
    row = asked(admin_user)
    assert devices.confirmed(verifier) is not None
    assert letters("staff_factor_reset_asked") == sorted(f"user:{one.pk}" for one in (leader, custodian))
    assert letters("staff_factor_reset") == []
    client = accounts.signed_in(leader)
    assert "ponsel hilang, datang sendiri" in text(client.get(PAGE))

    assert client.post(PAGE, {"approve": row.pk}).status_code == 302

    assert devices.confirmed(verifier) is None
    assert devices.unused(verifier) == 0
    row.refresh_from_db()
    assert (row.state, row.decided_by_id) == (RequestState.APPROVED, leader.pk)
    entry = Entry.objects.get(action="second_factor:reset")
    assert (entry.subject, entry.actor) == (str(verifier.pk), f"user:{leader.pk}")
    assert entry.detail == {"request": str(row.pk), "asked_by": str(admin_user.pk)}
    assert letters("staff_factor_reset") == sorted(f"user:{one.pk}" for one in (verifier, auditor, custodian))
    assert client.post(PAGE, {"approve": row.pk}).status_code == 422


@pytest.mark.parametrize(
    ("role", "office"),
    [("sysadmin", "bawaslu-ri"), ("leader", HOME), ("custodian", HOME), ("auditor", HOME)],
)
def test_another_administrator_or_the_office_agrees(admin_user: User, verifier: User, role: str, office: str) -> None:
    person("sysadmin", "bawaslu-ri", "e")
    row, other = asked(admin_user), person(role, office, "d")

    assert accounts.signed_in(other).post(PAGE, {"approve": row.pk}).status_code == 302

    assert devices.confirmed(verifier) is None


@pytest.mark.parametrize(
    ("role", "office", "key", "status"),
    [
        ("sysadmin", "bawaslu-ri", "a", 422),  # the same person, another account
        ("leader", HOME, "b", 422),  # the owner's other account
        ("leader", "bawaslu-kukar", "d", 422),  # another office
        ("leader", HOME, "", 422),  # nobody known
        ("verifier", HOME, "d", 403),
        ("operator", HOME, "d", 403),
    ],
)
def test_nobody_else_agrees(
    admin_user: User, verifier: User, leader: User, role: str, office: str, key: str, status: int
) -> None:
    row, other = asked(admin_user), person(role, office, key)
    client, before = accounts.signed_in(other), standing()

    assert client.post(PAGE, {"approve": row.pk}).status_code == status

    assert standing() == before


def test_neither_who_asked_nor_the_owner_agrees(admin_user: User, verifier: User, leader: User) -> None:
    row = asked(admin_user)
    for one, status in ((admin_user, 422), (verifier, 403)):
        client, before = accounts.signed_in(one), standing()
        assert client.post(PAGE, {"approve": row.pk}).status_code == status
        assert standing() == before


@pytest.mark.parametrize("role", ["leader", "custodian", "auditor", "verifier"])
def test_an_administrator_alone_asks(verifier: User, role: str) -> None:
    client = accounts.signed_in(person(role, HOME, "d"))
    assert client.post(PAGE, {"user": "verifikator", "reason": "x"}).status_code == 403
    assert FactorReset.objects.count() == 0


def test_asking_and_agreeing_take_a_fresh_code(admin_user: User, verifier: User, leader: User) -> None:
    client = accounts.signed_in(admin_user, code_age=600)
    answer = client.post(PAGE, {"user": "verifikator", "reason": "ponsel hilang"})
    assert answer.status_code == 403
    assert "otp" in text(answer) or "Kode sekali pakai" in text(answer)
    assert FactorReset.objects.count() == 0
    row = asked(admin_user)
    assert accounts.signed_in(leader, code_age=600).post(PAGE, {"approve": row.pk}).status_code == 403
    assert devices.confirmed(verifier) is not None


@pytest.mark.parametrize(
    ("asks_for", "sentence"),
    [("sendiri", "diri sendiri"), ("tanpa-nip", "NIP kedua akun"), ("tanpa-kode", "tidak memiliki aplikasi kode")],
)
def test_what_cannot_be_asked_for(admin_user: User, leader: User, asks_for: str, sentence: str) -> None:
    accounts.officer("verifier", HOME, username="sendiri", person_hash="a" * 64)
    accounts.officer("verifier", HOME, username="tanpa-nip")
    accounts.membership(accounts.user(username="tanpa-kode", person_hash="f" * 64), "verifier")
    answer = accounts.signed_in(admin_user).post(PAGE, {"user": asks_for, "reason": "ponsel hilang"})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert FactorReset.objects.count() == 0


def test_without_a_second_person_nothing_is_asked_for(admin_user: User, verifier: User) -> None:
    answer = accounts.signed_in(admin_user).post(PAGE, {"user": "verifikator", "reason": "ponsel hilang"})
    assert answer.status_code == 422
    assert "Belum ada orang kedua" in text(answer)


def test_an_office_without_anybody_asks_the_one_above(admin_user: User, verifier: User) -> None:
    above = person("leader", "bawaslu-kaltim", "d")
    row = asked(admin_user)
    assert resetting.deciders(row) == [above.pk]


def test_the_keepers_of_the_keys_above_are_told_where_the_office_has_none(
    admin_user: User, verifier: User, leader: User
) -> None:
    keeper = person("custodian", "bawaslu-ri", "d")
    accounts.signed_in(leader).post(PAGE, {"approve": asked(admin_user).pk})
    assert letters("staff_factor_reset") == sorted(f"user:{one.pk}" for one in (verifier, keeper))


def test_declining_leaves_the_factor_and_says_why(admin_user: User, verifier: User, leader: User) -> None:
    row, client = asked(admin_user), accounts.signed_in(leader)
    assert client.post(PAGE, {"decline": row.pk, "note": " "}).status_code == 422
    assert client.post(PAGE, {"decline": row.pk, "note": "ponselnya ada"}).status_code == 302
    assert devices.confirmed(verifier) is not None
    assert "ponselnya ada" in text(accounts.signed_in(admin_user).get(PAGE))
    assert Entry.objects.filter(action="second_factor:reset_declined").count() == 1


def test_after_three_days_nobody_agrees_any_more(
    admin_user: User, verifier: User, leader: User, moment: time_machine.Traveller
) -> None:
    row = asked(admin_user)
    moment.shift(timedelta(days=3))
    assert accounts.signed_in(leader).post(PAGE, {"approve": row.pk}).status_code == 422
    assert devices.confirmed(verifier) is not None
    row.refresh_from_db()
    assert row.state == RequestState.EXPIRED


def test_the_database_refuses_a_reset_by_one(admin_user: User, verifier: User) -> None:
    row = FactorReset(user=verifier, reason="x", asked_by=admin_user, asked_at="2026-11-02T00:00:00Z")
    for one in (admin_user, verifier):
        row.decided_by = one
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_the_page_and_each_letter_are_in_plain_words(admin_user: User, verifier: User, leader: User) -> None:
    asked(admin_user)
    page = text(accounts.signed_in(leader).get(PAGE))
    assert "Tanyakan dahulu kepada petugas itu sendiri" in page
    assert "24 jam" in page
    assert "Penggantian aplikasi kode" in text(accounts.signed_in(leader).get("/admin/"))
