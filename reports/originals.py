"""Opening the original of a piece of evidence: one officer, a fresh one-time code, a written reason.

People work on clean copies. An original can betray who made it, and can attack the computer it is
opened on; so each opening is in the audit before the file leaves, and the reporter reads of it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from django.db import transaction

from regions import days, offices
from reports import openings, privacy, status
from reports.models.case import Case
from reports.models.opening import Unsealing
from reports.models.report import Exhibit
from reports.status import Told
from services.accounts.models import User
from services.evidence import store
from services.evidence.models import Original

__all__ = ["unseal"]


def unseal(
    case: Case, exhibit: Exhibit, original: Original, *, by: User, otp: str, reason: str, purpose: str
) -> Iterator[bytes]:
    """The file as it came, chunk by chunk, after it was read through and found unchanged.

    `reason` is an `UnsealReason`. Raises `privacy.Refused`, `privacy.VaultDown` and, with the opening on
    record, `store.Damaged`. Not within a transaction: the vault writes by itself, and on SQLite it would
    wait for ours.
    """
    try:
        key = privacy.open_file(original.pk, by=by, otp=otp, reason=reason)
    except privacy.Refused as refusal:
        if refusal.code == "held":
            openings.alarm()
        raise
    opening = Unsealing(
        case=case,
        office_id=case.handler_id,
        exhibit=exhibit.pk,
        original=original.pk,
        number=exhibit.number,
        account=by.pk,
        reason=reason,
        purpose=purpose.strip(),
        at=datetime.now(tz=UTC),
    )
    with transaction.atomic():
        opening.save(force_insert=True)
        _tell(exhibit, opening)
    opened = partial(store.open_original, original, lambda _key_id, _wrapped: key)
    for _chunk in opened():  # once the first piece has left it is too late to refuse
        continue
    return opened()


def _tell(exhibit: Exhibit, opening: Unsealing) -> None:
    if exhibit.report is None:
        return  # nobody follows a file that no report has taken up
    day = days.local_date(opening.at, offices.region(exhibit.report.region_id).zone)
    status.tell([Told(exhibit.receipt_hash, f"unsealed:{opening.pk.hex}", f"unsealed:{opening.reason}", day)])
