"""One-time codes (RFC 6238: SHA-1, 6 digits, 30 s), checked by the vault against its own envelope."""

import hashlib
import hmac
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import F

from services.vault import factors, officers
from services.vault.models import CodeUse
from services.vault.officers import Act
from services.vault.opening import Desk
from services.vault.refusals import Refused

STEP = 30  # seconds
DRIFT = 1  # steps that a clock may be off, either way
GUESSES = 5
PAUSE = timedelta(minutes=5)


def person_of(desk: Desk, account: UUID, act: Act) -> str:
    """The person hash that was sealed with the second factor of an officer who may do this, or `Refused`.

    Also where that factor is new, or sealed for another person than the account's.
    """
    officer = officers.entitled(desk, account, act)
    person = desk.open(factors.current(desk, account))["person"]
    if person != officer.person:
        raise Refused("other_person")
    factors.refuse_new(account)
    return person


def verify(desk: Desk, account: UUID, code: str, act: Act) -> str:
    """Take one code of an officer who may do this, once; the person hash it belongs to, or `Refused`.

    A right code of a factor that replaced another is refused for a day as well, and so is one with which they
    have just signed in: who saw it typed there must not use it here.
    """
    officer = officers.entitled(desk, account, act)
    factor = factors.current(desk, account)
    fields = desk.open(factor)
    if fields["person"] != officer.person:
        raise Refused("other_person")
    use, _new = CodeUse.objects.get_or_create(account=account)
    now = datetime.now(tz=UTC)
    recent = use.failed_at is not None and now - use.failed_at < PAUSE
    if recent and use.failures >= GUESSES:
        raise Refused("wait")
    step = matching_step(bytes.fromhex(fields["secret"]), code, at=time.time())
    fresh = step is not None and step > officer.code_used
    # Moving the step forward is what uses a code up: of two equal requests only one moves it.
    if not fresh or not CodeUse.objects.filter(pk=account, last_step__lt=step).update(last_step=step, failures=0):
        CodeUse.objects.filter(pk=account).update(failures=F("failures") + 1 if recent else 1, failed_at=now)
        raise Refused("wrong_code")
    if use.envelope != factor.pk:
        CodeUse.objects.filter(pk=account).update(envelope=factor.pk)
        desk.record("factor:first_used", subject=account, actor=f"user:{account}", envelope=factor.pk)
    factors.refuse_new(account)
    return fields["person"]


def matching_step(secret: bytes, code: str, *, at: float) -> int | None:
    """The step whose code this is, within the allowed drift; None where there is none."""
    current = int(at) // STEP
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode("ascii"), code.encode("utf-8", "replace")):
            return step
    return None


def code_at(secret: bytes, step: int) -> str:
    """The six digits of one step."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 1_000_000:06d}"
