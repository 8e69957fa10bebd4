"""Name, address, NIP and unit of who serves are changed by two people, and whoever was written to hears of it."""

from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from regions import offices
from regions.models import Unit
from services.accounts import access, changing, vouching
from services.accounts.models import AccountChange, RequestState, User
from services.audit.models import Entry
from services.notifications import addresses
from services.notifications.models import Message
from tests.accounts.conftest import letters, person, text
from tests.factories import accounts, regions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
PAGE = "/admin/accounts/accountchange/"
USERS = "/admin/accounts/user/"
HOME = accounts.HOME
OLD, NEW = "lama@contoh.invalid", "baru@contoh.invalid"
NIP = "198001012005011001"


@pytest.fixture
def verifier(db: None) -> User:
    return accounts.officer("verifier", HOME, username="verifikator", person_hash="b" * 64, email=OLD)


@pytest.fixture
def unit() -> Unit:
    return regions.unit(offices.get(HOME), "Bagian Contoh")


def ask(by: User, **values: str) -> Any:
    given = {"user": "verifikator", "email": NEW, "reason": "mutasi, datang sendiri", **values}
    return accounts.signed_in(by).post(PAGE, given)


def asked(by: User, **values: str) -> AccountChange:
    assert ask(by, **values).status_code == 302
    return AccountChange.objects.get(state="pending")


def standing() -> tuple[Any, ...]:
    """What a refusal must leave as it was: the requests, the accounts, what is on record, what was sent."""
    return (
        list(AccountChange.objects.order_by("pk").values_list("pk", "state", "decided_by")),
        list(User.objects.order_by("pk").values_list("pk", *changing.NAMES)),
        Entry.objects.exclude(action__endswith=":listed").count(),
        Message.objects.count(),
    )


def test_another_address_holds_once_a_second_person_agreed_and_the_old_one_is_written_to(
    admin_user: User, verifier: User, leader: User
) -> None:
    auditor, custodian = accounts.officer("auditor", "bawaslu-ri"), person("custodian", HOME, "d")
    row = asked(admin_user)
    verifier.refresh_from_db()
    assert verifier.email == OLD
    assert letters("staff_account_change_asked") == sorted(f"user:{one.pk}" for one in (leader, custodian))
    assert letters("staff_account_changed") == []
    client = accounts.signed_in(leader)
    assert f"{OLD} → {NEW}" in text(client.get(PAGE))

    assert client.post(PAGE, {"approve": row.pk}).status_code == 302

    verifier.refresh_from_db()
    row.refresh_from_db()
    assert verifier.email == NEW
    assert (row.state, row.decided_by_id) == (RequestState.APPROVED, leader.pk)
    entry = Entry.objects.get(action="account:changed")
    assert (entry.subject, entry.actor) == (str(verifier.pk), f"user:{leader.pk}")
    assert entry.detail == {"request": str(row.pk), "asked_by": str(admin_user.pk), "fields": ["email"]}
    told = [f"user:{one.pk}" for one in (verifier, auditor, custodian)]
    assert letters("staff_account_changed") == sorted([f"former:{row.pk}", *told])
    assert addresses.resolve(f"former:{row.pk}") == [OLD]
    assert addresses.resolve(f"user:{verifier.pk}") == [NEW]
    assert client.post(PAGE, {"approve": row.pk}).status_code == 422


def test_a_nip_and_a_unit_take_two_people_as_well(admin_user: User, verifier: User, leader: User, unit: Unit) -> None:
    row = asked(admin_user, email="", nip=NIP, unit=str(unit.pk))
    assert sorted(row.names) == ["person_hash", "unit"]
    page = text(accounts.signed_in(leader).get(PAGE))
    assert "NIP yang lain dari yang tercatat" in page
    assert NIP not in page
    changing.approve(row.pk, by=leader)
    verifier.refresh_from_db()
    assert (verifier.email, verifier.person_hash, verifier.unit) == (OLD, access.person_hash(NIP), unit)
    assert f"former:{row.pk}" not in letters("staff_account_changed")  # who was written to is still written to


