"""The guide page and the list of acts for programs."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIRequestFactory

from guidance.api import ActList
from guidance.models import Act

pytestmark = pytest.mark.django_db


def test_the_guide_sets_no_cookie_and_may_be_cached_for_a_minute(client: Client) -> None:
    response = client.get("/panduan/")
    assert response.status_code == 200
    assert response.cookies == {}
    assert response["Cache-Control"] == "public, max-age=60"


def test_the_guide_names_every_act_with_its_example(client: Client) -> None:
    page = client.get("/panduan/").content.decode()
    for act in Act.objects.all():
        assert act.name in page
        assert act.example in page


def test_the_guide_says_what_is_not_forbidden(client: Client) -> None:
    assert "kehadiran saja belum pelanggaran" in client.get("/panduan/").content.decode()


def test_a_running_election_stands_open(client: Client) -> None:
    with time_machine.travel(datetime(2024, 10, 3, 1, tzinfo=UTC)):
        page = client.get("/panduan/").content.decode()
    assert page.count("<details open>") == 1
    assert "25 September 2024" in page


def test_the_guide_costs_at_most_four_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        client.get("/panduan/")


def test_the_english_twin_shows_english_acts(client: Client) -> None:
    page = client.get("/en/panduan/").content.decode()
    assert '<html lang="en">' in page
    assert "Being a member or officer of a political party" in page


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_guide_is_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/panduan/").status_code == 405


def test_the_list_for_programs_carries_codes_names_and_examples() -> None:
    response = ActList.as_view()(APIRequestFactory().get("/"))
    assert response.status_code == 200
    assert [row["code"] for row in response.data["results"]] == list(Act.objects.values_list("code", flat=True))
    assert response.data["results"][0] == {
        "code": "likes",
        "group": "online",
        "name": "Menyukai, mengomentari, membagikan, atau mengikuti akun calon",
        "name_en": "Liking, commenting on, sharing or following a candidate's account",
        "example": "Berkali-kali menyukai dan mengomentari kiriman pasangan calon dengan kata-kata dukungan.",
        "example_en": "Repeatedly liking and commenting on a pair's posts with words of support.",
    }


def test_the_list_for_programs_refuses_an_unknown_parameter() -> None:
    response = ActList.as_view()(APIRequestFactory().get("/", {"grup": "online"}))
    assert response.status_code == 400
