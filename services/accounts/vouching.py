"""Who let somebody in lately: whoever brought about another's role, new second factor or new NIP is no second person.

A second factor that was reset is whoever enrols one next, a role is what makes a request possible, and a NIP is by
what two accounts are told to be two people. If the same hand could then agree to what that account asks, two people
would be one.
"""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from services.accounts.models import AccountChange, FactorReset, RequestState, RoleRequest, User

REMEMBERED = timedelta(days=30)


def behind(account: UUID) -> set[UUID]:
    """Accounts that asked for or agreed to a role, factor reset or change of this person's accounts lately."""
    known = set(User.objects.filter(pk=account).values_list("person_hash", flat=True)) - {""}
    person = Q(user=account) | Q(user__person_hash__in=known)
    since = timezone.now() - REMEMBERED
    found: set[UUID] = set()
    for rows in (FactorReset.objects.all(), RoleRequest.objects.all(), AccountChange.objects.all()):
        done = rows.filter(person, state=RequestState.APPROVED, decided_at__gt=since)
        for pair in done.values_list("asked_by", "decided_by"):
            found |= {one for one in pair if one is not None}
    return found
