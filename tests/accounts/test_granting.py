"""N-08: a role takes two people. An administrator asks, a leader agrees on a page, auditors are told."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from regions import offices
from services.accounts import access, granting
from services.accounts.models import Membership, RequestState, RoleRequest, User
from services.audit.models import Entry
from services.notifications.models import Message
from tests.accounts.conftest import person, text
from tests.factories import accounts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
PAGE = "/admin/accounts/rolerequest/"
HOME = accounts.HOME
TODAY = date(2026, 11, 2)


@pytest.fixture
def newcomer(db: None) -> User:
    return accounts.user(username="baru", person_hash="b" * 64)


def wanted(**fields: str) -> dict[str, str]:
    given = {"user": "baru", "agency": HOME, "role": "verifier", "since": "2026-11-02", "basis": "ST 12/2026"}
    return {**given, **fields}


def standing() -> tuple[Any, ...]:
    """What a refusal must leave as it was."""
    states = list(RoleRequest.objects.order_by("pk").values_list("pk", "state", "decided_by", "note"))
    done = Entry.objects.exclude(action__endswith=":listed").exclude(
        action__endswith=":form"
    )  # looking is recorded too
    return states, Membership.objects.count(), done.count(), Message.objects.count()


def asked(client: Client, **fields: str) -> RoleRequest:
    assert client.post(PAGE, wanted(**fields)).status_code == 302
    return RoleRequest.objects.get(state="pending")


def test_what_an_administrator_asks_for_gives_nothing_until_a_leader_agrees(
    admin_user: User, newcomer: User, leader: User
) -> None:
    auditor = accounts.officer("auditor", "bawaslu-ri")
    row = asked(accounts.signed_in(admin_user))
    assert access.roles_at(newcomer, TODAY) == ()
    assert list(Message.objects.values_list("letter", "reference")) == [("staff_role_asked", f"user:{leader.pk}")]
    client = accounts.signed_in(leader)
    assert "ST 12/2026" in text(client.get(PAGE))

    assert client.post(PAGE, {"approve": row.pk}).status_code == 302

    assert {one.role for one in access.roles_at(newcomer, TODAY)} == {"verifier"}
    made = Membership.objects.get(user=newcomer)
    entry = Entry.objects.get(action="role:granted")
    assert (entry.subject, entry.actor) == (str(made.pk), f"user:{leader.pk}")
    assert entry.detail == {
        "user": str(newcomer.pk),
        "agency": HOME,
        "role": "verifier",
        "asked_by": str(admin_user.pk),
    }
    told = Message.objects.filter(letter="staff_role_granted").values_list("reference", flat=True)
    assert list(told) == [f"user:{auditor.pk}"]
    row.refresh_from_db()
    assert (row.state, row.decided_by_id) == (RequestState.APPROVED, leader.pk)
    assert client.post(PAGE, {"approve": row.pk}).status_code == 422
    assert Membership.objects.filter(user=newcomer).count() == 1


def test_the_list_of_memberships_has_no_door_to_give_a_role(admin_user: User, newcomer: User) -> None:
    client, before = accounts.signed_in(admin_user), standing()
    row = {"user": newcomer.pk, "agency": HOME, "role": "leader", "since": "2026-11-02"}

    assert client.get("/admin/accounts/membership/add/").status_code == 403
    assert client.post("/admin/accounts/membership/add/", row).status_code == 403
    assert standing() == before


def test_a_role_is_ended_by_one_person_and_never_prolonged(admin_user: User, leader: User) -> None:
    client = accounts.signed_in(admin_user)
    held = leader.memberships.get()
    address = f"/admin/accounts/membership/{held.pk}/change/"

    assert client.post(address, {"until": "2026-11-02"}).status_code == 302
    assert access.roles_at(leader, TODAY) == ()
    for later in ("", "2027-01-01"):
        assert "hanya dapat diakhiri" in text(client.post(address, {"until": later}))
    held.refresh_from_db()
    assert held.until == TODAY


def test_the_same_person_never_agrees_under_another_account(admin_user: User, newcomer: User, leader: User) -> None:
    row = asked(accounts.signed_in(admin_user))
    second = person("leader", HOME, "a")  # the administrator's other account
    theirs = person("leader", HOME, "b")  # the newcomer's other account
    nameless = accounts.officer("leader", HOME)
    before = standing()

    for user in (second, theirs, nameless, admin_user):
        answer = accounts.signed_in(user).post(PAGE, {"approve": row.pk})
        assert answer.status_code == 422, user
    assert standing() == before
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleRequest.objects.filter(pk=row.pk).update(decided_by=admin_user)


def test_nobody_asks_for_themself_under_any_account(admin_user: User, leader: User) -> None:
    other = accounts.user(username="lain", person_hash="a" * 64)
    nameless = accounts.user(username="tanpa-nip")
    client, before = accounts.signed_in(admin_user), standing()

    own = [client.post(PAGE, wanted(user=one.username)) for one in (admin_user, other)]
    unknown = client.post(PAGE, wanted(user=nameless.username))

    assert [one.status_code for one in (*own, unknown)] == [422, 422, 422]
    assert all("diri sendiri" in text(one) for one in own)
    assert "NIP kedua akun harus tercatat" in text(unknown)
    assert "ST 12/2026" in text(unknown)
    assert standing() == before


@pytest.mark.parametrize("role", ["operator", "verifier", "bkpsdm", "bkn", "custodian", "auditor"])
def test_other_roles_neither_ask_nor_agree(role: str, admin_user: User, newcomer: User, leader: User) -> None:
    row = asked(accounts.signed_in(admin_user))
    client, before = accounts.signed_in(person(role, HOME, "d")), standing()

    answers = [client.get(PAGE), client.post(PAGE, wanted(role="leader")), client.post(PAGE, {"approve": row.pk})]

    assert [one.status_code for one in answers] == [403, 403, 403]
    assert standing() == before


def test_a_leader_of_another_office_decides_nothing_and_asks_nothing(
    admin_user: User, newcomer: User, leader: User
) -> None:
    row = asked(accounts.signed_in(admin_user))
    client, before = accounts.signed_in(person("leader", "bawaslu-kendari", "d")), standing()

    assert "ST 12/2026" not in text(client.get(PAGE))
    assert client.post(PAGE, {"approve": row.pk}).status_code == 422
    assert client.post(PAGE, {"decline": row.pk, "note": "bukan kami"}).status_code == 422
    assert client.post(PAGE, wanted(role="leader")).status_code == 403
    assert standing() == before


@pytest.mark.parametrize(
    ("office", "decides"),
    [
        (HOME, "bawaslu-kaltim"),  # no leader of its own: the level above
        ("bkpsdm-samarinda", "bawaslu-kaltim"),  # nobody leads there: the Bawaslu that sends it packages, and above
        ("bkn", "bawaslu-ri"),
        ("bawaslu-ri", "bawaslu-ri"),
        ("bawaslu-kendari", "bawaslu-ri"),  # neither the office nor its province has one
    ],
)
def test_where_an_office_has_no_leader_the_level_above_decides(
    office: str, decides: str, admin_user: User, newcomer: User
) -> None:
    leaders = {code: person("leader", code, key) for code, key in (("bawaslu-kaltim", "e"), ("bawaslu-ri", "f"))}
    row = RoleRequest(user=newcomer, agency=offices.get(office), role="operator", asked_by=admin_user)

    assert granting.deciders(row) == [leaders[decides].pk]


def test_declining_takes_a_reason_and_gives_nothing(admin_user: User, newcomer: User, leader: User) -> None:
    row = asked(accounts.signed_in(admin_user))
    client, before = accounts.signed_in(leader), standing()
    assert client.post(PAGE, {"decline": row.pk, "note": "  "}).status_code == 422
    assert standing() == before

    assert client.post(PAGE, {"decline": row.pk, "note": "Belum ada surat tugas"}).status_code == 302

    row.refresh_from_db()
    assert (row.state, row.note) == (RequestState.DECLINED, "Belum ada surat tugas")
    assert not newcomer.memberships.exists()
    assert "Belum ada surat tugas" in text(accounts.signed_in(admin_user).get(PAGE))
    assert client.post(PAGE, {"approve": row.pk}).status_code == 422


def test_a_request_that_nobody_decided_expires(
    moment: time_machine.Traveller, admin_user: User, newcomer: User, leader: User
) -> None:
    row = asked(accounts.signed_in(admin_user))
    moment.move_to("2026-11-16T09:00:00+08:00")

    refused = accounts.signed_in(leader).post(PAGE, {"approve": row.pk})

    assert refused.status_code == 422
    row.refresh_from_db()
    assert row.state == RequestState.EXPIRED
    assert not newcomer.memberships.exists()
    assert asked(accounts.signed_in(admin_user)).pk != row.pk


def test_a_role_never_begins_before_it_was_agreed_to(
    moment: time_machine.Traveller, admin_user: User, newcomer: User, leader: User
) -> None:
    row = asked(accounts.signed_in(admin_user), since="2024-01-01")
    moment.move_to("2026-11-05T09:00:00+08:00")

    granting.approve(row.pk, by=leader)

    assert newcomer.memberships.get().since == date(2026, 11, 5)


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "system"},
        {"role": "raja"},
        {"agency": "tidak-ada"},
        {"user": "tidak-ada"},
        {"since": "2026-02-30"},
        {"until": "2026-11-02"},
        {"basis": ""},
    ],
)
def test_a_faulty_request_is_kept_on_the_page(
    fields: dict[str, str], admin_user: User, newcomer: User, leader: User
) -> None:
    client, before = accounts.signed_in(admin_user), standing()

    assert client.post(PAGE, wanted(**fields)).status_code == 422
    assert standing() == before


def test_asking_twice_is_refused(admin_user: User, newcomer: User, leader: User) -> None:
    client = accounts.signed_in(admin_user)
    asked(client)
    before = standing()

    assert "sudah menunggu" in text(client.post(PAGE, wanted()))
    assert standing() == before


def test_a_stale_code_asks_and_agrees_to_nothing(admin_user: User, newcomer: User, leader: User) -> None:
    row = asked(accounts.signed_in(admin_user))
    before = standing()

    answers = [
        accounts.signed_in(admin_user, code_age=300).post(PAGE, wanted(role="operator")),
        accounts.signed_in(leader, code_age=300).post(PAGE, {"approve": row.pk}),
    ]

    assert [one.status_code for one in answers] == [403, 403]
    assert f'name="approve" value="{row.pk}"' in text(answers[1])
    assert standing() == before


def test_the_first_leader_comes_from_the_console_and_no_second_one(
    monkeypatch: pytest.MonkeyPatch, admin_user: User, newcomer: User
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "kalimat-panjang-untuk-masuk")
    nobody = accounts.signed_in(admin_user).post(PAGE, wanted())
    assert "Buat pimpinan pertama" in text(nobody)
    auditor = accounts.officer("auditor", "bawaslu-ri")

    first = {"name": "Contoh Pimpinan", "nip": "19800101 200501 1 001", "role": "leader", "stdout": StringIO()}
    call_command("createadmin", "pimpinan", **first)

    made = User.objects.get(username="pimpinan")
    assert list(made.memberships.values_list("role", "agency_id")) == [("leader", "bawaslu-ri")]
    assert Message.objects.filter(letter="staff_role_granted", reference=f"user:{auditor.pk}").count() == 1
    before = standing()
    with pytest.raises(CommandError, match="serves bawaslu-samarinda or a level above already"):
        call_command("createadmin", "kedua", **{**first, "nip": "198001012005012001", "agency": HOME})
    with pytest.raises(CommandError, match="is no NIP"):
        call_command("createadmin", "keempat", **{**first, "nip": "2", "role": "sysadmin"})
    with pytest.raises(CommandError, match="username is none"):
        call_command("createadmin", "nama dua kata", **{**first, "nip": "198001012005012002", "role": "sysadmin"})
    with pytest.raises(CommandError, match="must be two people"):
        call_command("createadmin", "ketiga", **{**first, "role": "sysadmin"})
    assert standing() == before
    assert asked(accounts.signed_in(admin_user)).state == RequestState.PENDING
