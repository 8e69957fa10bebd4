"""The list of packages of a desk: whose, in which order, found how, and who comes in at all."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from regions import offices
from regions.models import Unit
from reports.models.package import PackageCopy
from sanctions import decisions, recommendations
from sanctions.models.decision import Decision
from tests.factories import accounts
from tests.factories import sanctions as make
from tests.sanctions.desks import LIST, bkn, bkpsdm, decree, file_of, recommendation, step_of, words

pytestmark = pytest.mark.usefixtures("kinds")
QUERIES_OF_THE_LIST = 9


class TestList:
    def test_shows_the_legs_of_the_own_desk_and_no_others(self) -> None:
        mine, theirs = make.personnel_leg(), make.personnel_leg(office="bkpsdm-kukar")
        overseen = make.oversight_leg()
        page = bkpsdm().get(LIST).content.decode()
        assert file_of(mine) in page
        assert file_of(theirs) not in page
        assert file_of(overseen) not in page

    def test_orders_by_time_left(self, clock: time_machine.Traveller) -> None:
        late = make.personnel_leg()
        clock.move_to("2024-10-05T02:00:00+00:00")
        early = make.oversight_leg()
        recommendations.recommend(
            early, by=make.acting(), number="R-1", dated_on=date(2024, 10, 5), violation_class="discipline", text="x",
            due_on=date(2024, 10, 8),
        )  # fmt: skip
        page = bkpsdm().get(LIST).content.decode()
        assert page.index(file_of(early)) < page.index(file_of(late))

    def test_says_so_when_nothing_waits(self) -> None:
        assert "Tidak ada berkas yang menunggu di kantor ini." in words(bkpsdm().get(LIST))

    def test_says_so_when_a_filter_hides_everything(self) -> None:
        make.personnel_leg()
        page = words(bkpsdm().get(LIST, {"status": "pppk"}))
        assert "Tidak ada berkas yang cocok dengan saringan ini." in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"state": "follow_up"}, True),
            ({"state": "sanctioned"}, False),
            ({"status": "pns"}, True),
            ({"violation_class": "ethics"}, False),
            ({"region": "64.71"}, True),
            ({"region": "64.02"}, False),
            ({"overdue": "no"}, True),
            ({"overdue": "yes"}, False),
            ({"overdue": "soon"}, False),
            ({"q": "001/CONTOH"}, True),
            ({"q": "999/CONTOH"}, False),
            ({"work": "done"}, False),
        ],
    )
    def test_filters(self, query: dict[str, str], found: bool) -> None:
        leg = make.personnel_leg()
        assert (file_of(leg) in bkpsdm().get(LIST, query).content.decode()) is found

    def test_finds_a_package_by_its_reference_in_any_spelling(self) -> None:
        leg = make.personnel_leg()
        reference = leg.respondent.package.reference
        spelled = " ".join([reference[:4].lower(), reference[4:]])
        assert file_of(leg) in bkpsdm().get(LIST, {"q": spelled}).content.decode()

    def test_counts_what_is_late(self, clock: time_machine.Traveller) -> None:
        leg = make.personnel_leg()
        clock.move_to("2024-10-20T02:00:00+00:00")
        client = bkpsdm()
        page = client.get(LIST)
        assert "1 lewat tenggat" in words(page)
        assert "lewat 3 hari" in words(page)
        assert file_of(leg) in client.get(LIST, {"overdue": "yes"}).content.decode()

    def test_keeps_what_is_finished_in_a_list_of_its_own(self) -> None:
        leg = make.personnel_leg()
        decisions.decline(leg, by=make.acting("bkpsdm", "bkpsdm-balikpapan"), reason="Contoh.")
        client = bkpsdm()
        assert file_of(leg) not in client.get(LIST).content.decode()
        assert file_of(leg) in client.get(LIST, {"work": "done"}).content.decode()

    def test_a_copy_is_there_to_be_read_until_the_follow_up_begins(self) -> None:
        leg = make.oversight_leg()
        PackageCopy.objects.create(package=leg.respondent.package, agency=offices.get("bkpsdm-balikpapan"))
        client = bkpsdm()
        assert file_of(leg) not in client.get(LIST).content.decode()
        assert file_of(leg) in client.get(LIST, {"work": "copy"}).content.decode()
        elsewhere = make.oversight_leg(make.respondent(of=leg.respondent.package, employer="pemprov-kaltim"))
        assert client.get(file_of(elsewhere)).status_code == 404
        page = words(client.get(file_of(leg)))
        assert "Tidak ada langkah yang terbuka untuk Anda pada tahap ini." in page
        assert client.get(step_of(leg, "recommend")).status_code == 404
        assert bkpsdm("bkpsdm-kukar").get(file_of(leg)).status_code == 404
        recommendations.recommend(
            leg, by=make.acting(), number="R", dated_on=make.TODAY, violation_class="discipline", text="x"
        )
        assert file_of(leg) in client.get(LIST).content.decode()
        assert file_of(leg) not in client.get(LIST, {"work": "copy"}).content.decode()

    @pytest.mark.parametrize("query", [{"nama": "x"}, {"state": "gone"}, {"after": "x"}, {"o": "1"}, {"before": "1"}])
    def test_refuses_an_address_it_does_not_understand(self, query: dict[str, str]) -> None:
        leg = make.personnel_leg()
        response = bkpsdm().get(LIST, query)
        assert response.status_code == 400
        page = response.content.decode()
        assert file_of(leg) not in page
        assert next(iter(query)) in page
        assert "<code>overdue</code>" in page

    def test_turns_pages_without_losing_or_repeating_a_row(self, monkeypatch: pytest.MonkeyPatch) -> None:
        legs = [make.personnel_leg() for _number in range(5)]
        client, seen, url = bkpsdm(), [], LIST
        monkeypatch.setattr("sanctions.inbox.PAGE", 2)
        monkeypatch.setattr("sanctions.inbox.page.__kwdefaults__", {"after": "", "size": 2})
        while url:
            page = client.get(url).content.decode()
            seen += re.findall(r"packagerespondent/([0-9a-f-]{36})/change", page)
            following = re.search(r'href="([^"]+after=[^"]+)" rel="next"', page)
            url = following.group(1).replace("&amp;", "&") if following else ""
        assert seen == [str(leg.respondent_id) for leg in legs]

    @pytest.mark.parametrize("number", [1, 3])
    def test_costs_the_same_queries_for_one_row_and_for_three(
        self, number: int, django_assert_num_queries: Any
    ) -> None:
        for _each in range(number):
            make.personnel_leg()
        client = bkpsdm()
        client.get(LIST)
        with django_assert_num_queries(QUERIES_OF_THE_LIST):
            client.get(LIST)


class TestWhoComesIn:
    @pytest.mark.parametrize("role", ["operator", "verifier", "leader", "auditor", "sysadmin", "custodian"])
    def test_other_roles_have_no_list(self, role: str) -> None:
        office = "bawaslu-balikpapan" if role in ("operator", "verifier", "leader") else "bawaslu-ri"
        assert accounts.signed_in(accounts.officer(role, office)).get(LIST).status_code == 403

    def test_a_stranger_is_sent_to_sign_in(self) -> None:
        leg = make.personnel_leg()
        for url in (LIST, file_of(leg), step_of(leg, "decide")):
            assert Client().get(url).status_code == 302

    def test_another_office_gets_the_answer_of_a_file_that_does_not_exist(self) -> None:
        leg = make.personnel_leg()
        client = bkpsdm("bkpsdm-kukar")
        missing = client.get(f"{LIST}5b0d6a8e-4a5e-4a67-9f0e-0f2c8a4f9d11/change/")
        for url in (file_of(leg), step_of(leg, "decide"), f"{LIST}{leg.respondent_id}/cetak/"):
            response = client.get(url)
            assert (response.status_code, len(response.content)) == (404, len(missing.content))
        assert client.post(step_of(leg, "decide"), decree(leg)).status_code == 404
        assert not Decision.objects.exists()

    def test_the_overseer_does_not_decide_and_the_employer_does_not_recommend(self) -> None:
        overseen, followed = make.oversight_leg(), make.personnel_leg()
        assert bkn().get(step_of(followed, "decide")).status_code == 404
        assert bkpsdm().get(step_of(overseen, "recommend")).status_code == 404

    def test_an_officer_of_kasn_has_the_desk_until_it_ends_and_bkn_from_then_on(
        self, clock: time_machine.Traveller
    ) -> None:
        clock.move_to("2024-07-01T02:00:00+00:00")
        leg = make.oversight_leg()
        of_kasn, of_bkn = accounts.officer("bkn", "kasn"), accounts.officer("bkn", "bkn")
        assert accounts.signed_in(of_kasn).get(file_of(leg)).status_code == 200
        assert accounts.signed_in(of_bkn).get(file_of(leg)).status_code == 404
        clock.move_to("2024-09-05T02:00:00+00:00")
        assert accounts.signed_in(of_kasn).get(file_of(leg)).status_code == 302  # no longer staff anywhere
        client = accounts.signed_in(of_bkn)
        assert client.get(file_of(leg)).status_code == 200
        assert client.post(step_of(leg, "recommend"), recommendation(leg, dated_on="2024-09-05")).status_code == 302
        assert leg.proceeding.steps.last().agency_id == "bkn"

    def test_an_officer_never_sees_a_file_about_their_own_unit(self) -> None:
        unit = Unit.objects.create(agency=offices.get("pemkot-balikpapan"), name="Dinas  contoh")
        Unit.objects.filter(pk=unit.pk).update(name="Dinas Contoh")
        leg = make.personnel_leg()
        client = accounts.signed_in(accounts.officer("bkpsdm", "bkpsdm-balikpapan", unit_id=unit.pk))
        assert client.get(file_of(leg)).status_code == 404
        assert file_of(leg) not in client.get(LIST).content.decode()
        assert client.get(step_of(leg, "decide")).status_code == 404
