"""Originals that were opened and identity cards that were shown, by the pages on which officers do it."""

import random
import re
import tempfile
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image

from reports import drafts, exhibits, receipts
from reports.enums import Channel
from reports.models.case import Case
from services.evidence import copies
from tests.attack import detector
from tests.evidence.corpus import pictures
from tests.factories import reports, vault
from tests.reports_admin.opening import CENTRE, Person, asked
from tests.vault.theft import Loot
from tests.vault.theft import Person as Reporter

DRAWN = re.compile(rb"data:image/jpeg;base64,([A-Za-z0-9+/=]+)")
WHY = "Salinan bersih terlalu buram untuk membaca pelat kendaraan."


@dataclass(frozen=True)
class Shown:
    """One reporter whose files officers have looked at, and the words hidden in the two files."""

    reporter: Reporter
    words: tuple[str, str]
    case: Case
    drawn: bytes = b""  # the card as the page had it, in base64


def apart(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Let sealed files, uploads and temporary files have folders of their own, and the vault answer here.

    What comes back is where temporary files go, of this process and of those it starts.
    """
    passing = folder / "passing"
    passing.mkdir()
    monkeypatch.setattr(settings, "EVIDENCE_DIR", folder / "evidence")
    monkeypatch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", passing)
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    monkeypatch.setenv("TMPDIR", str(passing))
    vault.answer_here(monkeypatch)
    return passing


def filed_and_shown(count: int) -> list[Shown]:
    """So many reports; of each the original was opened and the card shown once, both with the vault's leave."""
    return [_one(number) for number in range(count)]


def _one(number: int) -> Shown:
    words = f"kenari{number:05}aslibukti", f"kenari{number:05}kartuktp"
    picture, card = (_photo(word) for word in words)
    name, receipt = f"Kenari{number:05}Terbuka Contoh", receipts.issue()
    drafts.save_card(receipt, {}, card)
    filing = reports.submission(reporter=reports.reporter(name=name))
    _code, case = reports.filed(filing, code=receipt, channel=Channel.FORM)
    exhibits.accept_file(receipt, BytesIO(picture))
    copies.make(1)
    made = Shown(Reporter(name, receipt, picture, card), words, case)
    assert opened(made) == picture
    drawn = DRAWN.search(card_page(made))
    assert drawn is not None
    return replace(made, drawn=drawn[1])


def _photo(word: str) -> bytes:
    """A photo like no other, with the word in everything that it does not show."""
    written, noise = BytesIO(), random.Random(word).randbytes(160 * 120 * 3)  # noqa: S311  (no secret)
    drawn = Image.frombytes("RGB", (160, 120), noise)
    drawn.save(written, "JPEG", exif=pictures.exif(word), comment=word.encode())
    return written.getvalue()


def opened(one: Shown) -> bytes:
    """The original as a leader of the office gets it."""
    leader = Person("leader")
    row = exhibits.listed(one.reporter.receipt)[0]
    address = reverse("admin:reports_case_original", args=[one.case.pk, row.pk])
    answer = leader.client.post(address, {"otp": leader.code(), "reason": "unreadable", "purpose": WHY})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def card_page(one: Shown) -> bytes:
    """The page that shows the card to the verifier who asked, once a custodian has agreed."""
    verifier, custodian = Person("verifier"), Person("custodian", CENTRE)
    Case.objects.filter(pk=one.case.pk).update(officer=verifier.user.pk)  # only who has a case asks
    opening = asked(verifier, one.case, kind="identity_card")
    assert custodian.act(opening, "approve").status_code == 302
    answer = verifier.act(opening, "look")
    assert answer.status_code == 200
    return answer.content


def left(loot: Loot, people: list[Shown]) -> dict[str, int]:
    """How many of the hidden words lie about, and of how many files, the card as it was shown among them, a run."""
    words = {word: one for one in people for word in one.words}
    found = detector.found(loot.bytes, words, deep=0)
    return {
        "words": len(found),
        "bytes": sum(
            _lies(loot, content)
            for one in people
            for content in (one.reporter.picture, one.reporter.card, b64decode(one.drawn))
        ),
    }


def _lies(loot: Loot, content: bytes) -> bool:
    """Whether the middle of a file lies there, as it is or spelled as a page or an envelope spells it."""
    start = len(content) // 3 // 3 * 3  # where three bytes begin, so that base64 reads the same within the whole
    middle = content[start : start + 300]
    return middle in loot.bytes or b64encode(middle) in loot.bytes
