"""Clean copies at the desk: who may look, what they get, what is written down, and what is never given out."""

import io
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from PIL import Image

from reports import exhibits
from reports.models.case import Case
from reports.models.report import Exhibit
from services.audit.models import Entry
from services.evidence import copies, store
from services.evidence.models import Copy, CopyState
from tests.evidence.test_copies import document, photo
from tests.factories import reports
from tests.reports_admin.conftest import Desk, page

pytestmark = pytest.mark.django_db
READ = ("case:evidence_read", "case:copy_read")


@pytest.fixture
def proof(db: None) -> tuple[Case, Exhibit]:
    """A case with one photo whose clean copy has been made."""
    return handed_in(photo())


def handed_in(content: bytes) -> tuple[Case, Exhibit]:
    code, case = reports.filed()
    row = exhibits.accept_file(code, io.BytesIO(content))
    copies.make(5)
    return case, row


def around(case: Case, row: Exhibit | UUID) -> str:
    return reverse("admin:reports_case_evidence", args=[case.pk, getattr(row, "pk", row)])


def itself(case: Case, row: Exhibit) -> str:
    return reverse("admin:reports_case_copy", args=[case.pk, row.pk])


def entries() -> list[str]:
    return list(Entry.objects.filter(action__in=READ).order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize("role", ["operator", "verifier", "leader"])
def test_the_office_opens_the_copy_from_the_case_and_each_look_is_recorded(
    desk: Desk, proof: tuple[Case, Exhibit], role: str
) -> None:
    case, row = proof
    client = desk(role)

    assert f'href="{around(case, row)}">Buka salinan bersih</a>' in client.get(page(case)).content.decode()
    shown, given = client.get(around(case, row)), client.get(itself(case, row))

    assert (shown.status_code, given.status_code) == (200, 200)
    assert f'src="{itself(case, row)}"' in shown.content.decode()
    with Image.open(io.BytesIO(given.content)) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (40, 30))
    assert entries() == list(READ)


def test_the_file_is_confined_and_has_a_neutral_name(desk: Desk, proof: tuple[Case, Exhibit]) -> None:
    given = desk("verifier").get(itself(*proof))

    assert given["Content-Type"] == "image/jpeg"
    assert given["Content-Disposition"] == 'inline; filename="bukti-1.jpg"'
    assert set(given["Content-Security-Policy"].split("; ")) == {"default-src 'none'", "sandbox"}
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Cache-Control"] == "no-store, private"


def test_a_document_is_handed_out_as_a_file_and_not_run_in_the_page(desk: Desk) -> None:
    case, row = handed_in(document())
    client = desk("verifier")

    assert "Unduh salinan bersih (PDF)" in client.get(around(case, row)).content.decode()
    given = client.get(itself(case, row))
    assert isinstance(given, HttpResponse)
    assert given["Content-Disposition"] == 'attachment; filename="bukti-1.pdf"'
    assert given.content.startswith(b"%PDF-")


def test_a_film_is_handed_out_in_pieces(desk: Desk, proof: tuple[Case, Exhibit]) -> None:
    case, row = proof
    Copy.objects.update(kind="video")
    client = desk("verifier")

    shown, given = client.get(around(case, row)), client.get(itself(case, row))

    assert "media-src 'self'" in shown["Content-Security-Policy"]
    assert isinstance(given, StreamingHttpResponse)
    assert len(b"".join(given.streaming_content)) == int(given["Content-Length"]) == Copy.objects.get().size  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "agency", "status"),
    [
        ("verifier", "bawaslu-samarinda", 404),
        ("leader", "bawaslu-kaltim", 404),
        ("bkn", "bkn", 403),
        ("bkpsdm", "bkpsdm-balikpapan", 403),
        ("auditor", "bawaslu-ri", 403),
        ("sysadmin", "bawaslu-ri", 403),
    ],
)
def test_nobody_else_opens_it_and_nothing_is_recorded_as_read(
    desk: Desk, proof: tuple[Case, Exhibit], role: str, agency: str, status: int
) -> None:
    client = desk(role, agency)

    assert [client.get(one).status_code for one in (around(*proof), itself(*proof))] == [status, status]
    assert entries() == []


@pytest.mark.parametrize("state", [CopyState.WAITING, CopyState.MANUAL])
def test_what_has_not_been_drawn_anew_is_never_served(desk: Desk, proof: tuple[Case, Exhibit], state: str) -> None:
    case = proof[0]
    Copy.objects.update(state=state, reason="encrypted")
    client = desk("leader")

    assert [client.get(one).status_code for one in (around(*proof), itself(*proof))] == [404, 404]
    said = {CopyState.WAITING: "salinan bersih sedang disiapkan", CopyState.MANUAL: "terkunci kata sandi"}
    assert said[CopyState(state)] in client.get(page(case)).content.decode()
    assert entries() == []


def test_a_piece_of_another_case_is_not_found(desk: Desk, proof: tuple[Case, Exhibit]) -> None:
    other, _row = handed_in(photo())
    client = desk("leader")

    assert client.get(around(other, proof[1])).status_code == 404
    assert client.get(around(other, uuid4())).status_code == 404
    assert entries() == []


@pytest.mark.parametrize("kind", ["jpeg", "video", "audio"])
def test_a_changed_copy_is_not_shown_and_raises_an_alarm(desk: Desk, proof: tuple[Case, Exhibit], kind: str) -> None:
    Copy.objects.update(kind=kind)
    path = store.copy_path(Copy.objects.get().pk)
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    given: Any = desk("verifier").get(itself(*proof))

    assert (given.status_code, given["Content-Type"]) == (409, "text/plain; charset=utf-8")
    assert "tidak ditampilkan" in given.content.decode()
    assert Entry.objects.get(action="evidence:alarm").subject == str(Copy.objects.get().pk)
