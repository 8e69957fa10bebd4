"""A data file refuses parameters it would otherwise ignore, and names them; a page serves whoever follows a link."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from transparency import publication
from transparency.models import Publication

pytestmark = pytest.mark.django_db
FILES = ("/data/case-funnel.csv", "/data/datapackage.json")


@pytest.fixture(autouse=True)
def _published() -> None:
    publication.forget()
    publication.publish()


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("query", ["x=1", "region=kukar", "fbclid=abc", "format=csv", "x="])
def test_a_data_file_names_the_parameter_it_does_not_know_and_nobody_keeps_that(path: str, query: str) -> None:
    name = query.split("=")[0]
    response = Client().get(f"{path}?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response.content.decode() == (
        f"Parameter ini tidak dikenal: {name}. Berkas ini tidak mengenal parameter apa pun.\n"
    )
    assert response["Cache-Control"] == "no-store, private"
    assert Publication.objects.count() == 1
    assert Client().get(path).status_code == 200


def test_it_is_said_in_english_below_en_and_never_at_length() -> None:
    response = Client().get("/en/data/case-funnel.csv", {"b": "1", "a": "1"})
    assert response.content.decode() == "These parameters are not known: a, b. This file knows no parameters.\n"
    assert len(Client().get("/en/data/case-funnel.csv", {"a" * 5000: "1"}).content) < 300


@pytest.mark.parametrize("path", ["/statistik/", "/statistik/kukar/", "/data/", "/en/statistik/"])
def test_a_page_is_the_same_for_whoever_comes_from_a_social_network(path: str) -> None:
    plain, shared = Client().get(path), Client().get(path, {"fbclid": "abc", "utm_source": "x"})
    assert (shared.status_code, shared.content) == (200, plain.content)
    assert (shared["Cache-Control"], "fbclid" in shared.content.decode()) == ("public, max-age=300", False)


def test_a_kept_file_is_not_handed_out_for_another_question(settings: Settings) -> None:
    settings.PAGES_KEPT = 5.0
    client = Client()
    for _time in range(2):
        assert client.get("/data/case-funnel.csv").status_code == 200
        assert client.get("/data/case-funnel.csv", {"x": "1"}).status_code == 400
