"""The queue: own office, sorted by time left, filtered strictly, paged by key."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from reports import handling
from reports.admin import listing
from reports.models.case import Case
from tests.factories import accounts, reports
from tests.reports_admin.conftest import HOME, OFFICES, QUEUE, Desk

pytestmark = pytest.mark.django_db


def listed(client: Client, query: str = "") -> list[str]:
    """The references on one page of the queue, in its order, without their hyphens."""
    response = client.get(QUEUE + query)
    assert response.status_code == 200
    return [row.reference.replace("-", "") for row in response.context["rows"]]


def test_each_office_sees_its_own_cases_and_no_other(desk: Desk) -> None:
    filed = {office: reports.filed(reports.submission(region=code))[1] for office, code in OFFICES.items()}

    for office, case in filed.items():
        assert listed(desk(agency=office)) == [case.reference]


@pytest.mark.parametrize(
    ("role", "agency"),
    [
        ("bkn", "bkn"),
        ("bkpsdm", "bkpsdm-balikpapan"),
        ("auditor", "bawaslu-ri"),
        ("sysadmin", "bawaslu-ri"),
        ("custodian", "bawaslu-kaltim"),
    ],
)
@pytest.mark.parametrize("address", [QUEUE, "/admin/reports/report/", f"{QUEUE}export/"])
def test_roles_without_cases_are_refused_the_lists(desk: Desk, role: str, agency: str, address: str) -> None:
    assert desk(role, agency).get(address).status_code == 403


def test_nobody_enters_without_signing_in(client: Client, case: Case) -> None:
    response = client.get(QUEUE)

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_the_most_urgent_case_comes_first_and_one_without_a_term_last(desk: Desk) -> None:
    first, second, third = (reports.filed()[1] for _ in range(3))
    for case, days in ((first, 3), (second, -1)):
        Case.objects.filter(pk=case.pk).update(due_at=timezone.now() + timedelta(days=days))
    Case.objects.filter(pk=third.pk).update(due_at=None)

    assert listed(desk()) == [second.reference, first.reference, third.reference]


def test_a_row_says_in_words_what_an_officer_must_know(desk: Desk, case: Case) -> None:
    row = desk().get(QUEUE).context["rows"][0]

    assert (row.kind_label, row.state) == ("Laporan resmi", "Kajian awal")
    assert (row.left.text, row.left.exact) == ("2 hari lagi", "6 Oktober 2024, 23.59 WITA")
    assert row.act == "Hadir di kampanye atau deklarasi dan ikut mendukung"
    assert [flag.text for flag in row.flags] == ["belum diterima resmi", "kurang: bukti"]


def test_time_left_is_counted_in_days_of_the_region(desk: Desk, moment: time_machine.Traveller) -> None:
    reports.filed(reports.submission(region="62.02"))
    kotim = accounts.officer(agency="bawaslu-kotim")
    moment.move_to("2024-10-06T23:30:00+07:00")  # in Makassar the next day has begun

    row = accounts.signed_in(kotim).get(QUEUE).context["rows"][0]

    assert (row.left.text, row.left.exact) == ("hari ini", "6 Oktober 2024, 23.59 WIB")


def test_an_overdue_case_says_by_how_many_days(desk: Desk, case: Case, moment: time_machine.Traveller) -> None:
    moment.move_to("2024-10-09T08:00:00+08:00")

    assert desk().get(QUEUE).context["rows"][0].left.text == "lewat 3 hari"


def test_an_empty_queue_says_so(desk: Desk) -> None:
    assert "Belum ada kasus di kantor ini." in desk().get(QUEUE).content.decode()


def test_a_filter_without_a_match_offers_to_clear_it(desk: Desk, case: Case) -> None:
    text = desk().get(f"{QUEUE}?state=closed").content.decode()

    assert "Tidak ada kasus yang cocok dengan saringan ini." in text
    assert "Hapus semua saringan" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=review", True),
        ("?state=study", False),
        ("?kind=report", True),
        ("?kind=tip", False),
        ("?holder=bawaslu", True),
        ("?holder=reporter", False),
        ("?act=attendance", True),
        ("?act=photo", False),
        ("?district=64.71.04", True),
        ("?district=64.71.01", False),
        ("?officer=unassigned", True),
        ("?officer=mine", False),
        ("?overdue=yes", False),
        ("?overdue=soon", True),
        ("?overdue=no", True),
        ("?overdue=any", True),
        ("?received_from=2024-10-04", True),
        ("?received_from=2024-10-05", False),
        ("?received_to=2024-10-04", True),
        ("?received_to=2024-10-03", False),
        ("?state=review&kind=report&act=attendance", True),
        ("?state=&kind=&q=", True),
    ],
)
def test_every_filter_finds_what_it_says(desk: Desk, query: str, found: bool) -> None:
    reports.filed(reports.submission(district="64.71.04"))

    assert bool(listed(desk(), query)) is found


def test_my_cases_are_those_given_to_me(desk: Desk, case: Case) -> None:
    me = accounts.officer("verifier", HOME)
    handling.assign(case, officer=me.pk, by=reports.desk(case))
    client = accounts.signed_in(me)

    assert listed(client, "?officer=mine") == [case.reference]
    assert listed(client, f"?officer={me.pk}") == [case.reference]
    assert listed(client, "?officer=unassigned") == []
    assert client.get(QUEUE).context["rows"][0].officer == me.full_name


@pytest.mark.parametrize(
    "spelling", [str.upper, str.lower, lambda code: " ".join(code), lambda code: f"{code[:4]}-{code[4:]}"]
)
def test_a_case_is_found_by_reference_and_ticket_in_any_spelling(desk: Desk, spelling: object) -> None:
    code, case = reports.filed()
    reports.filed()
    client = desk()

    assert callable(spelling)
    for written in (case.reference, reports.report_of(code).ticket):
        assert listed(client, f"?q={spelling(written)}") == [case.reference]


def test_a_case_is_found_by_a_part_of_its_register_number(desk: Desk, case: Case) -> None:
    handling.register(case, number="001/Reg/LP/PB/Kota/23.03/X/2024", by=reports.desk(case))
    client = desk()

    assert listed(client, "?q=001/reg/lp") == [case.reference]
    assert listed(client, "?q=002/reg") == []


@pytest.mark.parametrize("text", ["%", "_", "' OR '1'='1", "\\", "<script>", "…"])
def test_signs_with_a_meaning_for_databases_are_searched_as_text(desk: Desk, case: Case, text: str) -> None:
    assert listed(desk(), f"?q={text}") == []


def test_a_ticket_of_another_office_finds_nothing(desk: Desk) -> None:
    code, _case = reports.filed(reports.submission(region="74.71"))

    assert listed(desk(), f"?q={reports.report_of(code).ticket}") == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?statee=review", "Saringan “statee” tidak dikenal."),
        ("?page=2", "Saringan “page” tidak dikenal."),
        ("?state=review&state=study", "Saringan “state” diberikan lebih dari sekali."),
        ("?state=sleeping", "Nilai “state” tidak dikenal"),
        ("?district=74.71.01", "Nilai “district” tidak dikenal"),
        ("?received_from=yesterday", "Nilai “received_from” tidak dikenal"),
        ("?officer=somebody", "Nilai “officer” tidak dikenal"),
        ("?after=garbage", "Halaman “after” tidak dikenal."),
    ],
)
def test_what_the_queue_does_not_know_is_refused_and_named(desk: Desk, case: Case, query: str, sentence: str) -> None:
    response = desk().get(QUEUE + query)

    text = response.content.decode()
    assert response.status_code == 400
    assert sentence in text
    assert "<code>received_from</code>" in text
    assert case.reference[:4] not in text


def test_pages_follow_each_other_by_key_and_lead_back(desk: Desk) -> None:
    cases = [reports.filed()[1] for _ in range(3)]
    for number in range(120):
        case = Case.objects.get(pk=cases[number % 3].pk)
        case.pk, case.reference = None, f"X{number:011d}"
        case.pk = type(case)._meta.pk.get_default()
        case.due_at = timezone.now() + timedelta(hours=number // 3)
        case.save(force_insert=True)
    client = desk()

    seen, query, back = [], "", ""
    while True:
        response = client.get(QUEUE + query)
        rows = [row.url for row in response.context["rows"]]
        seen += rows
        back = response.context["previous_url"]
        if not response.context["next_url"]:
            break
        query = "?" + urlsplit(response.context["next_url"]).query
    assert len(seen) == len(set(seen)) == 123

    before = client.get(back)
    assert [row.url for row in before.context["rows"]] == seen[50:100]
    assert parse_qs(urlsplit(before.context["previous_url"]).query).keys() == {"before"}
    first = client.get(before.context["previous_url"])
    assert [row.url for row in first.context["rows"]] == seen[:50]
    assert first.context["previous_url"] == ""


def test_counters_say_what_waits_and_lead_to_it(desk: Desk, case: Case, moment: time_machine.Traveller) -> None:
    moment.move_to("2024-10-07T00:00:00+08:00")
    client = desk()

    counters = client.get(QUEUE).context["counters"]

    assert [(one.label, one.count) for one in counters] == [
        ("lewat tenggat", "1"),
        ("berakhir dalam 2 hari", "0"),
        ("tugas saya", "0"),
        ("belum ditugaskan", "1"),
    ]
    assert [row.url for row in client.get(counters[0].url).context["rows"]] == [f"{QUEUE}{case.pk}/change/"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_statements_for_any_number_of_rows(
    desk: Desk, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        reports.filed()
    client = desk()
    client.get(QUEUE)

    # Four counters in one statement, where the database unites bounded ones.
    statements = 9 if connection.features.supports_slicing_ordering_in_compound else 12
    with django_assert_num_queries(statements):
        response = client.get(f"{QUEUE}?state=review")
    assert len(response.context["rows"]) == count


def test_an_office_goes_on_with_the_cases_of_those_it_has_succeeded(
    desk: Desk, moment: time_machine.Traveller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    (_, later), (_, sooner), (_, own) = (reports.filed() for _ in range(3))
    moment.move_to("2026-02-02T09:00:00+08:00")  # the Panwascam of Pilkada 2024 have been dissolved
    left_behind = {later.pk: ("panwascam-647101", 2), sooner.pk: ("panwascam-647102", 1), own.pk: (HOME, 3)}
    for pk, (office, days) in left_behind.items():
        Case.objects.filter(pk=pk).update(handler=office, due_at=timezone.now() + timedelta(days=days))
    client = desk()
    assert listed(client) == [sooner.reference, later.reference, own.reference]

    Case.objects.exclude(pk=own.pk).update(handler="bawaslu-kukar")
    statements = 10 if connection.features.supports_slicing_ordering_in_compound else 13
    with django_assert_num_queries(statements):  # one asks which of the seven offices have any case
        response = client.get(QUEUE)
    assert [row.reference.replace("-", "") for row in response.context["rows"]] == [own.reference]


def test_counters_say_how_many_there_are_up_to_a_hundred(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST", 2)
    cases = [reports.filed()[1] for _ in range(4)]
    late, soon = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    Case.objects.filter(pk__in=[case.pk for case in cases[:3]]).update(due_at=late)
    Case.objects.filter(pk=cases[3].pk).update(due_at=soon)

    counters = desk().get(QUEUE).context["counters"]

    assert [counter.count for counter in counters] == ["2+", "1", "0", "2+"]


def test_an_officer_does_not_see_a_case_about_themself(desk: Desk, case: Case) -> None:
    client = desk(person_hash="a" * 64)
    case.respondents.update(person_hash="a" * 64)

    assert listed(client) == []
    assert client.get(f"{QUEUE}{case.pk}/change/").status_code == 404
