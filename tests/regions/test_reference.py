"""The tables as loaded: exact counts, twice without change, an administrator's entries kept."""

from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Count

from regions import calendars, datagroups, invariants, offices, reading, reference
from regions.enums import AgencyKind
from regions.models import Agency, District, Holiday, OfficeHours, OnlineMandate, Province, Region, Stage, Village

pytestmark = pytest.mark.django_db

COUNTS = {
    "Province": 38,
    "Region": 5,
    "District": 64,
    "Village": 580,
    "Agency": 731,
    "OfficeHours": 275,
    "OfficeHolder": 584,
    "Holiday": 135,
    "Election": 7,
    "Stage": 30,
}


def test_second_load_changes_nothing_and_leaves_the_versions_alone() -> None:
    before = reading.numbers()
    assert reference.load() == COUNTS
    assert reading.numbers() == before


def test_districts_and_villages_of_each_region() -> None:
    assert [region.slug for region in offices.regions()] == ["samarinda", "kukar", "balikpapan", "kotim", "kendari"]
    districts = dict(District.objects.values_list("region__slug").annotate(Count("pk")))
    villages = dict(Village.objects.values_list("district__region__slug").annotate(Count("pk")))
    assert districts == {"samarinda": 10, "kukar": 20, "balikpapan": 6, "kotim": 17, "kendari": 11}
    assert villages == {"samarinda": 59, "kukar": 237, "balikpapan": 34, "kotim": 185, "kendari": 65}
    kinds = dict(Village.objects.values_list("kind").annotate(Count("pk")))
    assert kinds == {"kelurahan": 219, "desa": 361}


def test_every_province_and_regency_is_an_employer() -> None:
    provinces = Agency.objects.filter(kind=AgencyKind.PROVINCE, is_employer=True)
    regencies = Agency.objects.filter(kind=AgencyKind.REGENCY, is_employer=True)
    assert (provinces.count(), regencies.count(), Province.objects.count()) == (38, 514, 38)
    assert set(regencies.filter(letter_only=False).values_list("code", flat=True)) == {
        "pemkot-samarinda", "pemkab-kukar", "pemkot-balikpapan", "pemkab-kotim", "pemkot-kendari",
    }  # fmt: skip
    desks = Agency.objects.filter(is_employer=True, personnel_office__isnull=False)
    assert desks.count() == 8


def test_offices_nobody_wrote_down_stay_without_an_address() -> None:
    assert not Agency.objects.exclude(phone="", email="").exists()
    assert not OnlineMandate.objects.exists()
    written = Agency.objects.exclude(address="").order_by("pk").values_list("pk", "address", "address_basis")
    assert list(written) == [
        ("bawaslu-kaltim", "Jalan Kemang, Samarinda", "berita 2024"),
        (
            "bawaslu-samarinda",
            "Jalan Arjuna, Kelurahan Jawa, Kecamatan Samarinda Ulu",
            "berita Desember 2020, mungkin sudah pindah",
        ),
    ]


def test_an_address_somebody_took_out_or_gave_anew_does_not_come_back_with_a_load() -> None:
    Agency.objects.filter(pk="bawaslu-samarinda").update(address="", phone="0541-0000", address_basis="")
    Agency.objects.filter(pk="bawaslu-kaltim").update(address="Jalan Contoh 2", address_basis="")
    reference.load()
    kept = Agency.objects.filter(pk__in=("bawaslu-samarinda", "bawaslu-kaltim")).order_by("pk")
    assert list(kept.values_list("address", "phone", "address_basis")) == [
        ("Jalan Contoh 2", "", ""),
        ("", "0541-0000", ""),
    ]


def test_holidays_name_their_decree_and_estimates_are_not_confirmed() -> None:
    assert not Holiday.objects.filter(basis="").exists()
    unsure = Holiday.objects.filter(confirmed=False).values_list("day", flat=True)
    assert list(unsure) == [date(2027, 3, 10), date(2027, 3, 11), date(2027, 5, 17)]
    by_year = {year: Holiday.objects.filter(day__year=year).count() for year in range(2023, 2028)}
    assert by_year == {2023: 27, 2024: 29, 2025: 28, 2026: 25, 2027: 26}


