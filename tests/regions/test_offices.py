"""Offices as of a day: successors, levels, titles, employers."""

from datetime import date

import pytest
from django.utils import timezone

from regions import offices
from regions.enums import AgencyKind
from regions.models import Agency
from regions.routing.resolve import overseer
from tests.factories import regions as make

pytestmark = pytest.mark.django_db

LAST_OF_KASN, FIRST_OF_BKN = date(2024, 9, 3), date(2024, 9, 4)


def test_kasn_is_in_office_to_the_third_of_september_2024_and_bkn_from_the_fourth() -> None:
    kasn = offices.get("kasn")
    assert offices.in_office(kasn, LAST_OF_KASN).code == "kasn"
    assert offices.in_office(kasn, FIRST_OF_BKN).code == "bkn"


def test_bkn_does_the_work_of_kasn_from_the_day_it_took_over() -> None:
    assert offices.predecessors("bkn", LAST_OF_KASN) == {"bkn"}
    assert offices.predecessors("bkn", FIRST_OF_BKN) == {"bkn", "kasn"}
    assert offices.predecessors("kasn", LAST_OF_KASN) == {"kasn"}
    assert offices.predecessors("kasn", FIRST_OF_BKN) == frozenset()


def test_independent_body_of_2027_is_one_more_row() -> None:
    body = make.agency("badan-uji", kind=AgencyKind.OVERSEER)
    Agency.objects.filter(pk="bkn").update(active_until=date(2027, 10, 16), succeeded_by=body)
    offices.bump()

    assert [office.code for office in offices.overseers()] == ["kasn", "bkn", "badan-uji"]
    assert overseer(date(2027, 10, 15)).code == "bkn"
    assert overseer(date(2027, 10, 16)).code == "badan-uji"
    assert offices.predecessors("badan-uji", date(2027, 10, 16)) == {"badan-uji", "bkn", "kasn"}


def test_what_was_found_of_an_offices_past_is_found_anew_once_offices_have_changed() -> None:
    day = date(2027, 10, 16)
    assert offices.predecessors("bkn", day) == {"bkn", "kasn"}
    body = make.agency("badan-uji", kind=AgencyKind.OVERSEER)
    Agency.objects.filter(pk="bkn").update(active_until=day, succeeded_by=body)
    offices.bump()
    assert offices.predecessors("bkn", day) == frozenset()
    assert offices.predecessors("bkn", date(2027, 10, 15)) == {"bkn", "kasn"}


def test_no_more_is_kept_of_the_past_than_of_so_many_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offices, "MOST_DAYS", 2)
    offices.clear()
    for number in range(1, 6):
        assert offices.predecessors("bkn", date(2027, 1, number)) == {"bkn", "kasn"}
        assert len(offices._directory().before) <= 2


def test_a_circle_of_successors_ends() -> None:
    Agency.objects.filter(pk="bkn").update(active_until=date(2025, 1, 1), succeeded_by="kasn")
    offices.bump()
    assert offices.in_office(offices.get("kasn"), date(2026, 1, 1)).code in {"kasn", "bkn"}


def test_work_of_a_panwascam_goes_back_to_the_bawaslu_above_it() -> None:
    wua_wua = offices.get("panwascam-747107")
    assert wua_wua.district is not None
    assert wua_wua.district.name == "Wua-Wua"
    assert offices.in_office(wua_wua, date(2024, 10, 3)).code == "panwascam-747107"
    assert offices.in_office(wua_wua, date(2026, 11, 21)).code == "bawaslu-kendari"


def test_every_district_has_one_panwascam() -> None:
    for region in offices.regions():
        for district in offices.districts(region):
            found = offices.of_kind(AgencyKind.PANWASCAM, district.code)
            assert found is not None
            assert found.superior_id == f"bawaslu-{region.slug}"


@pytest.mark.parametrize(
    ("code", "levels"),
    [
        ("panwascam-620205", ["bawaslu-kotim", "bawaslu-kalteng", "bawaslu-ri"]),
        ("bkpsdm-kukar", ["pemkab-kukar", "pemprov-kaltim", "kemendagri"]),
        ("bkd-sultra", ["pemprov-sultra", "kemendagri"]),
        ("pemkab-konawe", ["pemprov-sultra", "kemendagri"]),
        ("bkn", ["kemenpanrb"]),
        ("gakkumdu-kendari", ["gakkumdu-sultra", "gakkumdu-ri"]),
    ],
)
def test_levels_above(code: str, levels: list[str]) -> None:
    climbed = []
    office = offices.above(offices.get(code))
    while office is not None:
        climbed.append(office.code)
        office = offices.above(office)
    assert climbed == levels


