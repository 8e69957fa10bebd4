"""`manage.py retention`: the table with what is due; `--purge` carries it out, `--consent` destroys what needs one."""

import argparse
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from netralitas.retention import emptying, purging
from netralitas.retention.table import RULES, SCHEDULE
from reports import destroying
from services.audit.log import LONGEST_VALUE, PLAIN

CONSENTED = {"content": "reports", "package": "cases"}  # what a written consent can name → what is counted


class Command(BaseCommand):
    help = "How long data is kept and what is past its period. Without options it only tells."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--purge", action="store_true", help="delete now what the scheduler deletes every hour")
        parser.add_argument("--consent", metavar="NUMBER", help="number of the letter that consents to destroying")
        parser.add_argument("--closed-before", metavar="YYYY-MM-DD", help="the day up to which that letter goes")
        parser.add_argument("--rule", choices=sorted(CONSENTED), default="content", help="which rule the letter names")
        parser.add_argument("--case", metavar="REFERENCE", help="with --rule package: this case alone, or say why not")

    def handle(
        self, *_args: Any, purge: bool, consent: str, closed_before: str, rule: str, case: str, **_options: Any
    ) -> None:
        if bool(consent) != bool(closed_before):
            raise CommandError("--consent and --closed-before belong together: which letter, and up to which day")
        if (case or rule != "content") and not consent:
            raise CommandError("--rule and --case name what a letter consents to. Add --consent and --closed-before")
        if case and rule != "package":
            raise CommandError("--case names a case to be emptied. Add --rule package")
        if purge:
            done = purging.purge()
            self.stdout.write("purged: " + (", ".join(f"{code} {count}" for code, count in done.items()) or "nothing"))
        if consent:
            count = _destroy(rule, case, consent, _limit(rule, consent, closed_before))
            self.stdout.write(f"destroyed: {count} {CONSENTED[rule]}")
        self._tell()

    def _tell(self) -> None:
        due = {**purging.past(), "content": purging.proposed().count(), "package": emptying.proposed().count()}
        for rule in SCHEDULE:
            period = f"{rule.period.days} days" if rule.days else "–"
            doubt = "" if rule.sure else "?"
            count = f"{due[rule.code]} past" if rule.code in due else ""
            groups = " ".join(rule.groups)
            self.stdout.write(
                f"{rule.code:10} {groups:16} {rule.what} | {rule.since} {period}{doubt} | {rule.fate.value} | "
                f"{rule.basis} {count}".rstrip()
            )


def _destroy(rule: str, case: str, letter: str, limit: datetime) -> int:
    """Destroy with the archive authority's consent what is past its period; how many reports or cases."""
    if rule == "content":
        return destroying.destroy(limit, letter=letter, actor="system")
    if not case:
        return emptying.destroy(limit, letter=letter, actor="system")
    found = emptying.named(case)
    if found is None:
        raise CommandError(f"{case!r} is no case. Write its reference as its page shows it")
    try:
        emptying.destroy_one(found, limit, letter=letter, actor="system")
    except emptying.Kept as reason:
        raise CommandError(f"nothing was destroyed in {case}: {reason}") from None
    return 1


def _limit(rule: str, letter: str, closed_before: str) -> datetime:
    """Up to when a case must have ended: the day the letter names, and never within the period of the rule."""
    if not PLAIN.fullmatch(letter) or len(letter) > LONGEST_VALUE:
        raise CommandError(f"{letter!r} is no number of a letter. Write it without spaces, such as 12/ANRI/2031")
    try:
        day = date.fromisoformat(closed_before)
    except ValueError:
        raise CommandError(f"{closed_before!r} is no day. Write it as 2031-02-03") from None
    return min(datetime.combine(day, time(), tzinfo=UTC), timezone.now() - RULES[rule].period)
