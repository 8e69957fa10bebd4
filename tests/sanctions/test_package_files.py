"""Files of a package at a desk: opened by who received it, by nobody else, with nothing of the case behind them."""

import io
import re
from typing import Any

import pypdfium2
import pytest
from django.db import DatabaseError, connection, transaction
from django.http import StreamingHttpResponse
from django.urls import reverse
from PIL import Image

from netralitas.roles.acting import Acting, acting
from netralitas.roles.table import DbRole
from reports import enclosing, packages
from reports.models.case import Case
from reports.models.package import PackageExhibit, PackageRespondent, ReferralPackage
from reports.models.report import Exhibit
from services.accounts.enums import Role
from services.audit.models import Entry
from services.evidence import enclosures, store
from services.evidence.models import Copy
from tests.attack import detector
from tests.evidence.test_copies import WORD, document, exif, film, photo
from tests.factories import accounts, reports
from tests.factories.packages import FULL, built, case_with, looked
from tests.sanctions.desks import bkn, bkpsdm, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
READ = "packagerespondent:file_read"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def sent(case: Case) -> PackageRespondent:
    """A package with every file of the case, looked at, blackened on its left half, approved and released."""
    package = packages.approve(looked(built(case), case, FULL), by=reports.desk(case, Role.LEADER))
    packages.release(package)
    return package.respondents.get()


@pytest.fixture
def person(db: None) -> PackageRespondent:
    canary = photo(size=(400, 300), exif=exif(), comment=WORD.encode())
    return sent(case_with(canary, document())[1])


def around(person: PackageRespondent, number: int = 1) -> str:
    return reverse("admin:reports_packagerespondent_exhibit", args=[person.pk, number])


def file_of(person: PackageRespondent, number: int = 1) -> str:
    return reverse("admin:reports_packagerespondent_exhibit_file", args=[person.pk, number])


def test_both_desks_find_the_files_and_open_the_blackened_picture(person: PackageRespondent) -> None:
    for client in (bkn(), bkpsdm()):
        page = client.get(reverse("admin:reports_packagerespondent_change", args=[person.pk]))
        assert f'href="{around(person)}">Buka bukti 1</a>' in page.content.decode()
        shown = client.get(around(person))
        assert f'src="{file_of(person)}"' in shown.content.decode()
        assert "Bukti 1, foto," in words(shown)
        row = PackageExhibit.objects.get(number=1)
        assert "Bukti 1, foto," in words(page)
        assert row.sha256 in words(page)
        given = client.get(file_of(person))
        assert given.status_code == 200
        with Image.open(io.BytesIO(given.content)) as drawn:
            assert drawn.size == (400, 300)
            assert drawn.crop((0, 0, 200, 300)).getextrema() == ((0, 0),) * 3
            assert min(drawn.getpixel((390, 20))) > 200  # type: ignore[arg-type, type-var]


def test_on_paper_a_file_is_listed_with_its_hash_and_without_a_link(person: PackageRespondent) -> None:
    page = bkn().get(reverse("admin:reports_packagerespondent_print", args=[person.pk]))
    for row in PackageExhibit.objects.all():
        assert f"Bukti {row.number}," in words(page)
        assert row.sha256 in words(page)


def test_the_canary_of_the_original_is_in_no_byte_of_what_is_given_or_stored(person: PackageRespondent) -> None:
    client = bkn()
    for number in (1, 2):
        assert detector.found(client.get(file_of(person, number)).content, [WORD]) == set()
    opened = pypdfium2.PdfDocument(client.get(file_of(person, 2)).content)
    assert opened[0].get_textpage().get_text_range() == ""
    for file in store._folder(store.ENCLOSURES).rglob("*"):
        assert not file.is_file() or detector.found(file.read_bytes(), [WORD]) == set()


@pytest.mark.parametrize(
    ("number", "kind", "name"),
    [(1, "image/jpeg", 'inline; filename="bukti-1.jpg"'), (2, "application/pdf", 'attachment; filename="bukti-2.pdf"')],
)
def test_the_file_is_confined_and_has_a_neutral_name(
    person: PackageRespondent, number: int, kind: str, name: str
) -> None:
    given = bkn().get(file_of(person, number))
    assert (given["Content-Type"], given["Content-Disposition"]) == (kind, name)
    assert set(given["Content-Security-Policy"].split("; ")) == {"default-src 'none'", "sandbox"}
    assert (given["X-Content-Type-Options"], given["Cache-Control"]) == ("nosniff", "no-store, private")


def test_a_film_is_played_on_its_page_and_handed_out_in_pieces(tmp_path: Any) -> None:
    person = sent_film(tmp_path)
    shown = bkn().get(around(person))
    assert f'<video class="desk-proof" controls preload="metadata" src="{file_of(person)}">' in shown.content.decode()
    assert "media-src 'self'" in shown["Content-Security-Policy"]
    given: Any = bkn().get(file_of(person))
    assert isinstance(given, StreamingHttpResponse)
    assert given["Content-Disposition"] == 'inline; filename="bukti-1.mp4"'
    assert len(b"".join(given.streaming_content)) == int(given["Content-Length"])  # type: ignore[arg-type]


def sent_film(tmp_path: Any) -> PackageRespondent:
    _code, case = case_with(film(tmp_path))
    package = packages.approve(looked(built(case), case), by=reports.desk(case, Role.LEADER))
    packages.release(package)
    return package.respondents.get()


def test_seeking_in_a_film_is_one_opening(tmp_path: Any) -> None:
    person, client = sent_film(tmp_path), bkn()
    for piece in ("bytes=0-99", "bytes=100-199"):
        given: Any = client.get(file_of(person), headers={"Range": piece})
        assert (given.status_code, len(b"".join(given.streaming_content))) == (206, 100)
    assert Entry.objects.filter(action=READ).count() == 1


