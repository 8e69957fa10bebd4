"""How many members of an office must decide together, by the setting for its kind."""

from django.conf import settings

from regions.models import Agency

DEFAULT = (2, 3)


def needed(agency: Agency, members: int) -> int:
    """The smallest number of deciding members out of `members`: the set share, rounded up; at least one."""
    part, whole = settings.PLENARY_QUORUM.get(agency.kind, DEFAULT)
    return max(1, -(-members * part // whole))
