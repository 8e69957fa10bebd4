"""Reading back with the private key, every kind of damage, purge, sweep, invariants."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction
from nacl.public import PrivateKey
from pytest_django import DjangoCaptureOnCommitCallbacks

from services.evidence import datagroups, invariants, store, tasks
from services.evidence.models import Enclosure, Original
from services.evidence.store import Damaged
from services.vault.opening import Opener, Tampered
from tests.factories import vault
from tests.factories.evidence import JPEG, PDF, original

pytestmark = pytest.mark.django_db
LONG = PDF + bytes(range(256)) * 1000  # four chunks
SOUND = {
    "evidence: originals without their file": 0,
    "evidence: originals of another length": 0,
    "evidence: enclosures without their file": 0,
    "evidence: enclosures of another length": 0,
}


def read(row: Original, opener: Opener | None = None) -> bytes:
    return b"".join(store.open_original(row, (opener or Opener(vault.private_key())).unwrap))


def damaged(row: Original) -> bool:
    try:
        read(row)
    except Damaged:
        return True
    return False


@pytest.mark.parametrize("content", [JPEG, PDF, LONG, JPEG.ljust(65536, b"x"), JPEG.ljust(65537, b"x")])
def test_original_is_read_back_with_the_private_key(content: bytes) -> None:
    row = original(content)
    assert read(Original.objects.get(pk=row.pk)) == content


def test_another_private_key_reads_nothing() -> None:
    row = original()
    with pytest.raises(Tampered):
        read(row, Opener(bytes(PrivateKey.generate())))


def test_stolen_files_and_rows_give_nothing_away() -> None:
    rows = [original(JPEG + bytes([number])) for number in range(20)]
    stolen = [store.path(row).read_bytes() + bytes(row.wrapped_key) for row in rows]
    assert [b"foto" in content for content in stolen] == [False] * 20


@pytest.mark.parametrize("place", [0, 23, 24, 40, 65600, 131200, -18, -1])
def test_one_changed_bit_anywhere_is_found(place: int) -> None:
    row = original(LONG)
    content = bytearray(store.path(row).read_bytes())
    content[place] ^= 1
    store.path(row).write_bytes(content)
    assert damaged(row)


@pytest.mark.parametrize("keep", [0, 10, 24, 24 + 65553, -1, -20])
def test_cut_file_is_found(keep: int) -> None:
    row = original(LONG)
    content = store.path(row).read_bytes()
    store.path(row).write_bytes(content[:keep])
    assert damaged(row)


def test_appended_bytes_are_found() -> None:
    row = original(LONG)
    with store.path(row).open("ab") as file:
        file.write(b"x" * 65553)
    assert damaged(row)


def test_swapped_chunks_are_found() -> None:
    row = original(LONG)
    content, chunk = store.path(row).read_bytes(), store.CHUNK + store.OVERHEAD
    first, second = content[24 : 24 + chunk], content[24 + chunk : 24 + 2 * chunk]
    store.path(row).write_bytes(content[:24] + second + first + content[24 + 2 * chunk :])
    assert damaged(row)


def test_missing_file_is_found() -> None:
    row = original()
    store.path(row).unlink()
    assert damaged(row)


def test_file_and_key_moved_together_under_another_row_are_found() -> None:
    one, other = original(JPEG), original(PDF)
    one.wrapped_key = other.wrapped_key
    store.path(one).write_bytes(store.path(other).read_bytes())
    assert damaged(one)


def test_key_of_another_file_opens_nothing() -> None:
    one, other = original(JPEG), original(PDF)
    one.wrapped_key = other.wrapped_key
    assert damaged(one)


@pytest.mark.parametrize(("field", "value"), [("sha256", "0" * 64), ("size", 1)])
def test_row_that_tells_another_story_is_found(field: str, value: object) -> None:
    row = original()
    setattr(row, field, value)
    assert damaged(row)


def test_purge_deletes_the_row_and_then_the_file(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row, other = original(), original()
    file = store.path(row)
    with django_capture_on_commit_callbacks(execute=True):
        store.purge(row)
        assert file.exists()
    assert (file.exists(), store.path(other).exists()) == (False, True)
    assert list(Original.objects.all()) == [other]


def test_purge_that_is_rolled_back_keeps_both(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = original()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        store.purge(Original.objects.get(pk=row.pk))
        transaction.set_rollback(True)
    assert Original.objects.get() == row
    assert read(row) == JPEG


def test_sweep_takes_old_files_without_a_row_and_nothing_else(folder: Path) -> None:
    kept = original()
    orphan = original()
    Original.objects.filter(pk=orphan.pk).delete()
    part = folder / "incoming" / f"{uuid4()}.part"
    part.write_bytes(b"x")
    today = datetime.now(tz=UTC).date()
    assert store.sweep(before=today - timedelta(days=7)) == 0
    assert store.sweep(before=today + timedelta(days=1)) == 2
    assert [path for path in folder.rglob("*") if path.is_file()] == [store.path(kept)]


def test_sweep_task_leaves_what_is_younger_than_a_week(folder: Path) -> None:
    orphan = original()
    Original.objects.all().delete()
    os.utime(store.path(orphan), (0, 0))  # an old day of receipt does not make a file old
    tasks.sweep()
    assert store.path(orphan).exists()


def test_sweep_of_an_empty_installation() -> None:
    assert store.sweep(before=datetime.now(tz=UTC).date()) == 0


def test_invariants_are_zero_for_sound_rows() -> None:
    original()
    original(LONG)
    assert invariants.counts() == SOUND


def test_missing_and_cut_files_are_counted() -> None:
    gone, cut, _whole = original(), original(), original()
    store.path(gone).unlink()
    store.path(cut).write_bytes(b"x")
    lost, short, whole = (Enclosure.objects.create(pk=uuid4(), size=1) for _each in range(3))
    for row, length in ((short, 3), (whole, store.stored_size(1))):
        store.enclosure_path(row.pk).parent.mkdir(parents=True, exist_ok=True)
        store.enclosure_path(row.pk).write_bytes(b"x" * length)
    assert not store.enclosure_path(lost.pk).exists()
    assert invariants.counts() == dict.fromkeys(SOUND, 1)


def test_every_field_has_a_data_group() -> None:
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_app_config("evidence").get_models()
        for field in model._meta.concrete_fields
    }
    assert set(datagroups.FIELDS) == fields


def test_neither_name_nor_time_has_a_column() -> None:
    names = [field.name for field in Original._meta.concrete_fields]
    assert names == ["id", "kind", "size", "sha256", "wrapped_key", "key_id", "received_on"]
