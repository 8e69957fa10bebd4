"""Who serves or ever served is renamed by two people, for the history of a case reads names live."""

import re
from typing import Any

import pytest

from services.accounts.models import AccountChange, Membership, RequestState, User
from services.audit.models import Entry
from services.notifications import addresses
from tests.accounts.conftest import letters, person, text
from tests.accounts.test_changing import NIP, OLD, PAGE, USERS, standing
from tests.factories import accounts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
HOME = accounts.HOME
NAME = "Nama Baru Contoh"


@pytest.fixture
def verifier(db: None) -> User:
    return accounts.officer("verifier", HOME, username="verifikator", full_name="Nama Lama", email=OLD)


@pytest.fixture
def former(db: None) -> User:
    """An officer whose only role ended."""
    made = accounts.user(username="mantan", full_name="Nama Lama", email=OLD)
    accounts.membership(made, "verifier", HOME, until="2026-10-01")
    return made


def ask(by: User, **values: str) -> Any:
    given = {"user": "verifikator", "reason": "menikah, menunjukkan kartu keluarga", **values}
    return accounts.signed_in(by).post(PAGE, given)


def test_a_name_holds_once_a_second_person_agreed_who_reads_no_account_name(
    admin_user: User, verifier: User, leader: User
) -> None:
    assert ask(admin_user, full_name=NAME, username="nama.baru").status_code == 302
    row = AccountChange.objects.get()
    verifier.refresh_from_db()
    assert (verifier.full_name, verifier.username) == ("Nama Lama", "verifikator")
    client = accounts.signed_in(leader)
    page = text(client.get(PAGE))
    assert f"Nama lengkap: Nama Lama → {NAME}" in page
    assert "Nama pengguna yang lain dari yang tercatat" in page
    assert "nama.baru" not in page
    assert "verifikator" not in page
    second = text(accounts.signed_in(person("sysadmin", "bawaslu-ri", "e")).get(PAGE))
    assert "Nama pengguna: verifikator → nama.baru" in second

    assert client.post(PAGE, {"approve": row.pk}).status_code == 302

    verifier.refresh_from_db()
    assert (verifier.full_name, verifier.username, verifier.email) == (NAME, "nama.baru", OLD)
    entry = Entry.objects.get(action="account:changed")
    assert entry.detail == {
        "request": str(row.pk), "asked_by": str(admin_user.pk), "fields": ["full_name", "username"],
    }  # fmt: skip
    assert letters("staff_account_changed") == [f"user:{verifier.pk}"]
    listed = text(accounts.signed_in(admin_user).get(PAGE))
    assert f"{NAME} (nama.baru), nama lengkap, nama pengguna: disetujui" in listed


def test_nobody_renames_a_former_officer_alone(admin_user: User, former: User) -> None:
    client, address = accounts.signed_in(admin_user), f"{USERS}{former.pk}/change/"
    page = text(client.get(address))
    assert 'name="full_name"' not in page
    assert re.search(r'<input[^>]* name="username"[^>]* readonly', page)
    assert 'name="email"' in page
    before = standing()
    given = {"username": "mantan", "full_name": NAME, "email": OLD, "is_active": "on"}
    assert client.post(address, given).status_code == 302
    assert standing()[:2] == before[:2]
    assert standing()[3] == before[3]


def test_another_user_name_or_none_is_refused_and_changes_nothing(admin_user: User, verifier: User) -> None:
    client, address = accounts.signed_in(admin_user), f"{USERS}{verifier.pk}/change/"
    client.get(address)
    before = standing()
    for given, said in (
        ({"username": "lain", "is_active": "on"}, "diubah oleh dua orang"),
        ({"username": "lain", "new_password": "sandi-sementara-panjang"}, "diubah oleh dua orang"),
        ({}, "errorlist"),
    ):
        answer = client.post(address, given)
        assert (answer.status_code, said in text(answer)) == (200, True)
    assert standing() == before
    kept = User.objects.get(pk=verifier.pk)
    assert (kept.is_active, kept.password) == (True, verifier.password)


def test_another_administrator_agrees_to_the_name_of_a_former_officer(admin_user: User, former: User) -> None:
    second = person("sysadmin", "bawaslu-ri", "e")
    assert ask(admin_user, user="mantan", full_name=NAME).status_code == 302
    row = AccountChange.objects.get()
    before = standing()
    assert accounts.signed_in(admin_user).post(PAGE, {"approve": row.pk}).status_code == 422
    assert standing() == before
    assert accounts.signed_in(second).post(PAGE, {"approve": row.pk}).status_code == 302
    former.refresh_from_db()
    assert former.full_name == NAME
    assert letters("staff_account_changed") == [f"former:{row.pk}"]
    assert addresses.resolve(f"former:{row.pk}") == [OLD]


@pytest.mark.parametrize(
    ("values", "status", "sentence"),
    [
        ({"full_name": "Nama Lama"}, 422, "Tidak ada yang berubah"),
        ({"username": "verifikator"}, 422, "Tidak ada yang berubah"),
        ({"username": "dipakai"}, 422, "Nama pengguna ini sudah dipakai akun lain."),
        ({"username": "dua kata"}, 422, "nama pengguna"),
        ({"full_name": "x" * 121}, 422, "120"),
        ({"user": "mantan", "nip": NIP}, 422, "tidak memegang peran"),
        ({"user": "dipakai", "full_name": NAME}, 422, "tidak memegang peran"),
    ],
)
def test_a_name_that_cannot_be_asked_for_is_said_and_nothing_is_kept(
    admin_user: User,
    verifier: User,
    former: User,
    leader: User,
    values: dict[str, str],
    status: int,
    sentence: str,
) -> None:
    accounts.user(username="dipakai")
    before = standing()
    response = ask(admin_user, **values)
    assert (response.status_code, sentence in text(response)) == (status, True)
    assert standing() == before


def test_a_user_name_taken_meanwhile_is_refused_and_nothing_changes(
    admin_user: User, verifier: User, leader: User
) -> None:
    assert ask(admin_user, full_name=NAME, username="nama.baru").status_code == 302
    row = AccountChange.objects.get()
    accounts.user(username="nama.baru")
    before = standing()
    answer = accounts.signed_in(leader).post(PAGE, {"approve": row.pk})
    assert (answer.status_code, "sudah dipakai akun lain" in text(answer)) == (422, True)
    assert standing() == before
    assert AccountChange.objects.get().state == RequestState.PENDING


def test_a_role_given_meanwhile_is_what_counts(admin_user: User) -> None:
    newcomer = accounts.user(username="baru", full_name="Nama Lama")
    client, address = accounts.signed_in(admin_user), f"{USERS}{newcomer.pk}/change/"
    assert 'name="full_name"' in text(client.get(address))
    Membership.objects.create(user=newcomer, agency_id=HOME, role="verifier", since="2026-12-01")  # not begun yet
    given = {"username": "lain", "full_name": NAME, "email": newcomer.email, "is_active": "on"}
    assert client.post(address, given).status_code == 200
    assert client.post(address, {**given, "username": "baru"}).status_code == 302
    newcomer.refresh_from_db()
    assert (newcomer.username, newcomer.full_name) == ("baru", "Nama Lama")
