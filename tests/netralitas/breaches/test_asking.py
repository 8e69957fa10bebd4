"""One auditor asks to tell the reporters of a breach, another confirms, each with a fresh code."""

from typing import Any

import pytest

from netralitas import breaches
from netralitas.models import BreachNotice
from services.accounts.models import User
from services.audit.models import Entry
from tests.factories import accounts
from tests.netralitas.breaches.conftest import (
    CHOSEN,
    HERE,
    SAID,
    asked,
    auditor,
    decided,
    four,
    happened,
    page,
    post,
    standing,
    words,
)

pytestmark = pytest.mark.django_db


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
