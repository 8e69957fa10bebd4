"""manage.py createadmin: the first accounts of a fresh installation, before there are two people to ask."""

import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from regions import days, offices
from regions.models import Agency
from regions.offices import UnknownOffice
from services.accounts import access, granting
from services.accounts.enums import Role
from services.accounts.models import Membership, User
from services.audit import log

FIRST = (Role.SYSADMIN, Role.LEADER)


class Command(BaseCommand):
    help = (
        "Make a system administrator (accounts only, no case), or the first leader, who then approves all other "
        "roles. The second factor is enrolled at the first sign-in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="full name, shown to colleagues")
        parser.add_argument(
            "--nip", required=True, help="kept as a keyed hash only: two accounts of one person are one"
        )
        parser.add_argument("--agency", default=granting.TOP, help="code of the office, see regions/data/agencies.csv")
        parser.add_argument("--role", default=Role.SYSADMIN.value, choices=[role.value for role in FIRST])

    def handle(self, **options: str) -> None:
        username, role = options["username"], options["role"]
        if User.objects.filter(username=username).exists():
            raise CommandError(f"{username} exists already. Choose another name, or end the membership in the admin.")
        try:
            agency = offices.get(options["agency"])
        except UnknownOffice as error:
            raise CommandError(str(error)) from error
        self._refuse_second(role, agency)
        self._refuse_spelling(username, options["nip"])
        hashed = access.person_hash(options["nip"])
        if User.objects.filter(person_hash=hashed).exists():
            raise CommandError("That NIP belongs to another account: the two must be two people.")
        password = self._password(User(username=username, full_name=options["name"]))
        with transaction.atomic():
            user = User.objects.create_user(username, password, full_name=options["name"], person_hash=hashed)
            since = days.local_date(user.created_at, agency.zone)
            made = Membership.objects.create(user=user, agency=agency, role=role, since=since)
            log.record("account:created", subject=str(user.pk), actor="system", role=role)
            granting.announce(made, actor="system")
        self.stdout.write(f"{username} may sign in at /admin/login/ and is asked to enrol a second factor there.")

    def _refuse_spelling(self, username: str, nip: str) -> None:
        try:
            User._meta.get_field("username").run_validators(username)
        except ValidationError as error:
            raise CommandError(f"That username is none. {' '.join(error.messages)}") from error
        if not access.is_nip(nip):
            raise CommandError("That is no NIP: 18 digits of birth date, appointment, sex and number.")

    def _refuse_second(self, role: str, agency: Agency) -> None:
        """A leader by command only where there is none: every other role takes two people in the portal."""
        if role == Role.LEADER and granting.led(agency):
            raise CommandError(
                f"A leader serves {agency.code} or a level above already. Ask for the role at "
                "/admin/accounts/rolerequest/; a leader approves it there."
            )

    def _password(self, user: User) -> str:
        first = getpass.getpass("Password (at least 12 characters): ")
        try:
            validate_password(first, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if first != getpass.getpass("Once more: "):
            raise CommandError("The two passwords differ; nothing was made.")
        return first
