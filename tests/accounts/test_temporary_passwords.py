"""A password that an administrator set opens the page on which it is changed, and nothing else."""

import pytest
from django.test import Client

from services.accounts.models import User
from services.audit.models import Entry
from tests.factories import accounts

pytestmark = pytest.mark.django_db
CHANGE = "/admin/password_change/"
TEMPORARY, OWN = "hanya-sementara-saja", "kereta-biru-lewat-sawah"


def given_a_password() -> tuple[User, Client]:
    administrator = accounts.signed_in(accounts.officer("sysadmin", "bawaslu-ri"))
    officer = accounts.officer("verifier")
    data = {"username": officer.username, "full_name": officer.full_name, "is_active": "on"}
    answer = administrator.post(f"/admin/accounts/user/{officer.pk}/change/", {**data, "new_password": TEMPORARY})
    assert answer.status_code == 302
    assert Entry.objects.filter(action="user:password_set", subject=str(officer.pk)).count() == 1
    officer.refresh_from_db()
    return officer, accounts.signed_in(officer)


def typed(old: str, new: str) -> dict[str, str]:
    return {"old_password": old, "new_password1": new, "new_password2": new}


@pytest.mark.parametrize("address", ["/admin/", "/admin/reports/case/", "/admin/second-factor/", "/admin/rules/"])
def test_it_leads_to_the_change_of_password_wherever_one_goes(address: str) -> None:
    _officer, client = given_a_password()
    for answer in (client.get(address), client.post(address)):
        assert (answer.status_code, answer.headers["Location"]) == (302, CHANGE)
    assert "diberikan oleh administrator" in client.get(CHANGE).content.decode()


def test_a_password_of_ones_own_opens_the_staff_room() -> None:
    officer, client = given_a_password()

    assert client.post(CHANGE, typed(TEMPORARY, OWN)).status_code == 302

    officer.refresh_from_db()
    assert not officer.must_change_password
    assert officer.check_password(OWN)
    assert client.get("/admin/").status_code == 200


def test_the_same_password_again_is_no_change() -> None:
    officer, client = given_a_password()
    answer = client.post(CHANGE, typed(TEMPORARY, TEMPORARY))
    assert "harus berbeda" in answer.content.decode()
    officer.refresh_from_db()
    assert officer.must_change_password


def test_the_way_out_stays_open() -> None:
    _officer, client = given_a_password()
    assert client.post("/admin/logout/").headers["Location"] == "/admin/login/"


def test_a_new_account_has_a_password_to_change_and_others_are_left_alone() -> None:
    client = accounts.signed_in(accounts.officer("sysadmin", "bawaslu-ri"))
    data = {"username": "petugas.baru", "full_name": "Petugas Baru", "is_active": "on", "new_password": TEMPORARY}
    client.post("/admin/accounts/user/add/", data)
    assert User.objects.get(username="petugas.baru").must_change_password
    officer = accounts.officer()
    kept = {"username": officer.username, "full_name": officer.full_name, "new_password": ""}
    client.post(f"/admin/accounts/user/{officer.pk}/change/", kept)
    officer.refresh_from_db()
    assert (officer.is_active, officer.must_change_password) == (False, False)
