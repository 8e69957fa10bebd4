"""Worksheets of data protection: the 72 hours, what an answer may say, who closes a breach, and who sees any of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from netralitas import worksheets
from netralitas.models import Breach, SubjectRequest
from netralitas.retention import purging
from services.audit.models import Entry
from services.notifications.models import Message
from tests.factories import accounts

pytestmark = pytest.mark.django_db
REQUESTS, BREACHES = "/admin/netralitas/subjectrequest/", "/admin/netralitas/breach/"
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)  # 10.00 WITA, a Friday
ASKED = {
    "received_at": "2026-11-27T09:30", "channel": "Surat", "name": "Pemohon Contoh", "answer_to": "Jalan Contoh 3",
    "asker": "respondent", "asks": "access", "wish": "Siapa yang melaporkan saya?", "proof": "counter",
    "decision": "", "ground": "", "answer": "",
}  # fmt: skip
HAPPENED = {
    "detected_at": "2026-11-27T08:00", "since": "2026-11-26T20:00", "until": "2026-11-27T07:00",
    "what": "Cadangan basis data tersalin ke tempat yang salah.", "groups": ["D4", "D10"], "subjects": "12",
    "measures": "", "authority_told_at": "", "subjects_told_at": "", "told_how": "",
}  # fmt: skip
TOLD = {
    "measures": "Salinan dihapus, sandi diganti.", "authority_told_at": "2026-11-27T09:00",
    "subjects_told_at": "2026-11-27T09:30", "told_how": "Surat",
}  # fmt: skip


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def auditor() -> Client:
    return accounts.signed_in(accounts.officer("auditor", "bawaslu-ri"))


def asked(client: Client, **values: str) -> HttpResponse:
    return client.post(f"{REQUESTS}add/", {**ASKED, **values})


def happened(client: Client, **values: Any) -> HttpResponse:
    return client.post(f"{BREACHES}add/", {**HAPPENED, **values})


def words(response: HttpResponse) -> str:
    return response.content.decode()


class TestRequests:
    def test_seventy_two_hours_run_from_the_minute_it_came(self) -> None:
        client = auditor()

        assert asked(client).status_code == 302

        row = SubjectRequest.objects.get()
        assert row.received_at == datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
        assert row.due_at == datetime(2026, 11, 30, 1, 30, tzinfo=UTC)  # over a weekend: hours are hours
        page = words(client.get(REQUESTS))
        assert "30 November 2026, 09.30 WITA" in page
        assert "71 jam" in page
        assert Entry.objects.filter(action="subjectrequest:added", subject=str(row.pk)).count() == 1

    def test_who_is_reported_gets_the_one_sentence_whatever_is_typed(self) -> None:
        client = auditor()
        said = words(asked(client, decision="refused", ground="others", answer="Pelapornya bukan tetangga Anda."))
        assert "jawabannya selalu: tidak dapat dijawab ada atau tidaknya" in said
        assert "Pelapornya bukan tetangga Anda." in said
        assert SubjectRequest.objects.count() == 0

        assert asked(client, decision="not_said", answer="Pelapornya bukan tetangga Anda.").status_code == 302

        row = SubjectRequest.objects.get()
        assert row.answer == worksheets.UNSAID
        assert row.answered_at == NOW
        letter = words(client.get(f"{REQUESTS}{row.pk}/letter/"))
        assert "tidak berarti bahwa ada, ataupun tidak ada, data tentang Anda" in letter
        assert "tetangga" not in letter

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"asker": "reporter", "decision": "granted", "answer": "Ya."}, "Pelapor dipastikan dengan kodenya."),
            ({"asker": "staff", "decision": "refused", "answer": "Tidak."}, "Sebutkan dasarnya; pemohon membacanya."),
            ({"asker": "staff", "decision": "granted"}, "Tulis jawaban yang dibaca pemohon."),
            ({"received_at": "2026-11-27T10:01"}, "Saat ini belum tiba."),
            ({"name": ""}, "Bidang ini"),
        ],
    )
    def test_what_does_not_hold_is_said_at_its_field_and_nothing_is_kept(
        self, values: dict[str, str], said: str
    ) -> None:
        response = asked(auditor(), **values)

        assert response.status_code == 200
        assert said in words(response)
        assert "Siapa yang melaporkan saya?" in words(response)
        assert SubjectRequest.objects.count() == 0

    def test_an_answered_request_is_a_record(self) -> None:
        client = auditor()
        asked(client, asker="staff", decision="granted", answer="Salinannya terlampir.")
        row = SubjectRequest.objects.get()

        client.post(f"{REQUESTS}{row.pk}/change/", {**ASKED, "name": "Nama Lain"})

        row.refresh_from_db()
        assert row.name == "Pemohon Contoh"
        assert "selesai" in words(client.get(REQUESTS))


class TestBreaches:
    def test_two_people_close_it_once_everyone_was_told(self) -> None:
        first, second = auditor(), auditor()
        assert happened(first).status_code == 302
        row = Breach.objects.get()
        assert row.due_at == datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
        close = f"{BREACHES}{row.pk}/close/"
        first.post(close)
        row.refresh_from_db()
        assert (row.closed_by, row.closed_at) == (None, None)
        first.post(f"{BREACHES}{row.pk}/change/", {**HAPPENED, **TOLD})

        first.post(close)
        alone = words(first.post(close, follow=True))

        row.refresh_from_db()
        assert "Orang kedua yang memastikannya, bukan Anda sendiri." in alone
        assert row.closed_at is None
        second.post(close)
        row.refresh_from_db()
        assert row.closed_at == NOW
        assert row.closed_by != row.confirmed_by
        second.post(f"{BREACHES}{row.pk}/change/", {**HAPPENED, "what": "Lain"})
        row.refresh_from_db()
        assert row.what == HAPPENED["what"]

    def test_the_letter_says_what_the_law_asks(self) -> None:
        client = auditor()
        happened(client, **TOLD)

        letter = words(client.get(f"{BREACHES}{Breach.objects.get().pk}/letter/"))

        for said in ("Uraian asli; Status dan tenggat", "27 November 2026, 08.00 WITA", "Cadangan basis data", "12"):
            assert said in letter
        assert "Salinan dihapus, sandi diganti." in letter

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"until": "2026-11-26T19:00"}, "Akhirnya tidak boleh sebelum mulainya."),
            ({"subjects_told_at": "2026-11-27T09:00"}, "Sebutkan bagaimana mereka diberi tahu."),
            ({"groups": []}, "Bidang ini"),
            ({"detected_at": "2026-11-28T00:00"}, "Saat ini belum tiba."),
        ],
    )
    def test_what_does_not_hold_is_said_and_nothing_is_kept(self, values: dict[str, Any], said: str) -> None:
        response = happened(auditor(), **values)

        assert said in words(response)
        assert Breach.objects.count() == 0


def test_auditors_are_written_to_a_day_before_the_end_once(clock: time_machine.Traveller) -> None:
    one = accounts.officer("auditor", "bawaslu-ri")
    asked(accounts.signed_in(one))
    happened(accounts.signed_in(one))
    assert worksheets.remind() == 0

    clock.shift(timedelta(hours=47, minutes=30))
    for _time in range(2):
        worksheets.remind()

    letters = Message.objects.filter(letter="staff_worksheet_due")
    assert [letter.reference for letter in letters] == [f"user:{one.pk}"] * 2
    assert [letter.context for letter in letters] == [{}] * 2


@pytest.mark.parametrize("role", ["operator", "verifier", "leader", "custodian", "sysadmin", "bkpsdm", "bkn"])
def test_nobody_else_reads_or_writes_a_worksheet(role: str) -> None:
    asked(auditor())
    row = SubjectRequest.objects.get()
    agencies = {"bkpsdm": "bkpsdm-balikpapan", "bkn": "bkn", "custodian": "bawaslu-ri", "sysadmin": "bawaslu-ri"}
    client = accounts.signed_in(accounts.officer(role, agencies.get(role, "bawaslu-balikpapan")))

    for url in (REQUESTS, BREACHES, f"{REQUESTS}{row.pk}/change/", f"{REQUESTS}{row.pk}/letter/", f"{REQUESTS}add/"):
        response = client.get(url)
        assert response.status_code in {302, 403, 404}, url
        assert "Pemohon Contoh" not in words(response)
    assert asked(client).status_code == 403
    assert happened(client).status_code == 403
    assert (SubjectRequest.objects.count(), Breach.objects.count()) == (1, 0)


def test_answered_sheets_go_after_five_years_and_breaches_after_ten(clock: time_machine.Traveller) -> None:
    client = auditor()
    asked(client, asker="staff", decision="granted", answer="Terlampir.")
    asked(client)
    happened(client, **TOLD)
    row = Breach.objects.get()
    worksheets.close(row, by=accounts.officer("auditor", "bawaslu-ri").pk)
    row.refresh_from_db()
    worksheets.close(row, by=accounts.officer("auditor", "bawaslu-ri").pk)

    clock.shift(timedelta(days=1825))
    purging.purge()
    assert (SubjectRequest.objects.count(), Breach.objects.count()) == (2, 1)
    clock.shift(timedelta(days=1))
    assert purging.purge()["requests"] == 1
    assert SubjectRequest.objects.get().answered_at is None
    clock.shift(timedelta(days=1826))
    assert purging.purge()["breaches"] == 1
