"""The page of one person in a package: what it says, what it costs, and nothing of the reporter."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine

from reports.models.package import PackageExhibit
from sanctions import recommendations
from services.audit.models import Entry
from tests.factories import accounts
from tests.factories import sanctions as make
from tests.sanctions.desks import LIST, bkn, bkpsdm, file_of, step_of, words

pytestmark = pytest.mark.usefixtures("kinds")
QUERIES_OF_THE_FILE = 13


class TestFile:
    def test_shows_the_frozen_package_in_words(self) -> None:
        leg = make.oversight_leg()
        PackageExhibit.objects.create(package=leg.respondent.package, number=1, link="https://contoh.example/unggahan")
        PackageExhibit.objects.create(package=leg.respondent.package, number=2, description="Tangkapan layar")
        page = words(bkn().get(file_of(leg)))
        for said in (
            "Contoh Terlapor",
            "Dinas Contoh",
            "Pemerintah Kota Balikpapan",
            leg.respondent.package.narrative,
            "Bukti 1, tautan (teks, jangan dibuka dari komputer kantor): https://contoh.example/unggahan",
            "Bukti 2, berkasnya tidak disertakan; minta kepada pengirim bila diperlukan (Tangkapan layar)",
            "001/CONTOH/X/2024, 30 September 2024",
            "28 September 2024",
            "Bawaslu Kota Balikpapan",
            "Badan Kepegawaian Negara (BKN) menerima berkas penerusan. 3 Oktober 2024",
            "Verifikasi Satgas Netralitas",
            "10 Oktober 2024, 23.59 WIB",
            "Dihitung sejak 3 Oktober 2024; hari itu sendiri tidak dihitung.",
        ):
            assert said in page

    def test_a_link_is_never_clickable(self) -> None:
        leg = make.oversight_leg()
        PackageExhibit.objects.create(package=leg.respondent.package, number=1, link="https://contoh.example/unggahan")
        assert 'href="https://contoh.example' not in bkn().get(file_of(leg)).content.decode()

    def test_the_page_and_its_title_hold_no_name_in_title_or_address(self) -> None:
        leg = make.oversight_leg()
        page = bkn().get(file_of(leg)).content.decode()
        title = re.search(r"<title>(.*?)</title>", page, re.S)
        assert title
        assert "Contoh Terlapor" not in title.group(1)

    def test_offers_the_steps_of_the_procedure(self) -> None:
        overseen, followed = make.oversight_leg(), make.personnel_leg()
        page = bkn().get(file_of(overseen)).content.decode()
        offered = re.findall(rf"{overseen.respondent_id}/{overseen.pk}/(\w+)/", page)
        assert offered == ["ask_validation", "recommend", "find_not_proven", "reject", "cancel"]
        page = bkpsdm().get(file_of(followed)).content.decode()
        offered = re.findall(rf"{followed.respondent_id}/{followed.pk}/(\w+)/", page)
        assert offered == ["summon", "form_team", "examine", "decide", "decline", "record_leaving"]

    def test_the_employers_desk_reads_the_recommendation_addressed_to_it(self) -> None:
        leg = make.oversight_leg()
        recommendations.recommend(
            leg, by=make.acting(), number="R-7/CONTOH", dated_on=make.TODAY, violation_class="discipline",
            text="Hukuman disiplin sedang.", due_on=date(2024, 10, 17),
        )  # fmt: skip
        page = words(bkpsdm().get(file_of(leg)))
        for said in ("R-7/CONTOH, 3 Oktober 2024", "Hukuman disiplin sedang.", "17 Oktober 2024", "Pjs. Wali Kota"):
            assert said in page

    def test_a_recommendation_from_a_letter_says_so_everywhere(self) -> None:
        leg = make.oversight_leg()
        recommendations.recommend(
            leg, by=make.confirmed(leg, "recommend", make.acting("operator", "bawaslu-balikpapan")),
            letter=make.letter(), number="R-7",
            dated_on=make.TODAY, violation_class="discipline", text="x",
        )  # fmt: skip
        page = words(bkpsdm().get(file_of(leg)))
        assert page.count("menurut surat BKN nomor S-12/CONTOH/2024, 3 Oktober 2024") == 2

    @pytest.mark.parametrize("number", [1, 3])
    def test_costs_the_same_queries_with_one_paper_and_with_all(
        self, number: int, django_assert_num_queries: Any
    ) -> None:
        leg = make.oversight_leg()
        for each in range(number):
            PackageExhibit.objects.create(package=leg.respondent.package, number=each, link="https://contoh.example")
        if number == 3:
            recommendations.recommend(
                leg, by=make.acting(), number="R", dated_on=make.TODAY, violation_class="discipline", text="x"
            )
        client = bkn()
        client.get(file_of(leg))
        with django_assert_num_queries(QUERIES_OF_THE_FILE):
            client.get(file_of(leg))

    def test_a_read_is_recorded(self) -> None:
        leg = make.oversight_leg()
        user = accounts.officer("bkn", "bkn")
        accounts.signed_in(user).get(file_of(leg))
        entry = Entry.objects.get(action="packagerespondent:read")
        assert (entry.subject, entry.actor) == (str(leg.respondent_id), f"user:{user.pk}")

    def test_on_paper_every_calculation_is_unfolded(self) -> None:
        leg = make.oversight_leg()
        page = bkn().get(f"{LIST}{leg.respondent_id}/cetak/").content.decode()
        assert page.count("<details") == page.count("<details open") == 1

    def test_never_shows_an_hour(self, clock: time_machine.Traveller) -> None:
        clock.move_to("2024-10-03T05:47:00+00:00")
        leg = make.oversight_leg()
        page = bkn().get(file_of(leg)).content.decode()
        for hour in ("05:47", "05.47", "12.47", "12:47", "13.47", "13:47"):
            assert hour not in page


class TestNothingOfTheReporter:
    def test_no_page_knows_a_report_a_case_or_a_reporter(self) -> None:
        overseen, followed = make.oversight_leg(), make.personnel_leg()
        visits = [
            (bkn(), overseen, ("recommend", "find_not_proven", "reject")),
            (bkpsdm(), followed, ("decide", "decline", "record_leaving")),
        ]
        for client, leg, events in visits:
            urls = [LIST, file_of(leg), f"{LIST}{leg.respondent_id}/cetak/", *(step_of(leg, one) for one in events)]
            for url in urls:
                page = words(client.get(url)).lower()
                assert re.findall(r"\b(pelapor|laporan|tiket|saksi|kasus|informasi awal)\b", page) == [], url
