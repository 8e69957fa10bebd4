"""The pages on which a verifier looks at every picture of a package, and on which a leader sees it as it will leave."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from reports import enclosing, linking, packages
from reports.models.case import Case
from reports.models.package import PackageExhibit, ReferralPackage
from reports.models.report import Report
from reports.models.source import PackageSource
from services.accounts.enums import Role
from services.audit.models import Entry
from services.evidence import enclosures, store
from services.evidence.models import Copy, CopyState, Enclosure
from tests.evidence.test_copies import document, exif, film, photo
from tests.factories import reports as made
from tests.factories.packages import FULL, built, case_with, looked
from tests.reports_admin.conftest import HOME, OFFICES, Desk, page, verb, version

pytestmark = pytest.mark.django_db
BOX = {"left": "10", "top": "20", "width": "30,5", "height": "40"}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def case(db: None) -> Case:
    return case_with(photo(size=(400, 300), exif=exif()), document())[1]


@pytest.fixture
def package(case: Case) -> ReferralPackage:
    return built(case)


def at(package: ReferralPackage, name: str = "blacken", number: int = 1, picture: int | None = 1) -> str:
    keys = [packages.case_of(package).pk, package.pk, number]
    return reverse(f"admin:reports_case_{name}", args=keys if picture is None else [*keys, picture])


def sent(client: Client, package: ReferralPackage, number: int = 1, **values: Any) -> HttpResponse:
    """Open the page and send its form, as a person does."""
    address = at(package, number=number)
    given = client.get(address).context["print"]
    return client.post(address, {"print": given, **values})  # type: ignore[return-value]


def rows() -> tuple[Any, ...]:
    """What a refusal must leave as it was."""
    return (
        list(PackageSource.objects.order_by("pk").values()),
        list(PackageExhibit.objects.order_by("pk").values()),
        list(Enclosure.objects.order_by("pk").values()),
        list(ReferralPackage.objects.order_by("pk").values()),
    )


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


class TestBuilder:
    def test_without_a_script_cells_and_boxes_become_black_and_the_next_picture_follows(
        self, desk: Desk, package: ReferralPackage
    ) -> None:
        client = desk("verifier")
        shown = client.get(at(package))
        assert shown.status_code == 200
        assert "0 dari 2 gambar sudah diperiksa" in text(shown)
        assert shown.content.decode().count('name="cell"') == 144
        assert shown.content.decode().count('name="left"') == 2

        answer = sent(client, package, seen="yes", cell=["0", "143"], **BOX)

        assert (answer.status_code, answer["Location"]) == (302, at(package, number=2))
        source = PackageSource.objects.get(number=1)
        assert source.marks == {"1": {"boxes": [[100, 200, 305, 400]], "cells": [0, 143]}}
        assert source.seen == [1]
        given = client.get(at(package, "result"))
        with Image.open(io.BytesIO(given.content)) as drawn:
            assert drawn.crop((40, 60, 162, 180)).getextrema() == ((0, 0),) * 3
            assert drawn.crop((0, 0, 33, 25)).getextrema() == ((0, 0),) * 3
            assert drawn.getpixel((10, 280))[0] > 200  # type: ignore[index]
        answer = sent(client, package, 2, seen="yes")
        assert answer["Location"] == reverse(
            "admin:reports_case_package", args=[packages.case_of(package).pk, package.pk]
        )
        assert PackageExhibit.objects.filter(package=package, clean_copy__isnull=False).count() == 2

    def test_fractions_are_rounded_outwards(self, desk: Desk, package: ReferralPackage) -> None:
        sent(desk("verifier"), package, left="10,19", top="0.05", width="20,02", height="99,95")
        assert PackageSource.objects.get(number=1).marks["1"]["boxes"] == [[101, 0, 202, 1000]]

    def test_without_the_tick_it_is_kept_shown_and_not_made(self, desk: Desk, package: ReferralPackage) -> None:
        client = desk("verifier")
        answer = sent(client, package, **BOX)
        assert (answer.status_code, answer["Location"]) == (302, at(package))
        shown = client.get(at(package))
        assert "Begini gambar ini akan keluar" in text(shown)
        assert 'name="width" value="30.5"' in shown.content.decode()
        assert "belum ditandai sudah diperiksa" in text(shown)
        assert (PackageSource.objects.get(number=1).seen, PackageExhibit.objects.count()) == ([], 0)

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({**BOX, "left": "x"}, "Kotak 1: isi keempat angkanya dalam persen"),
            ({**BOX, "height": ""}, "Kotak 1: isi keempat angkanya dalam persen"),
            ({**BOX, "left": "NaN"}, "Kotak 1: isi keempat angkanya dalam persen"),
            ({**BOX, "left": "1e9"}, "Kotak 1: isi keempat angkanya dalam persen"),
            ({**BOX, "left": "90"}, "Kotak harus di dalam gambar"),
            ({"cell": ["144"]}, "Petak yang dicentang tidak ada"),
            ({"cell": ["²"]}, "Petak yang dicentang tidak ada"),
        ],
    )
    def test_bad_input_comes_back_with_what_was_typed_and_nothing_is_kept(
        self, desk: Desk, package: ReferralPackage, values: dict[str, Any], said: str
    ) -> None:
        client, before = desk("verifier"), rows()
        answer = sent(client, package, seen="yes", **values)
        assert answer.status_code == 422
        assert said in text(answer)
        for name in set(values) - {"cell"}:
            assert f'name="{name}" value="{values[name]}"' in answer.content.decode()
        assert rows() == before

    def test_what_a_colleague_changed_meanwhile_is_not_written_over(self, desk: Desk, package: ReferralPackage) -> None:
        client, other = desk("verifier"), desk("verifier")
        seen = client.get(at(package)).context["print"]
        sent(other, package, cell=["5"])
        before = rows()
        answer = client.post(at(package), {"print": seen, "seen": "yes", "cell": ["7"]})
        assert answer.status_code == 409
        assert "sudah diubah petugas lain" in text(answer)
        assert 'value="7" aria-label="baris 1 kolom 8" checked' in answer.content.decode()
        assert rows() == before

    def test_a_piece_is_left_out_only_with_its_tick(self, desk: Desk, package: ReferralPackage) -> None:
        client, before = desk("verifier"), rows()
        answer = client.post(at(package), {"leave": "no"})
        assert (answer.status_code, rows() == before) == (422, True)
        answer = client.post(at(package), {"leave": ["no", "yes"]})
        assert (answer.status_code, answer["Location"]) == (302, at(package, number=2))
        assert list(PackageSource.objects.values_list("number", flat=True)) == [2]

    @pytest.mark.parametrize(
        ("role", "agency", "status"),
        [
            ("operator", HOME, 404), ("leader", HOME, 404), ("verifier", "bawaslu-samarinda", 404),
            ("verifier", "bawaslu-kendari", 404), ("bkn", "bkn", 403), ("bkpsdm", "bkpsdm-balikpapan", 403),
            ("auditor", "bawaslu-ri", 403), ("sysadmin", "bawaslu-ri", 403),
        ],
    )  # fmt: skip
    def test_nobody_else_opens_or_sends_it(
        self, desk: Desk, package: ReferralPackage, role: str, agency: str, status: int
    ) -> None:
        client, before = desk(role, agency), rows()
        read = Entry.objects.count()
        answers = [client.get(at(package, name)).status_code for name in ("blacken", "clean")]
        assert answers == [status, status]
        assert client.post(at(package), {"seen": "yes", "print": ""}).status_code == status
        assert (rows(), Entry.objects.filter(action__in=("case:form", "case:copy_read")).count()) == (before, 0)
        assert Entry.objects.count() - read <= 3

    def test_after_approval_the_page_is_gone(self, desk: Desk, case: Case, package: ReferralPackage) -> None:
        packages.approve(looked(package, case), by=made.desk(case, Role.LEADER))
        client, before = desk("verifier"), rows()
        assert client.get(at(package)).status_code == 404
        assert client.post(at(package), {"seen": "yes"}).status_code == 404
        assert rows() == before

    def test_each_look_at_a_picture_is_one_entry(self, desk: Desk, package: ReferralPackage) -> None:
        client = desk("verifier")
        for name, action in (("blacken", "case:form"), ("clean", "case:copy_read"), ("result", "case:package_file")):
            before = Entry.objects.count()
            response = client.get(at(package, name))
            assert (response.status_code, Entry.objects.count() - before) == (200, 1)
            entry = Entry.objects.latest("pk")
            assert (entry.action, entry.subject) == (action, str(packages.case_of(package).pk))

    def test_a_picture_is_confined(self, desk: Desk, package: ReferralPackage) -> None:
        given = desk("verifier").get(at(package, "clean"))
        assert (given["Content-Type"], given["Content-Disposition"]) == (
            "image/jpeg",
            'inline; filename="gambar-1.jpg"',
        )
        assert set(given["Content-Security-Policy"].split("; ")) == {"default-src 'none'", "sandbox"}
        assert (given["X-Content-Type-Options"], given["Cache-Control"]) == ("nosniff", "no-store, private")

    def test_a_changed_copy_is_not_shown(self, desk: Desk, package: ReferralPackage) -> None:
        file = store.copy_path(PackageSource.objects.get(number=1).exhibit.original)  # type: ignore[arg-type]
        file.write_bytes(file.read_bytes()[:-1] + b"x")
        client = desk("verifier")
        assert client.get(at(package, "clean")).status_code == 409
        before = rows()
        answer = sent(client, package, seen="yes")
        assert (answer.status_code, rows() == before) == (422, True)
        assert "Salinan bersih bukti ini rusak atau sudah tidak ada" in text(answer)

    @pytest.mark.parametrize("office", sorted(set(OFFICES) - {HOME}))
    def test_for_the_other_offices_the_files_of_a_package_do_not_exist(
        self, desk: Desk, case: Case, package: ReferralPackage, office: str
    ) -> None:
        packages.approve(looked(package, case), by=made.desk(case, Role.LEADER))
        addresses = [at(package, "result"), at(package, "package_file", picture=None)]
        for role in ("verifier", "leader"):
            client = desk(role, office)
            assert [client.get(address).status_code for address in addresses] == [404, 404]
            own = desk(role)
            assert [own.get(address).status_code for address in addresses] == [200, 200]
        assert Entry.objects.filter(action="case:package_file").count() == 4


class TestFilm:
    def test_it_is_played_with_a_warning_and_goes_whole_or_not_at_all(
        self, desk: Desk, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        case = case_with(film(tmp_path_factory.mktemp("film")))[1]
        package = built(case)
        client = desk("verifier")
        shown = client.get(at(package))
        assert "Video dan suara tidak dapat dihitamkan: wajah, suara, dan tempat keluar apa adanya." in text(shown)
        assert "media-src 'self'" in shown["Content-Security-Policy"]
        assert shown.content.decode().count("<video") == 1
        assert 'name="cell"' not in shown.content.decode()
        before = rows()
        refused = sent(client, package, seen="yes", cell=["1"])
        assert (refused.status_code, rows() == before) == (422, True)
        assert "Video dan suara tidak dapat dihitamkan." in text(refused)
        assert sent(client, package, seen="yes").status_code == 302
        assert PackageExhibit.objects.get().kind == "video"
        page_of_leader = desk("leader").get(verb(case, "approve"))
        assert f'src="{at(package, "package_file", picture=None)}"' in page_of_leader.content.decode()
        assert "media-src 'self'" in page_of_leader["Content-Security-Policy"]


class TestBuilding:
    def test_the_form_says_which_piece_is_not_ready_and_keeps_what_was_typed(self, desk: Desk, case: Case) -> None:
        Copy.objects.filter(kind="pdf").update(state=CopyState.WAITING)
        client, before = desk("verifier"), rows()
        form = client.get(verb(case, "package")).context["form"]
        values = {
            "version": version(client, case, "package"), "narrative": made.OFFICIAL, "letter_number": "7/PM",
            "letter_date": "2024-10-04", "respondents": [str(one.pk) for one in case.respondents.all()],
            "exhibits": [choice for choice, _label in form.fields["exhibits"].choices], "conflict": "",
        }  # fmt: skip
        answer = client.post(verb(case, "package"), values)
        assert answer.status_code == 422
        assert "Bukti A2: salinan bersihnya masih disiapkan" in text(answer)
        assert made.OFFICIAL in text(answer)
        assert rows() == before


class TestLeader:
    def test_a_package_is_offered_only_when_every_picture_was_looked_at(
        self, desk: Desk, case: Case, package: ReferralPackage
    ) -> None:
        client = desk("leader")
        assert client.get(verb(case, "approve")).status_code == 404
        assert "Gambar di 2 bukti belum diperiksa" in text(client.get(page(case)))
        looked(package, case)
        assert client.get(verb(case, "approve")).status_code == 200

    def test_the_leader_sees_the_pictures_as_they_will_travel(
        self, desk: Desk, case: Case, package: ReferralPackage
    ) -> None:
        looked(package, case, FULL)
        client = desk("leader")
        for address in (verb(case, "approve"), reverse("admin:reports_case_package", args=[case.pk, package.pk])):
            shown = client.get(address).content.decode()
            for number in (1, 2):
                assert f'src="{at(package, "result", number)}"' in shown
                assert PackageExhibit.objects.get(number=number).sha256 in shown
        for number in (1, 2):
            given = client.get(at(package, "result", number))
            with Image.open(io.BytesIO(given.content)) as drawn:
                assert drawn.crop((8, 8, drawn.width // 2 - 8, drawn.height - 8)).getextrema() == ((0, 0),) * 3
        given = client.get(at(package, "package_file", 2, None))
        assert (given["Content-Disposition"], given.content[:5]) == ('attachment; filename="bukti-2.pdf"', b"%PDF-")

    def test_a_film_in_a_package_comes_in_pieces_and_is_recorded_once(
        self, desk: Desk, case: Case, package: ReferralPackage
    ) -> None:
        looked(package, case)
        row = PackageExhibit.objects.get(number=1)
        PackageExhibit.objects.filter(pk=row.pk).update(kind="video")
        client, address = desk("leader"), at(package, "package_file", 1, None)
        for start, stop in ((5, 10), (0, 3)):
            given: Any = client.get(address, headers={"Range": f"bytes={start}-{stop - 1}"})
            assert (given.status_code, given["Content-Range"]) == (206, f"bytes {start}-{stop - 1}/{row.size}")
            assert b"".join(given.streaming_content) == enclosures.whole(enclosing.file_of(row))[start:stop]
        assert Entry.objects.filter(action="case:package_file").count() == 1

    def test_a_form_from_before_a_picture_was_changed_is_stale(
        self, desk: Desk, case: Case, package: ReferralPackage
    ) -> None:
        looked(package, case)
        client = desk("leader")
        seen = version(client, case, "approve")
        looked(package, case, FULL)
        answer = client.post(verb(case, "approve"), {"version": seen, "package": str(package.pk), "read": "on"})
        assert answer.status_code == 409
        package.refresh_from_db()
        assert package.approved_on is None

    @pytest.mark.parametrize("how", ["withdrawn", "unlinked"])
    def test_a_package_whose_report_was_taken_back_or_unlinked_can_be_thrown_away(
        self, desk: Desk, case: Case, package: ReferralPackage, how: str
    ) -> None:
        packages.approve(looked(package, case), by=made.desk(case, Role.LEADER))
        client = desk("verifier")
        assert client.get(verb(case, "discard")).status_code == 404
        if how == "withdrawn":
            Report.objects.update(withdrawn_on=date(2024, 10, 4))
        else:
            linking.link(case.links.get().report, made.filed()[1], by=made.desk(case))
        seen = version(client, case, "discard")
        assert client.post(verb(case, "discard"), {"version": seen, "package": str(package.pk)}).status_code == 302
        assert ReferralPackage.objects.count() == 0
