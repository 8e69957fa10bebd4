"""The page of the score boards: who sees it, what it says, and what it says when there is none."""

import html
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rehearsal import page
from rehearsal.models import Board
from services.accounts.enums import Role
from tests.factories import accounts

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/rehearsal/board/"
STAFF = [role for role in Role if role not in (Role.PUBLIC, Role.REPORTER, Role.SYSTEM)]
COUNTS = {
    "cases": 12, "open_at_end": 3, "deadlines_met": 16, "deadlines_missed": 4, "deadlines_running": 1,
    "deadlines_moved": 2, "median_days": 3.1, "reminders": 8, "escalations": 2, "letters_sent": 27,
}  # fmt: skip


def office(code: str, name: str, kind: str, **counts: Any) -> dict[str, Any]:
    return {"code": code, "name": name, "kind": kind, **COUNTS, **counts}


def content(**checks: Any) -> dict[str, Any]:
    sound = {
        "orphans": 0, "invariant_violations": 0, "letters_owed_not_sent": 0, "letters_doubled": 0,
        "work_left_by_killed_workers": 0, "audit_chain_verified": True,
    }  # fmt: skip
    return {
        "season": {
            "first_day": "2024-07-21",
            "last_day": "2024-10-18",
            "authority_changes_on": "2024-09-04",
            "closed_office": "bawaslu-balikpapan",
            "closed_from": "2024-08-12",
            "closed_until": "2024-08-21",
            "joint_leave": "2024-09-10",
            "late_holiday": "2024-09-02",
            "late_holiday_decreed_on": "2024-08-31",
        },
        "offices": [
            office("bawaslu-balikpapan", "Bawaslu Kota Balikpapan", "bawaslu_regency"),
            office("bkn", "Badan Kepegawaian Negara (BKN)", "overseer", deadlines_met=5, deadlines_missed=5),
            office("pemprov-kaltim", "Pemerintah Provinsi Kalimantan Timur", "province", median_days=None),
        ],
        "total": COUNTS,
        "handover": {"open_at_change": 6, "concluded_since": 5},
        "letters": {"to_offices": 80, "to_officers": 1, "to_reporters": 40, "without_address": 7},
        "faults": {
            "workers_killed": {"relay": 2, "scan": 1, "delivery": 1},
            "work_left_behind": 9,
            "letters_repeated": 1,
            "cases_moved_between_offices": 2,
            "cases_taken_over": 4,
            "moves_made_too_late": 11,
            "moves_never_made": 3,
        },
        "checks": {**sound, **checks},
    }


def board(seed: int = 7, **checks: Any) -> Board:
    ran = datetime(2026, 11, 2, 4, tzinfo=UTC)
    return Board.objects.create(days=90, cases=2000, seed=seed, content=content(**checks), ran_at=ran)


def as_role(role: str) -> Client:
    return accounts.signed_in(accounts.officer(role))


def shown(role: str = Role.AUDITOR, query: str = "") -> str:
    return html.unescape(as_role(role).get(ADDRESS + query).content.decode())


@pytest.mark.parametrize("role", STAFF)
def test_leaders_auditors_and_system_administrators_see_it_and_nobody_else(role: str) -> None:
    board()
    allowed = {Role.LEADER, Role.AUDITOR, Role.SYSADMIN}
    client = as_role(role)
    assert client.get(ADDRESS).status_code == (200 if role in allowed else 403)
    assert (ADDRESS in client.get("/admin/").content.decode()) == (role in allowed)


def test_before_any_rehearsal_the_page_says_what_to_do() -> None:
    text = shown()
    assert "Belum ada gladi di pemasangan ini" in text
    assert "manage.py rehearse --days 90 --cases 2000" in text
    assert "<table" not in text


def test_board_shows_offices_sums_and_that_all_was_played() -> None:
    board()
    text = shown()
    assert "Semua perkara, orang, dan surat di halaman ini dimainkan." in text
    assert "2000 pengaduan dalam 90 hari, benih 7; dijalankan 2 November 2026." in text
    assert "Pada 4 September 2024 wewenang berpindah dari KASN ke BKN." in text
    assert "tidak ada petugas di Bawaslu Kota Balikpapan." in text
    assert "6 penerusan yang masih terbuka di KASN hari itu beralih ke BKN; 5 di antaranya sudah selesai." in text
    assert "11 langkah kantor Bawaslu terlambat dan 3 tidak pernah dilakukan; 2 perkara dilimpahkan" in text
    assert text.count("Bawaslu Kota Balikpapan") == 4  # a sentence, the bar, what it says aloud, the table
    assert "Badan Kepegawaian Negara (BKN): 5 ditepati, 5 lewat" in text
    assert "9 pekerjaan tertinggal di tangan proses yang mati" in text
    assert text.count(">baik<") == 6
    assert ">periksa<" not in text
    assert "style=" not in text


def test_whatever_does_not_hold_is_marked() -> None:
    board(orphans=2, audit_chain_verified=False)
    text = shown()
    assert (text.count(">baik<"), text.count(">periksa<"), ">rusak<" in text) == (4, 2, True)


def test_an_earlier_board_can_be_opened_and_an_unknown_one_not() -> None:
    first = board(seed=1)
    board(seed=2)
    assert "benih 2; dijalankan" in shown()
    assert f'href="?gladi={first.pk}"' in shown()
    assert "benih 1; dijalankan" in shown(query=f"?gladi={first.pk}")
    client = as_role(Role.AUDITOR)
    for unknown in ("999999", "x", "-1", "9" * 30):
        assert client.get(f"{ADDRESS}?gladi={unknown}").status_code == 404
    assert client.get(f"{ADDRESS}?wilayah=1").status_code == 400


def test_bars_are_drawn_to_the_scale_of_the_longest() -> None:
    first, *_others, last = page.bars(content()["offices"])
    assert (first.good, first.bad) == (page.Part(0, 800), page.Part(800, 200))
    assert (last.label, last.good, last.bad) == (
        "Badan Kepegawaian Negara (BKN)", page.Part(0, 250), page.Part(250, 250),
    )  # fmt: skip
    assert page.bars([office("bkn", "BKN", "overseer", deadlines_met=0, deadlines_missed=0)]) == []


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_same_however_many_boards_there_are(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for seed in range(number):
        board(seed=seed)
    client = as_role(Role.AUDITOR)
    client.get(ADDRESS)
    with django_assert_num_queries(6):
        client.get(ADDRESS)
