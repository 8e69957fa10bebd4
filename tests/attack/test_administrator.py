"""Who administers accounts reads no name: not alone, and not on the same day with a second administrator."""

import time
from uuid import UUID, uuid4

import pytest
from django.test import Client

from services.accounts import devices
from services.accounts.models import CodeApp, FactorReset, User
from services.audit.models import Entry
from services.vault import client as vault_client
from services.vault import factors
from services.vault.models import Grant
from tests.factories import accounts, reports, vault

pytestmark = pytest.mark.django_db
HOME = "bawaslu-balikpapan"
GIVEN, CHOSEN = "sementara-dari-administrator", "pilihan-si-penyerang"


@pytest.fixture(autouse=True)
def _the_vault_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    vault.answer_here(monkeypatch)


def serving(role: str, key: str, agency: str = HOME) -> User:
    """An officer who enrolled a code app the way the sign-in page does."""
    user = accounts.user(person_hash=key * 64)
    accounts.membership(user, role, agency)
    devices.enrol(user, devices.offer(user))
    return user


def taken_over(officer: User, by: Client) -> Client:
    """Whatever an administrator can do by themself to sign in as an officer; signed in where that is enough."""
    data = {"username": officer.username, "full_name": officer.full_name, "is_active": "on", "reset_device": "on"}
    by.post(f"/admin/accounts/user/{officer.pk}/change/", {**data, "new_password": GIVEN})
    browser = Client()
    browser.post("/admin/login/", {"username": officer.username, "password": GIVEN}, follow=True)
    offered = CodeApp.objects.filter(user=officer, confirmed=False).first()
    if offered:
        browser.post("/admin/login/", {"otp_token": accounts.token(offered)})
        new = {"new_password1": CHOSEN, "new_password2": CHOSEN}
        browser.post("/admin/password_change/", {"old_password": GIVEN, **new})
    return browser


def test_one_administrator_becomes_neither_verifier_nor_leader() -> None:
    administrator = accounts.signed_in(serving("sysadmin", "a", "bawaslu-ri"))
    for officer in (serving("verifier", "b"), serving("leader", "c")):
        assert taken_over(officer, administrator).get("/admin/").status_code == 302
        assert CodeApp.objects.filter(user=officer, confirmed=True).count() == 1


def test_two_administrators_who_become_both_open_nothing_that_day() -> None:
    first, second = serving("sysadmin", "a", "bawaslu-ri"), serving("sysadmin", "d", "bawaslu-ri")
    officers = [serving("verifier", "b"), serving("leader", "c")]
    code, _case = reports.filed()
    subject = reports.report_of(code).subject
    factors.look(vault.desk())
    page = "/admin/accounts/factorreset/"
    for officer in officers:
        accounts.signed_in(first).post(page, {"user": officer.username, "reason": "ponsel hilang"})
        accounts.signed_in(second).post(page, {"approve": FactorReset.objects.get(user=officer).pk})
        assert taken_over(officer, accounts.signed_in(first)).get("/admin/").status_code == 200

    assert [refused(subject, officers[0]), refused_to_agree(officers[1])] == ["new_factor"] * 2
    assert not Grant.objects.exists()
    assert Entry.objects.filter(action="factor:replaced").count() == 2


def test_one_administrator_who_enrols_two_who_never_signed_in_opens_nothing_that_day() -> None:
    administrator = accounts.signed_in(serving("sysadmin", "a", "bawaslu-ri"))
    officers = [accounts.user(person_hash=key * 64) for key in "bc"]
    for officer, role in zip(officers, ("verifier", "leader"), strict=True):
        accounts.membership(officer, role, HOME)
        assert taken_over(officer, administrator).get("/admin/").status_code == 200
    code, _case = reports.filed()
    subject = reports.report_of(code).subject

    assert [refused(subject, officers[0]), refused_to_agree(officers[1])] == ["new_factor"] * 2
    assert not Grant.objects.exists()


def refused(subject: UUID, by: User) -> str:
    with pytest.raises(vault_client.Refused) as found:
        vault_client.request_opening(subject, account=by.pk, reason="safety")
    return found.value.code


def refused_to_agree(by: User) -> str:
    with pytest.raises(vault_client.Refused) as found:
        # The next code: the one that has just signed in is none at the vault.
        vault_client.approve_opening(uuid4(), account=by.pk, otp=accounts.token(by, at=time.time() + 30))
    return found.value.code
