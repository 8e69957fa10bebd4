"""The staff room's lists: who is let in, what they show, what they refuse."""

from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from regions.models import Agency, Region
from services.accounts.enums import Role
from services.accounts.models import User
from services.accounts.staff import GuardedAdmin
from services.audit import log
from services.audit.models import Entry
from services.notifications import outbox
from services.notifications.models import Message, Owed
from tests.accounts.conftest import text
from tests.factories import accounts

pytestmark = pytest.mark.django_db
HOME = accounts.HOME
STAFF = [role for role in Role if role not in (Role.PUBLIC, Role.REPORTER, Role.SYSTEM)]


def as_role(role: str, agency: str = HOME) -> Client:
    return accounts.signed_in(accounts.officer(role, agency))


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("address", ["/admin/vault/identity/", "/admin/audit/entry/", "/admin/accounts/user/"])
def test_sensitive_lists_open_to_their_roles_only(role: str, address: str) -> None:
    allowed = {
        "/admin/vault/identity/": {Role.CUSTODIAN},
        "/admin/audit/entry/": {Role.AUDITOR, Role.CUSTODIAN, Role.LEADER, Role.VERIFIER},
        "/admin/accounts/user/": {Role.SYSADMIN},
    }

    assert as_role(role).get(address).status_code == (200 if role in allowed[address] else 403)


@pytest.mark.parametrize("role", STAFF)
def test_every_list_answers_with_the_list_or_a_plain_refusal(role: str) -> None:
    client = as_role(role)
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert client.get(address).status_code in (200, 403), address


def test_whoever_is_not_signed_in_is_sent_to_the_sign_in_page() -> None:
    assert Client().get("/admin/audit/entry/").url == "/admin/login/?next=/admin/audit/entry/"


def test_a_refusal_says_so_in_the_staff_room_and_leads_back() -> None:
    page = text(as_role("operator").get("/admin/vault/identity/"))

    assert "Tidak tersedia untuk Anda" in page
    assert 'href="/admin/"' in page


def test_the_header_names_role_and_office() -> None:
    page = text(as_role("bkn", "bkn").get("/admin/"))

    assert "Petugas pengawas netralitas (KASN/BKN) · Badan Kepegawaian Negara (BKN)" in page
    assert "KASN ·" not in page


def test_the_work_list_links_what_the_role_may_open_and_nothing_else() -> None:
    page = text(as_role("auditor").get("/admin/"))

    assert 'href="/admin/audit/entry/"' in page
    assert "/admin/vault/identity/" not in page
    assert "/admin/accounts/user/" not in page


def test_letters_to_ones_office_stand_on_the_work_list_with_those_that_found_no_address() -> None:
    outbox.enqueue("office_new_case", reference=f"agency:{HOME}", key="one")
    outbox.enqueue("office_overdue", reference=f"agency:{HOME}", key="two")
    outbox.enqueue("office_step", reference="agency:bawaslu-kendari", key="three")
    Message.objects.filter(key="two").update(state="dropped", trouble="office-without-address")

    page = text(as_role("operator").get("/admin/"))

    assert "Berkas baru menunggu di ruang petugas" in page
    assert "Tenggat sebuah berkas terlewat" in page
    assert page.count("Surel tidak terkirim: alamat kantor belum tercatat") == 1
    assert "Ada langkah baru" not in page


def test_an_unknown_parameter_is_refused_by_name() -> None:
    response = as_role("operator").get("/admin/regions/agency/?wilayah=64.72")

    assert response.status_code == 400
    assert "wilayah" in text(response)


@pytest.mark.parametrize("query", ["?q=samarinda", "?kind__exact=overseer", "?o=1", "?p=1", "?all="])
def test_known_parameters_are_taken(query: str) -> None:
    assert as_role("operator").get(f"/admin/regions/agency/{query}").status_code == 200


def test_the_hours_of_an_office_are_read_by_the_name_of_the_day_and_its_fields_begin_with_a_capital() -> None:
    page = text(as_role("sysadmin").get(f"/admin/regions/agency/{HOME}/change/"))

    assert "Senin" in page
    assert "Minggu" in page
    assert '<label for="id_address">Alamat:</label>' in page


def test_reference_lists_cannot_be_edited_by_anyone_but_where_an_office_is() -> None:
    before = Agency.objects.values().get(pk=HOME)
    for role in STAFF:
        client = as_role(role)
        # An administrator writes down where an office is, and nothing else of it (tests/filing/test_whereabouts.py).
        refused = 200 if role == "sysadmin" else 403
        assert client.get("/admin/regions/agency/add/").status_code == 403
        assert client.post(f"/admin/regions/agency/{HOME}/change/", {"name": "x"}).status_code == refused
        assert client.post(f"/admin/regions/agency/{HOME}/delete/", {"post": "yes"}).status_code == 403
    assert Agency.objects.values().get(pk=HOME) == before


