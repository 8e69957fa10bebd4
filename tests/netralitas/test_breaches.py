"""A breach told to many reporters: who is meant, two people with a code, pages and letters, nobody twice."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from netralitas import breaches, worksheets
from netralitas.models import Breach, BreachNotice, BreachTold
from netralitas.retention import purging, restoring
from netralitas.roles.table import DbRole
from reports import destroying, leaks, messages, status, withdrawing
from reports.concerned import Selection
from reports.enums import Leak, Remedy
from reports.models.case import FormerHandler
from reports.models.report import StatusLine
from services.accounts.models import User
from services.audit.models import Entry
from services.notifications import delivery
from services.notifications.models import Message, MessageState, Owed
from services.vault import client as vault
from services.vault.models import Envelope
from tests.factories import accounts
from tests.factories import reports as made
from tests.roles.processes import process, run_by

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 10, 7, 2, 0, tzinfo=UTC)
DAY = date(2024, 10, 7)
HERE, THERE = "bawaslu-balikpapan", "bawaslu-samarinda"
LETTER = "reporter_breach"
CHOSEN = {"office": HERE, "since": "", "until": "", "how": "copied", "remedy": "closed"}
SAID = (
    "Terjadi kegagalan pelindungan data pribadi pada 6 Oktober 2024: data tersalin ke luar portal. Data yang terkena: "
    "uraian asli, bukti asli. Jalannya sudah ditutup. Bila Anda merasa terancam, pakai “Saya ditekan” di halaman ini."
)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the vault was asked to send."""
    found: list[dict[str, Any]] = []

    def send(**letter: Any) -> bool:
        found.append(letter)
        return True

    monkeypatch.setattr(vault, "send_letter", send)
    return found


def happened(**fields: Any) -> Breach:
    given = {
        "detected_at": NOW, "since": NOW - timedelta(days=1), "what": "Cadangan tersalin ke tempat yang salah.",
        "groups": ["D4", "D6", "D12"], "due_at": NOW + timedelta(days=3),
    }  # fmt: skip
    return Breach.objects.create(**{**given, **fields})


def filed(*, region: str = "64.71", address: bool = True) -> str:
    """The code of a report; a tip leaves no address."""
    return made.filed(made.submission(region=region) if address else made.tip(region=region))[0]


def four() -> list[str]:
    """Two reporters and a tip at one office, a reporter at another; what filing owes is worked off."""
    codes = [filed(), filed(), filed(address=False), filed(region="64.72")]
    made.relayed()
    Message.objects.all().delete()
    Owed.objects.all().delete()
    return codes


def auditor() -> User:
    return accounts.officer("auditor", "bawaslu-ri")


def page(breach: Breach) -> str:
    return f"/admin/netralitas/breach/{breach.pk}/"


def post(client: Client, url: str, **values: Any) -> HttpResponse:
    return client.post(url, values)


def words(response: HttpResponse) -> str:
    return response.content.decode()


def asked(breach: Breach, by: Client, *, seen: int = 3, **values: str) -> HttpResponse:
    return post(by, f"{page(breach)}notice/", **{**CHOSEN, **values}, seen=str(seen))


def decided(breach: Breach, by: Client, **values: str) -> HttpResponse:
    notice = BreachNotice.objects.latest("pk")
    return by.post(f"{page(breach)}notice/{notice.pk}/", values, follow=True)


def confirmed(breach: Breach, *, seen: int = 3, **values: str) -> BreachNotice:
    assert asked(breach, accounts.signed_in(auditor()), seen=seen, **values).status_code == 302
    assert decided(breach, accounts.signed_in(auditor())).status_code == 200
    return BreachNotice.objects.latest("pk")


def lines(code: str) -> list[str]:
    found = status.read(code)
    assert found is not None
    return [line.label for line in found.steps if line.code.startswith("breach:")]


