"""The filing window in plain words."""

import logging
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from reports.filing import countdown
from reports.models.report import Draft
from reports.submission import Problem, Submission
from tests.filing.citizen import Citizen

pytestmark = pytest.mark.django_db


def shown(moment: datetime, **fields: object) -> countdown.Clock:
    """The clock of a report at an instant."""
    given: dict[str, object] = {"kind": "report", "region": "62.02", "known_date": date(2024, 10, 2)}
    with time_machine.travel(moment, tick=False):
        return countdown.clock(Submission(**{**given, **fields}), [])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "left", "past"),
    [
        (datetime(2024, 10, 2, 17, tzinfo=UTC), "7 hari lagi", False),  # Kotim, midnight WIB
        (datetime(2024, 10, 8, 12, tzinfo=UTC), "1 hari 5 jam lagi", False),
        (datetime(2024, 10, 9, 16, 40, tzinfo=UTC), "Kurang dari satu jam lagi", False),  # 23.40 WIB, 00.40 WITA
        (datetime(2024, 10, 9, 17, tzinfo=UTC), "Sudah lewat, kurang dari satu hari", True),
        (datetime(2024, 10, 12, 17, tzinfo=UTC), "Sudah lewat 3 hari", True),
    ],
)
def test_the_time_left_is_counted_to_the_local_midnight(now: datetime, left: str, past: bool) -> None:
    clock = shown(now)
    assert (clock.left, clock.past, clock.none) == (left, past, False)
    assert clock.end == "Paling lambat 9 Oktober 2024, 23.59 WIB"


def test_the_end_is_said_in_the_zone_of_the_place() -> None:
    clock = shown(datetime(2024, 10, 3, tzinfo=UTC), region="74.71")
    assert clock.end == "Paling lambat 9 Oktober 2024, 23.59 WITA"


def test_the_calculation_can_be_shown() -> None:
    how = shown(datetime(2024, 10, 3, tzinfo=UTC)).how
    assert how[0] == "Dihitung sejak 2 Oktober 2024; hari itu sendiri tidak dihitung."


def test_outside_every_stage_there_is_no_countdown_and_the_page_says_why() -> None:
    clock = shown(datetime(2026, 11, 20, tzinfo=UTC), region="64.71", known_date=date(2026, 11, 19))
    assert (clock.none, clock.left, clock.end, clock.how) == (True, "", "", [])
    assert clock.heading == "Tidak ada batas waktu"
    assert clock.why.startswith("Pada tanggal itu tidak ada tahapan pemilihan yang berjalan di Kota Balikpapan.")


def test_a_late_report_is_told_that_it_is_not_refused() -> None:
    clock = shown(datetime(2024, 10, 20, tzinfo=UTC))
    assert clock.why.startswith("Tetap kirim. Portal tidak menolak karena terlambat")


def test_a_tip_knows_no_lateness() -> None:
    clock = shown(datetime(2024, 10, 20, tzinfo=UTC), kind="tip")
    assert clock.why == "Informasi awal tidak mengenal batas waktu. Anda tetap dapat mengirimnya."


def test_without_the_day_known_the_day_of_the_act_counts_and_is_named() -> None:
    clock = shown(datetime(2024, 10, 3, tzinfo=UTC), known_date=None, incident_date=date(2024, 10, 1))
    assert clock.end == "Paling lambat 8 Oktober 2024, 23.59 WIB"
    assert clock.why == "Dihitung dari tanggal kejadian, karena tanggal Anda mengetahuinya belum diisi."


def test_without_any_day_it_asks_for_one() -> None:
    clock = shown(datetime(2024, 10, 3, tzinfo=UTC), known_date=None)
    assert (clock.none, clock.why) == (True, "Isi tanggal Anda mengetahuinya; batasnya dihitung di sini.")


def test_a_day_that_has_not_come_says_so_instead_of_counting() -> None:
    wrong = Problem("known_date", "future", "Tanggal ini belum terjadi di wilayah itu.")
    clock = countdown.clock(Submission(kind="report", region="64.71"), [wrong])
    assert (clock.none, clock.why) == (True, "Tanggal ini belum terjadi di wilayah itu.")


def test_what_cannot_be_read_stops_no_page() -> None:
    submission = Submission(kind="report", region="99.99", known_date=date(9999, 12, 31))
    clock = countdown.clock(submission, [Problem("region", "invalid_choice", "")])
    assert clock.none is True


ASKED = {"kind": "report", "district": "64.71.05", "incident_date": "2024-09-28", "known_date": "2024-09-30"}


def test_the_page_asks_for_the_clock_alone_and_nothing_is_kept(
    citizen: Citizen, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    response = citizen.client.post("/lapor/batas-waktu/", {**ASKED, "narrative": "Rahasia"})
    fragment = response.content.decode()
    assert response.status_code == 200
    assert fragment.startswith('<section class="clock">')
    assert "4 hari 14 jam lagi" in fragment
    assert "Paling lambat 7 Oktober 2024, 23.59 WITA" in fragment
    assert "Rahasia" not in fragment
    assert not response.cookies
    assert not Draft.objects.exists()
    assert "2024-09-30" not in caplog.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"known_date": "2099-01-01"}, "Tanggal ini belum terjadi di wilayah itu."),
        ({"known_date": "2024-13-40"}, "Tanggal ini tidak ada di kalender. Periksa hari dan bulannya."),
        ({"district": ""}, "Pilih tempat dan tanggal; batasnya dihitung di sini."),
        ({"incident_date": "", "known_date": ""}, "Isi tanggal Anda mengetahuinya; batasnya dihitung di sini."),
    ],
)
def test_a_clock_that_cannot_be_counted_says_why(citizen: Citizen, typed: dict[str, str], said: str) -> None:
    fragment = citizen.client.post("/lapor/batas-waktu/", {**ASKED, **typed}).content.decode()
    assert said in fragment
    assert '<section class="clock none">' in fragment


def test_the_clock_speaks_the_language_of_its_page(citizen: Citizen) -> None:
    assert 'data-clock="/en/lapor/batas-waktu/"' in citizen.client.get("/en/lapor/kejadian/").content.decode()
    assert "4 days 14 hours left" in citizen.client.post("/en/lapor/batas-waktu/", ASKED).content.decode()


def test_no_day_is_asked_for_in_an_address(citizen: Citizen) -> None:
    assert citizen.client.get("/lapor/batas-waktu/", ASKED).status_code == 405


def test_a_clock_without_the_mark_of_the_page_is_refused(clock: time_machine.Traveller) -> None:
    assert Client(enforce_csrf_checks=True).post("/lapor/batas-waktu/", ASKED).status_code == 403
