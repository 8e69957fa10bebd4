"""Counts for `check_invariants`; every figure must be 0."""

from django.db.models import F, Q

from services.vault.models import Envelope, Grant
from services.vault.sealing import current_key_id


def counts() -> dict[str, int]:
    """Envelopes that the vault's present key cannot open, and grants that one person gave alone."""
    alone = Q(requester=F("approver")) | Q(requester_account=F("approver_account"))
    return {
        "vault: envelopes under another key": Envelope.objects.exclude(key_id=current_key_id()).count(),
        "vault: grants by one person alone": Grant.objects.filter(alone).count(),
    }