def test_who_serves_without_a_known_nip_can_be_given_one(admin_user: User, leader: User) -> None:
    unknown = accounts.officer("operator", HOME, username="verifikator")
    changing.approve(asked(admin_user, email="", nip=NIP).pk, by=leader)
    unknown.refresh_from_db()
    assert unknown.person_hash == access.person_hash(NIP)


def test_the_form_of_an_account_changes_neither_of_who_serves(admin_user: User, verifier: User, unit: Unit) -> None:
    client = accounts.signed_in(admin_user)
    address = f"{USERS}{verifier.pk}/change/"
    page = text(client.get(address))
    assert 'name="email"' not in page
    assert 'name="nip"' not in page
    assert 'name="full_name"' not in page
    assert OLD in page
    name = verifier.full_name
    data = {"username": "verifikator", "full_name": "Nama Lain", "is_active": "on"}
    assert client.post(address, {**data, "email": NEW, "nip": NIP, "unit": unit.pk}).status_code == 302
    verifier.refresh_from_db()
    assert (verifier.username, verifier.full_name, verifier.email, verifier.person_hash, verifier.unit) == (
        "verifikator", name, OLD, "b" * 64, None,
    )  # fmt: skip
    assert not AccountChange.objects.exists()
    assert not Message.objects.exists()


def test_of_who_serves_nowhere_it_is_changed_at_once_and_the_old_address_is_written_to(admin_user: User) -> None:
    newcomer = accounts.user(username="baru", email=OLD)
    data = {"username": "baru", "full_name": newcomer.full_name, "is_active": "on", "email": NEW, "nip": NIP}
    assert accounts.signed_in(admin_user).post(f"{USERS}{newcomer.pk}/change/", data).status_code == 302
    newcomer.refresh_from_db()
    assert (newcomer.email, newcomer.person_hash) == (NEW, access.person_hash(NIP))
    row = AccountChange.objects.get()
    assert (row.state, row.asked_by_id, row.decided_by_id) == (RequestState.APPROVED, admin_user.pk, None)
    assert letters("staff_account_changed") == [f"former:{row.pk}"]
    assert addresses.resolve(f"former:{row.pk}") == [OLD]
    entry = Entry.objects.get(action="account:changed")
    assert entry.detail["fields"] == ["email", "person_hash"]
    assert NEW not in str(entry.detail)
    assert ask(admin_user, user="baru", email=OLD).status_code == 422


def test_whose_name_alone_changes_gets_no_letter(admin_user: User) -> None:
    newcomer = accounts.user(username="baru", email=OLD)
    data = {"username": "baru2", "full_name": "Nama Lain", "is_active": "on", "email": OLD}
    assert accounts.signed_in(admin_user).post(f"{USERS}{newcomer.pk}/change/", data).status_code == 302
    newcomer.refresh_from_db()
    assert (newcomer.username, newcomer.full_name) == ("baru2", "Nama Lain")
    assert not AccountChange.objects.exists()
    assert not Message.objects.exists()


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
    before = standing()
    for act in ("approve", "decline"):
        assert accounts.signed_in(other).post(PAGE, {act: row.pk, "note": "Bukan."}).status_code == status
    assert standing() == before


def test_the_one_who_asked_does_not_agree(admin_user: User, verifier: User, leader: User) -> None:
    row = asked(admin_user)
    before = standing()
    assert accounts.signed_in(admin_user).post(PAGE, {"approve": row.pk}).status_code == 422
    assert standing() == before


