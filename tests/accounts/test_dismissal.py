"""T-09: who was moved, dismissed, or got another password or second factor is out at the next request, everywhere."""

from collections.abc import Callable

import pytest
from django.test import Client

from services.accounts import devices
from services.accounts.models import Membership, User
from tests.factories import accounts, reports
from tests.netralitas.test_headers import addresses

pytestmark = pytest.mark.django_db
OPEN = {"/admin/login/"}


def dismissed(user: User) -> None:
    Membership.objects.filter(user=user).update(until="2024-01-01")


def deactivated(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def repassworded(user: User) -> None:
    user.set_password("kalimat lain yang panjang")
    user.save()


def refactored(user: User) -> None:
    devices.enrol(user, devices.offer(user))


@pytest.mark.parametrize("change", [dismissed, deactivated, repassworded, refactored])
def test_the_next_request_on_every_address_finds_nobody(change: Callable[[User], None]) -> None:
    user = accounts.officer("leader", "bawaslu-ri")
    rooms = [one for one in addresses() if one.startswith("/admin/") and one not in OPEN and "logout" not in one]
    assert len(rooms) > 40
    cookies = [(room, accounts.signed_in(user).cookies) for room in rooms]

    change(user)

    client = Client()
    for room, cookie in cookies:
        client.cookies = cookie
        answer = client.get(room)
        assert (answer.status_code, answer.headers.get("Location", "").split("?")[0]) == (302, "/admin/login/"), room


def test_who_was_moved_sees_the_new_office_and_no_longer_the_old_one() -> None:
    case = reports.filed()[1]
    user = accounts.officer("verifier", "bawaslu-balikpapan")
    client = accounts.signed_in(user)
    pages = [f"/admin/reports/case/{case.pk}/{name}/" for name in ("change", "print", "assign", "package")]
    assert client.get(pages[0]).status_code == 200

    Membership.objects.filter(user=user).update(agency_id="bawaslu-kendari")

    assert [client.get(page).status_code for page in pages] == [404, 404, 404, 404]
    assert case.reference not in client.get("/admin/reports/case/").content.decode()
