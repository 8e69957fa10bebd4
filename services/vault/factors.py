"""Which code generator is an officer's. The vault looks for itself, and one that is new to it waits for a day.

Whoever resets an officer's second factor could enrol another in its place and act as that officer; so could
whoever sets the first password of an account that was never used. So the vault remembers which factor it saw
for an account, and since when. A new one, the first as much as any later, however it came (a new account, a
lost phone, a recovery code, an administrator), opens, asks, approves and lifts nothing for 24 hours, in which
its owner and, where it replaced another, the auditors, who were written to, can object.

A row of `CodeUse` that names a factor and no moment says that it was enrolled long ago. Only the vault and the
owner of the database can write one: the demo does for the officers it invents, and the tests for theirs.
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
        _take(desk, use, factor, replaced=[one.pk for one in sealed if one.pk != factor.pk], held=held)
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
    """Raise `Refused`, with the moment at which it ends, where the vault has seen the account's factor only lately."""
    seen = CodeUse.objects.filter(pk=account).values_list("known_since", flat=True).first()
    if seen is not None and datetime.now(tz=UTC) < seen + WAITS:
        raise Refused("new_factor", until=seen + WAITS)


def _take(desk: Desk, use: CodeUse, factor: Envelope, *, replaced: Sequence[UUID], held: UUID | None) -> None:
    new = factor.pk != held
    values = {"known": factor.pk, **({"known_since": datetime.now(tz=UTC)} if new else {})}
    with transaction.atomic():
        # Of two who see it at once only one finds the row as it was.
        if not CodeUse.objects.filter(pk=use.pk, known=use.known).update(**values):
            return
        _factors().filter(pk__in=replaced).delete()
        if new and held:
            desk.record("factor:replaced", subject=use.pk, actor="vault", envelope=factor.pk)


def _latest(desk: Desk, sealed: Sequence[Envelope]) -> Envelope:
    if len(sealed) == 1:
        return sealed[0]
    return max(sealed, key=lambda one: desk.open(one).get("at", ""))


def _factors() -> QuerySet[Envelope]:
    return Envelope.objects.filter(kind=EnvelopeKind.SECOND_FACTOR)
