"""`manage.py who_saw`: whose identity, original or case was exposed to whom between two moments, as CSV."""

import argparse
import csv
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from services.audit import exposure
from services.audit.exposure import Kind


class Command(BaseCommand):
    help = "Who saw what from one moment until just before another: ids only, from the audit. Reads only."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        form = "YYYY-MM-DDTHH:MM, in the portal's zone unless an offset stands behind it"
        parser.add_argument("--from", dest="since", required=True, metavar="MOMENT", help=form)
        parser.add_argument("--to", dest="until", required=True, metavar="MOMENT", help=form)
        parser.add_argument("--kind", choices=[kind.value for kind in Kind], help="only this kind")
        parser.add_argument("--subject", default="", help="only what was seen of this id")

    def handle(self, *_args: Any, since: str, until: str, kind: str | None, subject: str, **_options: Any) -> None:
        first, last = _moment(since), _moment(until)
        if last <= first:
            raise CommandError("--to must be later than --from")
        found = exposure.exposures(first, last, kind=Kind(kind) if kind else None, subject=subject)
        writer = csv.writer(self.stdout, lineterminator="")
        rows = 0
        for rows, cells in enumerate(exposure.lines(found)):  # noqa: B007 (the heading is row 0)
            writer.writerow(cells)
        if not rows:
            self.stderr.write("nobody saw anything of the kind in that time")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no moment. Write it as 2024-10-03T09:00") from None
    return moment if moment.tzinfo else timezone.make_aware(moment)
