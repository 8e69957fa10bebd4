"""A file in parts: what is kept, how it goes on after a break, and what is refused with nothing kept."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from reports import drafts, exhibits, receipts, uploads
from reports.filing import pocket
from reports.models.report import Exhibit
from services.evidence import copies, parts, store
from services.evidence.models import Original, Upload
from tests.evidence.test_copies import photo
from tests.factories import reports

pytestmark = pytest.mark.django_db
BEGIN, STATE = "/bukti/bagian/", "/bukti/keadaan/"
PHOTO = photo("PNG", size=(40, 30)) + b"\0" * (2 * parts.PART)  # three parts
SEALED = "Berkas, tersegel; salinan bersih untuk petugas sedang dibuat"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def code() -> str:
    code = receipts.issue()
    drafts.open(code)
    return code


def browser(code: str) -> Client:
    client = Client()
    client.cookies[pocket.name()] = code
    return client


def begun(client: Client, size: int = len(PHOTO), mark: str = "") -> dict[str, Any]:
    answer = client.post(BEGIN, {"size": size, "mark": mark})
    assert answer.status_code == 200
    return answer.json()


def bring(client: Client, upload: str, offset: Any, data: bytes) -> Any:
    return client.post(
        f"{BEGIN}{upload}/", data, content_type="application/octet-stream", headers={"X-Offset": str(offset)}
    )


def pieces() -> list[tuple[int, bytes]]:
    return [(at, PHOTO[at : at + parts.PART]) for at in range(0, len(PHOTO), parts.PART)]


def files() -> list[Path]:
    return [one for one in Path(settings.EVIDENCE_DIR).rglob("*") if one.is_file()]


def test_three_parts_become_one_sealed_file(
    code: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = browser(code)
    upload = begun(client)
    assert (upload["received"], upload["part"]) == (0, 524_288)

    with django_capture_on_commit_callbacks(execute=True):
        answers = [bring(client, upload["id"], *one).json() for one in pieces()]

    assert [one["received"] for one in answers] == [524_288, 1_048_576, len(PHOTO)]
    assert answers[-1]["name"] == SEALED
    assert answers[-1]["tells"] is False
    exhibit = Exhibit.objects.get()
    original = Original.objects.get(pk=exhibit.original)
    assert (exhibit.receipt_hash, exhibit.number) == (receipts.digest(code), 1)
    assert (original.sha256, original.size, original.kind) == (hashlib.sha256(PHOTO).hexdigest(), len(PHOTO), "png")
    assert Upload.objects.get().became == exhibit.pk
    assert files() == [store.path(original)]


def test_parts_on_the_way_are_sealed_and_open_under_the_code_alone(code: str) -> None:
    client = browser(code)
    upload = begun(client)
    bring(client, upload["id"], *pieces()[0])

    (kept,) = files()

    assert PHOTO[:16] not in kept.read_bytes()
    row = Upload.objects.get()
    Upload.objects.filter(pk=row.pk).update(received=row.size)
    with pytest.raises(parts.Spoilt):
        parts.Whole(row, key=drafts.key(receipts.issue(), uploads.PURPOSE)).read(10)


def test_after_a_break_the_same_file_goes_on_where_it_was(code: str) -> None:
    client = browser(code)
    first = begun(client, mark="a" * 64)
    bring(client, first["id"], *pieces()[0])

    again = begun(browser(code), mark="a" * 64)

    assert (again["id"], again["received"]) == (first["id"], 524_288)
    assert begun(client, mark="b" * 64)["id"] != first["id"]


@pytest.mark.parametrize("offset", [0, 1, 1_048_576])
def test_a_misplaced_part_is_answered_with_the_place_that_is_due(code: str, offset: int) -> None:
    client = browser(code)
    upload = begun(client)
    bring(client, upload["id"], *pieces()[0])
    before = files()

    answer = bring(client, upload["id"], offset, pieces()[1][1])

    assert (answer.status_code, answer.json()) == (409, {"received": 524_288})
    assert (files(), Upload.objects.get().received) == (before, 524_288)


def test_a_part_of_another_length_is_not_kept(code: str) -> None:
    client = browser(code)
    upload = begun(client)

    assert bring(client, upload["id"], 0, PHOTO[:100]).status_code == 409
    assert bring(client, upload["id"], 0, b"").status_code == 409
    assert bring(client, upload["id"], 0, PHOTO[: parts.PART + 1]).status_code == 413
    assert (files(), Upload.objects.get().received) == ([], 0)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"size": "0"}, "empty"),
        ({"size": str(201 * 1024 * 1024)}, "too_large"),
        ({"size": "-1"}, "size"),
        ({"size": "1e6"}, "size"),
        ({}, "size"),
        ({"size": "10", "mark": "x" * 65}, "size"),
        ({"size": "10", "mark": "é"}, "size"),
    ],
)
def test_what_cannot_be_a_file_is_refused_before_anything_is_sent(code: str, values: dict[str, str], said: str) -> None:
    answer = browser(code).post(BEGIN, values)

    assert (answer.status_code, answer.json()["code"]) == (422, said)
    assert answer.json()["message"]
    assert (Upload.objects.count(), files()) == (0, [])


@pytest.mark.parametrize(
    ("size", "head", "said"),
    [
        (3 * parts.PART, b"MZ" + b"\0" * (parts.PART - 2), "kind"),
        (26 * 1024 * 1024, PHOTO[: parts.PART], "too_large"),  # a picture of more than 25 MB
    ],
)
def test_a_file_that_will_not_be_taken_is_refused_at_its_first_part(
    code: str, size: int, head: bytes, said: str
) -> None:
    client = browser(code)
    upload = begun(client, size=size)

    answer = bring(client, upload["id"], 0, head)

    assert (answer.status_code, answer.json()["code"]) == (422, said)
    assert (Upload.objects.count(), files(), Exhibit.objects.count()) == (0, [], 0)


def test_what_is_under_way_counts_towards_the_ten(code: str) -> None:
    client = browser(code)
    exhibits.accept_link(code, "https://contoh.invalid/1")
    for number in range(9):
        begun(client, mark=str(number))

    answer = client.post(BEGIN, {"size": 10})

    assert (answer.status_code, answer.json()["code"]) == (422, "too_many")
    assert Upload.objects.count() == 9


def test_nobody_else_continues_or_cancels_an_upload(code: str) -> None:
    upload = begun(browser(code))
    other = receipts.issue()
    drafts.open(other)

    for client in (browser(other), Client()):
        assert bring(client, upload["id"], *pieces()[0]).status_code == 404
        assert client.delete(f"{BEGIN}{upload['id']}/").status_code == 404
    assert bring(browser(code), str(uuid4()), 0, b"x").status_code == 404
    assert (Upload.objects.get().received, files()) == (0, [])


def test_a_code_that_opens_nothing_begins_nothing() -> None:
    assert browser(receipts.issue()).post(BEGIN, {"size": 10}).json()["code"] == "unknown_code"
    assert Client().post(BEGIN, {"size": 10}).status_code == 404
    assert Upload.objects.count() == 0


def test_cancelling_leaves_nothing(code: str) -> None:
    client = browser(code)
    upload = begun(client)
    bring(client, upload["id"], *pieces()[0])

    assert client.delete(f"{BEGIN}{upload['id']}/").status_code == 204
    assert (Upload.objects.count(), files()) == (0, [])


def test_a_garbled_offset_is_a_sentence(code: str) -> None:
    client = browser(code)
    upload = begun(client)

    for offset in ("", "x", "-1", "9" * 13):
        assert bring(client, upload["id"], offset, b"x").status_code == 422
    assert (Upload.objects.get().received, files()) == (0, [])


def test_an_end_that_was_lost_is_tried_once_more(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(code)
    upload = begun(client)
    for one in pieces()[:-1]:
        bring(client, upload["id"], *one)

    def full(*_given: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(exhibits, "accept_file", full)
        with pytest.raises(RuntimeError):
            bring(client, upload["id"], *pieces()[-1])

    assert bring(client, upload["id"], len(PHOTO), b"").json()["name"] == SEALED
    assert Exhibit.objects.count() == 1


@pytest.mark.parametrize("again", [pieces()[-1], (len(PHOTO), b""), (0, b"x")])
def test_whoever_lost_the_last_answer_hears_it_again_and_nothing_is_stored_twice(
    code: str, again: tuple[int, bytes]
) -> None:
    client = browser(code)
    upload = begun(client)
    for one in pieces():
        bring(client, upload["id"], *one)

    told = bring(client, upload["id"], *again)

    assert (told.status_code, told.json()["number"], told.json()["name"]) == (200, 1, SEALED)
    assert (Exhibit.objects.count(), Original.objects.count()) == (1, 1)
    assert begun(client)["id"] != upload["id"]


@pytest.mark.parametrize("gone", [True, False])
def test_a_part_that_was_spoilt_where_it_lay_makes_the_sender_begin_anew(code: str, gone: bool) -> None:
    client = browser(code)
    upload = begun(client)
    for one in pieces()[:-1]:
        bring(client, upload["id"], *one)
    first = min(files())
    if gone:
        first.unlink()
    else:
        first.write_bytes(first.read_bytes()[:-1] + b"x")

    answer = bring(client, upload["id"], *pieces()[-1])

    assert (answer.status_code, answer.json()["code"]) == (422, "spoilt")
    assert (Exhibit.objects.count(), Upload.objects.count(), files()) == (0, 0, [])


def test_a_report_that_was_sent_takes_later_evidence_in_parts() -> None:
    code, case = reports.filed()
    client = browser(code)
    upload = begun(client)

    for one in pieces():
        answer = bring(client, upload["id"], *one)

    assert answer.json()["received"] == len(PHOTO)
    assert Exhibit.objects.get().report_id == case.links.get().report_id


def test_what_never_became_whole_goes_after_a_week(code: str) -> None:
    client = browser(code)
    upload = begun(client)
    bring(client, upload["id"], *pieces()[0])
    row = Upload.objects.get()

    assert parts.sweep(before=row.begun_on) == 0
    Upload.objects.update(begun_on=row.begun_on.replace(year=2020))

    assert parts.sweep(before=row.begun_on) == 1
    assert (Upload.objects.count(), files()) == (0, [])


def test_both_pages_offer_it_and_the_plain_form_stays(code: str) -> None:
    drafts.save(code, {"body": {"kind": "report"}}, over=drafts.load(code).version)  # type: ignore[union-attr]
    page = browser(code).get("/lapor/bukti/").content.decode()

    assert f'data-parts="{BEGIN}"' in page
    assert 'src="/static/js/upload.js"' in page
    assert '<input type="file" id="files" name="files" multiple' in page


def test_the_state_says_of_each_file_how_far_it_is_and_to_its_owner_alone(code: str) -> None:
    client, other = browser(code), receipts.issue()
    drafts.open(other)
    exhibits.accept_link(code, "https://contoh.invalid/1")
    exhibits.accept_file(code, BytesIO(PHOTO))

    answer = client.get(STATE)

    link = {"number": 1, "text": "https://contoh.invalid/1", "waiting": False}
    assert answer.json() == {"exhibits": [link, {"number": 2, "text": SEALED, "waiting": True}]}
    assert answer["Cache-Control"] == "no-store, private"
    assert copies.make(1) == 1
    ready = "Berkas, tersegel; salinan bersih untuk petugas sudah siap"
    assert client.get(STATE).json() == {"exhibits": [link, {"number": 2, "text": ready, "waiting": False}]}
    assert browser(other).get(STATE).json() == {"exhibits": []}
    assert Client().get(STATE).status_code == 404
    assert client.post(STATE).status_code == 405


def test_without_a_script_the_page_is_saved_and_shown_again_by_a_button(code: str) -> None:
    client = browser(code)
    exhibits.accept_file(code, BytesIO(PHOTO))
    assert "Simpan dan lihat keadaan terbaru" in client.get("/lapor/bukti/").content.decode()

    answer = client.post("/lapor/bukti/", {"action": "stay.ada", "witnesses.0.name": "Contoh Saksi"})

    assert answer["Location"] == "/lapor/bukti/#ada"
    assert copies.make(1) == 1
    shown = client.get("/lapor/bukti/").content.decode()
    assert "salinan bersih untuk petugas sudah siap" in shown
    assert 'value="Contoh Saksi"' in shown
    assert "Simpan dan lihat keadaan terbaru" not in shown
