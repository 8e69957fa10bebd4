"""`manage.py procedure_doc`: writes docs/procedure.md from the tables, or says that it is stale."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from procedures.management.document import render


class Command(BaseCommand):
    """Generates the readable form of the law as the engine executes it."""

    help = "Writes docs/procedure.md from procedures/workflow/. With --check only says whether it is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--check`, and another file for those who want a copy."""
        parser.add_argument("--check", action="store_true", help="fail when the file is stale; write nothing")
        parser.add_argument("--output", type=Path, default=Path(settings.ROOT) / "docs" / "procedure.md")

    def handle(self, *_args: Any, check: bool, output: Path, **_options: Any) -> None:
        """Compare or write."""
        text = render()
        if check:
            if not output.exists() or output.read_text(encoding="utf-8") != text:
                raise CommandError(f"{output.name} is stale. Run `manage.py procedure_doc` and commit the result.")
            return
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
        self.stdout.write(f"{output.name}: {len(text.splitlines())} lines")
