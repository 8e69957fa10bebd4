"""What tells two people of one name apart for whoever decides about one of them: where each serves, and as what."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from services.accounts.models import Membership, User


@dataclass
class Posts:
    """Memberships that last or are still to come.

    `own` are of the account itself; `elsewhere` of other accounts of the same person, also of a closed one, which an
    administrator could open again.
    """

    own: list[Membership] = field(default_factory=list)
    elsewhere: list[Membership] = field(default_factory=list)


def of(people: Collection[User]) -> dict[UUID, Posts]:
    """The posts of each account. One statement, however many there are."""
    found = {one.pk: Posts() for one in people}
    hashes = {one.pk: one.person_hash for one in people if one.person_hash}
    lasting = Q(until__isnull=True) | Q(until__gt=timezone.localdate())
    concerned = Q(user__in=list(found)) | Q(user__person_hash__in=sorted(set(hashes.values())))
    rows = Membership.objects.filter(lasting, concerned).select_related("user", "agency")
    for row in rows.order_by("agency__name", "role", "pk") if found else ():
        for key, posts in found.items():
            if key == row.user_id:
                posts.own.append(row)
            elif hashes.get(key) == row.user.person_hash:
                posts.elsewhere.append(row)
    return found
