"""`manage.py restored`: once after every restore, before web, worker and vault start again."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from netralitas.retention import restoring
from services.audit.ledger import LedgerDamaged


class Command(BaseCommand):
    help = "After a restore: delete again what the ledger names, and let no letter of the time before leave by itself."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--discard-letters", action="store_true", help="afterwards: drop the letters that wait")

    def handle(self, *_args: Any, discard_letters: bool, **_options: Any) -> None:
        if discard_letters:
            self.stdout.write(f"{restoring.discard()} letters will never leave")
            return
        try:
            done = restoring.restored()
        except LedgerDamaged as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"deleted again: {done['envelopes']} envelopes, {done['reports']} reports, {done['files']} files, "
            f"{done['cases']} cases; "
            f"{done['letters']} letters wait for a person (admin, Antrean pekerjaan)"
        )
