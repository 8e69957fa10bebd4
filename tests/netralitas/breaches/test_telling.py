"""A breach is told on the pages and by letter to whom it concerns: whole groups, after a fault too, nobody twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client

from netralitas import breaches, worksheets
from netralitas.models import Breach, BreachNotice, BreachTold
from netralitas.retention import purging, restoring
from netralitas.roles.table import DbRole
from reports import leaks, messages, status
from reports.enums import Leak, Remedy
from reports.models.report import StatusLine
from services.audit.models import Entry
from services.notifications import delivery
from services.notifications.models import Message, MessageState, Owed
from tests.factories import accounts
from tests.factories import reports as made
from tests.netralitas.breaches.conftest import (
    DAY,
    LETTER,
    NOW,
    SAID,
    auditor,
    confirmed,
    filed,
    four,
    happened,
    lines,
    page,
    standing,
    words,
)
from tests.roles.processes import process

pytestmark = pytest.mark.django_db


class TestTelling:
    def test_pages_and_letters_of_whom_it_concerns_and_of_nobody_else(self, sent: list[dict[str, Any]]) -> None:
        codes = four()
        breach = happened()
        notice = confirmed(breach)
        assert (BreachTold.objects.count(), Message.objects.count()) == (0, 0)  # the request only owes
        assert breaches.run() == 1
        assert [lines(code) for code in codes] == [[SAID], [SAID], [SAID], []]
        letters = list(Message.objects.all())
        assert {letter.reference for letter in letters} == {
            f"envelope:{made.report_of(code).subject}" for code in codes[:2]
        }
        assert [(letter.letter, letter.context, letter.language) for letter in letters] == [(LETTER, {}, "id")] * 2
        notice.refresh_from_db()
        assert (notice.told, notice.letters, notice.counted, notice.done_at) == (3, 2, 3, NOW)
        told = Entry.objects.get(action="breach:notice_told")
        assert (told.subject, told.actor, told.detail) == (str(breach.pk), "system", {"notice": notice.pk, "told": 3})

        assert delivery.deliver(10) == 2
        assert [one["subject"] for one in sent] != []
        assert mail.outbox == []  # the vault sends, and nobody else
        for one in sent:
            said = f"{one['mail_subject']} {one['text']} {one['html']}"
            assert "Ada pemberitahuan tentang pelindungan data pribadi Anda." in one["text"]
            for secret in (*codes, "uraian", "bukti", "tersalin", "Balikpapan", "Warga Contoh", breach.what, "K-"):
                assert secret not in said
        assert breaches.posted(breach) == breaches.Posted(owed=2, sent=2, waiting=0, dropped=0)

    def test_the_page_of_the_reporter_shows_it_with_its_day(self, client: Client) -> None:
        code = four()[0]
        confirmed(happened())
        breaches.run()
        response = client.post("/lacak/", {"code": code}, follow=True)
        assert SAID in words(response)
        asked = client.post("/api/v1/reports/status/", {"receipt": code}, content_type="application/json")
        assert SAID in str(asked.json())

    def test_nobody_hears_of_one_breach_twice(self, sent: list[dict[str, Any]], clock: time_machine.Traveller) -> None:
        codes = four()
        breach = happened()
        confirmed(breach)
        breaches.run()
        delivery.deliver(10)
        clock.shift(timedelta(days=181))
        purging.purge()  # the rows of letters and of work are gone
        assert (Message.objects.count(), Owed.objects.count()) == (0, 0)
        late = filed()
        made.relayed()
        Message.objects.all().delete()
        second = confirmed(breach, seen=2, office="")
        breaches.run()
        second.refresh_from_db()
        assert (second.told, second.letters) == (2, 2)
        assert {row.reference for row in Message.objects.all()} == {
            f"envelope:{made.report_of(code).subject}" for code in (codes[3], late)
        }
        assert [lines(code) for code in (*codes, late)] == [[SAID]] * 5
        other = happened(since=None, detected_at=NOW - timedelta(days=3))
        confirmed(other, seen=5, office="", how="read", remedy="under_way")
        breaches.run()
        assert [len(lines(code)) for code in (*codes, late)] == [2] * 5

    def test_it_goes_in_groups_each_whole_and_again_after_a_fault(self, monkeypatch: pytest.MonkeyPatch) -> None:
        codes = four()
        monkeypatch.setattr(breaches, "BATCH", 2)
        breach = happened()
        notice = confirmed(breach)
        for told, done in ((2, False), (3, True)):
            assert breaches.run(1) == 1
            notice.refresh_from_db()
            assert (notice.told, notice.done_at is not None) == (told, done)
            assert StatusLine.objects.filter(source=f"breach:{breach.pk}").count() == told
        assert breaches.run(1) == 0
        assert sum(len(lines(code)) for code in codes) == 3

        other = happened()
        confirmed(other)
        before = standing()
        with monkeypatch.context() as broken:
            broken.setattr(breaches.log, "record", _fails)
            broken.setattr(breaches.outbox, "owe", _fails)
            assert breaches.run(1) == 0
        after = standing()
        assert {**after, "Owed": []} == {**before, "Owed": []}
        Owed.objects.update(lease_until=None)
        while breaches.run(1):
            pass
        assert [len(lines(code)) for code in codes] == [2, 2, 2, 0]

    def test_the_worksheet_shows_how_far_it_is_and_stays_open_meanwhile(self, sent: list[dict[str, Any]]) -> None:
        four()
        breach = happened(
            measures="Ditutup.", authority_told_at=NOW, subjects_told_at=NOW, told_how="Halaman Lacak dan surat"
        )
        confirmed(breach)
        client = accounts.signed_in(auditor())
        sheet = words(client.get(f"{page(breach)}change/"))
        assert "Berjalan: 0 dari 3 halaman pelapor sudah memuatnya." in sheet
        with pytest.raises(worksheets.NotYet, match="pemberitahuan kepada pelapor selesai"):
            worksheets.close(breach, by=auditor().pk)
        breaches.run()
        sheet = words(client.get(f"{page(breach)}change/"))
        assert "Selesai: 3 halaman pelapor memuatnya." in sheet
        assert "Surat: 0 dari 2 terkirim, 2 menunggu, 0 tidak dapat dikirim." in sheet
        delivery.deliver(10)
        assert "Surat: 2 dari 2 terkirim, 0 menunggu, 0 tidak dapat dikirim." in words(
            client.get(f"{page(breach)}change/")
        )
        assert worksheets.close(breach, by=auditor().pk) is False
        assert client.get(f"{page(breach)}notice/").status_code == 200
        breach.refresh_from_db()
        worksheets.close(breach, by=auditor().pk)
        assert client.get(f"{page(breach)}notice/").status_code == 404
        assert "Selesai: 3 halaman" in words(client.get(f"{page(breach)}change/"))

    def test_after_a_restore_its_letters_wait_for_a_person(self, tmp_path: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr(settings, "LEDGER", tmp_path / "deletions")
        four()
        confirmed(happened())
        restoring.restored()
        assert delivery.deliver(10) == 0
        assert list(Message.objects.filter(letter=LETTER).values_list("state", flat=True)) == [MessageState.WAITING] * 2

    def test_a_sheet_that_had_its_time_takes_its_notices_along(self, clock: time_machine.Traveller) -> None:
        codes = four()
        breach = happened()
        confirmed(breach)
        breaches.run()
        Breach.objects.update(
            authority_told_at=NOW,
            subjects_told_at=NOW,
            closed_by=auditor().pk,
            confirmed_by=auditor().pk,
            closed_at=NOW,
        )
        clock.shift(timedelta(days=3652))
        with process(DbRole.WORKER):
            assert purging.HANDS["breaches"].delete(datetime.now(tz=UTC) - timedelta(days=3652)) > 0
        assert (Breach.objects.count(), BreachNotice.objects.count(), BreachTold.objects.count()) == (0, 0, 0)
        assert lines(codes[0]) == [SAID]  # the reporter's page keeps what it said


@pytest.mark.parametrize("how", Leak.values)
@pytest.mark.parametrize("remedy", Remedy.values)
def test_every_code_is_spoken_and_fits_its_column(how: str, remedy: str) -> None:
    groups = [f"D{number}" for number in range(1, 12)]
    code = leaks.code(how=how, groups=groups, remedy=remedy, on=DAY)
    assert len(code) <= StatusLine._meta.get_field("code").max_length  # type: ignore[operator]
    said = status.sentence(code, "")
    assert "7 Oktober 2024" in said
    assert str(Leak(how).label) in said
    assert str(Remedy(remedy).label) in said


def test_a_message_between_does_not_hide_the_line() -> None:
    code = four()[0]
    confirmed(happened())
    breaches.run()
    messages.from_reporter(code, "Apa yang harus saya lakukan?")
    assert lines(code) == [SAID]


def _fails(*_args: Any, **_kwargs: Any) -> None:
    raise OSError("no")
