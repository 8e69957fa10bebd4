"""Files in packages: looked at picture by picture, blackened for good, the package's own, and gone with the report."""

import io
from datetime import date
from typing import Any

import pypdfium2
import pytest
import time_machine
from PIL import Image

from procedures.transitions import NotYours, Unmet
from reports import blackening, consents, destroying, enclosing, exhibits, handling, linking, packages, withdrawing
from reports.blackening import Marks
from reports.models.package import PackageExhibit, ReferralPackage
from reports.models.report import Exhibit, Report
from reports.models.source import PackageSource
from services.accounts.enums import Role
from services.audit.models import Entry
from services.evidence import copies, enclosures, sandbox, store
from services.evidence.models import Copy, CopyState, Enclosure
from tests.attack import detector
from tests.evidence.test_copies import WORD, document, exif, film, photo
from tests.factories import reports as made
from tests.factories.packages import FULL, built, case_with, looked

pytestmark = pytest.mark.django_db
BLACK = (0, 0, 0)


@pytest.fixture(autouse=True)
def _in_the_campaign(settings: Any, tmp_path: Any) -> Any:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


def telling() -> bytes:
    """A photo whose hidden parts carry the word."""
    return photo(size=(403, 297), exif=exif(), comment=WORD.encode())


def held(package: ReferralPackage, number: int = 1) -> bytes:
    """The package's own file as it will travel."""
    row = PackageExhibit.objects.get(package=package, number=number)
    one = enclosing.file_of(row)
    assert one is not None
    content = enclosures.whole(one)
    assert detector.found(content, [WORD]) == set()
    return content


def standing() -> tuple[Any, ...]:
    """What a refusal must leave as it was."""
    files = sorted(store._folder(store.ENCLOSURES).rglob("*"))
    return (
        list(PackageSource.objects.order_by("pk").values()),
        list(PackageExhibit.objects.order_by("pk").values()),
        list(ReferralPackage.objects.order_by("pk").values()),
        [file for file in files if file.is_file()],
    )


