"""manage.py publish_statistics: freeze the announced figures of the newest day of publication."""

from django.core.management.base import BaseCommand

from transparency import publication


class Command(BaseCommand):
    help = "Freeze the announced figures as of the newest Monday; a published day never changes."

    def handle(self, **options: object) -> None:
        fresh = publication.publish()
        if options["verbosity"]:
            self.stdout.write(f"published as of {fresh.as_of.isoformat()}, sha256 {fresh.digest}")
