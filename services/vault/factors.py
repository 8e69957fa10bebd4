"""Which code generator is an officer's. The vault looks for itself, and one that is new to it waits for a day.

Whoever resets an officer's second factor could enrol another in its place and act as that officer; so could
whoever sets the first password of an account that was never used. So the vault remembers which factor it saw
for an account, and since when. A new one, the first as much as any later, however it came (a new account, a
lost phone, a recovery code, an administrator), opens, asks, approves and lifts nothing for 24 hours, in which
its owner, the auditors and the custodians, who are written to, can object. The day begins when the account is an
officer's: a factor of nobody, or of another person than the account's, is none.

A row of `CodeUse` that names a factor and no moment says that it was enrolled long ago. Only the vault and the
owner of the database can write one: the demo does for the officers it invents, and the tests for theirs.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from services.vault.models import CodeUse, Envelope, EnvelopeKind
from services.vault.officers import serving
from services.vault.opening import Desk
from services.vault.refusals import Refused

WAITS = timedelta(hours=24)


def current(desk: Desk, account: UUID) -> Envelope:
    """An officer's second factor; one that is new to the vault takes the place of the one before. Or `Refused`."""
    person = serving(desk, account).person
    of_account = _factors().filter(subject=account)
    if not of_account.exists():
        raise Refused("not_enrolled")
    # Read before the envelopes: what somebody else took meanwhile went together with the ones it replaced.
    use, _made = CodeUse.objects.get_or_create(account=account)
    held = use.known or use.envelope  # what was used before the vault remembered what it saw
    sealed = list(of_account.order_by("pk"))
    new = _of_person(desk, person, [one for one in sealed if one.pk != held])
    kept = new or [one for one in sealed if one.pk == held]
    if not kept:
        raise Refused("not_enrolled")
    factor = _latest(desk, kept)
    if factor.pk != use.known:
        _take(desk, use, factor, sealed=sealed, held=held)
    return factor


def look(desk: Desk) -> None:
    """See what was enrolled since the last look, so that a later one is known to be a later one."""
    unseen = _factors().exclude(pk__in=CodeUse.objects.filter(known__isnull=False).values("known"))
    for account in sorted(set(unseen.values_list("subject", flat=True))):
        try:
            current(desk, account)
        except Refused:
            continue  # nobody's, gone meanwhile, or tampered with: that alarm is in the audit


def refuse_new(account: UUID) -> None:
    """Raise `Refused`, with the moment at which it ends, where the vault has seen the account's factor only lately."""
    seen = CodeUse.objects.filter(pk=account).values_list("known_since", flat=True).first()
    if seen is not None and datetime.now(tz=UTC) < seen + WAITS:
        raise Refused("new_factor", until=seen + WAITS)


def _of_person(desk: Desk, person: str, new: Sequence[Envelope]) -> list[Envelope]:
    """Those sealed for the person of the account; any other is no factor of theirs, goes, and is in the audit."""
    strange = [one for one in new if desk.open(one)["person"] != person]
    for one in strange:
        with transaction.atomic():
            if _factors().filter(pk=one.pk).delete()[0]:
                desk.record("factor:refused", subject=one.subject, actor="vault", envelope=one.pk)
    return [one for one in new if one not in strange]


def _take(desk: Desk, use: CodeUse, factor: Envelope, *, sealed: Sequence[Envelope], held: UUID | None) -> None:
    new = factor.pk != held
    values = {"known": factor.pk, **({"known_since": datetime.now(tz=UTC)} if new else {})}
    with transaction.atomic():
        # Of two who see it at once only one finds the row as it was.
        if not CodeUse.objects.filter(pk=use.pk, known=use.known).update(**values):
            return
        _factors().filter(pk__in=[one.pk for one in sealed if one.pk != factor.pk]).delete()
        if new:  # owner, auditors and custodians are written to of it, from this entry
            action = "factor:replaced" if held else "factor:enrolled"
            desk.record(action, subject=use.pk, actor="vault", envelope=factor.pk)


def _latest(desk: Desk, sealed: Sequence[Envelope]) -> Envelope:
    if len(sealed) == 1:
        return sealed[0]
    return max(sealed, key=lambda one: desk.open(one).get("at", ""))


def _factors() -> QuerySet[Envelope]:
    return Envelope.objects.filter(kind=EnvelopeKind.SECOND_FACTOR)
