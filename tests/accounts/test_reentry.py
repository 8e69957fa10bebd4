"""A fresh one-time code before a sensitive act, asked for at the same address, with nothing typed lost."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from procedures.models import Deadline, Handover, Pause
from reports.admin.actions import ALL
from services.accounts import devices
from services.accounts.models import RecoveryCode, User
from services.accounts.reentry import LASTS, Act
from services.accounts.sign_in import CODE_AT
from services.audit.models import Entry
from services.notifications.models import Message
from tests.accounts.conftest import text
from tests.factories import accounts, reports
from tests.factories.accounts import is_signed_in
from tests.procedures.test_handovers import legs

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
ASKED = "Tindakan ini memerlukan kode baru"
HANDOVER = "/admin/procedures/handover/"
PROPOSAL = {"source": "kasn", "target": "bkn", "basis": 'Perpres "91/2024"'}


@pytest.fixture(autouse=True)
def _something_to_hand_over(db: None) -> None:
    legs(1)


def stale(role: str = "sysadmin", agency: str = "bawaslu-ri", **fields: Any) -> tuple[User, Client]:
    """An officer whose last code was given five minutes ago."""
    user = accounts.officer(role, agency, **fields)
    return user, accounts.signed_in(user, code_age=LASTS)


def test_an_old_code_is_not_enough_and_a_young_one_is() -> None:
    _, client = stale()
    young = accounts.signed_in(accounts.officer("sysadmin", "bawaslu-ri"), code_age=LASTS - 5)

    refused = client.post(HANDOVER, PROPOSAL)

    assert refused.status_code == 403
    assert ASKED in text(refused)
    assert not Handover.objects.exists()
    assert young.post(HANDOVER, PROPOSAL).status_code == 302


def test_the_page_carries_what_was_typed_and_the_code_takes_it_through() -> None:
    user, client = stale()
    page = text(client.post(HANDOVER, PROPOSAL))
    carried = dict(re.findall(r'type="hidden" name="(source|target)" value="([^"]*)"', page))
    assert carried == {"source": "kasn", "target": "bkn"}
    assert "Perpres &quot;91/2024&quot;" in client.post(HANDOVER, PROPOSAL).content.decode()

    done = client.post(HANDOVER, {**PROPOSAL, "reentry_token": accounts.token(user), "reentry_act": "handover_request"})

    assert done.status_code == 302
    assert Handover.objects.get().basis == PROPOSAL["basis"]
    assert Entry.objects.filter(action="reentry:done", actor=f"user:{user.pk}").count() == 1


def test_one_code_opens_five_minutes() -> None:
    user, client = stale()
    client.post(HANDOVER, {**PROPOSAL, "reentry_token": accounts.token(user)})

    assert time.time() - client.session[CODE_AT] < LASTS
    assert client.post(HANDOVER, PROPOSAL).status_code != 403


@pytest.mark.parametrize("code", ["000000", "", "12345", "satu dua", "1" * 5000])
def test_a_wrong_code_changes_nothing_and_keeps_what_was_typed(code: str) -> None:
    user, client = stale()

    refused = client.post(HANDOVER, {**PROPOSAL, "reentry_token": code, "reentry_act": "handover_request"})

    assert refused.status_code == 422
    assert "Kode salah atau sudah dipakai" in text(refused)
    assert 'name="target" value="bkn"' in text(refused)
    assert not Handover.objects.exists()
    assert Entry.objects.filter(action="reentry:done").count() == 0
    assert Entry.objects.filter(action="sign_in:refused", subject=str(user.pk)).count() == 1


def test_a_code_that_signed_in_is_not_taken_again() -> None:
    user, client = stale()
    token = accounts.token(user)
    assert client.post(HANDOVER, {**PROPOSAL, "reentry_token": token}).status_code == 302
    session = client.session
    session[CODE_AT] = 0.0
    session.save()

    assert client.post(HANDOVER, {**PROPOSAL, "reentry_token": token}).status_code == 422
    assert Handover.objects.count() == 1


def test_five_wrong_codes_end_the_session_and_are_told_to_the_officer() -> None:
    user, client = stale()

    answers = [client.post(HANDOVER, {**PROPOSAL, "reentry_token": "000000"}).status_code for _ in range(5)]

    assert answers == [422, 422, 422, 422, 302]
    assert not is_signed_in(client)
    assert Message.objects.filter(letter="staff_attempts", reference=f"user:{user.pk}").count() == 1
    assert not Handover.objects.exists()


def test_the_sign_in_page_says_once_why_the_session_ended() -> None:
    user, client = stale()
    said = "Lima kode sekali pakai berturut-turut salah, jadi sesi Anda diakhiri dan tindakan itu tidak dijalankan."
    for _number in range(5):
        answer = client.post(HANDOVER, {**PROPOSAL, "reentry_token": "000000"})

    assert answer["Location"] == "/admin/login/"
    shown = text(client.get("/admin/login/"))
    assert shown.count(said) == 1
    assert user.username not in shown
    assert said not in text(client.get("/admin/login/"))
    assert said not in text(Client().get("/admin/login/"))


def test_no_page_repeats_a_password() -> None:
    _, client = stale("operator", "bawaslu-samarinda")
    given = {"old_password": "rahasia-lama", "new_password1": "rahasia-baru-1", "new_password2": "rahasia-baru-1"}

    page = text(client.post("/admin/password_change/", given))

    assert ASKED in page
    assert "rahasia" not in page
    assert page.count('type="password"') == 3


def test_a_stale_session_gets_no_export() -> None:
    _, client = stale("verifier", "bawaslu-samarinda")

    assert client.post("/admin/reports/case/export/", {"reason": "plenary"}).status_code == 403
    assert not Entry.objects.filter(action="case:export").exists()


def test_a_stale_session_stops_no_clock() -> None:
    case = reports.filed()[1]
    clock = Deadline.objects.get(proceeding__subject=case.pk)
    _, client = stale("leader", clock.proceeding.agency_id)
    page = client.get(f"/admin/reports/case/{case.pk}/pause/").content.decode()
    version = re.findall(r'name="version" value="([^"]+)"', page)[0]
    since = clock.starts_on.isoformat()

    given = {"version": version, "clock": str(clock.pk), "reason": "court", "since": since}
    refused = client.post(f"/admin/reports/case/{case.pk}/pause/", given)

    assert ASKED in text(refused)
    assert f'name="since" value="{since}"' in text(refused)
    assert not Pause.objects.exists()


def test_a_stale_session_makes_no_account_and_ends_no_role() -> None:
    _, client = stale()
    officer = accounts.user()
    people = User.objects.count()
    account = {
        "username": "baru",
        "full_name": "Contoh Baru",
        "new_password": "kalimat yang panjang",
        "is_active": "on",
    }
    held = accounts.membership(officer, "operator")

    answers = [
        client.post("/admin/accounts/user/add/", account),
        client.post(f"/admin/accounts/membership/{held.pk}/change/", {"until": "2026-01-01"}),
    ]

    assert [ASKED in text(one) for one in answers] == [True, True]
    held.refresh_from_db()
    assert (User.objects.count(), held.until) == (people, None)


def test_every_act_of_the_table_is_asked_for_somewhere() -> None:
    """And the desk's own acts hang on the verbs that the table means."""
    sources = [
        path.read_text(encoding="utf-8")
        for folder in ("reports", "sanctions", "netralitas", "services")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "reentry.py"
    ]

    assert [one.name for one in Act if not any(f"Act.{one.name}" in source for source in sources)] == []
    asked = {slug: verb.act for slug, verb in ALL.items() if verb.act}
    assert {slug: asked.get(slug) for slug in ("approve", "refer", "pause", "resume")} == {
        "approve": Act.PACKAGE_APPROVAL,
        "refer": Act.REFERRAL,
        "pause": Act.CLOCK,
        "resume": Act.CLOCK,
    }