def standing() -> dict[str, Any]:
    """What a refusal must leave as it was."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in (BreachNotice, BreachTold, StatusLine, Message, Owed)
    }


class TestWhom:
    @pytest.mark.parametrize(
        ("chosen", "people", "letters"),
        [
            (Selection(HERE), 3, 2),
            (Selection(THERE), 1, 1),
            (Selection(), 4, 3),
            (Selection(since=DAY, until=DAY), 4, 3),
            (Selection(HERE, since=DAY + timedelta(days=1)), 0, 0),
            (Selection(until=DAY - timedelta(days=1)), 0, 0),
            (Selection("bawaslu-ri"), 0, 0),
        ],
    )
    def test_the_database_counts_what_the_worker_will_find(
        self, settings: Any, chosen: Selection, people: int, letters: int
    ) -> None:
        four()
        breach = happened()
        settings.DATABASE_ROLE = ""
        assert breaches.number(breach, chosen) == breaches.Number(people, letters, 0)
        if connection.vendor == "postgresql":
            settings.DATABASE_ROLE = "staff"
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('netralitas.roles', 'auditor', true)")
            assert breaches.number(breach, chosen) == breaches.Number(people, letters, 0)

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded default knows no roles")
    def test_the_function_counts_for_an_auditor_alone(self, settings: Any) -> None:
        four()
        breach = happened()
        settings.DATABASE_ROLE = "staff"
        with process(DbRole.STAFF), connection.cursor() as cursor:
            for roles, people in (("custodian,leader", 0), ("auditor", 4)):
                cursor.execute("SELECT set_config('netralitas.roles', %s, true)", [roles])
                assert breaches.number(breach, Selection()).people == people

    def test_an_office_that_handled_the_case_before_is_meant_too(self) -> None:
        code = filed()
        FormerHandler.objects.create(case=made.case_of(code), agency_id=THERE, to_id=HERE, on=DAY, version=1)
        settings.DATABASE_ROLE = ""
        assert breaches.number(happened(), Selection(THERE)).people == 1

    def test_who_has_no_page_any_more_is_not_meant_and_who_withdrew_gets_no_letter(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        codes = four()
        purge = run_by(DbRole.VAULT, lambda subject: Envelope.objects.filter(subject=subject).delete()[0])
        monkeypatch.setattr(vault, "purge", purge)
        settings.DATABASE_ROLE = ""
        withdrawing.withdraw(codes[0])
        withdrawing.forget(10)
        destroying.wipe(made.report_of(codes[1]))
        assert breaches.number(happened(), Selection(HERE)) == breaches.Number(2, 0, 0)


class TestAsking:
    def test_the_page_counts_shows_the_words_and_writes_nothing(self) -> None:
        four()
        breach, client = happened(), accounts.signed_in(auditor())
        before = standing()
        shown = words(post(client, f"{page(breach)}notice/", **CHOSEN))
        assert "3 pelapor akan diberi tahu" in shown
        assert SAID in shown
        assert "Balikpapan" in shown
        assert standing() == before
        entry = Entry.objects.get(action="breach:notice_counted")
        assert (entry.subject, entry.detail) == (str(breach.pk), {"number": 3})

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"seen": 2}, "Jumlahnya sudah berubah. Hitung lagi."),
            ({"seen": "3x"}, "Jumlahnya sudah berubah. Hitung lagi."),
            ({"office": "bawaslu-ri"}, "Tidak ada pelapor yang belum diberi tahu menurut pilihan ini."),
            ({"since": "2024-10-07", "until": "2024-10-01"}, "Akhirnya tidak boleh sebelum mulainya."),
            ({"how": "stolen"}, "Apa yang terjadi dengan datanya"),
            ({"office": "bkn"}, "Pelapor pada kantor"),
        ],
    )
    def test_what_does_not_hold_is_said_and_nothing_is_owed(self, values: dict[str, Any], said: str) -> None:
        four()
        breach = happened()
        before = standing()
        response = asked(breach, accounts.signed_in(auditor()), **{"seen": 3, **values})
        assert (response.status_code, said in words(response)) == (422, True)
        assert standing() == before

    def test_a_sheet_without_data_of_reporters_tells_nobody(self) -> None:
        four()
        breach = happened(groups=["D12", "D14"])
        response = asked(breach, accounts.signed_in(auditor()))
        assert (response.status_code, "tidak menyebut data pelapor" in words(response)) == (422, True)
        assert BreachNotice.objects.count() == 0

    def test_asking_and_confirming_need_a_fresh_code(self) -> None:
        four()
        breach = happened()
        old = accounts.signed_in(auditor(), code_age=301)
        before = standing()
        response = asked(breach, old)
        assert (response.status_code, standing() == before) == (403, True)
        assert "Memberi tahu pelapor tentang kegagalan pelindungan data" in words(response)
        assert asked(breach, accounts.signed_in(auditor())).status_code == 302
        before = standing()
        assert decided(breach, old).status_code == 403
        assert standing() == before

    def test_who_asked_cannot_confirm_and_a_refused_notice_never_leaves(self) -> None:
        four()
        breach, first = happened(), accounts.signed_in(auditor())
        asked(breach, first)
        before = standing()
        assert "Orang kedua yang memastikannya, bukan Anda sendiri." in words(decided(breach, first))
        assert standing() == before
        second = accounts.signed_in(auditor())
        assert "Pemberitahuan dibatalkan." in words(decided(breach, second, refuse="1"))
        refused = standing()
        assert "Pemberitahuan ini tidak menunggu lagi." in words(decided(breach, second))
        assert standing() == refused
        assert breaches.run() == 0
        assert [row.action for row in Entry.objects.filter(action__startswith="breach:notice").order_by("pk")] == [
            "breach:notice_asked",
            "breach:notice_refused",
        ]

    def test_one_person_with_two_accounts_is_one_person(self) -> None:
        four()
        breach, first, again = happened(), auditor(), auditor()
        User.objects.filter(pk__in=[first.pk, again.pk]).update(person_hash="sama" * 16)
        asked(breach, accounts.signed_in(first))
        before = standing()
        assert "Orang kedua yang memastikannya, bukan Anda sendiri." in words(
            decided(breach, accounts.signed_in(again))
        )
        assert standing() == before

    @pytest.mark.parametrize("role", ["operator", "verifier", "leader", "custodian", "sysadmin", "bkpsdm", "bkn"])
    def test_nobody_else_counts_asks_or_confirms(self, role: str) -> None:
        four()
        breach = happened()
        asked(breach, accounts.signed_in(auditor()))
        agencies = {"bkpsdm": "bkpsdm-balikpapan", "bkn": "bkn", "custodian": "bawaslu-ri", "sysadmin": "bawaslu-ri"}
        client = accounts.signed_in(accounts.officer(role, agencies.get(role, HERE)))
        before = standing()
        assert client.get(f"{page(breach)}notice/").status_code in {403, 404}
        assert asked(breach, client).status_code in {403, 404}
        assert decided(breach, client).status_code in {403, 404}
        assert standing() == before

    def test_the_addresses_take_no_reading_for_a_decision(self) -> None:
        four()
        breach, client = happened(), accounts.signed_in(auditor())
        asked(breach, client)
        notice = BreachNotice.objects.get()
        assert client.get(f"{page(breach)}notice/{notice.pk}/").status_code == 405


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