@pytest.mark.parametrize(
    "address",
    [
        f"/admin/regions/agency/{HOME}/history/",
        "/admin/regions/",
        "/admin/r/1/1/",
        "/admin/autocomplete/?app_label=accounts&model_name=membership&field_name=user&term=a",
    ],
)
def test_side_doors_of_djangos_admin_are_closed(address: str) -> None:
    assert as_role("sysadmin").get(address).status_code == 404


def test_an_unguarded_list_of_ours_is_refused_at_registration() -> None:
    site = type(admin.site._wrapped)()  # type: ignore[attr-defined]

    with pytest.raises(ImproperlyConfigured, match=r"regions\.Region is not guarded.*GuardedAdmin"):
        site.register(Region, ModelAdmin)


def test_lists_of_other_peoples_apps_stay_out() -> None:
    labels = {model._meta.app_label for model in admin.site._registry}

    assert labels.isdisjoint({"axes", "otp_totp", "auth", "admin", "sessions"})


def test_a_list_without_a_rule_shows_no_row() -> None:
    guarded = GuardedAdmin(Region, admin.site)

    assert guarded.visible(None, Region.objects.all()).count() == 0  # type: ignore[arg-type]


def test_an_auditor_reads_all_entries_and_others_their_own() -> None:
    verifier = accounts.officer("verifier")
    log.record("case:read", subject="first-subject", actor=f"user:{verifier.pk}")
    log.record("case:read", subject="other-subject", actor="user:someone-else")

    auditor = text(as_role("auditor").get("/admin/audit/entry/"))
    own = text(accounts.signed_in(verifier).get("/admin/audit/entry/"))

    assert "first-subject" in auditor
    assert "other-subject" in auditor
    assert "first-subject" in own
    assert "other-subject" not in own


def test_an_officer_cannot_open_another_ones_entry() -> None:
    other = log.entry("case:read", subject="other-subject", actor="user:someone-else")
    other.save()

    response = as_role("verifier").get(f"/admin/audit/entry/{other.pk}/change/", follow=True)

    assert "other-subject" not in text(response)


def administrator() -> tuple[User, Client]:
    user = accounts.officer("sysadmin", "bawaslu-ri")
    return user, accounts.signed_in(user)


ACCOUNT = {
    "username": "petugas.baru",
    "full_name": "Petugas Baru Contoh",
    "email": "baru@example.invalid",
    "nip": "19800101 200501 1 001",
    "new_password": "sandi-sementara-panjang",
    "is_active": "on",
}


def test_an_administrator_makes_an_account_without_keeping_the_nip() -> None:
    user, client = administrator()

    response = client.post("/admin/accounts/user/add/", ACCOUNT)

    assert response.status_code == 302
    made = User.objects.get(username="petugas.baru")
    assert made.check_password("sandi-sementara-panjang")
    assert len(made.person_hash) == 64
    assert "1980" not in repr(made.__dict__)
    entry = Entry.objects.get(action="user:added")
    assert (entry.subject, entry.actor) == (str(made.pk), f"user:{user.pk}")
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize("password", ["", "pendek", "password1234"])
def test_a_weak_first_password_makes_no_account(password: str) -> None:
    _user, client = administrator()

    response = client.post("/admin/accounts/user/add/", {**ACCOUNT, "new_password": password})

    assert response.status_code == 200
    assert not User.objects.filter(username="petugas.baru").exists()


def test_deactivating_an_account_ends_its_session_and_is_recorded_by_field() -> None:
    _user, client = administrator()
    officer = accounts.officer()
    theirs = accounts.signed_in(officer)
    data = {"username": officer.username, "full_name": officer.full_name, "email": officer.email, "new_password": ""}

    client.post(f"/admin/accounts/user/{officer.pk}/change/", data)

    assert theirs.get("/admin/").status_code == 302
    assert Entry.objects.get(action="user:changed").detail == {"fields": ["is_active"]}


@pytest.mark.parametrize(
    "nip",
    [
        "12345", "198001012005011001x", "abc", "0" * 18, "1" * 18, "9" * 18, "198013012005011001", "198002302005011001",
        "198001012005001001", "198001012005131001", "198001012005013001", "198001012005010001", "200501011980011001",
        "198001012999011001", "1980010120050110012",
    ],
)  # fmt: skip
def test_a_number_that_can_be_no_nip_makes_no_account(nip: str) -> None:
    _user, client = administrator()

    response = client.post("/admin/accounts/user/add/", {**ACCOUNT, "nip": nip})

    assert "Ini bukan NIP" in response.content.decode()
    assert not User.objects.filter(username="petugas.baru").exists()