def test_day_of_the_overseer_follows_the_setting(settings) -> None:
    settings.OVERSEER_CHANGED_ON = "2024-08-24"
    reference.load()
    assert offices.in_office(offices.get("kasn"), date(2024, 8, 23)).code == "kasn"
    assert offices.in_office(offices.get("kasn"), date(2024, 8, 24)).code == "bkn"


def test_malformed_day_of_the_overseer_is_refused_and_nothing_changes(settings) -> None:
    settings.OVERSEER_CHANGED_ON = "4 September 2024"
    with pytest.raises(ValueError, match=r"OVERSEER_CHANGED_ON is '4 September 2024'. Write a date"):
        reference.load()
    assert Agency.objects.get(pk="kasn").active_until == date(2024, 9, 4)


def test_administrators_entries_survive_a_load() -> None:
    Agency.objects.filter(pk="bawaslu-kotim").update(address="Jalan Contoh 1", email="kantor@example.invalid")
    OfficeHours.objects.filter(agency="bawaslu-kotim").exclude(weekday=0).delete()
    Stage.objects.filter(contest__election="psu-kukar-2025", phase="POST").update(last_day=date(2025, 5, 1))
    hours = OfficeHours.objects.filter(agency="bawaslu-kotim").count()

    reference.load()

    kotim = Agency.objects.get(pk="bawaslu-kotim")
    assert (kotim.address, kotim.email) == ("Jalan Contoh 1", "kantor@example.invalid")
    assert OfficeHours.objects.filter(agency="bawaslu-kotim").count() == hours
    assert calendars.phase("regent_mayor", "kukar", date(2025, 5, 2)).phase == "OUTSIDE"


def test_load_repairs_a_name_and_tells_the_caches() -> None:
    Region.objects.filter(pk="62.02").update(name="Salah")
    offices.bump()
    before = reading.numbers()

    reference.load()

    assert offices.region("kotim").name == "Kabupaten Kotawaringin Timur"
    assert reading.numbers().offices == before.offices + 1
    assert reading.numbers().calendar == before.calendar


def test_new_row_of_the_file_is_added() -> None:
    Holiday.objects.filter(day=date(2026, 8, 17)).delete()
    before = calendars.version()
    reference.load()
    assert date(2026, 8, 17) in calendars.holidays()
    assert calendars.version() == before + 1


def test_everything_holds_after_a_load() -> None:
    assert set(invariants.counts().values()) == {0}


def test_broken_rows_are_counted_each_under_its_rule() -> None:
    Agency.objects.filter(pk="bkn").update(superior="bkn", active_until=date(2027, 1, 1))
    Agency.objects.filter(pk="kasn").update(active_until=date(2024, 8, 24))
    Stage.objects.filter(contest__election="psu-kukar-2025", phase="QUIET").update(first_day=date(2025, 4, 15))
    Stage.objects.filter(contest__election="psu-kukar-2025", phase="POST").update(last_day=date(2025, 6, 1))
    Village.objects.filter(pk="74.71.07.1001").update(district="74.71.01")

    broken = {rule: count for rule, count in invariants.counts().items() if count}

    assert broken == {
        "village_outside_its_district": 1,
        "overseer_ended_without_successor": 1,
        "overseer_ends_on_another_day_than_set": 1,
        "own_superior_or_successor": 1,
        "stages_of_one_contest_overlap": 1,
        "stage_outside_its_event": 1,
    }


def test_every_field_has_a_data_group() -> None:
    fields = {
        f"regions.{model.__name__}.{field.name}"
        for model in apps.get_app_config("regions").get_models()
        for field in (*model._meta.fields, *model._meta.many_to_many)
    }
    assert set(datagroups.FIELDS) == fields
    assert set(datagroups.FIELDS.values()) == {"D13", "D14"}


def test_command_loads_and_says_what_there_is(capsys) -> None:
    call_command("load_reference")
    assert "Agency: 731\n" in capsys.readouterr().out
