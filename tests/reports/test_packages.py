"""Packages: the office's own words, a second person's yes, frozen, sent once to whom routing names."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction

from procedures.enums import Procedure
from procedures.models import Proceeding
from procedures.transitions import NotYours, Unmet
from reports import exhibits, handling, packages
from reports.models.case import Case
from reports.models.links import PackageOrigin
from reports.models.package import PackageCopy, PackageLeg, PackageRespondent, ReferralPackage
from reports.packages import Contents
from services.accounts.enums import Role
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)


@pytest.fixture(autouse=True)
def _in_the_campaign():
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def case() -> Case:
    """A registered case whose respondent has been checked and heard."""
    code, found = made.filed()
    exhibits.accept_link(code, "https://a.example/1")
    handling.register(found, number="001/Reg", by=made.desk(found))
    made.heard(found, on=TODAY)
    return found


def contents(case: Case, **fields: object) -> Contents:
    given = Contents(
        narrative=made.OFFICIAL,
        letter_number="012/PM.05/2024",
        letter_date=TODAY,
        respondents=list(case.respondents.values_list("pk", flat=True)),
    )
    return replace(given, **fields)


def found(case: Case, narrative: str) -> list[tuple[str, bool]]:
    return [(concern.code, concern.final) for concern in packages.check(case, narrative)]


def test_a_package_copies_who_it_is_about_and_nothing_a_reporter_wrote(case):
    built = packages.build(case, contents(case), by=made.desk(case))
    person = built.respondents.get()
    assert (person.position, person.employer_id, person.status) == ("Kepala Contoh", "pemkot-balikpapan", "pns")
    assert (built.sender_id, built.violation_class, built.rule_set) == ("bawaslu-balikpapan", "discipline", "PILKADA")
    assert (built.approved_on, built.released_on) == (None, None)
    origin = PackageOrigin.objects.get()
    assert (origin.case, origin.respondent, origin.package_respondent) == (case, case.respondents.get(), person)


def test_how_the_reporter_described_someone_stays_behind():
    person = made.respondent(description="Atasan saya di kantor")
    _code, case = made.filed(made.submission(respondents=(person,)))
    made.heard(case, on=TODAY)
    packages.build(case, contents(case), by=made.desk(case))
    assert PackageRespondent.objects.get().description == ""


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Hubungi 0812-3456-7890 untuk keterangan.", [("phone", True)]),
        ("Hubungi +62 812 3456 7890.", [("phone", True)]),
        ("Surat ke warga@contoh.example.", [("email", True)]),
        ("Warga ber-NIK 6471010101900001 melihatnya.", [("national_id", True)]),
        ("Lihat IMG_20241003.jpg.", [("file_name", True)]),
        ("Lihat rekaman suara.m4a", [("file_name", True)]),
        ("Menurut pelapor, ia berorasi.", [("reporter", False)]),
        ("Terlapor berorasi di hadapan warga.", []),
        ("Surat 012/PM.05/X/2024 tanggal 5 Oktober 2024, pukul 09.30, NIP 199001012015031001.", []),
        ("", [("empty", True)]),
        ("\u200b \u3164", [("empty", True)]),
        ("x" * 20_001, [("too_long", True)]),
        ("a\x00b", [("control_characters", True)]),
        (f"Kejadiannya begini. {made.NARRATIVE}", [("copied", False)]),
    ],
)
def test_what_could_lead_to_a_reporter_is_found(case, text, codes):
    assert found(case, text) == codes


def test_a_concern_says_where_it_stands(case):
    [concern] = packages.check(case, "Hubungi 0812-3456-7890 saja.")
    assert "Hubungi 0812-3456-7890 saja."[slice(*concern.place)] == "0812-3456-7890"


def test_a_text_with_a_telephone_number_is_refused_and_nothing_is_built(case):
    with pytest.raises(Unmet, match="nomor telepon"):
        packages.build(
            case, contents(case, narrative="Hubungi 0812-3456-7890.", accepted=["phone"]), by=made.desk(case)
        )
    assert not ReferralPackage.objects.exists()


def test_a_word_that_a_person_has_looked_at_may_pass(case):
    said = contents(case, narrative="Tidak ada pelapor yang hadir dalam klarifikasi.")
    with pytest.raises(Unmet, match="pelapor"):
        packages.build(case, said, by=made.desk(case))
    packages.build(case, replace(said, accepted=["reporter"]), by=made.desk(case))


@pytest.mark.parametrize("wrong", ["nobody", "stranger", "unchecked", "strange_exhibit"])
def test_people_and_exhibits_must_be_those_of_the_case(case, wrong):
    _code, other = made.filed()
    exhibits.accept_link(_code, "https://b.example/2")
    changes = {
        "nobody": {"respondents": []},
        "stranger": {"respondents": [other.respondents.get().pk]},
        "unchecked": {},
        "strange_exhibit": {"exhibits": [exhibits.listed(_code)[0].pk]},
    }[wrong]
    if wrong == "unchecked":
        case.respondents.update(checked_on=None)
    with pytest.raises(Unmet):
        packages.build(case, contents(case, **changes), by=made.desk(case))
    assert not ReferralPackage.objects.exists()


def test_exhibits_travel_by_number_and_link(case):
    chosen = [row.pk for row in case.links.get().report.exhibits.all()]
    built = packages.build(case, contents(case, exhibits=chosen), by=made.desk(case))
    assert list(built.exhibits.values_list("number", "link")) == [(1, "https://a.example/1")]


@pytest.mark.parametrize(
    ("role", "office"),
    [
        (Role.OPERATOR, "bawaslu-balikpapan"),
        (Role.LEADER, "bawaslu-balikpapan"),
        (Role.VERIFIER, "bawaslu-samarinda"),
        (Role.BKPSDM, "bkpsdm-balikpapan"),
    ],
)
def test_only_a_verifier_of_the_office_builds(case, role, office):
    with pytest.raises(NotYours):
        packages.build(case, contents(case), by=made.officer(role, office))
    assert not ReferralPackage.objects.exists()


def test_whoever_built_it_cannot_approve_it(case):
    by = made.desk(case)
    built = packages.build(case, contents(case), by=by)
    with pytest.raises(NotYours, match="menyusunnya"):
        packages.approve(built, by=made.officer(Role.LEADER, "bawaslu-balikpapan", by.user))
    with pytest.raises(NotYours):
        packages.approve(built, by=made.desk(case))
    with pytest.raises(NotYours):
        packages.approve(built, by=made.officer(Role.LEADER, "bawaslu-samarinda"))
    built.refresh_from_db()
    assert built.approved_on is None


def test_the_database_refuses_an_approval_by_its_builder(case):
    built = packages.build(case, contents(case), by=made.desk(case))
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferralPackage.objects.update(approved_by=built.built_by, approved_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferralPackage.objects.update(released_on=TODAY)


def test_an_approved_package_is_frozen(case):
    package = made.package(case, letter_date=TODAY)
    assert package.approved_on == TODAY
    with pytest.raises(Unmet, match="sudah disetujui"):
        packages.approve(package, by=made.desk(case, Role.LEADER))
    with pytest.raises(Unmet, match="sudah disetujui"):
        packages.discard(package, by=made.desk(case))
    assert ReferralPackage.objects.count() == 1


def test_an_unapproved_package_can_be_thrown_away(case):
    built = packages.build(case, contents(case), by=made.desk(case))
    packages.discard(built, by=made.desk(case))
    assert (ReferralPackage.objects.count(), PackageRespondent.objects.count(), PackageOrigin.objects.count()) == (
        0,
        0,
        0,
    )


def test_a_package_that_nobody_approved_does_not_leave(case):
    built = packages.build(case, contents(case), by=made.desk(case))
    assert packages.release(built) is None
    assert not PackageLeg.objects.exists()


def test_releasing_twice_is_releasing_once(case):
    package = made.package(case, letter_date=TODAY)
    assert len(packages.release(package).in_charge) == 1
    assert packages.release(package) is None
    assert (PackageLeg.objects.count(), PackageCopy.objects.count()) == (1, 1)


def legs_of(package: ReferralPackage) -> list[tuple[str, str, bool]]:
    rows = PackageLeg.objects.filter(respondent__package=package).order_by("pk")
    return [(leg.procedure, leg.proceeding.agency_id, leg.by_letter) for leg in rows]


@pytest.mark.parametrize(
    ("status", "employer", "went_to", "copied_to"),
    [
        ("pns", "pemkot-balikpapan", [("oversight", "bkn", False)], ["bkpsdm-balikpapan"]),
        ("pns", "pemprov-kaltim", [("oversight", "bkn", False)], ["bkd-kaltim"]),
        ("unknown", "", [("oversight", "bkn", False)], ["instansi-lain"]),
        ("honorer", "pemkot-balikpapan", [("external", "bkpsdm-balikpapan", False)], []),
        ("kades", "pemkab-kukar", [("external", "dpmd-kukar", True)], []),
        ("tni", "", [("external", "tni", True)], []),
    ],
)
def test_a_package_goes_to_whom_routing_names(status, employer, went_to, copied_to):
    people = (made.respondent(status=status, employer=employer, position="Pegawai Contoh"),)
    _code, case = made.filed(made.submission(respondents=people))
    made.heard(case, on=TODAY)
    package = made.package(case, letter_date=TODAY)
    packages.release(package)
    assert legs_of(package) == went_to
    assert list(PackageCopy.objects.values_list("agency_id", flat=True)) == copied_to


def test_someone_of_the_personnel_office_goes_one_level_up(case):
    package = made.package(case, letter_date=TODAY, conflicted=[case.respondents.get().pk])
    packages.release(package)
    assert legs_of(package) == [("oversight", "bkn", False)]
    assert list(PackageCopy.objects.values_list("agency_id", flat=True)) == ["pemprov-kaltim"]


def test_what_may_be_a_crime_goes_to_gakkumdu_as_well_once_for_all_its_people():
    people = tuple(made.respondent(position=f"Staf {number}") for number in range(2))
    _code, case = made.filed(made.submission(act="facilities", respondents=people))
    made.heard(case, on=TODAY)
    packages.release(made.package(case, letter_date=TODAY))
    leg = Proceeding.objects.get(procedure=Procedure.GAKKUMDU)
    assert (leg.subject, leg.agency_id, leg.sender_id) == (case.pk, "gakkumdu-balikpapan", "bawaslu-balikpapan")
    assert PackageLeg.objects.count() == 2


def test_a_leg_at_another_desk_leads_to_its_person_and_no_further(case):
    packages.release(made.package(case, letter_date=TODAY))
    leg = PackageLeg.objects.get()
    assert leg.proceeding.subject == leg.respondent_id
    assert leg.proceeding.sender_id == "bawaslu-balikpapan"
    names = {field.name for model in (PackageLeg, PackageRespondent, ReferralPackage) for field in model._meta.fields}
    assert names.isdisjoint({"case", "report", "receipt_hash", "ticket"})
