"""The photo of an identity card in the staff room: after two have agreed, drawn anew, and told to the reporter."""

import re
from base64 import b64decode, b64encode
from io import BytesIO
from uuid import UUID

import pytest
from django.http import HttpResponse
from PIL import Image

from reports import drafts, receipts, status
from reports.admin import cards
from reports.enums import Channel
from reports.models.case import Case
from reports.models.report import StatusLine
from services.audit.models import Entry
from services.evidence import sandbox
from services.vault.models import Envelope, Grant
from tests.attack import detector
from tests.evidence.corpus import pictures
from tests.factories import reports
from tests.reports_admin.opening import CENTRE, Person, asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_answers")]
CANARY = "kenariktp7c1f"
DRAWN = re.compile("data:image/(?:jpeg|png);base64,")  # not the icon of the page, which is drawn in lines
PICTURE = re.compile(r'<img class="desk-proof" src="data:image/(jpeg|png);base64,([^"]+)"')
UNDRAWN = "Ada foto KTP, tetapi tidak dapat digambar ulang dengan aman."


def large() -> bytes:
    """A photo as a telephone makes one: large, lying on its side, telling where and by whom."""
    written = BytesIO()
    Image.linear_gradient("L").resize((2400, 1800)).convert("RGB").save(
        written, "JPEG", exif=pictures.exif(CANARY, orientation=6), comment=CANARY.encode()
    )
    return written.getvalue()


def filed(photo: bytes | None) -> tuple[str, Case]:
    code = receipts.issue()
    drafts.save_card(code, {}, photo)
    return reports.filed(code=code, channel=Channel.FORM)


def looked(photo: bytes | None) -> tuple[HttpResponse, str]:
    """What the officer who asked sees, and the reporter's code."""
    code, case = filed(photo)
    verifier, custodian = Person("verifier"), Person("custodian", CENTRE)
    opening = asked(verifier, case, kind="identity_card")
    assert custodian.act(opening, "approve").status_code == 302
    return verifier.act(opening, "look"), code


def shown() -> list[tuple[str, str]]:
    book = Entry.objects.filter(action__startswith="identity:").order_by("at", "id")
    return [(entry.action, entry.detail.get("kind", "")) for entry in book]


def test_it_is_shown_drawn_anew_and_the_book_and_the_reporter_know_of_it() -> None:
    photo = large()
    answer, code = looked(photo)
    page = answer.content.decode()
    kind, spelled = PICTURE.search(page).groups()  # type: ignore[union-attr]
    picture = b64decode(spelled)
    drawn = Image.open(BytesIO(picture))
    assert (answer.status_code, kind, drawn.format, drawn.size) == (200, "jpeg", "JPEG", (1200, 1600))
    assert (dict(drawn.getexif()), "comment" in drawn.info) == ({}, False)
    assert detector.found(photo, [CANARY]) == {CANARY}
    assert detector.found(answer.content, [CANARY]) == set()
    assert b64encode(photo[:300]).decode() not in page
    assert "Foto KTP pelapor, digambar ulang." in page
    assert "Warga Contoh" not in page  # the name is an envelope of its own
    assert "no-store" in answer["Cache-Control"]
    assert "img-src 'self' data:" in answer["Content-Security-Policy"]
    assert shown() == [(f"identity:{verb}", "identity_card") for verb in ("requested", "approved", "shown")]
    last = status.read(code).steps[-1]  # type: ignore[union-attr]
    assert (last.code, last.label) == (
        "opened:identity_card:verification",
        "Seorang petugas melihat foto KTP Anda dengan izin orang kedua. "
        "Tujuan: mencocokkan identitas dengan tanda tangan atau kartu identitas.",
    )


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
def test_every_allowed_kind_is_drawn(kind: str) -> None:
    page = looked(pictures.drawn(kind))[0].content.decode()
    found = PICTURE.search(page)
    assert found is not None
    assert Image.open(BytesIO(b64decode(found[2]))).size == pictures.SIZE


def test_what_cannot_be_drawn_is_not_shown_and_the_page_says_so() -> None:
    photo = b"\xff\xd8\xff\xe0\x00\x10JFIF" + CANARY.encode() * 20
    answer, _code = looked(photo)
    page = answer.content.decode()
    assert (answer.status_code, UNDRAWN in page, PICTURE.search(page)) == (200, True, None)
    assert "Tidak ada yang ditinggalkan" not in page
    assert detector.found(answer.content, [CANARY]) == set()


def test_without_a_sandbox_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def given_up(*_args: object) -> str:
        raise sandbox.GivenUp("no_sandbox")

    monkeypatch.setattr(sandbox, "_run", given_up)
    assert cards.drawn({"picture": b64encode(large()).decode()}) == ""


def test_who_left_none_is_told_nothing_and_the_page_says_that_nothing_was_left() -> None:
    answer, code = looked(None)
    page = answer.content.decode()
    assert ("Tidak ada yang ditinggalkan untuk permohonan ini." in page, UNDRAWN in page) == (True, False)
    assert [step.code for step in status.read(code).steps] == ["report:received"]  # type: ignore[union-attr]
    assert shown()[-1] == ("identity:shown", "identity_card")


def test_leave_for_the_identity_shows_no_photo() -> None:
    _code, case = filed(large())
    verifier, custodian = Person("verifier"), Person("custodian", CENTRE)
    opening = asked(verifier, case)
    custodian.act(opening, "approve")
    page = verifier.act(opening, "look").content.decode()
    assert ("Warga Contoh" in page, bool(DRAWN.search(page))) == (True, False)


def test_nobody_sees_it_alone() -> None:
    _code, case = filed(large())
    verifier, custodian = Person("verifier"), Person("custodian", CENTRE)
    opening = asked(verifier, case, kind="identity_card")
    for person, act, answer in ((verifier, "look", 422), (verifier, "approve", 403), (custodian, "look", 403)):
        refused = person.act(opening, act)
        assert (refused.status_code, bool(DRAWN.search(refused.content.decode()))) == (answer, False)
    assert (Grant.objects.get().approver, StatusLine.objects.filter(code__startswith="opened:").count()) == ("", 0)
    assert shown() == [("identity:requested", "identity_card"), ("identity:refused", "")]


def test_it_is_shown_once() -> None:
    _code, case = filed(large())
    verifier, custodian = Person("verifier"), Person("custodian", CENTRE)
    opening = asked(verifier, case, kind="identity_card")
    custodian.act(opening, "approve")
    assert bool(DRAWN.search(verifier.act(opening, "look").content.decode()))
    again = verifier.act(opening, "look")
    assert (again.status_code, bool(DRAWN.search(again.content.decode()))) == (422, False)


def test_a_photo_moved_under_another_report_is_refused_with_an_alarm() -> None:
    _code, case = filed(large())
    other, _case = filed(pictures.drawn("JPEG"))
    mine, theirs = (
        Envelope.objects.get(subject=report.subject, kind="identity_card")
        for report in (case.links.get().report, reports.report_of(other))
    )
    Envelope.objects.filter(pk=mine.pk).update(ciphertext=bytes(theirs.ciphertext))
    verifier, custodian = Person("verifier"), Person("custodian", CENTRE)
    opening = asked(verifier, case, kind="identity_card")
    custodian.act(opening, "approve")
    refused = verifier.act(opening, "look")
    assert (refused.status_code, bool(DRAWN.search(refused.content.decode()))) == (422, False)
    alarm: UUID = mine.subject
    assert Entry.objects.get(action="envelope:alarm").subject == str(alarm)
    assert ("identity:shown", "identity_card") not in shown()
