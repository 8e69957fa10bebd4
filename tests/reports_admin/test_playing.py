"""Seeking in a film: which piece comes, which question is answered how, what is written down, and what never leaves."""

import time
from datetime import date
from hashlib import sha256, shake_256
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from reports.models.case import Case
from reports.models.report import Exhibit
from services.audit.models import Entry
from services.evidence import copies, store
from services.evidence.models import Copy
from tests.evidence.test_copies import photo
from tests.reports_admin.conftest import Desk
from tests.reports_admin.test_evidence import entries, handed_in, itself

pytestmark = pytest.mark.django_db
SIZE = 2 * store.CHUNK + 1000
FILM = shake_256(b"film").digest(SIZE)
LOOKED = ["case:copy_read"]


@pytest.fixture
def film(db: None) -> tuple[Case, Exhibit]:
    """A case with a film of three chunks as its clean copy."""
    case, row = handed_in(photo())
    copy = Copy.objects.get()
    chunks = [FILM[at : at + store.CHUNK] for at in range(0, SIZE, store.CHUNK)]
    kept = store.keep(copy.pk, chunks, key=copies.key(copy.pk), folder=store.COPIES, on=date(2024, 9, 1))
    assert kept == (sha256(FILM).hexdigest(), SIZE)
    Copy.objects.update(kind="video", size=SIZE, sha256=kept[0])
    return case, row


def body(given: Any) -> bytes:
    return b"".join(given.streaming_content)


def seek(client: Client, film: tuple[Case, Exhibit], piece: str, **headers: str) -> Any:
    return client.get(itself(*film), headers={"Range": piece, **headers})


