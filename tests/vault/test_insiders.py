"""T-12: two hundred ways of one insider to see an identity alone; none succeeds, and each is in the book."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine

from services.audit.models import Entry
from services.vault import grants, holds
from services.vault.models import Grant, Hold
from services.vault.opening import Desk
from services.vault.refusals import Refused
from tests.factories import vault
from tests.factories.vault import Officer

pytestmark = pytest.mark.django_db
INSIDERS = 20


@dataclass
class Insider:
    """Somebody with two accounts, who may find an honest colleague to agree once."""

    desk: Desk
    clock: time_machine.Traveller
    one: Officer = field(default_factory=Officer)
    seen: int = 0
    outcome: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.other = Officer(person=self.one.person)

    def ask(self) -> UUID:
        return grants.request(
            self.desk, vault.envelope().subject, account=self.one.account, kind="identity", reason="safety"
        )

    def allowed(self, approver: Officer | None = None) -> UUID:
        """A request that an honest colleague has agreed to."""
        self.clock.shift(60)
        approver, grant = approver or Officer(), self.ask()
        grants.approve(self.desk, grant, account=approver.account, code=approver.code())
        return grant

    def look(self, grant: UUID, who: Officer, code: str) -> None:
        grants.show(self.desk, grant, account=who.account, code=code)

    def attempt(self, verb: object, *args: object, **kwargs: object) -> None:
        try:
            verb(*args, **kwargs)  # type: ignore[operator]
            self.outcome["succeeded"] += 1
        except Refused as refusal:
            self.outcome[refusal.code] += 1

    def approve(self, grant: UUID, who: Officer, code: str, *barred: UUID) -> None:
        self.attempt(grants.approve, self.desk, grant, account=who.account, code=code, barred=barred)


def alone(insider: Insider) -> None:
    """Four ways without anybody else: own approval, by the other account, as handler, no approval at all."""
    grant = insider.ask()
    insider.approve(grant, insider.one, insider.one.code())
    insider.approve(grant, insider.other, insider.other.code())
    insider.attempt(insider.look, grant, insider.one, insider.one.code(steps=1))
    stranger = grants.request(insider.desk, uuid4(), account=Officer().account, kind="identity", reason="safety")
    insider.approve(stranger, insider.other, insider.other.code(steps=1), insider.one.account)


def again(insider: Insider) -> None:
    """Four ways with an approval that is used up: a used code, a new one, the other account, a new approval."""
    grant, code = insider.allowed(), insider.one.code()
    insider.look(grant, insider.one, code)
    insider.seen += 1
    insider.attempt(insider.look, grant, insider.one, code)
    insider.attempt(insider.look, grant, insider.one, insider.one.code(steps=1))
    insider.attempt(insider.look, grant, insider.other, insider.other.code(steps=1))
    honest = Officer()
    insider.approve(grant, honest, honest.code())


def too_late(insider: Insider) -> None:
    """One way: an approval that was left lying."""
    grant = insider.allowed()
    insider.clock.shift(timedelta(minutes=30))
    insider.attempt(insider.look, grant, insider.one, insider.one.code())


def too_many(insider: Insider) -> None:
    """One way: a fourth opening within a day, and lifting the hold oneself does not help."""
    insider.allowed()
    insider.clock.shift(60)
    honest, fourth = Officer(), insider.ask()
    insider.approve(fourth, honest, honest.code())
    hold = Hold.objects.get(person=insider.one.person)
    with pytest.raises(Refused, match="Pemohon tidak boleh"):
        holds.confirm(insider.desk, hold.pk, account=insider.other.account, code=insider.other.code())


def test_of_two_hundred_attempts_none_succeeds(clock: time_machine.Traveller) -> None:
    outcome: Counter[str] = Counter()
    seen = 0
    for _number in range(INSIDERS):
        insider = Insider(vault.desk(), clock)
        for way in (alone, again, too_late, too_many):
            way(insider)
            clock.shift(timedelta(minutes=2))
        outcome, seen = outcome + insider.outcome, seen + insider.seen

    assert outcome == {
        "same_person": 2 * INSIDERS, "not_approved": INSIDERS, "handler": INSIDERS, "wrong_code": INSIDERS,
        "used_up": 2 * INSIDERS, "already_approved": INSIDERS, "late": INSIDERS, "held": INSIDERS,
    }  # fmt: skip
    assert outcome.total() == 200
    assert Entry.objects.filter(action="identity:shown").count() == seen == INSIDERS
    assert Hold.objects.filter(confirmed_at__isnull=True).count() == INSIDERS
    assert Grant.objects.filter(approved_at__isnull=False).count() == 3 * INSIDERS
