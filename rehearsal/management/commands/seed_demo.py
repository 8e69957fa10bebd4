"""manage.py seed_demo --cases N --seed S: demo accounts and N filings with all that became of them."""

from datetime import timedelta
from random import Random

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F
from django.utils import timezone

from regions import days
from rehearsal import plan, staff
from rehearsal.desks import Desks
from rehearsal.officers import Road
from rehearsal.season import Season
from reports.models.case import Case
from services.notifications import outbox
from services.notifications.models import Message, MessageState, Owed

STILL_FRESH = timedelta(days=2)


class Command(BaseCommand):
    help = "Make demo accounts and a believable season of invented cases (DATA CONTOH) up to now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=300)
        parser.add_argument("--seed", type=int, default=2024)

    def handle(self, *, cases: int, seed: int, verbosity: int, **_options: object) -> None:
        if not settings.DEMO:
            raise CommandError("This installation holds real cases (DEMO is 0); demo data is refused.")
        now = timezone.now()
        accounts = staff.hire(days.local_date(now, "Asia/Makassar"), settings.VAR_DIR)
        if Case.objects.exists():
            self._say(verbosity, f"{len(accounts)} demo accounts; cases exist already, none were added")
            return
        season = Season(now, progress=self._progress(verbosity))
        desks = Desks()
        for number in range(cases):
            chance = Random(f"{seed}:{number}")  # noqa: S311  (sample data, repeatable on purpose)
            filing = plan.filing(chance, now=now)
            season.plan(filing.at, Road(filing, chance, desks).file)
        with outbox.without_nudges():
            season.run()
            deliver_history(before=now - STILL_FRESH)
        self._say(verbosity, f"{len(accounts)} demo accounts, {cases} filings, {season.acts} acts")

    def _progress(self, verbosity: int):  # type: ignore[no-untyped-def]
        def show(done: int) -> None:
            if verbosity and done % 500 == 0:
                self.stdout.write(f"  {done} acts")

        return show

    def _say(self, verbosity: int, text: str) -> None:
        if verbosity:
            self.stdout.write(text)


def deliver_history(*, before: object) -> None:
    """Letters of the simulated past count as sent on their day; only fresh ones reach the mailbox."""
    past = Message.objects.filter(state=MessageState.WAITING, created_at__lt=before)
    letters = [str(pk) for pk in past.values_list("pk", flat=True)]
    past.update(state=MessageState.SENT, sent_at=F("created_at"))
    for start in range(0, len(letters), 500):
        owed = Owed.objects.filter(kind="message", ref__in=letters[start : start + 500], done_at__isnull=True)
        owed.update(done_at=timezone.now())
