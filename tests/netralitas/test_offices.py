"""How an office is reached: the system administrator writes it down, nobody else, and nothing besides."""

import re

import pytest

from netralitas.admin.regions import REACH
from regions import offices
from regions.models import Agency
from services.audit.models import Entry
from services.notifications.models import Owed
from tests.factories import accounts

pytestmark = pytest.mark.django_db

HOME = "bawaslu-balikpapan"
ADDRESS = f"/admin/regions/agency/{HOME}/change/"
TYPED = {"address": "Jalan Contoh 5, Balikpapan", "address_basis": "", "phone": "0542-000000"}


def sent(page: str) -> dict[str, str]:
    """What a browser sends of the page besides the three fields: how many rows stand below them, read-only."""
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page)) | TYPED


def reach() -> tuple[str, ...]:
    return Agency.objects.values_list(*REACH).get(pk=HOME)


def test_the_administrator_writes_down_address_and_telephone_and_pages_know_it() -> None:
    client = accounts.signed_in(accounts.officer("sysadmin", "bawaslu-ri"))
    page = client.get(ADDRESS).content.decode()
    assert [name for name in REACH if f'name="{name}"' in page] == list(REACH)
    assert 'name="name"' not in page
    response = client.post(ADDRESS, sent(page))
    assert response.status_code == 302
    assert reach() == ("Jalan Contoh 5, Balikpapan", "", "0542-000000")
    assert offices.get(HOME).phone == "0542-000000"
    entry = Entry.objects.get(action="agency:changed")
    assert (entry.subject, entry.detail) == (HOME, {"fields": ["address", "phone"]})


def test_nothing_else_of_an_office_changes_whatever_is_sent() -> None:
    client = accounts.signed_in(accounts.officer("sysadmin", "bawaslu-ri"))
    page = client.get(ADDRESS).content.decode()
    before = Agency.objects.values().get(pk=HOME)
    client.post(ADDRESS, {**sent(page), "name": "Lain", "letter_only": "on", "online_mandate_since": "2024-01-01"})
    assert Agency.objects.values().get(pk=HOME) == {**before, **TYPED}


@pytest.mark.parametrize("role", ["operator", "verifier", "leader", "bkn", "auditor", "custodian"])
def test_nobody_but_the_administrator_writes_it(role: str) -> None:
    client = accounts.signed_in(accounts.officer(role, "bkn" if role == "bkn" else HOME))
    page = client.get(ADDRESS)
    assert page.status_code == 200
    assert 'name="address"' not in page.content.decode()
    assert client.post(ADDRESS, TYPED).status_code == 403
    assert reach() == ("", "", "")
    assert not Entry.objects.filter(action="agency:changed").exists()
    assert not Owed.objects.exists()


def test_no_office_is_added_or_taken_away() -> None:
    client = accounts.signed_in(accounts.officer("sysadmin", "bawaslu-ri"))
    before = Agency.objects.count()
    assert client.post("/admin/regions/agency/add/", TYPED).status_code == 403
    assert client.post(f"/admin/regions/agency/{HOME}/delete/", {"post": "yes"}).status_code == 403
    assert Agency.objects.count() == before
