"""`manage.py load_reference`: territory, offices, calendars, rules. Safe to run at every start."""

from typing import Any

from django.core.management.base import BaseCommand

from guidance import reference as guidance
from regions import reference as regions
from sanctions import reference as sanctions

# Lower apps first: the rows of a later one may point at those of an earlier one.
LOADERS = (regions.load, guidance.load, sanctions.load)


class Command(BaseCommand):
    """Brings the reference tables of every app up to date."""

    help = "Loads the reference data of every app; says how many rows each table has."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load in order; silent with --verbosity 0."""
        for load in LOADERS:
            for name, count in load().items():
                if options["verbosity"] > 0:
                    self.stdout.write(f"{name}: {count}")
