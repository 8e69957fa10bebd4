"""The rules page: the tables for staff, and a routing change tried on past cases without changing anything."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from procedures.models import Proceeding, Step
from reports.models.case import Case
from services.audit.models import Entry
from services.notifications.models import Message, Owed
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db
PAGE = "/admin/rules/"
HOME = "bawaslu-balikpapan"
MORNING = "2024-10-04T09:00:00+08:00"
TRY_PLACE = {"place": "1", "place-rule_set": "PILKADA", "place-contest": "regent_mayor", "place-to": "bawaslu_province"}
TRY_ROAD = {"referral": "1", "referral-status": "pns", "referral-violation_class": "", "referral-to": "employer"}


@pytest.fixture(autouse=True)
def _in_the_campaign() -> Any:
    with time_machine.travel(MORNING, tick=False):
        yield


def staff(role: str = "leader", agency: str = HOME) -> Client:
    return accounts.signed_in(accounts.officer(role, agency))


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Case, Proceeding, Step, Owed, Message)]


@pytest.mark.parametrize(
    ("role", "agency"), [("operator", HOME), ("bkn", "bkn"), ("auditor", HOME), ("sysadmin", HOME)]
)
def test_everybody_in_the_staff_room_reads_the_tables(role: str, agency: str) -> None:
    client = staff(role, agency)
    assert PAGE in client.get("/admin/").content.decode()
    shown = client.get(PAGE).content.decode()
    for said in ("Penanganan Bawaslu", "UU 1/2015 Pasal 134 ayat (5) dan (6)", "Bawaslu mana yang menangani",
                 "SKB 22 September 2022; SE MenPANRB 4/2024", "Pengingat dan eskalasi", "Kajian awal"):  # fmt: skip
        assert said in shown


def test_nobody_reads_them_without_signing_in() -> None:
    response = Client().get(PAGE)
    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={PAGE}")


def test_a_change_of_the_handling_office_lists_what_would_go_elsewhere_and_changes_nothing() -> None:
    _code, case = reports.filed()
    client = staff()
    before = everything()
    answer = client.post(PAGE, TRY_PLACE)
    assert answer.status_code == 200
    trial = answer.context["trial"]
    assert (trial["tried"], trial["number"]) == (1, 1)
    [row] = trial["rows"]
    assert (row.case.pk, row.about, row.now, row.then, row.basis) == (
        case.pk, "", "Bawaslu Kota Balikpapan", "Bawaslu Provinsi Kalimantan Timur",
        "Perbawaslu 8/2020 dan 7/2022: tempat kejadian",
    )  # fmt: skip
    shown = answer.content.decode()
    assert "Dari 1 perkara yang diterima dalam 90 hari terakhir, 1 akan berjalan lain." in shown
    assert case.reference in shown
    assert everything() == before
    entry = Entry.objects.get(action="rules:tried")
    assert entry.detail["shown"] == [str(case.pk)]


def test_a_case_in_several_regencies_is_the_province_s_under_any_rule_that_says_so() -> None:
    reports.filed(reports.submission(also_in=("64.72",)))
    trial = staff(agency="bawaslu-kaltim").post(PAGE, TRY_PLACE).context["trial"]
    assert (trial["tried"], trial["number"]) == (1, 0)  # it is there already


def test_a_change_of_the_road_names_the_person_by_number_only() -> None:
    reports.filed(reports.submission(respondents=[reports.respondent(name="Orang Contoh", status="pns")]))
    answer = staff().post(PAGE, TRY_ROAD)
    [row] = answer.context["trial"]["rows"]
    assert row.about == "Terlapor 1"
    assert row.now.startswith("Badan Kepegawaian Negara (BKN)")
    assert "BKN" not in row.then
    assert row.basis == "SKB 22 September 2022; SE MenPANRB 4/2024"
    assert "Orang Contoh" not in answer.content.decode()


def test_a_change_that_touches_no_case_says_so() -> None:
    reports.filed()
    answer = staff().post(PAGE, {**TRY_PLACE, "place-rule_set": "PEMILU"})
    assert (answer.context["trial"]["tried"], answer.context["trial"]["rows"]) == (1, [])


def test_only_the_last_ninety_days_are_tried() -> None:
    with time_machine.travel("2024-07-05T09:00:00+08:00", tick=False):
        reports.filed(reports.submission(incident_date=date(2024, 7, 3), known_date=date(2024, 7, 4)))
    with time_machine.travel("2024-07-07T09:00:00+08:00", tick=False):
        reports.filed(reports.submission(incident_date=date(2024, 7, 3), known_date=date(2024, 7, 4)))
    assert staff().post(PAGE, TRY_PLACE).context["trial"]["tried"] == 1


def test_an_office_tries_on_its_own_cases_only() -> None:
    reports.filed()
    answer = staff("leader", "bawaslu-kukar").post(PAGE, TRY_PLACE)
    assert answer.context["trial"]["tried"] == 0


@pytest.mark.parametrize(("role", "agency"), [("bkn", "bkn"), ("auditor", HOME), ("sysadmin", HOME)])
def test_who_sees_no_case_tries_nothing(role: str, agency: str) -> None:
    reports.filed()
    client = staff(role, agency)
    assert "Coba perubahan ini" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, TRY_PLACE).status_code == 403
    assert not Entry.objects.filter(action="rules:tried").exists()


def test_a_change_without_a_goal_is_asked_for_at_its_field_and_keeps_the_rest() -> None:
    answer = staff().post(PAGE, {**TRY_PLACE, "place-to": ""})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Pilih tingkat Bawaslu yang akan menangani." in shown
    assert '<option value="regent_mayor" selected>' in shown
    assert answer.context.get("trial") is None
    other = staff().post(PAGE, {**TRY_ROAD, "referral-to": "nowhere"})
    assert other.status_code == 422


def test_trying_costs_the_same_for_one_case_and_for_three(django_assert_max_num_queries: Any) -> None:
    client = staff()
    reports.filed()
    client.post(PAGE, TRY_PLACE)
    numbers = []
    for _more in range(2):
        with django_assert_max_num_queries(30) as counted:
            client.post(PAGE, TRY_PLACE)
        numbers.append(len(counted))
        reports.filed(), reports.filed()
    assert numbers[0] == numbers[1]
