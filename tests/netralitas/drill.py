"""A backup, a loss and a restore on PostgreSQL, with pg_dump and psql as an operator would use them."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from netralitas.retention import restoring
from reports import privacy, status
from reports.models.report import Report
from services.notifications import delivery
from services.notifications.models import Message, Owed
from services.vault.models import Envelope
from tests.factories import reports as made


@dataclass
class Drill:
    """`people` report before the backup; all of them are purged and all letters sent after it."""

    folder: Path
    people: int
    codes: list[str] = field(default_factory=list)

    def run(self) -> dict[str, int]:
        """Back up, purge, send, lose everything, restore, replay; what `restored` says."""
        self.codes = [made.filed()[0] for _number in range(self.people)]
        self.dump()
        for report in Report.objects.all():
            privacy.purge(report, actor="system")
        self._work_off()
        self.restore()
        return restoring.restored()

    def readable(self) -> int:
        """Envelopes of purged people in the database."""
        return Envelope.objects.filter(subject__in=Report.objects.values("subject")).count()

    def opened(self) -> int:
        """Codes that still open their page."""
        return sum(status.read(code) is not None for code in self.codes)

    def waiting(self) -> int:
        """Letters that nobody has sent, by this database."""
        return Message.objects.filter(state="waiting").count()

    def _work_off(self) -> None:
        restoring.reminders.scan(has_officer=restoring.access.has_officer, attending=restoring.access.attending)
        while restoring.relay.run(100):
            continue
        untried = Owed.objects.filter(kind="message", done_at=None, attempts=0)
        for _call in range(self.people + 10):
            delivery.deliver(100)  # says 0 also of a hundred letters to offices without an address
        assert not untried.exists()

    def dump(self) -> None:
        """The backup."""
        self._call("pg_dump", "--clean", "--if-exists", "--file", str(self.folder / "backup.sql"))

    def restore(self) -> None:
        """Everything lost, and back from the backup."""
        connection.close()
        self._call("psql", "--quiet", "--set=ON_ERROR_STOP=1", "--file", str(self.folder / "backup.sql"))

    def _call(self, *command: str) -> None:
        parts = connection.settings_dict
        where = {"PGHOST": parts["HOST"], "PGPORT": parts["PORT"] or "5432", "PGUSER": parts["USER"]}
        secret = {"PGPASSWORD": parts["PASSWORD"], "PATH": "/usr/local/bin:/usr/bin:/bin"}
        database = f"--dbname={parts['NAME']}"
        done = subprocess.run(
            [*command, database], env={**where, **secret}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