def test_new_recovery_codes_void_the_old_ones_and_are_told() -> None:
    user = accounts.officer()
    old = devices.renew(user)

    page = text(accounts.signed_in(user).post("/admin/second-factor/", {"codes": "1"}))

    new = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert len(set(new)) == 8
    assert not devices.recover(user, old[0])
    assert Message.objects.filter(letter="staff_device_changed", reference=f"user:{user.pk}").count() == 1
    assert devices.recover(user, new[0])
    assert not devices.recover(user, new[0])


def test_a_recovery_code_is_twelve_chosen_signs_and_none_is_stored() -> None:
    user = accounts.officer()
    codes = [code.replace("-", "") for _time in range(50) for code in devices.renew(user)]
    assert len(set(codes)) == len(codes) == 400
    assert {len(code) for code in codes} == {12}
    seen = set("".join(codes))
    assert len(seen) == 32  # five bits a sign: 60 in all, where the standard asks for 20
    stored = list(RecoveryCode.objects.filter(user=user).values_list("code_hash", flat=True))
    assert len(stored) == 8
    assert not set(codes) & set(stored)


def test_another_app_is_enrolled_at_the_next_sign_in() -> None:
    user = accounts.officer()
    client = accounts.signed_in(user)

    assert client.post("/admin/second-factor/", {"replace": "1"}).status_code == 302
    assert not is_signed_in(client)
    assert devices.confirmed(user) is None
    assert Entry.objects.filter(action="second_factor:replaced", subject=str(user.pk)).count() == 1


@pytest.mark.parametrize("act", ["codes", "replace"])
def test_a_stale_session_changes_no_second_factor(act: str) -> None:
    user, client = stale("operator", "bawaslu-samarinda")
    device, codes = devices.confirmed(user), devices.renew(user)

    assert client.get("/admin/second-factor/").status_code == 200
    assert ASKED in text(client.post("/admin/second-factor/", {act: "1"}))
    assert devices.confirmed(user) == device
    assert devices.unused(user) == len(codes) == 8
