"""The signed slip: what it says, that a stranger can check it, and that nothing forged passes."""

import hashlib
import hmac
import json
import re
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey

from reports import exhibits, receipts, slips
from reports.enums import ReportKind
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
DOC = Path(__file__).parents[2] / "docs" / "slips.md"
LINK = "https://contoh.invalid/1"
FILE = b"%PDF-1.4 contoh"


@pytest.fixture(autouse=True)
def _in_the_campaign():
    with time_machine.travel(datetime(2024, 10, 3, 2, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def code() -> str:
    """The code of a report with one link and one file."""
    code, _case = made.filed()
    exhibits.accept_link(code, LINK)
    exhibits.accept_file(code, BytesIO(FILE))
    return code


def test_a_slip_tells_classes_and_days_and_binds_evidence_and_text(code):
    told = json.loads(slips.issue(code).content)
    assert told == {
        "evidence": [
            f"link:{hashlib.sha256(LINK.encode()).hexdigest()}",
            f"file:{hashlib.sha256(FILE).hexdigest()}",
        ],
        "issued_on": "2024-10-03",
        "kind": "report",
        "office": "bawaslu-balikpapan",
        "received_on": "2024-10-03",
        "sample": True,
        "text": hmac.new(code.encode(), made.NARRATIVE.encode(), hashlib.sha256).hexdigest(),
        "version": 1,
    }


def test_a_slip_holds_no_code_ticket_person_or_hour(code):
    slip = slips.issue(code)
    everything = slip.content + slip.short
    for secret in (code, receipts.grouped(code), made.report_of(code).ticket, "Warga Contoh", "10:00", "02:00"):
        assert secret not in everything


def test_the_documented_check_by_hand_accepts_a_genuine_slip_and_no_other(code):
    by_hand: dict = {}
    exec(re.search(r"```python\n(.+?)```", DOC.read_text(), re.S)[1], by_hand)  # noqa: S102  (our own page)
    slip, [key] = slips.issue(code), slips.public_keys()
    by_hand["check"](slip.content, slip.short, key)
    with pytest.raises(BadSignatureError):
        by_hand["check"](slip.content, slip.short.replace("2024-10-03", "2024-10-02", 1), key)
    with pytest.raises(AssertionError):
        by_hand["check"](slip.content.replace("report", "tip"), slip.short, key)


def test_a_genuine_slip_is_told_from_its_line_alone(code, django_assert_num_queries):
    slip = slips.issue(code)
    with django_assert_num_queries(0):
        claim = slips.check(slip.short)
    assert claim == slip.claim
    assert (claim.kind, claim.received_on, claim.office, claim.pieces, claim.sample) == (
        ReportKind.REPORT, date(2024, 10, 3), "bawaslu-balikpapan", 2, True,
    )  # fmt: skip


def test_case_line_breaks_hyphens_and_look_alikes_are_forgiven(code):
    slip = slips.issue(code)
    line, signature = slip.short.rsplit(" ", 1)
    typed = f"  {line.upper()}\n{signature.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')}\n"
    assert slips.check(typed) == slip.claim


def test_no_single_altered_character_passes(code):
    short = slips.issue(code).short
    for place, sign in enumerate(short):
        if sign in " -":
            continue
        other = "2" if sign != "2" else "3"
        assert slips.check(short[:place] + other + short[place + 1 :]) is None, place


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "bukan tanda terima",
        "netralitas-1 report 2024-10-03 2024-10-03 bawaslu-balikpapan 2 ",
        "netralitas-1 report 2024-13-45 2024-10-03 bawaslu-balikpapan 2 " + "0" * 167,
        "netralitas-1 report 2024-10-03 2024-10-03 bawaslu-balikpapan 2 " + "0" * 167,
        "netralitas-1 report 2024-10-03 2024-10-03 bawaslu-balikpapan 2 " + "é" * 167,
        "netralitas-1 report ٢٠٢٤-10-03 2024-10-03 bawaslu-balikpapan 2 " + "0" * 167,
        "x" * 100_000,
    ],
)
def test_what_is_no_slip_is_not_genuine(typed):
    assert slips.check(typed) is None


def test_a_slip_signed_by_another_key_is_not_genuine(code, settings):
    short = slips.issue(code).short
    settings.SLIP_KEY = urlsafe_b64encode(bytes(SigningKey.generate())).decode()
    assert slips.check(short) is None


def test_a_slip_of_a_former_key_stays_genuine(code, settings):
    slip, [former] = slips.issue(code), slips.public_keys()
    settings.SLIP_KEY = urlsafe_b64encode(bytes(SigningKey.generate())).decode()
    settings.SLIP_FORMER_KEYS = [former]
    assert slips.check(slip.short) == slip.claim


def test_a_demo_and_a_real_portal_sign_different_names(code, settings):
    sample = slips.issue(code).short
    settings.DEMO = False
    assert sample.startswith("netralitas-contoh-1 report ")
    assert slips.issue(code).short.startswith("netralitas-1 report ")
    assert slips.check(sample.replace("-contoh", "", 1)) is None


def test_a_tip_that_was_upgraded_says_report_and_an_unknown_code_gets_nothing():
    code, _case = made.filed(made.tip())
    assert slips.issue(code).kind == "tip"
    assert slips.issue(receipts.issue()) is None
