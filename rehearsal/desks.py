"""Who acts for which office on a day, and the letters of offices that never sign in."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from procedures.enums import Event, Holder
from procedures.models import Letter, LetterRecord, Proceeding, RecordState
from procedures.vocabulary import Actor
from regions import days, offices
from reports.models.case import Case
from sanctions.insisting import recorder
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

    def above(self, case: Case) -> Actor | None:
        """The leader of the Bawaslu office above the one that handles the case, if there is one."""
        above = offices.above(offices.get(case.handler_id))
        return self._actor(Role.LEADER, above.code) if above and (Role.LEADER, above.code) in self._staff else None

    def next_at(self, leg: Proceeding) -> Actor:
        """Who has the next move at a package leg: the office's own officer; Bawaslu's where it was asked,
        or where it has the office's letter."""
        if leg.holder != Holder.BAWASLU:
            agency = in_charge(leg)
            for role in (Role.BKN, Role.BKPSDM):
                if (role, agency) in self._staff:
                    return self._actor(role, agency)
        return self._actor(Role.VERIFIER, str(leg.sender_id))

    def letter(self, leg: Proceeding, *, number: str) -> Letter:
        """A letter of the office in charge, from which Bawaslu records what it did."""
        on = today(leg.zone)
        sender = offices.get(leg.agency_id).name
        return Letter.objects.create(number=number, dated_on=on, received_on=on, sender=sender)

    def confirmed(self, leg: Proceeding, event: Event, by: Actor) -> LetterRecord:
        """That a leader of the recording office has read the letter too: as a confirmed record looks, in one INSERT."""
        now, leader = timezone.now(), self._staff[Role.LEADER, by.agency]
        return LetterRecord.objects.create(
            leg=leg, event=event, version=leg.version, role=by.role, agency=by.agency, recorded_by=recorder(by),
            recorded_at=now, state=RecordState.CONFIRMED, decided_by=leader, decided_at=now,
        )  # fmt: skip

    def _actor(self, role: Role, agency: str) -> Actor:
        return Actor(role, user=self._staff[role, agency], agency=agency)


def today(zone: str) -> date:
    """The local day of the simulated moment."""
    return days.local_date(timezone.now(), zone)


def in_charge(leg: Proceeding) -> str:
    """The code of the office that does the work of the leg's office today."""
    return offices.in_office(offices.get(leg.agency_id), today(leg.zone)).code
