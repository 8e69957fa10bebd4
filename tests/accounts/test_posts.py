"""Whoever decides about an account tells people of one name apart by their posts, never by the account's name."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions import offices
from services.accounts import changing, granting, posts, resetting
from services.accounts.models import RoleRequest, User
from tests.accounts.conftest import person, text
from tests.accounts.test_granting import TODAY
from tests.factories import accounts, regions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
HOME = accounts.HOME
ROLES, RESETS, CHANGES = (f"/admin/accounts/{one}/" for one in ("rolerequest", "factorreset", "accountchange"))


def asked(of: User, by: User, role: str = "verifier") -> RoleRequest:
    return granting.ask(
        user=of, agency=offices.get(HOME), role=role, since=TODAY, until=None, basis="ST 12/2026", by=by
    )


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_post_stands_beside_the_name_wherever_somebody_decides(admin_user: User, leader: User) -> None:
    of = accounts.officer("operator", HOME, username="akunnya", full_name="Dua Orang Senama", person_hash="b" * 64)
    post = f"Operator Bawaslu, {offices.get(HOME).name}"
    asked(of, admin_user)
    resetting.ask(user=of, reason="hilang", by=admin_user)
    changing.ask(user=of, email="baru@contoh.invalid", nip="", unit=None, reason="mutasi", by=admin_user)
    client = accounts.signed_in(leader)
    for address in (ROLES, RESETS, CHANGES):
        page = plain(text(client.get(address)))
        assert f"Menunggu keputusan Anda: Dua Orang Senama {post}" in page, address
        assert "akunnya" not in page
        assert "Orang yang sama" not in page
    client.post(CHANGES, {"decline": changing.waiting(leader)[0].pk, "note": "Bukan."})
    assert f"Dua Orang Senama ({post}), alamat surel: ditolak" in plain(text(client.get(CHANGES)))


def test_who_holds_no_role_yet_is_known_by_their_unit(admin_user: User, leader: User) -> None:
    unit = regions.unit(offices.get(HOME), "Bagian Contoh")
    asked(accounts.user(full_name="Orang Baru", unit=unit, person_hash="b" * 64), admin_user)
    page = plain(text(accounts.signed_in(leader).get(ROLES)))
    assert "Orang Baru Tidak memegang peran di kantor mana pun · Bagian Contoh." in page


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("verifier", "Orang yang sama sudah memegang peran ini dengan akun lain: Verifikator Bawaslu, "),
        ("auditor", "Orang yang sama sudah memegang peran lain dengan akun lain: Auditor, "),
    ],
)
def test_a_leader_is_told_that_the_person_serves_with_another_account(
    admin_user: User, leader: User, held: str, said: str
) -> None:
    other = accounts.officer(held, "bawaslu-ri", username="akun.lain", person_hash="b" * 64)
    asked(accounts.user(username="baru", person_hash="b" * 64), admin_user)
    client = accounts.signed_in(leader)
    page = plain(text(client.get(ROLES)))
    assert said + offices.get("bawaslu-ri").name in page
    assert "akun.lain" not in page
    User.objects.filter(pk=other.pk).update(is_active=False)  # an administrator could open it again
    assert said in plain(text(client.get(ROLES)))
    other.memberships.update(until=TODAY)
    assert "Orang yang sama" not in plain(text(client.get(ROLES)))


def test_two_accounts_without_a_nip_are_not_taken_for_one_person() -> None:
    one, other = accounts.officer("verifier", HOME), accounts.officer("auditor", HOME)
    found = posts.of([one, other])
    assert [[row.role for row in found[key].own] for key in (one.pk, other.pk)] == [["verifier"], ["auditor"]]
    assert (found[one.pk].elsewhere, found[other.pk].elsewhere) == ([], [])


def test_the_posts_of_many_are_one_statement_and_of_nobody_none() -> None:
    people = [person("verifier", HOME, key) for key in "bcdefg"]
    for many in (people[:1], people):
        with CaptureQueriesContext(
            connection,
        ) as asked_of:
            found = posts.of(many)
            assert all(row.agency.name and row.user.pk for one in found.values() for row in one.own)
        assert len(asked_of) == 1
    with CaptureQueriesContext(connection) as asked_of:
        assert posts.of([]) == {}
    assert len(asked_of) == 0
