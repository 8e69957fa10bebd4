"""Announced figures are frozen once a week; page, CSV, JSON and API say the same."""

import csv
import io
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from reports.models.count import Count
from sanctions.models.count import Count as FollowedCount
from transparency import charts, formats, publication
from transparency.catalogue import BY_NAME, TABLES
from transparency.models import Publication

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2024-11-20T09:00:00+07:00")  # a Wednesday
MONDAY = date(2024, 11, 18)


@pytest.fixture(autouse=True)
def _fresh_memory() -> Any:
    publication.forget()
    with time_machine.travel(NOW, tick=False):
        yield
    publication.forget()


def counted(stage: str, *, on: date, announced: date | None, unit: str = "case", region: str = "64.72") -> None:
    Count.objects.create(
        unit=unit, key=uuid4(), stage=stage, region=region, election="pilkada-2024", kind="report", on=on,
        announced_on=announced,
    )  # fmt: skip


def test_day_of_publication_is_the_monday_before() -> None:
    days = [date(2024, 11, day) for day in (17, 18, 19, 24, 25)]
    assert [publication.publication_day(day) for day in days] == [
        date(2024, 11, 11), MONDAY, MONDAY, MONDAY, date(2024, 11, 25),
    ]  # fmt: skip


def test_only_what_an_office_has_announced_is_counted() -> None:
    counted("registered", on=date(2024, 10, 1), announced=MONDAY)
    counted("registered", on=date(2024, 10, 2), announced=date(2024, 11, 19))
    counted("registered", on=date(2024, 10, 3), announced=None)
    rows = publication.publish().content["case-funnel"]
    assert [(row["region"], row["registered"]) for row in rows] == [
        ("64.72", 1), ("64.02", 0), ("64.71", 0), ("62.02", 0), ("74.71", 0),
    ]  # fmt: skip


def test_cases_and_persons_never_stand_in_one_column() -> None:
    counted("referred", on=date(2024, 10, 1), announced=MONDAY)
    counted("referred", on=date(2024, 10, 1), announced=MONDAY, unit="person")
    counted("referred", on=date(2024, 10, 1), announced=MONDAY, unit="person")
    content = publication.publish().content
    assert (content["case-funnel"][0]["referred"], content["person-funnel"][0]["referred"]) == (1, 2)


def test_what_followed_a_package_is_counted_in_persons() -> None:
    FollowedCount.objects.create(
        key=uuid4(), stage="decided", region="74.71", election="pilkada-2024", on=date(2024, 11, 4), announced_on=MONDAY
    )
    assert publication.publish().content["person-funnel"][4]["decided"] == 1


def test_published_day_never_changes() -> None:
    first = publication.publish()
    counted("registered", on=date(2024, 10, 1), announced=MONDAY)
    second = publication.publish()
    assert (second.pk, second.digest, second.content) == (first.pk, first.digest, first.content)
    assert Publication.objects.count() == 1


def test_page_csv_json_and_api_say_the_same() -> None:
    counted("registered", on=date(2024, 10, 1), announced=MONDAY)
    counted("registered", on=date(2024, 10, 9), announced=MONDAY, region="62.02")
    publication.publish()
    client = Client()
    api = client.get("/api/v1/statistics/case-funnel/").json()
    text = client.get("/api/v1/statistics/case-funnel/", {"format": "csv"}).content.decode()
    page_csv = client.get("/data/case-funnel.csv").content.decode()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = [{**row, **{c: int(row[c]) for c, _t in BY_NAME["case-funnel"].stages}} for row in csv.DictReader(lines)]
    assert rows == api["rows"]
    assert page_csv == text
    assert [row["registered"] for row in api["rows"]] == [1, 0, 0, 1, 0]
    assert (api["unit"], api["tier"], api["as_of"]) == ("case", "announced", "2024-11-18")
    assert "18 November 2024" in client.get("/statistik/").content.decode()