@pytest.mark.parametrize(
    ("piece", "start", "stop"),
    [
        ("bytes=0-", 0, SIZE),
        ("bytes=0-0", 0, 1),
        ("bytes=5-9", 5, 10),
        (f"bytes={store.CHUNK - 3}-{store.CHUNK + 2}", store.CHUNK - 3, store.CHUNK + 3),
        (f"bytes={store.CHUNK}-{2 * store.CHUNK - 1}", store.CHUNK, 2 * store.CHUNK),
        (f"bytes=7-{2 * store.CHUNK + 5}", 7, 2 * store.CHUNK + 6),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        (f"bytes=100-{SIZE * 9}", 100, SIZE),
        ("bytes=-10", SIZE - 10, SIZE),
        (f"bytes=-{SIZE * 2}", 0, SIZE),
    ],
)
def test_one_piece_comes_exactly(desk: Desk, film: tuple[Case, Exhibit], piece: str, start: int, stop: int) -> None:
    given = seek(desk("verifier"), film, piece)

    assert (given.status_code, given["Content-Type"]) == (206, "video/mp4")
    assert given["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert (given["Content-Length"], given["Accept-Ranges"]) == (str(stop - start), "bytes")
    assert body(given) == FILM[start:stop]


def test_a_piece_is_confined_like_the_whole(desk: Desk, film: tuple[Case, Exhibit]) -> None:
    given = seek(desk("verifier"), film, "bytes=5-9")

    assert set(given["Content-Security-Policy"].split("; ")) == {"default-src 'none'", "sandbox"}
    assert (given["X-Content-Type-Options"], given["Cache-Control"]) == ("nosniff", "no-store, private")
    assert given["Content-Disposition"] == 'inline; filename="bukti-1.mp4"'


@pytest.mark.parametrize("piece", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=-0"])
def test_a_place_that_the_film_does_not_have_is_told_and_nothing_is_sent(
    desk: Desk, film: tuple[Case, Exhibit], piece: str
) -> None:
    given = seek(desk("verifier"), film, piece)

    assert (given.status_code, given.content) == (416, b"")
    assert given["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "piece",
    ["bytes=9-5", "bytes=-", "bytes=a-b", "bytes=0-1,5-9", "seconds=1-2", "", f"bytes={'9' * 30}-", "bytes=٣-٤"],
)
def test_what_cannot_be_understood_gets_all_of_it(desk: Desk, film: tuple[Case, Exhibit], piece: str) -> None:
    given = seek(desk("verifier"), film, piece)

    assert (given.status_code, given["Content-Length"], given["Accept-Ranges"]) == (200, str(SIZE), "bytes")
    assert "Content-Range" not in given
    assert body(given) == FILM


def test_a_piece_of_some_other_version_gets_all_of_it(desk: Desk, film: tuple[Case, Exhibit]) -> None:
    given = seek(desk("verifier"), film, "bytes=5-9", **{"If-Range": '"older"'})

    assert (given.status_code, body(given)) == (200, FILM)


def test_asking_about_it_tells_its_size_and_sends_nothing(desk: Desk, film: tuple[Case, Exhibit]) -> None:
    given = desk("verifier").head(itself(*film), headers={"Range": "bytes=5-9"})

    assert (given.status_code, given["Content-Length"], given["Accept-Ranges"]) == (200, str(SIZE), "bytes")
    assert not isinstance(given, StreamingHttpResponse)
    assert given.content == b""
    assert entries() == LOOKED


def test_watching_is_recorded_once_wherever_it_begins(desk: Desk, film: tuple[Case, Exhibit]) -> None:
    client = desk("verifier")

    for piece in ("bytes=70000-", "bytes=0-", "bytes=5-9", "bytes=-10"):
        assert seek(client, film, piece).status_code == 206
    assert entries() == LOOKED
    assert client.get(itself(*film)).status_code == 200
    assert entries() == LOOKED * 2  # taken whole
    assert seek(desk("leader"), film, "bytes=5-9").status_code == 206
    assert entries() == LOOKED * 3  # somebody else


def test_after_an_hour_it_is_opened_anew(
    desk: Desk, film: tuple[Case, Exhibit], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = desk("verifier")
    seek(client, film, "bytes=0-")
    now = time.time()

    monkeypatch.setattr("reports.admin.playing.WATCHED", now - client.session["opened"][str(Copy.objects.get().pk)])
    seek(client, film, "bytes=5-9")

    assert entries() == LOOKED * 2


def test_pieces_of_one_film_do_not_cover_another(desk: Desk, film: tuple[Case, Exhibit]) -> None:
    other = handed_in(photo())
    Copy.objects.exclude(pk=film[1].original).update(kind="audio")
    client = desk("verifier")

    assert [seek(client, one, "bytes=5-9").status_code for one in (film, other)] == [206, 206]
    assert entries() == LOOKED * 2


def test_a_picture_comes_whole_and_each_look_is_recorded(desk: Desk, film: tuple[Case, Exhibit]) -> None:
    picture = handed_in(photo())
    client = desk("verifier")

    given = [seek(client, picture, "bytes=5-9") for _ in range(2)]

    assert [(one.status_code, len(one.content)) for one in given] == [(200, Copy.objects.get(kind="jpeg").size)] * 2
    assert not any("Accept-Ranges" in one for one in given)
    assert entries() == LOOKED * 2


@pytest.mark.parametrize("piece", ["bytes=0-9", f"bytes={SIZE - 5}-"])
def test_a_change_anywhere_in_the_film_keeps_every_piece_back(
    desk: Desk, film: tuple[Case, Exhibit], piece: str
) -> None:
    client = desk("verifier")
    assert body(seek(client, film, "bytes=0-9")) == FILM[:10]
    path = store.copy_path(Copy.objects.get().pk)
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    given = seek(client, film, piece)

    assert (given.status_code, given["Content-Type"]) == (409, "text/plain; charset=utf-8")
    assert "Content-Range" not in given
    assert not isinstance(given, StreamingHttpResponse)
    assert Entry.objects.get(action="evidence:alarm").subject == str(Copy.objects.get().pk)


@pytest.mark.parametrize(("role", "agency", "status"), [("verifier", "bawaslu-samarinda", 404), ("bkn", "bkn", 403)])
def test_nobody_else_gets_a_piece(desk: Desk, film: tuple[Case, Exhibit], role: str, agency: str, status: int) -> None:
    client = desk(role, agency)

    assert seek(client, film, "bytes=5-9").status_code == status
    assert (entries(), "opened" in client.session) == ([], False)