def drawn(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


class TestBuilding:
    def test_a_file_travels_only_after_it_was_looked_at(self) -> None:
        _code, case = case_with(telling(), links=("https://a.example/1",))
        package = built(case)
        assert list(package.exhibits.values_list("number", "link")) == [(2, "https://a.example/1")]
        with pytest.raises(Unmet, match="Bukti 1 belum diperiksa gambar demi gambar"):
            packages.approve(package, by=made.desk(case, Role.LEADER))
        package.refresh_from_db()
        assert package.approved_on is None
        packages.approve(looked(package, case), by=made.desk(case, Role.LEADER))
        package.refresh_from_db()
        assert str(package.approved_on) == "2024-10-05"

    @pytest.mark.parametrize(
        ("state", "said"),
        [
            (CopyState.WAITING, "Bukti A1: salinan bersihnya masih disiapkan. Tunggu beberapa menit"),
            (CopyState.MANUAL, "Bukti A1: salinan bersihnya tidak dapat dibuat. Minta berkas lain"),
        ],
    )
    def test_a_file_without_a_clean_copy_keeps_the_package_back(self, state: str, said: str) -> None:
        _code, case = case_with(photo())
        Copy.objects.update(state=state)
        before = standing()
        with pytest.raises(Unmet, match=said):
            built(case)
        assert standing() == before

    def test_a_copy_that_has_changed_keeps_the_package_back(self) -> None:
        _code, case = case_with(document())
        file = store.copy_path(Copy.objects.get().pk)
        file.write_bytes(file.read_bytes()[:-1] + b"x")
        before = standing()
        with pytest.raises(Unmet, match="Bukti A1: salinan bersihnya rusak"):
            built(case)
        assert standing() == before

    def test_the_file_is_the_packages_own_with_hash_kind_and_size(self) -> None:
        _code, case = case_with(telling())
        package = looked(built(case), case)
        row, copy = package.exhibits.get(), Copy.objects.get()
        content = held(package)
        assert (row.kind, row.size, row.sha256) == ("jpeg", len(content), copy.sha256)
        assert row.clean_copy not in (copy.pk, Exhibit.objects.get().pk)
        assert store.enclosure_path(row.clean_copy).stat().st_size == store.stored_size(row.size)
        assert store.enclosure_path(row.clean_copy).read_bytes() != store.copy_path(copy.pk).read_bytes()
        assert Enclosure.objects.get().pk == row.clean_copy


class TestBlack:
    def test_the_pixels_are_black_in_the_stored_file_and_the_clean_copy_is_as_it_was(self) -> None:
        _code, case = case_with(telling())
        before = copies.whole(Copy.objects.get())
        package = looked(built(case), case, Marks(boxes=[(101, 53, 377, 419)], cells=[143]))
        with drawn(held(package)) as shown:
            assert shown.size == (403, 297)
            left, top, right, bottom = 403 * 101 // 1000, 297 * 53 // 1000, 403 * 478 // 1000, 297 * 472 // 1000
            assert shown.crop((left, top, right + 1, bottom + 1)).getextrema() == ((0, 0),) * 3
            assert shown.crop((403 * 11 // 12 + 1, 297 * 11 // 12 + 1, 403, 297)).getextrema() == ((0, 0),) * 3
            assert min(shown.getpixel((390, 20))) > 200  # type: ignore[arg-type, type-var]
            assert shown.getpixel((5, 290))[0] > 200  # type: ignore[index]  # red beside the box
        assert copies.whole(Copy.objects.get()) == before
        assert package.exhibits.get().sha256 != Copy.objects.get().sha256

    @pytest.mark.parametrize(("cell", "area"), [(0, (0, 0, 84, 84)), (13, (83, 83, 84, 84)), (143, (916, 916, 84, 84))])
    def test_a_cell_covers_all_of_its_share(self, cell: int, area: tuple[int, ...]) -> None:
        source = PackageSource(marks={"1": {"boxes": [], "cells": [cell]}})
        assert enclosing.areas(source, 1) == [area]

    def test_a_see_through_picture_is_opaque_where_it_is_black(self) -> None:
        target = io.BytesIO()
        Image.new("RGBA", (64, 64), (10, 20, 30, 0)).save(target, "PNG")
        _code, case = case_with(target.getvalue())
        package = looked(built(case), case, FULL)
        with Image.open(io.BytesIO(held(package))) as shown:
            assert (shown.format, shown.getpixel((5, 5)), shown.getpixel((60, 5))) == (
                "PNG", (0, 0, 0, 255), (10, 20, 30, 0),
            )  # fmt: skip

    def test_a_page_of_a_document_is_blackened_and_holds_no_word(self) -> None:
        _code, case = case_with(document())
        package = looked(built(case), case, FULL)
        opened = pypdfium2.PdfDocument(held(package))
        assert opened[0].get_textpage().get_text_range() == ""
        [image] = list(opened[0].get_objects())
        shown = image.get_bitmap().to_pil().convert("RGB")  # type: ignore[attr-defined]
        assert shown.crop((0, 0, shown.width // 2, shown.height)).getextrema() == ((0, 0),) * 3
        assert shown.getpixel((shown.width - 5, 5)) == (255, 255, 255)

    def test_what_is_taken_back_before_approval_is_seen_again(self) -> None:
        _code, case = case_with(telling())
        package = looked(built(case), case, FULL)
        first = package.exhibits.get().clean_copy
        looked(package, case)
        row = package.exhibits.get()
        assert row.clean_copy != first
        assert list(Enclosure.objects.values_list("pk", flat=True)) == [row.clean_copy]
        with drawn(held(package)) as shown:
            assert shown.getpixel((5, 5))[0] > 200  # type: ignore[index]

    def test_looking_again_without_a_change_keeps_the_file(self) -> None:
        _code, case = case_with(telling())
        package = looked(built(case), case, FULL)
        row = package.exhibits.get()
        looked(package, case, FULL)
        assert package.exhibits.get() == row

    def test_who_takes_the_tick_away_takes_the_file_away(self) -> None:
        _code, case = case_with(telling())
        package = looked(built(case), case)
        blackening.mark(package, 1, 1, Marks(), seen=False, by=made.desk(case))
        assert (package.exhibits.count(), Enclosure.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        ("marks", "said"),
        [
            (Marks(boxes=[(0, 0, 0, 10)]), "Kotak harus di dalam gambar"),
            (Marks(boxes=[(900, 0, 101, 10)]), "Kotak harus di dalam gambar"),
            (Marks(boxes=[(-1, 0, 10, 10)]), "Kotak harus di dalam gambar"),
            (Marks(boxes=[(0, 0, 1, 1)] * 61), "Paling banyak 60 kotak"),
            (Marks(cells=[144]), "Petak yang dicentang tidak ada"),
        ],
    )
    def test_a_mark_beside_the_picture_is_refused_and_nothing_kept(self, marks: Marks, said: str) -> None:
        _code, case = case_with(photo())
        package = built(case)
        before = standing()
        with pytest.raises(Unmet, match=said):
            blackening.mark(package, 1, 1, marks, seen=True, by=made.desk(case))
        assert standing() == before

    @pytest.mark.parametrize(("number", "page"), [(1, 2), (1, 0), (2, 1)])
    def test_a_picture_that_is_not_there_is_refused(self, number: int, page: int) -> None:
        _code, case = case_with(photo())
        package = built(case)
        before = standing()
        with pytest.raises(Unmet, match="tidak lagi ikut"):
            blackening.mark(package, number, page, Marks(), seen=True, by=made.desk(case))
        assert standing() == before

    @pytest.mark.parametrize(
        ("role", "office"),
        [
            (Role.OPERATOR, "bawaslu-balikpapan"), (Role.LEADER, "bawaslu-balikpapan"),
            (Role.VERIFIER, "bawaslu-samarinda"), (Role.BKN, "bkn"), (Role.BKPSDM, "bkpsdm-balikpapan"),
        ],
    )  # fmt: skip
    def test_only_a_verifier_of_the_office_blackens_and_leaves_out(self, role: str, office: str) -> None:
        _code, case = case_with(photo())
        package = built(case)
        before, by = standing(), made.officer(role, office)
        with pytest.raises(NotYours):
            blackening.mark(package, 1, 1, Marks(), seen=True, by=by)
        with pytest.raises(NotYours):
            blackening.leave_out(package, 1, by=by)
        assert standing() == before

    def test_after_approval_nothing_changes(self) -> None:
        _code, case = case_with(photo())
        package = looked(built(case), case)
        packages.approve(package, by=made.desk(case, Role.LEADER))
        before = standing()
        with pytest.raises(Unmet, match="sudah disetujui"):
            blackening.mark(package, 1, 1, FULL, seen=True, by=made.desk(case))
        with pytest.raises(Unmet, match="sudah disetujui"):
            blackening.leave_out(package, 1, by=made.desk(case))
        with pytest.raises(Unmet, match="sudah disetujui"):
            packages.discard(package, by=made.desk(case))
        assert standing() == before


class TestFilm:
    def test_a_film_travels_as_it_is_or_not_at_all(self, tmp_path: Any) -> None:
        _code, case = case_with(film(tmp_path))
        package = built(case)
        with pytest.raises(Unmet, match="tidak dapat dihitamkan"):
            blackening.mark(package, 1, 1, FULL, seen=True, by=made.desk(case))
        assert not Enclosure.objects.exists()
        looked(package, case)
        assert (package.exhibits.get().kind, package.exhibits.get().sha256) == ("video", Copy.objects.get().sha256)
        assert held(package)
        packages.approve(package, by=made.desk(case, Role.LEADER))


class TestLeavingOut:
    def test_the_others_keep_their_numbers_and_the_file_is_gone(self, django_capture_on_commit_callbacks: Any) -> None:
        _code, case = case_with(photo(), photo(size=(50, 40)))
        package = looked(built(case), case)
        gone = store.enclosure_path(package.exhibits.get(number=1).clean_copy)
        with django_capture_on_commit_callbacks(execute=True):
            blackening.leave_out(package, 1, by=made.desk(case))
        assert list(package.exhibits.values_list("number", flat=True)) == [2]
        assert (gone.exists(), Enclosure.objects.count(), Exhibit.objects.count()) == (False, 1, 2)
        assert Entry.objects.filter(action="package:left_out").get().detail == {"number": 1}
        packages.approve(package, by=made.desk(case, Role.LEADER))


class TestLinter:
    def test_a_word_inside_a_copy_is_compared_with_the_sealed_identity(self, monkeypatch: pytest.MonkeyPatch) -> None:
        _code, case = case_with(photo())
        name = made.submission().reporter.name  # type: ignore[union-attr]
        package = built(case)
        monkeypatch.setattr(enclosures, "told", lambda _one: f"Author: {name}")
        with pytest.raises(Unmet, match="menunjuk orang yang identitasnya tersegel"):
            looked(package, case)
        assert not PackageExhibit.objects.exists()
        monkeypatch.setattr(enclosures, "told", lambda _one: "")
        looked(package, case)
        monkeypatch.setattr(enclosures, "told", lambda _one: f"Author: {name}")
        with pytest.raises(Unmet, match="menunjuk orang yang identitasnya tersegel"):
            packages.approve(package, by=made.desk(case, Role.LEADER))
        package.refresh_from_db()
        assert package.approved_on is None

    @pytest.mark.parametrize("content", [photo(exif=exif(), comment=WORD.encode()), document()], ids=["photo", "pdf"])
    def test_the_reading_finds_words_in_an_original_and_none_in_what_travels(self, content: bytes) -> None:
        kind = "pdf" if content.startswith(b"%PDF") else "jpeg"
        with sandbox.looked_at("told", kind, [content]) as found:
            assert WORD in b"".join(found.chunks(4096)).decode()
        _code, case = case_with(content)
        package = looked(built(case), case, FULL)
        one = enclosing.file_of(package.exhibits.get())
        assert one is not None
        assert WORD not in enclosures.told(one)

    def test_a_file_that_changed_in_the_store_is_not_approved(self) -> None:
        _code, case = case_with(photo())
        package = looked(built(case), case)
        file = store.enclosure_path(package.exhibits.get().clean_copy)
        file.write_bytes(file.read_bytes()[:-1] + b"x")
        with pytest.raises(Unmet, match="Bukti 1 rusak atau berubah"):
            packages.approve(package, by=made.desk(case, Role.LEADER))
        package.refresh_from_db()
        assert package.approved_on is None


class TestGoing:
    def test_a_package_thrown_away_takes_its_files_along(self, django_capture_on_commit_callbacks: Any) -> None:
        _code, case = case_with(photo())
        package = looked(built(case), case)
        file = store.enclosure_path(package.exhibits.get().clean_copy)
        with django_capture_on_commit_callbacks(execute=True):
            packages.discard(package, by=made.desk(case))
        assert (file.exists(), Enclosure.objects.count(), PackageSource.objects.count()) == (False, 0, 0)
        assert copies.whole(Copy.objects.get())

    def test_the_sweep_keeps_what_a_package_holds_and_takes_what_none_does(self) -> None:
        _code, case = case_with(photo(), photo(size=(50, 40)))
        package = looked(built(case), case)
        kept, orphan = (store.enclosure_path(row.clean_copy) for row in package.exhibits.all())
        Enclosure.objects.filter(pk=package.exhibits.get(number=2).clean_copy).delete()
        assert store.sweep(before=date(2999, 1, 1)) == 1
        assert (kept.exists(), orphan.exists()) == (True, False)

    def test_a_destroyed_report_leaves_a_released_package_whole(self, django_capture_on_commit_callbacks: Any) -> None:
        code, case = case_with(photo())
        package = looked(built(case), case)
        packages.approve(package, by=made.desk(case, Role.LEADER))
        packages.release(package)
        before = held(package)
        with django_capture_on_commit_callbacks(execute=True):
            destroying.wipe(made.report_of(code))
        assert (Exhibit.objects.count(), Copy.objects.count(), PackageSource.objects.count()) == (0, 0, 0)
        assert held(package) == before

    def test_a_destroyed_report_takes_its_files_out_of_an_unreleased_package(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        code, case = case_with(photo())
        package = looked(built(case), case)
        file = store.enclosure_path(package.exhibits.get().clean_copy)
        with django_capture_on_commit_callbacks(execute=True):
            destroying.wipe(made.report_of(code))
        assert (file.exists(), package.exhibits.count(), Enclosure.objects.count()) == (False, 0, 0)

    def test_a_report_taken_back_takes_its_files_out_and_keeps_the_package_back(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        code, case = case_with(photo())
        other, _elsewhere = made.filed()
        linking.link(made.report_of(other), case, by=made.desk(case))
        package = looked(built(case), case)
        file = store.enclosure_path(package.exhibits.get().clean_copy)
        packages.approve(package, by=made.desk(case, Role.LEADER))
        made.minutes(case, held_on=date(2024, 10, 5))
        Report.objects.filter(pk=made.report_of(code).pk).update(withdrawn_on=date(2024, 10, 5))

        with pytest.raises(Unmet, match="Bukti 1 tidak lagi bagian kasus ini"):
            handling.refer(case, by=made.desk(case, Role.LEADER))
        with django_capture_on_commit_callbacks(execute=True):
            assert enclosing.forget(made.report_of(code)) == 1
        assert (file.exists(), package.exhibits.count(), Enclosure.objects.count()) == (False, 0, 0)
        case.refresh_from_db()
        with pytest.raises(Unmet, match="Bukti 1 tidak lagi bagian kasus ini"):
            handling.refer(case, by=made.desk(case, Role.LEADER))
        packages.discard(package, by=made.desk(case))
        assert (ReferralPackage.objects.count(), PackageSource.objects.count()) == (0, 0)
        with pytest.raises(Unmet, match="Bukti yang dipilih bukan bukti kasus ini"):
            built(case)

    def test_the_worker_lets_go_of_the_files_of_who_withdrew(self) -> None:
        code, case = made.filed()
        exhibits.accept_file(code, io.BytesIO(photo()))
        copies.make(1)
        made.heard(case, on=case.received_on)
        package = looked(built(case), case)
        withdrawing.withdraw(code)
        made.relayed()
        withdrawing.forget()
        assert (package.exhibits.count(), Enclosure.objects.count()) == (0, 0)


class TestConsent:
    def test_silence_lets_no_file_go_that_was_not_looked_at_yet(self) -> None:
        code, case = case_with(photo())
        Report.objects.filter(pk=made.report_of(code).pk).update(knowers="few")
        package = built(case)
        consents.ask(package, by=made.desk(case))
        assert consents.waiting(code).shown["files"] == [1]  # type: ignore[union-attr]
        with time_machine.travel("2024-10-09T09:00:00+08:00", tick=False), pytest.raises(Unmet, match="memuat bukti"):
            consents.go_on(package, reason="public", by=made.desk(case, Role.LEADER))
        with time_machine.travel("2024-10-09T09:00:00+08:00", tick=False), pytest.raises(Unmet, match="belum menjawab"):
            packages.approve(looked(package, case), by=made.desk(case, Role.LEADER))
