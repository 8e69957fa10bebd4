"""`manage.py retention`: the table with what is due; `--purge` carries it out, `--consent` destroys content."""

import argparse
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from netralitas.retention import purging
from netralitas.retention.table import RULES, SCHEDULE
from reports import destroying
from services.audit.log import LONGEST_VALUE, PLAIN


class Command(BaseCommand):
    help = "How long data is kept and what is past its period. Without options it only tells."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--purge", action="store_true", help="delete now what the scheduler deletes every hour")
        parser.add_argument("--consent", metavar="NUMBER", help="number of the letter that consents to destroying")
        parser.add_argument("--closed-before", metavar="YYYY-MM-DD", help="the day up to which that letter goes")

    def handle(self, *_args: Any, purge: bool, consent: str, closed_before: str, **_options: Any) -> None:
        if bool(consent) != bool(closed_before):
            raise CommandError("--consent and --closed-before belong together: which letter, and up to which day")
        if purge:
            done = purging.purge()
            self.stdout.write("purged: " + (", ".join(f"{code} {count}" for code, count in done.items()) or "nothing"))
        if consent:
            self.stdout.write(f"destroyed: {_destroy(consent, closed_before)} reports")
        self._tell()

    def _tell(self) -> None:
        due = {**purging.past(), "content": purging.proposed().count()}
        for rule in SCHEDULE:
            period = f"{rule.period.days} days" if rule.days else "–"
            doubt = "" if rule.sure else "?"
            count = f"{due[rule.code]} past" if rule.code in due else ""
            groups = " ".join(rule.groups)
            self.stdout.write(
                f"{rule.code:10} {groups:16} {rule.what} | {rule.since} {period}{doubt} | {rule.fate.value} | "
                f"{rule.basis} {count}".rstrip()
            )


def _destroy(letter: str, closed_before: str) -> int:
    """Destroy content with the archive authority's consent; only what is past its period and before that day."""
    if not PLAIN.fullmatch(letter) or len(letter) > LONGEST_VALUE:
        raise CommandError(f"{letter!r} is no number of a letter. Write it without spaces, such as 12/ANRI/2031")
    try:
        day = date.fromisoformat(closed_before)
    except ValueError:
        raise CommandError(f"{closed_before!r} is no day. Write it as 2031-02-03") from None
    limit = min(datetime.combine(day, time(), tzinfo=UTC), timezone.now() - RULES["content"].period)
    return destroying.destroy(limit, letter=letter, actor="system")
