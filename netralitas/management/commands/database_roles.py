"""`manage.py database_roles`: make the database roles, their rights and row rules, after `migrate`."""

import argparse
from typing import Any
from urllib.parse import unquote

from django.core.management.base import BaseCommand, CommandError

from netralitas.env import Env
from netralitas.roles import making
from netralitas.roles.table import DbRole


class Command(BaseCommand):
    help = "Make or mend the database roles (PostgreSQL). Run it as the owner, after migrate; --drop takes them away."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--drop", action="store_true", help="give the tables back and remove the roles")

    def handle(self, *_args: Any, drop: bool, **_options: Any) -> None:
        try:
            if drop:
                making.drop()
                self.stdout.write("database roles are gone")
            else:
                changed = making.make(self._passwords())
                self.stdout.write("database roles are made" if changed else "database roles were right already")
        except making.Unsupported as error:
            raise CommandError(str(error)) from error

    def _passwords(self) -> dict[DbRole, str]:
        """A role whose address is given may log in with the password that stands there; the others may not."""
        env = Env()
        found = {}
        for role in DbRole:
            name = f"DATABASE_URL_{role.name}"
            if env.text(name, ""):
                address = env.url(name, "", schemes=("postgres", "postgresql"))
                found[role] = unquote(address.password or "")
        return found