@pytest.mark.parametrize("slug", ["samarinda", "kukar", "balikpapan", "kotim", "kendari"])
def test_every_region_has_its_offices_in_its_own_zone(slug: str) -> None:
    region = offices.region(slug)
    kinds = (
        AgencyKind.BAWASLU_REGENCY,
        AgencyKind.PERSONNEL_REGENCY,
        AgencyKind.REGENCY,
        AgencyKind.INSPECTORATE,
        AgencyKind.POLITICAL_AFFAIRS,
        AgencyKind.JOINT_ENFORCEMENT,
    )
    found = [offices.of_kind(kind, region.code) for kind in kinds]
    assert [office.zone for office in found if office] == [region.zone] * len(kinds)
    assert region.zone == ("Asia/Pontianak" if slug == "kotim" else "Asia/Makassar")
    assert [office.province_id for office in found if office] == [region.province_id] * len(kinds)


@pytest.mark.parametrize(
    ("code", "on", "title", "acting"),
    [
        ("pemkot-samarinda", date(2024, 6, 10), "Wali Kota Samarinda", "definitive"),
        ("pemkot-samarinda", date(2024, 9, 25), "Plt. Wali Kota Samarinda", "plt"),
        ("pemkab-kukar", date(2024, 11, 23), "Pjs. Bupati Kutai Kartanegara", "pjs"),
        ("pemkab-kukar", date(2024, 11, 24), "Bupati Kutai Kartanegara", "definitive"),
        ("pemkot-kendari", date(2024, 11, 7), "Pj. Wali Kota Kendari", "pj"),
        ("pemkot-kendari", date(2026, 11, 21), "Wali Kota Kendari", "definitive"),
        ("pemkab-konawe", date(2026, 11, 21), "Bupati Konawe", "definitive"),
        ("pemprov-sultra", date(2026, 11, 21), "Gubernur Sulawesi Tenggara", "definitive"),
    ],
)
def test_letter_is_addressed_to_the_title_of_the_day(code: str, on: date, title: str, acting: str) -> None:
    term = offices.holder(offices.get(code), on)
    assert term is not None
    assert (term.title, term.acting) == (title, acting)


def test_head_who_runs_is_marked_as_candidate_until_the_tally() -> None:
    marked = {
        day: offices.holder(offices.get("pemkab-kukar"), day).is_candidate
        for day in (date(2024, 9, 21), date(2024, 9, 22), date(2024, 10, 3), date(2024, 12, 16), date(2024, 12, 17))
    }
    assert list(marked.values()) == [False, True, False, True, False]


def test_office_without_a_title_has_no_holder() -> None:
    assert offices.holder(offices.get("inspektorat-kotim"), date(2026, 11, 21)) is None


def test_employers_of_a_region_begin_with_its_own_government() -> None:
    codes = [office.code for office in offices.employers("kendari", on=date(2026, 11, 21))]
    assert codes[:2] == ["pemkot-kendari", "pemprov-sultra"]
    assert {"kemenag", "tni", "polri", "pemkab-konawe"} <= set(codes)
    assert {"pemkot-samarinda", "pemprov-kaltim", "bkpsdm-kendari", "kominfo"}.isdisjoint(codes)


def test_employers_are_those_that_exist_on_the_day() -> None:
    before = {office.code for office in offices.employers("kendari", on=date(2024, 10, 20))}
    after = {office.code for office in offices.employers("kendari", on=date(2024, 10, 21))}
    assert ("kominfo" in before, "komdigi" in before) == (True, False)
    assert ("kominfo" in after, "komdigi" in after) == (False, True)
    assert offices.employers("kendari") == offices.employers("kendari", on=timezone.now().date())


def test_unknown_code_is_refused_with_the_remedy_and_found_as_none() -> None:
    with pytest.raises(offices.UnknownOffice, match="run load_reference"):
        offices.get("bawaslu-atlantis")
    assert offices.find("SMP Negeri contoh") is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("pemkot-kendari", "pemkot-kendari"),
        ("Pemerintah Kota Kendari", "pemkot-kendari"),
        ("  pemerintah   kota kendari ", "pemkot-kendari"),
        ("Pemkot Kendari", "pemkot-kendari"),
        ("Pemkab Kutai Kartanegara", "pemkab-kukar"),
        ("Pemprov Sulawesi Tenggara", "pemprov-sultra"),
        ("Ministry of Religious Affairs", "kemenag"),
        ("BKPSDM Kota Kendari", None),  # prepares discipline, employs nobody by itself
        ("SMP Negeri contoh", None),
        ("", None),
    ],
)
def test_typed_employer_is_recognised_by_code_name_or_short_name(typed: str, code: str | None) -> None:
    assert offices.code_of(typed) == code


def test_links_between_offices_ask_the_database_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        office = offices.get("bkpsdm-kotim")
        assert office.superior.superior.name == "Pemerintah Provinsi Kalimantan Tengah"
        assert office.region.province.name == "Kalimantan Tengah"
        assert offices.get("pemkab-kotim").personnel_office.code == "bkpsdm-kotim"
        offices.holder(office, date(2026, 11, 21))
        offices.employers("kotim")
        offices.predecessors("bkn", date(2026, 11, 21))
