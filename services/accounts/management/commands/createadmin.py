"""manage.py createadmin: the first system administrator of a fresh installation."""

import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from regions import days, offices
from regions.offices import UnknownOffice
from services.accounts.enums import Role
from services.accounts.models import Membership, User
from services.audit import log


class Command(BaseCommand):
    help = "Make a system administrator (accounts only, no case). The second factor is enrolled at the first sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="full name, shown to colleagues")
        parser.add_argument("--agency", default="bawaslu-ri", help="code of the office, see regions/data/agencies.csv")

    def handle(self, **options: str) -> None:
        username = options["username"]
        if User.objects.filter(username=username).exists():
            raise CommandError(f"{username} exists already. Choose another name, or end the membership in the admin.")
        try:
            agency = offices.get(options["agency"])
        except UnknownOffice as error:
            raise CommandError(str(error)) from error
        password = self._password(User(username=username, full_name=options["name"]))
        with transaction.atomic():
            user = User.objects.create_user(username, password, full_name=options["name"])
            since = days.local_date(user.created_at, agency.zone)
            Membership.objects.create(user=user, agency=agency, role=Role.SYSADMIN, since=since)
            log.record("account:created", subject=str(user.pk), actor="system", role=Role.SYSADMIN.value)
        self.stdout.write(f"{username} may sign in at /admin/login/ and is asked to enrol a second factor there.")

    def _password(self, user: User) -> str:
        first = getpass.getpass("Password (at least 12 characters): ")
        try:
            validate_password(first, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if first != getpass.getpass("Once more: "):
            raise CommandError("The two passwords differ; nothing was made.")
        return first
