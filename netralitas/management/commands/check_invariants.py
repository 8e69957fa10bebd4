"""`manage.py check_invariants`: what must always hold, counted. Prints numbers only, never a row."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils.module_loading import module_has_submodule

Counts = Callable[[], dict[str, int]]


class Command(BaseCommand):
    """Runs `invariants.counts` of every app that has one; ends with 1 if any count is not zero."""

    help = "Counts what breaks a rule that must always hold; exit code 1 if anything does."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """One line per rule; the violated ones are marked."""
        broken = 0
        for label, counts in invariants():
            for rule, count in sorted(counts().items()):
                broken += count
                self.stdout.write(f"{'BROKEN' if count else 'ok':7}{label}: {rule.removeprefix(f'{label}: ')}: {count}")
        if broken:
            self.stderr.write(f"{broken} violations.")
            sys.exit(1)


def invariants() -> Iterator[tuple[str, Counts]]:
    """The counting function of every app that declares one, by app label."""
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "invariants"):
            module = import_module(f"{config.name}.invariants")
            yield config.label, module.counts