@pytest.mark.parametrize("nip", ["", "19800101 200501 1 001", "198002292004022123", "199001012021211001"])
def test_a_plausible_nip_or_none_is_taken(nip: str) -> None:
    _user, client = administrator()

    assert client.post("/admin/accounts/user/add/", {**ACCOUNT, "nip": nip}).status_code == 302
    assert bool(User.objects.get(username="petugas.baru").person_hash) == bool(nip)


@pytest.mark.parametrize("username", ["petugas baru", "<b>petugas", "petugas;", 'petugas"', "a" * 61])
def test_a_username_is_one_word_of_plain_signs(username: str) -> None:
    _user, client = administrator()

    response = client.post("/admin/accounts/user/add/", {**ACCOUNT, "username": username})

    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert not User.objects.filter(full_name=ACCOUNT["full_name"]).exists()


def test_opening_one_row_is_recorded_and_a_list_without_its_rows() -> None:
    user, client = administrator()
    officer = accounts.officer()

    client.get("/admin/accounts/user/")
    client.get(f"/admin/accounts/user/{officer.pk}/change/")

    assert list(Entry.objects.values_list("action", "subject", "actor")) == [
        ("user:listed", "list", f"user:{user.pk}"),
        ("user:read", str(officer.pk), f"user:{user.pk}"),
    ]


def test_a_row_that_is_not_there_is_not_recorded_as_read() -> None:
    _user, client = administrator()

    client.get("/admin/accounts/user/7c9e6679-7425-40de-944b-e07fc1f90ae7/change/")

    assert Entry.objects.count() == 0


def test_nobody_changes_their_own_account_here() -> None:
    user, client = administrator()

    response = client.post(f"/admin/accounts/user/{user.pk}/change/", {"username": "lain", "full_name": "x"})

    assert response.status_code == 403
    user.refresh_from_db()
    assert user.username != "lain"


def test_nobody_changes_another_account_or_role_of_their_own_either() -> None:
    client = accounts.signed_in(accounts.officer("sysadmin", "bawaslu-ri", person_hash="a" * 64))
    second = accounts.officer("leader", HOME, person_hash="a" * 64)
    role = second.memberships.get()
    given = {"username": second.username, "full_name": "x", "is_active": "on", "new_password": ACCOUNT["new_password"]}

    for address, values in (
        (f"/admin/accounts/user/{second.pk}/change/", given),
        (f"/admin/accounts/membership/{role.pk}/change/", {"until": "2020-01-01"}),
    ):
        assert client.post(address, values).status_code == 403
        assert client.get(address).status_code == 200

    second.refresh_from_db()
    role.refresh_from_db()
    assert (second.full_name == "x", second.must_change_password, role.until) == (False, False, None)


def test_the_outbox_is_shown_as_figures_and_unparked_by_the_administrator_alone() -> None:
    outbox.owe("step", ref="secret-ref", key="k1")
    Owed.objects.update(attempts=outbox.LIMIT, trouble="VaultDown")

    page = text(as_role("leader").get("/admin/notifications/owed/"))
    assert "VaultDown" in page
    assert "secret-ref" not in page
    assert as_role("leader").post("/admin/notifications/owed/unpark/").status_code == 403
    assert Owed.objects.get().attempts == outbox.LIMIT

    assert as_role("sysadmin").post("/admin/notifications/owed/unpark/").status_code == 302
    assert Owed.objects.get().attempts == 0
    assert Entry.objects.get(action="owed:unparked").detail == {"count": 1}


def test_letters_are_shown_as_figures_without_where_they_went() -> None:
    outbox.enqueue("reporter_received", reference="envelope:7c9e6679-7425-40de-944b-e07fc1f90ae7", key="e")

    page = text(as_role("sysadmin").get("/admin/notifications/message/"))

    assert "Kiriman Anda sudah kami terima" in page
    assert "7c9e6679" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_work_list_costs_the_same_for_one_letter_and_for_three(rows: int, django_assert_num_queries: Any) -> None:
    client = as_role("operator")
    for number in range(rows):
        outbox.enqueue("office_step", reference=f"agency:{HOME}", key=str(number))

    client.get("/admin/")  # starts the session's ages
    # session, account, device, memberships, letters typed in, those of one's own that were declined, letters sent
    with django_assert_num_queries(7):
        assert client.get("/admin/").status_code == 200


@time_machine.travel("2024-10-03T02:00:00+00:00", tick=False)
def test_the_work_list_tells_the_time_by_the_clock_of_the_office() -> None:
    outbox.enqueue("office_step", reference=f"agency:{HOME}", key="one")
    outbox.enqueue("office_step", reference="agency:bkn", key="two")
    assert "3 Oktober 2024, 10.00 WITA" in text(as_role("operator").get("/admin/"))
    assert "3 Oktober 2024, 09.00 WIB" in text(as_role("bkn", "bkn").get("/admin/"))
