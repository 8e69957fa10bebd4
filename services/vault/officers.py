"""Who an account is, and what it may do here: asked of the accounts' own tables by the vault itself, each time.

Whoever writes to the socket names an account. Without this any made-up one would do, since a code generator is
sealed with a public key. The composition root hands the look-up in; this app knows no account and no role.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from services.vault.refusals import Refused


class Act(StrEnum):
    """What an officer may want of the vault. Which roles may is said by the permission table."""

    LOOK = "look"  # ask for an opening, and see what it shows
    DECIDE = "decide"  # agree to somebody else's, or decline it
    UNSEAL = "unseal"  # the original of a file
    COMPARE = "compare"  # a text that is to leave with who is sealed
    LIFT = "lift"  # a hold on somebody who opened too many


@dataclass(frozen=True)
class Officer:
    """An active account that serves somewhere today.

    `person` is the keyed hash of who it is, empty where nobody recorded it; `code_used` the step of the last
    one-time code with which they signed in or confirmed an act, -1 where there was none.
    """

    person: str
    acts: frozenset[Act]
    code_used: int = -1


Officers = Callable[[UUID], Officer | None]  # account → officer; None where it is unknown, inactive or serves nowhere


class _Asked(Protocol):
    """What is needed of `opening.Desk`, which this module must not import: it holds the key."""

    @property
    def officers(self) -> Officers: ...


def serving(desk: _Asked, account: UUID) -> Officer:
    """The officer behind an account, or `Refused`."""
    officer = desk.officers(account)
    if officer is None:
        raise Refused("no_officer")
    return officer


def entitled(desk: _Asked, account: UUID, act: Act) -> Officer:
    """The same where one of their roles may do this, or `Refused`."""
    officer = serving(desk, account)
    if act not in officer.acts:
        raise Refused("no_right")
    return officer