def test_csv_wins_over_the_accept_header() -> None:
    publication.publish()
    response = Client().get("/api/v1/statistics/case-funnel/?format=csv", headers={"Accept": "application/json"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_one_region_can_be_asked_for_by_code_or_slug() -> None:
    publication.publish()
    for name in ("64.02", "kukar"):
        answer = Client().get("/api/v1/statistics/case-funnel/", {"region": name}).json()
        assert [row["region"] for row in answer["rows"]] == ["64.02"]


@pytest.mark.parametrize("query", ["?from=2026-01-01", "?region=1", "?region=kukar&region=kotim", "?since="])
def test_no_parameter_builds_a_table_that_is_not_on_the_list(query: str) -> None:
    publication.publish()
    response = Client().get(f"/api/v1/statistics/case-funnel/{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_unknown_table_is_not_found() -> None:
    publication.publish()
    assert Client().get("/api/v1/statistics/reporters/").status_code == 404


def test_before_the_first_publication_the_page_says_so() -> None:
    response = Client().get("/statistik/")
    assert (response.status_code, "Belum ada angka" in response.content.decode()) == (200, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_public_pages_cost_one_statement_cold_and_none_warm(rows: int, django_assert_num_queries: Any) -> None:
    for day in range(rows):
        counted("registered", on=date(2024, 10, 1 + day), announced=MONDAY)
    publication.publish()
    with django_assert_num_queries(1):
        Client().get("/statistik/")
    with django_assert_num_queries(0):
        Client().get("/statistik/")
        Client().get("/statistik/kukar/")
        Client().get("/api/v1/statistics/")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/statistik/samarinda/", ("Oktober 2024", "Pilkada 2024", "Diregistrasi")),
        ("/en/statistik/samarinda/", ("October 2024", "Regional head elections 2024", "Registered")),
    ],
)
def test_months_of_a_region_are_told_in_words(address: str, words: tuple[str, ...]) -> None:
    counted("registered", on=date(2024, 10, 1), announced=MONDAY)
    publication.publish()
    page = Client().get(address).content.decode()
    row = "".join(f"<td>{word}</td>" for word in words)
    assert f'<tr>{row}<td class="number">1</td></tr>' in page


def test_data_package_describes_every_table_and_column() -> None:
    publication.publish()
    described = Client().get("/data/datapackage.json").json()
    assert [resource["name"] for resource in described["resources"]] == [table.name for table in TABLES]
    for resource in described["resources"]:
        text = Client().get(f"/data/{resource['path']}").content.decode()
        header = next(line for line in text.splitlines() if not line.startswith("#"))
        assert header.split(",") == [field["name"] for field in resource["schema"]["fields"]]


def test_public_answers_may_be_read_from_anywhere_and_set_no_cookie() -> None:
    publication.publish()
    response = Client().get("/api/v1/statistics/")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.cookies == {}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_cell_that_looks_like_a_formula_is_guarded(text: str) -> None:
    assert formats.guarded(text) == f"'{text}"


def test_csv_quotes_what_a_row_holds() -> None:
    publication.publish()
    table = BY_NAME["case-funnel"]
    row = {column.name: 0 for column in table.columns} | {"region": "64.72", "region_name": '=cmd,"x"'}
    text = formats.as_csv(table, Publication.objects.get(), [row])
    assert list(csv.reader(io.StringIO(text)))[-1][1] == '\'=cmd,"x"'


def test_bars_are_drawn_to_the_largest_number() -> None:
    chart = charts.bars("x", [("a", 10), ("b", 5), ("c", 0)])
    assert [bar.width for bar in chart.bars] == [82, 41, 0]
    assert [(bar.label_y, bar.bar_y, bar.number_y) for bar in chart.bars] == [
        (15, 22, 38),
        (69, 76, 92),
        (123, 130, 146),
    ]
    assert (chart.height, chart.thickness) == (162, 22)


def test_bars_of_nothing_have_no_width() -> None:
    assert [bar.width for bar in charts.bars("x", [("a", 0)]).bars] == [0]
