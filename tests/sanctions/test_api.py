import pytest
from django.test import Client

from sanctions.models.catalogue import SanctionKind

pytestmark = pytest.mark.usefixtures("kinds")
URL = "/api/v1/sanction-types/"


def test_lists_the_whole_catalogue_in_its_order() -> None:
    answer = Client().get(URL).json()
    assert [one["code"] for one in answer["results"]] == list(SanctionKind.objects.values_list("code", flat=True))
    assert answer["results"][5] == {
        "code": "M1",
        "name": "Pemotongan tunjangan kinerja 25 persen selama 6 bulan",
        "name_en": "Performance allowance cut by 25 per cent for 6 months",
        "level": "medium",
        "duration_months": 6,
        "basis": "PP 94/2021 Pasal 8 dan 13",
    }


def test_an_unknown_parameter_is_refused_and_named() -> None:
    response = Client().get(URL, {"level": "medium"})
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["level"]


def test_costs_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        Client().get(URL)
