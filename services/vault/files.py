"""The key of one original, to one officer who proves themself with a one-time code: in the book before it is given.

The vault reads the wrapped key itself, so that the book cannot name one file while another is opened.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from services.vault import holds, one_time
from services.vault.models import FileOpening
from services.vault.officers import Act
from services.vault.opening import Desk, Tampered
from services.vault.refusals import Refused

REASON = re.compile("[a-z_]{1,30}")
WrappedKey = Callable[[UUID], tuple[str, bytes] | None]  # original → (key id, wrapped key), None where it is gone


def open_key(desk: Desk, original: UUID, *, account: UUID, code: str, reason: str, wrapped_key: WrappedKey) -> bytes:
    """The key of an original's file, or `Refused`; `reason` is a code. Each key given is one display."""
    if not REASON.fullmatch(reason):
        raise ValueError("the reason is not a code of at most 30 small letters")
    person = one_time.verify(desk, account, code, Act.UNSEAL)
    holds.brake_files(desk, original, person=person, account=account)
    found = wrapped_key(original)
    if found is None:
        raise Refused("unknown_file")
    try:
        key = desk.opener.unwrap(*found)
    except Tampered:
        desk.record("original:alarm", subject=original, actor="vault")
        raise Refused("tampered") from None
    with transaction.atomic():
        FileOpening.objects.create(person=person, account=account, original=original, at=datetime.now(tz=UTC))
        desk.record("original:shown", subject=original, actor=f"user:{account}", reason=reason)
    return key
