"""Who acts for which office on a day, and the letters of offices that never sign in."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from procedures.models import Letter, Proceeding
from procedures.vocabulary import Actor
from regions import days, offices
from reports.models.case import Case
from services.accounts.enums import Role
from services.accounts.models import Membership


class Desks:
    """Demo staff by role and office, read once."""

    def __init__(self) -> None:
        rows = Membership.objects.values_list("role", "agency_id", "user_id")
        self._staff: dict[tuple[str, str], UUID] = {(role, agency): user for role, agency, user in rows}

    def of_case(self, role: Role, case: Case) -> Actor:
        """An officer of the Bawaslu office that handles the case."""
        return self._actor(role, case.handler_id)

    def of_leg(self, leg: Proceeding) -> tuple[Actor, Letter | None]:
        """Who records at a package leg: the office's own officer, or Bawaslu's from a letter."""
        on = today(leg.zone)
        agency = offices.in_office(offices.get(leg.agency_id), on).code
        for role in (Role.BKN, Role.BKPSDM):
            if (role, agency) in self._staff:
                return self._actor(role, agency), None
        letter = Letter.objects.create(
            number=f"CONTOH/{leg.pk.hex[:6]}/{on.year}",
            dated_on=on,
            received_on=on,
            sender=offices.get(leg.agency_id).name,
        )
        return self._actor(Role.VERIFIER, str(leg.sender_id)), letter

    def _actor(self, role: Role, agency: str) -> Actor:
        return Actor(role, user=self._staff[role, agency], agency=agency)


def today(zone: str) -> date:
    """The local day of the simulated moment."""
    return days.local_date(timezone.now(), zone)
