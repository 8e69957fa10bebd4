"""Every text that leaves in a package is compared: what is said of a respondent and the number of the letter too."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import models

from procedures.transitions import Unmet
from reports import exhibits, handling, hearings, leaving, packages
from reports.models.case import Case
from reports.models.package import PackageExhibit, PackageRespondent, ReferralPackage
from reports.submission import WitnessEntry
from services.audit.models import Entry
from services.notifications.models import Message, Owed
from services.vault.models import Comparison
from tests.factories import packages as made_packages
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)
SEALED = str(packages.SENTENCES["sealed"])
# Typed texts that leave, and how each is looked at; all other texts of a package are of the portal's own making.
LOOKED_AT = {
    ReferralPackage: {"narrative", "letter_number"},
    PackageRespondent: set(leaving.FIELDS),
    PackageExhibit: {"link", "description"},
}
OWN = {
    ReferralPackage: {"reference"},
    PackageRespondent: {"person_hash"},
    PackageExhibit: {"sha256"},
}


@pytest.fixture(autouse=True)
def _in_the_campaign() -> Iterator[None]:
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


def case_of(link: str = "", **respondent: object) -> Case:
    """A case that Sulastri Umpamasari reported, whose respondent was checked and found to be like this."""
    reporter = made.reporter(
        name="Sulastri Umpamasari",
        phone="081377788899",
        email="lastri.umpama@contoh.example",
        address="Jalan Teratai Putih Nomor 17, RT 04, Gunung Sari Ilir",
    )
    witnesses = (WitnessEntry(name="Misalkanto", phone="081200000000"),)
    filing = made.submission(reporter=reporter, witnesses=witnesses, respondents=(made.respondent(**respondent),))
    code, case = made.filed(filing)
    if link:
        exhibits.accept_link(code, link)
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.heard(case, on=TODAY)
    return case


def standing() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (ReferralPackage, PackageRespondent, Message, Owed))


def refusal(case: Case, **fields: object) -> list[str]:
    """Why a package is refused; nothing was built and nobody told."""
    before = standing()
    with pytest.raises(Unmet) as refused:
        made_packages.built(case, exhibits=[], **fields)
    assert standing() == before
    assert not Entry.objects.filter(action="package:build").exists()
    return list(refused.value.sentences)


@pytest.mark.parametrize("model", LOOKED_AT, ids=lambda model: model.__name__)
def test_every_text_of_a_package_is_looked_at_or_is_the_portals_own(model: type[models.Model]) -> None:
    texts = {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }
    assert texts == LOOKED_AT[model] | OWN[model]


@pytest.mark.parametrize("field", ["name", "unit", "position", "employer_text"])
@pytest.mark.parametrize(
    "planted",
    [
        "Sulastri Umpamasari",
        "Contoh (lastri.umpama)",
        "Contoh, Teratai Putih 17",
        "Contoh nol delapan satu tiga tujuh tujuh tujuh delapan delapan delapan sembilan sembilan",
        "S u l a s t r i U m p a m a s a r i",
    ],
)
def test_what_an_officer_types_of_the_reporter_is_refused_with_the_one_sentence(field: str, planted: str) -> None:
    case = case_of()
    found = {**({"employer": ""} if field == "employer_text" else {}), field: planted}
    hearings.record_status_check(case.respondents.get(), known=True, on=TODAY, by=made.desk(case), found=found)
    assert refusal(case) == [SEALED]
    assert [one.detail for one in Entry.objects.filter(action="package:compare")] == [{"found": True}]
    assert Comparison.objects.filter(hit=True).values("asked").distinct().count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("unit", "Hubungi 0812-3456-7890", "Ada nomor telepon dalam teks. Letaknya: unit kerja terlapor 1."),
        ("position", "lurah@contoh.example", "Ada alamat surel dalam teks. Letaknya: jabatan terlapor 1."),
        ("name", "Contoh 6471010101900001", "Ada angka 16 digit yang mirip NIK. Letaknya: nama terlapor 1."),
        ("unit", "Lihat foto.jpg", "Ada nama berkas; sebut bukti dengan nomornya. Letaknya: unit kerja terlapor 1."),
    ],
)
def test_the_signs_are_sought_in_what_is_said_of_a_respondent(field: str, typed: str, sentence: str) -> None:
    assert refusal(case_of(**{field: typed})) == [sentence]
    assert Comparison.objects.count() == 0  # put right first: the vault was not asked


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("012/0812-3456-7890/2024", "Ada nomor telepon dalam teks. Letaknya: nomor surat."),
        ("012/warga@contoh.example", "Ada alamat surel dalam teks. Letaknya: nomor surat."),
        ("6471010101900001", "Ada angka 16 digit yang mirip NIK. Letaknya: nomor surat."),
        ("012/UMPAMASARI/2024", SEALED),
    ],
)
def test_the_number_of_the_letter_is_looked_at(typed: str, sentence: str) -> None:
    assert refusal(case_of(), letter_number=typed) == [sentence]


@pytest.mark.parametrize(
    ("link", "sentences"),
    [
        ("https://wa.me/6281234567890", ["Ada nomor telepon dalam teks. Letaknya: tautan Bukti 1."]),
        ("https://contoh.example/?q=warga@contoh.example", ["Ada alamat surel dalam teks. Letaknya: tautan Bukti 1."]),
        ("https://contoh.example/6471010101900001", ["Ada angka 16 digit yang mirip NIK. Letaknya: tautan Bukti 1."]),
        ("https://contoh.example/umpamasari/1", [SEALED]),
        ("https://contoh.example/video/1234569999900001/foto.jpg", []),
    ],
)
def test_a_link_is_looked_at(link: str, sentences: list[str]) -> None:
    case = case_of(link=link)
    if sentences:
        before = standing()
        with pytest.raises(Unmet) as refused:
            made_packages.built(case)
        assert (list(refused.value.sentences), standing()) == (sentences, before)
    else:
        assert made_packages.built(case).exhibits.get().link == link


def test_a_part_of_the_reporters_name_in_the_unit_spares_nothing() -> None:
    case = case_of(unit="Ruang kerja Umpamasari")
    assert refusal(case) == [SEALED]
    assert refusal(case, narrative=f"{made.OFFICIAL} Umpamasari hadir.") == [SEALED]


@pytest.mark.parametrize(
    "person",
    [
        {"name": "Budiarti Umpamasari"},  # of one family
        {"name": "Misalkanto Rekaputra"},  # who bears as one of two names the only one of a witness
        {"unit": "Kelurahan Gunung Sari Ilir", "position": "Lurah Gunung Sari Ilir"},  # of one village
        {"unit": "Puskesmas Teratai Putih"},  # named as the street
        {"unit": "SDN 3 Umpamasari", "position": "Kepala Sekolah"},
    ],
    ids=lambda person: next(iter(person.values())),
)
def test_who_shares_a_name_or_a_village_with_the_reporter_can_be_referred(person: dict[str, str]) -> None:
    case = case_of(**person)
    made.package(case, letter_date=TODAY)
    package = ReferralPackage.objects.get()
    assert package.approved_on == TODAY
    left = package.respondents.values(*person).get()
    assert left == person
    assert Comparison.objects.filter(hit=True).count() == 0


def test_what_got_into_a_package_before_is_found_by_the_leader_and_stays_unfrozen() -> None:
    case = case_of()
    package = made_packages.built(case, exhibits=[])
    package.respondents.update(unit="Hubungi 0812-3456-7890")
    before = standing()
    with pytest.raises(Unmet) as refused:
        packages.approve(package, by=made.desk(case, "leader"))
    assert list(refused.value.sentences) == ["Ada nomor telepon dalam teks. Letaknya: unit kerja terlapor 1."]
    package.respondents.update(unit="Umpamasari")
    with pytest.raises(Unmet) as refused:
        packages.approve(package, by=made.desk(case, "leader"))
    assert list(refused.value.sentences) == [SEALED]
    package.refresh_from_db()
    assert (package.approved_on, package.approved_by, standing()) == (None, None, before)
