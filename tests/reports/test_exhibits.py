"""Files and links under a code: numbered, at most ten, counted at once, never fetched."""

import io
import socket
from unittest import mock
from uuid import uuid4

import pytest
import time_machine

from reports import drafts, exhibits, receipts, status
from reports.models.report import Draft, Exhibit
from services.evidence import store
from services.evidence.models import Original
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
NOW = "2024-10-05T09:00:00+08:00"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 64


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def code() -> str:
    fresh = receipts.issue()
    drafts.open(fresh)
    return fresh


def test_a_file_is_sealed_and_numbered_without_its_name(code):
    exhibit = exhibits.accept_file(code, io.BytesIO(PNG))
    original = Original.objects.get(pk=exhibit.original)
    assert (exhibit.number, exhibit.kind, original.kind, original.size) == (1, "file", "png", len(PNG))
    assert PNG[:40] not in store.path(original).read_bytes()


def test_a_link_is_kept_as_text_and_never_fetched(code):
    with mock.patch.object(socket, "create_connection", side_effect=AssertionError):
        exhibit = exhibits.accept_link(code, " https://medsos.example/kiriman/3?x=1#y ")
    assert (exhibit.kind, exhibit.link, exhibit.original) == ("link", "https://medsos.example/kiriman/3?x=1#y", None)


@pytest.mark.parametrize(
    "url",
    [
        "", "medsos.example", "ftp://a.example", "javascript:alert(1)", "data:text/html,x", "https://", "file:///etc/passwd",
        "https://a.example b", "https://a.example/\x00", "http://[::1", "//a.example",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(code, url):
    with pytest.raises(exhibits.Refused) as refused:
        exhibits.accept_link(code, url)
    assert refused.value.code == "link"
    assert not Exhibit.objects.exists()


def test_a_link_that_is_too_long_says_so(code):
    with pytest.raises(exhibits.Refused) as refused:
        exhibits.accept_link(code, "https://a.example/" + "x" * 500)
    assert refused.value.code == "link_too_long"


def test_the_same_link_twice_is_one_exhibit(code):
    first = exhibits.accept_link(code, "https://a.example/1")
    assert exhibits.accept_link(code, "https://a.example/1") == first
    assert len(exhibits.listed(code)) == 1


def test_the_eleventh_is_refused_and_nothing_is_stored(code):
    for number in range(10):
        exhibits.accept_link(code, f"https://a.example/{number}")
    with pytest.raises(exhibits.Refused) as refused:
        exhibits.accept_file(code, io.BytesIO(PNG))
    assert refused.value.code == "too_many"
    assert [exhibit.number for exhibit in exhibits.listed(code)] == list(range(1, 11))
    assert not Original.objects.exists()


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty"), (b"MZ\x90\x00" + b"\x00" * 60, "kind")])
def test_a_bad_file_is_refused_with_its_reason(code, content, reason):
    with pytest.raises(exhibits.Refused) as refused:
        exhibits.accept_file(code, io.BytesIO(content))
    assert refused.value.code == reason
    assert (Exhibit.objects.count(), Original.objects.count()) == (0, 0)


def test_a_code_that_opens_nothing_takes_nothing():
    unknown = receipts.issue()
    with pytest.raises(exhibits.Refused) as refused:
        exhibits.accept_link(unknown, "https://a.example/1")
    assert refused.value.code == "unknown_code"
    assert not exhibits.known(unknown)


def test_an_expired_draft_takes_nothing(code):
    Draft.objects.update(expires_at="2024-10-01T00:00:00Z")
    with pytest.raises(exhibits.Refused):
        exhibits.accept_link(code, "https://a.example/1")


def test_evidence_after_filing_counts_at_once_everywhere():
    code, case = made.filed()
    assert exhibits.known(code)
    assert [part.code for part in status.read(code).missing] == ["evidence"]
    exhibit = exhibits.accept_link(code, "https://a.example/1")
    case.refresh_from_db()
    assert (exhibit.report, case.missing, status.read(code).missing) == (made.report_of(code), [], [])
    assert made.report_of(code).missing == ["evidence"]  # as it was filed


def test_files_that_an_exhibit_stands_for_are_told_from_orphans(code):
    exhibit = exhibits.accept_file(code, io.BytesIO(PNG))
    orphan = uuid4()
    assert exhibits.used_by([exhibit.original, orphan]) == {exhibit.original}
