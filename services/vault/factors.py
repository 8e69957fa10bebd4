"""Which code generator is an officer's. The vault looks for itself, and a replaced one waits for a day.

Whoever resets an officer's second factor could enrol another in its place and act as that officer. So the
vault remembers which factor it saw for an account. The first one counts at once; any later one, however it
came (a lost phone, a recovery code, an administrator), opens, asks, approves and lifts nothing for 24
hours, in which its owner and the auditors, who were written to, can object.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from services.vault.models import CodeUse, Envelope, EnvelopeKind
from services.vault.opening import Desk
from services.vault.refusals import Refused

WAITS = timedelta(hours=24)


def current(desk: Desk, account: UUID) -> Envelope:
    """The account's second factor; one that is new to the vault takes the place of the one before. Or `Refused`."""
    of_account = _factors().filter(subject=account)
    if not of_account.exists():
        raise Refused("not_enrolled")
    # Read before the envelopes: what somebody else took meanwhile went together with the ones it replaced.
    use, _made = CodeUse.objects.get_or_create(account=account)
    held = use.known or use.envelope  # what was used before the vault remembered what it saw
    sealed = list(of_account.order_by("pk"))
    new = [one for one in sealed if one.pk != held]
    factor = _latest(desk, new or sealed)
    if factor.pk != use.known:
        _take(desk, use, factor, replaced=[one.pk for one in sealed if one.pk != factor.pk], later=bool(new and held))
    return factor


def look(desk: Desk) -> None:
    """See what was enrolled since the last look, so that a later one is known to be a later one."""
    unseen = _factors().exclude(pk__in=CodeUse.objects.filter(known__isnull=False).values("known"))
    for account in sorted(set(unseen.values_list("subject", flat=True))):
        try:
            current(desk, account)
        except Refused:
            continue  # gone meanwhile, or tampered with: that alarm is in the audit


def refuse_new(account: UUID) -> None:
    """Raise `Refused`, with the moment at which it ends, where the account's factor has just replaced another."""
    replaced = CodeUse.objects.filter(pk=account).values_list("replaced_at", flat=True).first()
    if replaced is not None and datetime.now(tz=UTC) < replaced + WAITS:
        raise Refused("new_factor", until=replaced + WAITS)


def _take(desk: Desk, use: CodeUse, factor: Envelope, *, replaced: Sequence[UUID], later: bool) -> None:
    values = {"known": factor.pk, **({"replaced_at": datetime.now(tz=UTC)} if later else {})}
    with transaction.atomic():
        # Of two who see it at once only one finds the row as it was.
        if not CodeUse.objects.filter(pk=use.pk, known=use.known).update(**values):
            return
        _factors().filter(pk__in=replaced).delete()
        if later:
            desk.record("factor:replaced", subject=use.pk, actor="vault", envelope=factor.pk)


def _latest(desk: Desk, sealed: Sequence[Envelope]) -> Envelope:
    if len(sealed) == 1:
        return sealed[0]
    return max(sealed, key=lambda one: desk.open(one).get("at", ""))


def _factors() -> QuerySet[Envelope]:
    return Envelope.objects.filter(kind=EnvelopeKind.SECOND_FACTOR)
