from datetime import date

import pytest

from sanctions import catalogue, reference
from sanctions.models.catalogue import SanctionKind

pytestmark = pytest.mark.usefixtures("kinds")
TODAY = date(2024, 10, 3)


def fitting(status: str, violation_class: str, on: date = TODAY) -> list[str]:
    return [one.kind.code for one in catalogue.applicable(status, violation_class, on) if one.fits]


def test_loading_twice_changes_nothing() -> None:
    before = list(SanctionKind.objects.values())
    assert reference.load() == {"sanction_kinds": len(before)}
    assert list(SanctionKind.objects.values()) == before


@pytest.mark.parametrize(
    ("status", "violation_class", "codes"),
    [
        ("pns", "ethics", ["MORAL_CLOSED", "MORAL_OPEN"]),
        ("cpns", "discipline", ["M1", "M2", "M3", "H1", "H2", "H3"]),
        ("pns", "dismissal", ["PTDH"]),
        ("pppk", "discipline", ["M1", "M2", "M3", "CONTRACT_END"]),
        ("pppk", "dismissal", ["PTDH", "CONTRACT_END"]),
        ("honorer", "discipline", ["HONORER_END", "OWN_RULES"]),
        ("kades", "discipline", ["VILLAGE_WARNING", "VILLAGE_SUSPEND", "VILLAGE_DISMISS"]),
        ("tni", "discipline", ["OWN_RULES"]),
    ],
)
def test_each_status_and_class_has_its_kinds(status: str, violation_class: str, codes: list[str]) -> None:
    assert fitting(status, violation_class) == codes


def test_every_kind_is_offered_and_those_that_fit_come_first() -> None:
    choices = catalogue.applicable("pns", "ethics", TODAY)
    assert len(choices) == SanctionKind.objects.count()
    assert [one.fits for one in choices] == sorted((one.fits for one in choices), reverse=True)


def test_a_light_sanction_for_neutrality_warns_and_is_not_forbidden() -> None:
    kind = SanctionKind.objects.get(pk="L2")
    assert catalogue.warnings(kind, status="pns", violation_class="discipline", on=TODAY) == (
        "Teguran tertulis tidak lazim untuk pelanggaran kelas disiplin (PP 94/2021 Pasal 8).",
    )


def test_a_kind_for_another_status_says_which() -> None:
    kind = SanctionKind.objects.get(pk="H1")
    assert catalogue.warnings(kind, status="pppk", violation_class="discipline", on=TODAY) == (
        "Penurunan jabatan setingkat lebih rendah selama 12 bulan tidak disediakan untuk terlapor berstatus PPPK "
        "(PP 94/2021 Pasal 8 dan 14).",
    )


def test_unknown_status_and_open_class_speak_against_no_kind() -> None:
    kind = SanctionKind.objects.get(pk="H1")
    assert catalogue.warnings(kind, status="unknown", violation_class="open", on=TODAY) == ()


@pytest.mark.parametrize(
    ("on", "medium"),
    [
        (date(2021, 8, 30), ["OLD_KGB_1Y", "OLD_KP_1Y", "OLD_PANGKAT_1Y"]),
        (date(2021, 8, 31), ["M1", "M2", "M3"]),
    ],
)
def test_the_kinds_of_the_former_law_end_on_the_day_the_new_ones_begin(on: date, medium: list[str]) -> None:
    found = catalogue.applicable("pns", "discipline", on)
    assert [one.kind.code for one in found if one.fits and one.kind.level == "medium"] == medium


def test_a_kind_of_the_former_law_says_since_when_it_no_longer_stands() -> None:
    kind = SanctionKind.objects.get(pk="OLD_PANGKAT_3Y")
    assert catalogue.warnings(kind, status="pns", violation_class="discipline", on=TODAY) == (
        "Penurunan pangkat setingkat lebih rendah selama 3 tahun (aturan lama) tidak berlaku lagi sejak "
        "31 Agustus 2021 (PP 53/2010 Pasal 7).",
    )


def test_a_kind_of_the_present_law_says_from_when_it_stands() -> None:
    kind = SanctionKind.objects.get(pk="M1")
    assert catalogue.warnings(kind, status="pns", violation_class="discipline", on=date(2020, 11, 2)) == (
        "Pemotongan tunjangan kinerja 25 persen selama 6 bulan baru berlaku sejak 31 Agustus 2021 "
        "(PP 94/2021 Pasal 8 dan 13).",
    )


@pytest.mark.parametrize(
    ("code", "starts_on", "ends_on"),
    [
        ("M1", date(2024, 10, 3), date(2025, 4, 3)),
        ("M2", date(2024, 10, 3), date(2025, 7, 3)),
        ("H1", date(2024, 12, 31), date(2025, 12, 31)),
        ("M1", date(2024, 8, 31), date(2025, 3, 1)),  # there is no 31 February: it fills the month
        ("M1", date(2023, 8, 30), date(2024, 3, 1)),  # nor a 30th, also in a leap year
        ("M1", date(2023, 8, 29), date(2024, 2, 29)),
        ("OLD_PANGKAT_3Y", date(2020, 2, 29), date(2023, 3, 1)),
        ("MORAL_OPEN", date(2024, 10, 3), None),
        ("H3", date(2024, 10, 3), None),
    ],
)
def test_a_sanction_ends_after_its_months(code: str, starts_on: date, ends_on: date | None) -> None:
    assert catalogue.ends_on(SanctionKind.objects.get(pk=code), starts_on) == ends_on
