"""The signed slip of a filing: what was handed in, in classes, without a person, a text or a code.

Its content is canonical JSON. The SHA-256 of that stands in one line of plain words, and the line is
signed (Ed25519), so that anyone can check a slip without asking what lies behind it; see
docs/slips.md. The text that was filed is bound by a keyed hash whose key is the code: its holder can
prove what they wrote, and nobody who finds the slip can try texts on it.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.utils import timezone
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from regions import days, offices
from reports import exhibits, receipts
from reports.enums import ExhibitKind, ReportKind
from reports.models.report import Exhibit, Report, Standing
from services.evidence.models import Original

VERSION = 1
NAMES = {False: f"netralitas-{VERSION}", True: f"netralitas-contoh-{VERSION}"}
KINDS = (ReportKind.REPORT.value, ReportKind.TIP.value)
LONGEST = 2000  # characters of what is typed for a check
GROUP = 4
DIGEST, SIGNATURE = 64, 103  # hexadecimal signs, and base32 signs of 64 bytes
LINE = re.compile(
    r"(netralitas(?:-contoh)?-1) (report|tip) (\d{4}-\d\d-\d\d) (\d{4}-\d\d-\d\d) ([a-z0-9-]{1,60}) (\d{1,3}) (.+)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: its number, whether it is a file or a link, and its SHA-256."""

    number: int
    kind: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What the signed line says: all that a check can tell."""

    sample: bool
    kind: str
    received_on: date
    issued_on: date
    office: str  # code
    pieces: int
    digest: str

    @property
    def line(self) -> str:
        """The line as it is signed."""
        words = (NAMES[self.sample], self.kind, self.received_on, self.issued_on, self.office, self.pieces)
        return " ".join(str(word) for word in (*words, self.digest))


@dataclass(frozen=True, slots=True)
class Slip:
    """What was filed under a code, as it stood on `issued_on`."""

    kind: str
    received_on: date
    issued_on: date
    office: str
    evidence: tuple[Piece, ...]
    text: str  # keyed hash of the narrative, made at filing; empty for one filed before there were slips

    @property
    def content(self) -> str:
        """Canonical JSON: ASCII, keys in order, no blanks."""
        told = {
            "evidence": [f"{piece.kind}:{piece.sha256}" for piece in self.evidence],
            "issued_on": self.issued_on.isoformat(),
            "kind": self.kind,
            "office": self.office,
            "received_on": self.received_on.isoformat(),
            "sample": settings.DEMO,
            "text": self.text,
            "version": VERSION,
        }
        return json.dumps(told, sort_keys=True, separators=(",", ":"))

    @property
    def claim(self) -> Claim:
        """The same in short."""
        digest = sha256(self.content.encode("ascii")).hexdigest()
        pieces = len(self.evidence)
        return Claim(settings.DEMO, self.kind, self.received_on, self.issued_on, self.office, pieces, digest)

    @property
    def short(self) -> str:
        """The line and its signature, to be typed or pasted for a check."""
        line = self.claim.line
        signature = _spelled(_key().sign(line.encode("ascii")).signature)
        return f"{line} {'-'.join(signature[at : at + GROUP] for at in range(0, SIGNATURE, GROUP))}"


def issue(code: str) -> Slip | None:
    """The slip of what lies under a code; None where nothing has been handed in. Stores nothing."""
    receipt_hash = receipts.digest(code)
    columns = ("kind", "upgraded_at", "received_on", "region", "text_bound")  # never the text itself
    report = Report.objects.only(*columns).filter(receipt_hash=receipt_hash).first()
    standing = Standing.objects.filter(receipt_hash=receipt_hash).first()
    if report is None or standing is None:
        return None
    return Slip(
        kind=report.current_kind,
        received_on=report.received_on,
        issued_on=days.local_date(timezone.now(), offices.region(report.region_id).zone),
        office=standing.office_id,
        evidence=tuple(_pieces(exhibits.listed(code))),
        text=report.text_bound,
    )


def check(typed: str) -> Claim | None:
    """What a slip's short text says, if this portal signed it; None where it did not. Looks nothing up.

    Case, line breaks and hyphens between the groups do not matter, and O, I and L are read as 0, 1 and 1.
    """
    match = LINE.fullmatch(" ".join(typed[:LONGEST].split()).casefold())
    if match is None:
        return None
    name, kind, received, issued, office, pieces, rest = match.groups()
    signs = rest.translate(receipts.BETWEEN).upper().translate(receipts.FORGIVEN)
    try:
        claim = Claim(
            sample=name == NAMES[True],
            kind=kind,
            received_on=date.fromisoformat(received),
            issued_on=date.fromisoformat(issued),
            office=office,
            pieces=int(pieces),
            digest=signs[:DIGEST].lower(),
        )
        signature = _read(signs[DIGEST:])
    except (ValueError, KeyError):
        return None
    return claim if any(_signed(claim, signature, key) for key in public_keys()) else None


def public_keys() -> list[str]:
    """The keys by which slips are checked (base64), the present one first."""
    present = urlsafe_b64encode(bytes(_key().verify_key)).decode()
    return [present, *settings.SLIP_FORMER_KEYS]


def _pieces(rows: list[Exhibit]) -> Iterator[Piece]:
    found = Original.objects.filter(pk__in=[row.original for row in rows if row.original])
    files = dict(found.values_list("pk", "sha256"))
    for row in rows:
        if row.kind == ExhibitKind.LINK:
            yield Piece(row.number, row.kind, sha256(row.link.encode()).hexdigest())
        elif row.original in files:
            yield Piece(row.number, row.kind, files[row.original])


def _key() -> SigningKey:
    return SigningKey(urlsafe_b64decode(settings.SLIP_KEY))


def _signed(claim: Claim, signature: bytes, key: str) -> bool:
    try:
        VerifyKey(urlsafe_b64decode(key)).verify(claim.line.encode("ascii"), signature)
    except (CryptoError, ValueError, TypeError):
        return False
    return True


def _spelled(signature: bytes) -> str:
    """512 bits as base32, the last sign filled up with zeros."""
    value = int.from_bytes(signature) << 3
    return "".join(receipts.ALPHABET[value >> 5 * place & 31] for place in reversed(range(SIGNATURE)))


def _read(signs: str) -> bytes:
    """The bytes behind `_spelled`; raises KeyError and ValueError."""
    if len(signs) != SIGNATURE:
        raise ValueError
    value = 0
    for sign in signs:
        value = value << 5 | receipts.VALUES[sign]
    if value & 7:
        raise ValueError
    return (value >> 3).to_bytes(64)
