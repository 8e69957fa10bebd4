"""`manage.py rotate_vault`: seals what lies under an older key of the vault anew, inside the vault process.

Run it after the vault got a new key (docs/operations.md, Changing the vault's key). It may be killed and
started again; it ends with 1 where something does not open.
"""

import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from services.evidence import rewrapping
from services.vault import client

BATCH = 100


class Command(BaseCommand):
    """Passes over all rows until a pass finds nothing left to do: filing goes on meanwhile."""

    help = "Seals identities and file keys that lie under an older key of the vault anew."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Says how many were done, and how many do not open."""
        try:
            to, done = client.ping(), 0
            while True:
                passed = list(_envelopes()) + list(rewrapping.rewrap(client.rewrap_keys, to=to))
                fresh, failed = (sum(one[side] for one in passed) for side in (0, 1))
                done += fresh
                if not fresh:
                    break
        except client.VaultDown:
            raise CommandError("the vault does not answer. Start it and run this again; what was done stays") from None
        self.stdout.write(f"{done} sealed anew to {to}; {failed} do not open")
        if failed:
            self.stderr.write("What does not open was changed or lies under a key that the vault does not have.")
            sys.exit(1)


def _envelopes() -> Iterator[tuple[int, int]]:
    last: UUID | None = None
    while True:
        done, failed, last = client.rewrap(after=last, n=BATCH)
        if last is None:
            return
        yield done, failed
