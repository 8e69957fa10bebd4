"""Where the pages of a case stand. A case page names some thirty of them; the way to the queue is found once."""

from functools import cache
from uuid import UUID

from django.urls import get_script_prefix, reverse


def queue() -> str:
    """The queue without any filter."""
    return _queue(get_script_prefix())


def of_case(case: UUID, *rest: object) -> str:
    """A page of a case: `change`, `print`, a verb, or a piece of it such as `evidence` and its key."""
    return f"{queue()}{case}/{'/'.join(map(str, rest))}/"


@cache
def _queue(_prefix: str) -> str:
    # The prefix, at which a server may have mounted the portal, stands in the address.
    return reverse("admin:reports_case_changelist")