def test_nobody_makes_the_officer_themself_by_giving_them_their_own_nip(verifier: User, leader: User) -> None:
    asker = accounts.officer("sysadmin", "bawaslu-ri", person_hash=access.person_hash(NIP))
    before = standing()
    assert ask(asker, email="", nip=NIP).status_code == 422
    assert standing() == before
    other, custodian = person("sysadmin", "bawaslu-ri", "e"), person("custodian", HOME, "d")
    User.objects.filter(pk=leader.pk).update(person_hash=access.person_hash(NIP))
    row = asked(other, email="", nip=NIP)
    assert letters("staff_account_change_asked") == [f"user:{custodian.pk}"]
    before = standing()
    assert accounts.signed_in(leader).post(PAGE, {"approve": row.pk}).status_code == 422
    assert standing() == before


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"email": ""}, "Tidak ada yang berubah"),
        ({"email": OLD}, "Tidak ada yang berubah"),
        ({"nip": "12345"}, "Ini bukan NIP"),
        ({"user": "administrator"}, "Anda tidak dapat mengubah data akun sendiri"),
        ({"user": "kosong"}, "tidak memegang peran"),
    ],
)
def test_what_cannot_be_asked_for_is_said_and_nothing_is_kept(
    admin_user: User, verifier: User, leader: User, values: dict[str, str], sentence: str
) -> None:
    User.objects.filter(pk=admin_user.pk).update(username="administrator")
    accounts.user(username="kosong")
    before = standing()
    response = ask(User.objects.get(pk=admin_user.pk), **values)
    assert (response.status_code, sentence in text(response)) == (422, True)
    assert standing() == before


def test_it_is_declined_with_a_reason_that_is_kept(admin_user: User, verifier: User, leader: User) -> None:
    row, client = asked(admin_user), accounts.signed_in(leader)
    before = standing()
    assert client.post(PAGE, {"decline": row.pk, "note": " "}).status_code == 422
    assert standing() == before
    assert client.post(PAGE, {"decline": row.pk, "note": "Ia tidak memintanya."}).status_code == 302
    row.refresh_from_db()
    verifier.refresh_from_db()
    assert (row.state, row.note, verifier.email) == (RequestState.DECLINED, "Ia tidak memintanya.", OLD)
    assert letters("staff_account_changed") == []
    assert "Ia tidak memintanya." in text(accounts.signed_in(admin_user).get(PAGE))


def test_after_a_week_it_is_over(
    admin_user: User, verifier: User, leader: User, moment: time_machine.Traveller
) -> None:
    row = asked(admin_user)
    moment.shift(changing.LASTS)
    assert accounts.signed_in(leader).post(PAGE, {"approve": row.pk}).status_code == 422
    row.refresh_from_db()
    verifier.refresh_from_db()
    assert (row.state, verifier.email) == (RequestState.EXPIRED, OLD)


def test_who_gave_an_account_its_nip_is_no_second_person_to_it(admin_user: User, verifier: User, leader: User) -> None:
    changing.approve(asked(admin_user, email="", nip=NIP).pk, by=leader)
    assert vouching.behind(verifier.pk) == {admin_user.pk, leader.pk}


def test_the_table_itself_refuses_one_person(admin_user: User, verifier: User, leader: User) -> None:
    row = asked(admin_user)
    for wrong in ({"decided_by": admin_user}, {"decided_by": verifier}, {"asked_by": verifier}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccountChange.objects.filter(pk=row.pk).update(**wrong)


def test_an_administrator_tells_two_of_one_name_apart_by_their_accounts(
    admin_user: User, verifier: User, leader: User
) -> None:
    name = verifier.full_name
    verifier.full_name = leader.full_name = "Dua Orang Senama"
    verifier.save()
    leader.save()
    choices = text(accounts.signed_in(admin_user).get(PAGE))
    assert f'<option value="{verifier.username}">Dua Orang Senama ({verifier.username})</option>' in choices
    assert f'<option value="{leader.username}">Dua Orang Senama ({leader.username})</option>' in choices
    assert name not in choices
    asked(admin_user, email=NEW)
    listed = text(accounts.signed_in(admin_user).get(PAGE))
    assert f"Dua Orang Senama ({verifier.username}), alamat surel: menunggu persetujuan" in listed
    assert f"({verifier.username})" not in text(
        accounts.signed_in(leader).get(PAGE)
    )  # the account is not theirs to read