def test_each_opening_is_one_entry_with_ids_alone(person: PackageRespondent) -> None:
    user = accounts.officer("bkn", "bkn")
    client = accounts.signed_in(user)
    for address, action in ((around(person), "packagerespondent:read"), (file_of(person), READ)):
        client.get(address)
        entry = Entry.objects.get(action=action)
        assert (entry.subject, entry.actor) == (str(person.pk), f"user:{user.pk}")
        assert entry.detail == {"package": str(person.package_id), "number": 1}


OFFICES = {  # Bawaslu → region, employer, personnel office
    "bawaslu-samarinda": ("64.72", "pemkot-samarinda", "bkpsdm-samarinda"),
    "bawaslu-kukar": ("64.02", "pemkab-kukar", "bkpsdm-kukar"),
    "bawaslu-balikpapan": ("64.71", "pemkot-balikpapan", "bkpsdm-balikpapan"),
    "bawaslu-kotim": ("62.02", "pemkab-kotim", "bkpsdm-kotim"),
    "bawaslu-kendari": ("74.71", "pemkot-kendari", "bkpsdm-kendari"),
}


def everywhere() -> dict[str, PackageRespondent]:
    """One released package with a photo per personnel office."""
    found = {}
    for region, employer, desk in OFFICES.values():
        person = reports.respondent(employer=employer)
        filing = reports.submission(region=region, district="", respondents=(person,))
        found[desk] = sent(case_with(photo(size=(64, 48)), filing=filing)[1])
    return found


def test_five_offices_open_their_own_files_and_nobody_elses() -> None:
    people = everywhere()
    for desk in people:
        client = bkpsdm(desk)
        for page in (around, file_of):
            got = {other: client.get(page(person)).status_code for other, person in people.items()}
            assert got == {other: 200 if other == desk else 404 for other in people}, desk
    assert Entry.objects.filter(action=READ).count() == len(people)


@pytest.mark.parametrize(
    ("role", "agency"),
    [
        ("operator", "bawaslu-balikpapan"), ("verifier", "bawaslu-balikpapan"), ("leader", "bawaslu-balikpapan"),
        ("verifier", "bawaslu-samarinda"), ("bkpsdm", "bkpsdm-samarinda"), ("custodian", "bawaslu-ri"),
        ("auditor", "bawaslu-ri"), ("sysadmin", "bawaslu-ri"),
    ],
)  # fmt: skip
def test_for_everybody_else_it_does_not_exist(person: PackageRespondent, role: str, agency: str) -> None:
    client = accounts.signed_in(accounts.officer(role, agency))
    addresses = [page(person, number) for page in (around, file_of) for number in (1, 2)]
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    assert not Entry.objects.filter(action=READ).exists()


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_number_that_is_none_is_not_found(person: PackageRespondent, number: int) -> None:
    assert [bkn().get(page(person, number)).status_code for page in (around, file_of)] == [404, 404]
    assert not Entry.objects.filter(action=READ).exists()


def test_a_package_that_has_not_left_shows_its_files_to_no_desk(person: PackageRespondent) -> None:
    ReferralPackage.objects.update(released_on=None)
    assert [bkn().get(page(person)).status_code for page in (around, file_of)] == [404, 404]
    assert not Entry.objects.filter(action=READ).exists()


def test_a_changed_file_is_not_shown_and_raises_an_alarm(person: PackageRespondent) -> None:
    row = PackageExhibit.objects.get(number=1)
    file = store.enclosure_path(row.clean_copy)  # type: ignore[arg-type]
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    given = bkn().get(file_of(person))
    assert (given.status_code, given["Content-Type"]) == (409, "text/plain; charset=utf-8")
    assert Entry.objects.filter(action="evidence:alarm", subject=str(row.clean_copy)).count() == 1


def test_a_desk_cannot_tell_a_report_from_a_tip_by_the_files() -> None:
    """The same file from a person with a sealed identity and from nobody known: same words, same bytes."""
    pages = []
    for filing in (reports.submission(), reports.submission(kind="tip", reporter=None, witnesses=())):
        person = sent(case_with(photo(size=(64, 48)), filing=filing)[1])
        client = bkn()
        page = words(client.get(reverse("admin:reports_packagerespondent_change", args=[person.pk])))
        shown = re.search(r"Bukti Bukti 1.*?(?=Verifikasi)", page)
        assert shown
        given = client.get(file_of(person))
        pages.append((shown[0], given.content, sorted(given.headers.items())))
    assert pages[0] == pages[1]
    assert re.findall(r"\b(pelapor|laporan|tiket|saksi|kasus|dicabut)\b", pages[0][0].lower()) == []


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_the_role_of_a_desk_reads_the_row_and_nothing_that_leads_to_the_case(person: PackageRespondent) -> None:
    tables = ("evidence_enclosure", "evidence_copy", "evidence_original", "reports_packagesource", "reports_exhibit")
    with acting(Acting(DbRole.AGENCY, ("bkpsdm-balikpapan",))):
        row = PackageExhibit.objects.get(number=1)
        one = enclosing.file_of(row)
        assert one is not None
        assert enclosures.whole(one)
        for table in tables:
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(f"SELECT 1 FROM {table}")  # noqa: S608 (a table of ours)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            PackageExhibit.objects.update(number=9)
    with acting(Acting(DbRole.AGENCY, ("bkpsdm-kendari",))):
        assert not PackageExhibit.objects.exists()
    known = {str(row.clean_copy), row.sha256}
    assert known.isdisjoint({str(pk) for pk in Copy.objects.values_list("pk", flat=True)})
    assert known.isdisjoint({str(pk) for pk in Exhibit.objects.values_list("pk", flat=True)})
