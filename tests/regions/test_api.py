"""GET regions/ as a filing program reads it."""

import pytest
from rest_framework.test import APIRequestFactory

from regions.api import RegionList

pytestmark = pytest.mark.django_db


def test_regions_come_in_order_with_their_districts(django_assert_num_queries) -> None:
    request = APIRequestFactory().get("/api/v1/regions/")
    with django_assert_num_queries(2):
        rows = RegionList.as_view()(request).data["results"]

    assert [row["code"] for row in rows] == ["64.72", "64.02", "64.71", "62.02", "74.71"]
    assert [len(row["districts"]) for row in rows] == [10, 20, 6, 17, 11]
    kotim = rows[3]
    assert {name: value for name, value in kotim.items() if name != "districts"} == {
        "code": "62.02",
        "slug": "kotim",
        "name": "Kabupaten Kotawaringin Timur",
        "short_name": "Kotim",
        "kind": "kabupaten",
        "province": "Kalimantan Tengah",
        "seat": "Sampit",
        "zone": "Asia/Pontianak",
    }
    assert kotim["districts"][4] == {"code": "62.02.05", "name": "Baamang"}


def test_unknown_parameter_is_refused_and_named() -> None:
    request = APIRequestFactory().get("/api/v1/regions/", {"provinsi": "64"})
    answer = RegionList.as_view()(request)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.data["errors"]] == ["provinsi"]
