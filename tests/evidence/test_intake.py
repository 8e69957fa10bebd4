"""The way in: a durable sealed file and its row, or nothing at all."""

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from services.evidence import intake, kinds, store
from services.evidence.intake import Refused
from services.evidence.models import FileKind, Original
from services.vault import sealing
from tests.factories.evidence import DAY, JPEG, PDF, film, original

pytestmark = pytest.mark.django_db


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def refusal(content: bytes, folder: Path) -> str:
    with pytest.raises(Refused) as refused:
        intake.accept(BytesIO(content), wrap=sealing.wrap_key, on=DAY)
    assert (Original.objects.count(), files(folder)) == (0, [])
    return refused.value.code


class Trickle:
    """A slow line: a few bytes at a time."""

    def __init__(self, content: bytes, step: int) -> None:
        self.stream, self.step = BytesIO(content), step

    def read(self, size: int, /) -> bytes:
        return self.stream.read(min(size, self.step))


class Breaks(Trickle):
    """A line that is cut after some bytes."""

    def __init__(self, content: bytes, after: int) -> None:
        super().__init__(content, 1000)
        self.after = after

    def read(self, size: int, /) -> bytes:
        if self.stream.tell() >= self.after:
            raise ConnectionResetError
        return super().read(size)


def test_row_tells_kind_size_hash_and_day(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        made = original(JPEG)
    stored = Original.objects.get()
    assert stored == made
    assert (stored.kind, stored.size, stored.received_on) == (FileKind.JPEG, len(JPEG), DAY)
    assert stored.sha256 == hashlib.sha256(JPEG).hexdigest()


def test_nothing_readable_lies_on_the_disk(folder: Path) -> None:
    original(JPEG)
    (stored,) = files(folder)
    content = stored.read_bytes()
    assert (b"JFIF" in content, b"isi foto contoh" in content) == (False, False)
    assert len(content) == store.stored_size(len(JPEG))


def test_name_of_the_file_is_its_random_id_and_its_time_the_day(folder: Path) -> None:
    made = original()
    (stored,) = files(folder)
    assert stored == store.path(made) == folder / "originals" / str(made.pk)[:2] / str(made.pk)
    moment = datetime.fromtimestamp(stored.stat().st_mtime, tz=UTC)
    assert moment == datetime(2024, 10, 3, tzinfo=UTC)


def test_only_the_owner_may_look(folder: Path) -> None:
    original()
    folders = {folder, *(path for path in folder.rglob("*") if path.is_dir())}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(folder)} == {0o600}


def test_two_equal_files_have_different_keys_and_ciphertexts() -> None:
    one, other = original(), original()
    assert one.sha256 == other.sha256
    assert bytes(one.wrapped_key) != bytes(other.wrapped_key)
    assert store.path(one).read_bytes() != store.path(other).read_bytes()


@pytest.mark.parametrize("size", [1, 2, 65535, 65536, 65537, 131072, 200_000])
@pytest.mark.parametrize("step", [7000, 65536, 10**6])
def test_sizes_around_the_chunk_and_slow_lines(size: int, step: int) -> None:
    content = (PDF + os.urandom(size))[: max(size, len(PDF))]
    made = intake.accept(Trickle(content, step), wrap=sealing.wrap_key, on=DAY)
    assert (made.size, made.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert store.path(made).stat().st_size == store.stored_size(len(content))


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"x", "kind"), (b"PK\x03\x04 arsip", "kind"), (b"<svg></svg>", "kind"), (b"MZ program", "kind")],
)
def test_empty_and_foreign_files_are_refused_and_leave_nothing(content: bytes, code: str, folder: Path) -> None:
    assert refusal(content, folder) == code


@pytest.mark.parametrize(("start", "kind"), [(JPEG, FileKind.JPEG), (film(), FileKind.VIDEO)])
def test_largest_size_is_taken_and_one_byte_more_refused(
    start: bytes, kind: FileKind, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "PICTURE_LIMIT", 150_000)
    monkeypatch.setattr(kinds, "FILM_LIMIT", 300_000)
    largest = kinds.limit(kind)
    assert refusal(start.ljust(largest + 1, b"\0"), folder) == "too_large"
    assert original(start.ljust(largest, b"\0")).size == largest


def test_reading_stops_soon_after_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "PICTURE_LIMIT", 100_000)
    stream = BytesIO(JPEG.ljust(10_000_000, b"\0"))
    with pytest.raises(Refused) as refused:
        intake.accept(stream, wrap=sealing.wrap_key, on=DAY)
    assert (refused.value.code, str(refused.value)) == ("too_large", refused.value.message)
    assert stream.tell() <= 100_000 + 3 * store.CHUNK


def broken(error: Exception) -> Callable[..., None]:
    def call(*_args: object, **_kwargs: object) -> None:
        raise error

    return call


@pytest.mark.parametrize("after", [0, 1000, 70_000, 140_000])
def test_cut_line_leaves_nothing(after: int, folder: Path) -> None:
    with pytest.raises(ConnectionResetError):
        intake.accept(Breaks(JPEG.ljust(200_000, b"\0"), after), wrap=sealing.wrap_key, on=DAY)
    assert (Original.objects.count(), files(folder)) == (0, [])


@pytest.mark.parametrize("step", ["write", "place"])
@pytest.mark.parametrize(
    ("error", "raised"), [(OSError(errno.ENOSPC, "full"), Refused), (OSError(errno.EIO, "io"), OSError)]
)
def test_trouble_with_the_disk_leaves_nothing(
    step: str, error: Exception, raised: type[Exception], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.Sealed, step, broken(error))
    with pytest.raises(raised) as caught:
        original()
    assert (Original.objects.count(), files(folder)) == (0, [])
    assert getattr(caught.value, "code", "storage_full") == "storage_full"


def test_trouble_after_the_rename_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_sync", broken(OSError(errno.EIO, "io")))
    with pytest.raises(OSError, match="io"):
        original()
    assert (Original.objects.count(), files(folder)) == (0, [])


def test_key_that_cannot_be_wrapped_leaves_nothing(folder: Path) -> None:
    with pytest.raises(RuntimeError):
        intake.accept(BytesIO(JPEG), wrap=broken(RuntimeError()), on=DAY)  # type: ignore[arg-type]
    assert (Original.objects.count(), files(folder)) == (0, [])


def test_row_that_cannot_be_written_leaves_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Original, "save", broken(IntegrityError()))
    with pytest.raises(IntegrityError), transaction.atomic():
        original()
    assert files(folder) == []


def test_every_refusal_has_a_sentence_that_the_report_is_kept_or_a_way_on() -> None:
    sentences = {code: Refused(code).message for code in intake.SENTENCES}
    assert all("laporan" in sentence for sentence in sentences.values())


def test_database_refuses_an_empty_original() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Original.objects.create(kind="jpeg", size=0, sha256="0" * 64, wrapped_key=b"x", key_id="x", received_on=DAY)
