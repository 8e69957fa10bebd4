"""Two officers press at once, 500 times: one winner each, the other is told, no update is lost."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from procedures import transitions
from procedures.enums import Event
from procedures.models import Deadline, Proceeding, Step
from services.accounts.enums import Role
from services.audit.models import Entry
from services.notifications.models import Owed
from tests.factories import procedures as make
from tests.procedures.test_races import together

pytestmark = [
    pytest.mark.proof,
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
ROUNDS = 500


def test_of_two_presses_one_wins_and_the_other_is_told_every_time() -> None:
    """A step against a step, and, every other round, a step against a move to another office."""
    outcomes: list[str] = []
    moved = 0

    def press(leg: Proceeding, event: str, role: str) -> Callable[[], None]:
        def job() -> None:
            letter = make.letter() if event == Event.TAKE_OVER else None
            try:
                transitions.advance(leg, event, by=make.actor(role), facts=make.facts(), letter=letter)
                outcomes.append("won")
            except transitions.Stale:
                outcomes.append("told")

        return job

    for number in range(ROUNDS):
        leg = make.begun()
        first, second = Proceeding.objects.get(pk=leg.pk), Proceeding.objects.get(pk=leg.pk)
        rival = Event.HAND_OVER if number % 2 else Event.KEEP_AS_TIP
        together(press(first, Event.REGISTER, Role.VERIFIER), press(second, rival, Role.LEADER))
        stands = Proceeding.objects.get(pk=leg.pk)
        moved += stands.agency_id == "bawaslu-kukar"
        assert (stands.agency_id == "bawaslu-kukar") == stands.steps.filter(event=Event.HAND_OVER).exists()

    assert Counter(outcomes) == {"won": ROUNDS, "told": ROUNDS}
    assert set(Proceeding.objects.values_list("version", flat=True)) == {2}
    assert Step.objects.count() == 2 * ROUNDS
    assert Step.objects.filter(event=Event.HAND_OVER).count() == moved
    assert Owed.objects.filter(kind="step").count() == 2 * ROUNDS
    assert Entry.objects.filter(action__startswith="proceeding:").count() == 2 * ROUNDS
    assert Deadline.objects.filter(ended_at__isnull=True).count() == ROUNDS
