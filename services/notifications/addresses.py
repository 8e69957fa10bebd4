"""From a reference to addresses, at the moment a letter leaves. No address is ever stored with a letter.

`user:<id>`, `former:<id of the change>`, `mailbox:<id of the change>` and the people of an office are known by
`accounts`, which this app may not see: the look-ups are handed down by `netralitas.wiring`.
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.utils import timezone

from regions import offices

AddressOf = Callable[[UUID, date], str | None]
LeadersOf = Callable[[str, date], list[str]]
FormerOf = Callable[[UUID], str | None]
MailboxesOf = Callable[[UUID], list[str]]


class Unreachable(Exception):
    """Nobody can be written to under this reference today; the letter is dropped with `code`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Directory:
    address_of: AddressOf | None = None
    leaders_of: LeadersOf | None = None
    former_of: FormerOf | None = None
    mailboxes_of: MailboxesOf | None = None


_directory = _Directory()


def install(
    address_of: AddressOf,
    *,
    leaders_of: LeadersOf | None = None,
    former_of: FormerOf | None = None,
    mailboxes_of: MailboxesOf | None = None,
) -> None:
    """Take the look-ups: an officer's address, those of an office's leaders, one that a change did away with, and the
    old and the new mailbox of an office."""
    _directory.address_of = address_of
    _directory.leaders_of = leaders_of
    _directory.former_of = former_of
    _directory.mailboxes_of = mailboxes_of


def resolve(reference: str) -> list[str]:
    """The addresses behind `user:<id>`, `former:<id>`, `mailbox:<id>` or `agency:<code>` today; raises `Unreachable`.

    A dismissed officer has none. An office that ended is answered for by its successor; an office
    without a mailbox by its leaders.
    """
    kind, _, name = reference.partition(":")
    if kind in ("user", "former"):
        return _of_officer(name, former=kind == "former")
    if kind == "mailbox":
        return _of_change(name)
    if kind == "agency":
        return _of_office(name)
    raise Unreachable("unknown-reference")


def _of_officer(name: str, *, former: bool) -> list[str]:
    try:
        person = UUID(name)
    except ValueError:
        raise Unreachable("unknown-reference") from None
    if former:
        address = _directory.former_of(person) if _directory.former_of else None
    else:
        address = _directory.address_of(person, timezone.localdate()) if _directory.address_of else None
    if not address:
        raise Unreachable("officer-left")
    return [address]


def _of_change(name: str) -> list[str]:
    """Both mailboxes from the row itself: what this process remembers of offices may be older than the change."""
    try:
        change = UUID(name)
    except ValueError:
        raise Unreachable("unknown-reference") from None
    found = _directory.mailboxes_of(change) if _directory.mailboxes_of else []
    if not found:
        raise Unreachable("office-without-address")
    return found


def _of_office(code: str) -> list[str]:
    today = timezone.localdate()
    try:
        office = offices.in_office(offices.get(code), today)
    except LookupError:
        raise Unreachable("unknown-office") from None
    if office.email:
        return [office.email]
    leaders = _directory.leaders_of(office.code, today) if _directory.leaders_of else []
    if not leaders:
        raise Unreachable("office-without-address")
    return leaders
