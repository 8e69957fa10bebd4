"""`verify_audit`: walks the whole chain; exit 1 names the first broken entry."""

from django.core.management.base import BaseCommand, CommandError

from services.audit import chain
from services.audit.models import Entry, Root


class Command(BaseCommand):
    """Reads only: it neither seals nor repairs."""

    help = "Verify the audit chain. Exit code 1 and the first broken entry where it was tampered with."

    def handle(self, *args: object, **options: object) -> None:
        waiting = chain.unsealed()
        if broken := chain.verify():
            raise CommandError(f"audit chain BROKEN at {broken}; {waiting} not sealed yet")
        sealed = Entry.objects.filter(sequence__isnull=False).count()
        self.stdout.write(
            f"audit chain intact: {sealed} entries sealed, {waiting} not sealed yet, "
            f"{Root.objects.count()} daily roots match"
        )
