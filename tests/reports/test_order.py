"""T-03: of packages that leave on one evening nothing tells which of their reports came first."""

from itertools import combinations
from types import SimpleNamespace

import pytest
import time_machine
from pytest_django import Settings

from reports import handling, relay
from reports.models.case import Case
from reports.models.package import PackageLeg, ReferralPackage
from services.notifications.models import Owed
from tests.factories import reports as made

MORNING, NIGHT = "2024-10-05T09:00:00+08:00", "2024-10-06T00:00:05+08:00"
RUNS, PACKAGES = 200, 12


def tau(order: list[int]) -> float:
    """Kendall's rank correlation with the order in which they came: 1 the same, -1 reversed, 0 none."""
    pairs = list(combinations(order, 2))
    return sum(1 if one < other else -1 for one, other in pairs) / len(pairs)


def test_tau_tells_an_order_from_none() -> None:
    assert (tau([0, 1, 2, 3]), tau([3, 2, 1, 0]), tau([1, 0, 3, 2])) == (1.0, -1.0, 2 / 6)


def test_over_two_hundred_evenings_the_order_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    orders: list[list[int]] = []
    rows = [SimpleNamespace(kind="release", ref=str(number)) for number in range(PACKAGES)]
    monkeypatch.setattr("reports.relay.outbox.claim", lambda *_given, **_more: list(rows))
    monkeypatch.setattr(relay, "_batch", lambda claimed, _work: orders.append([int(row.ref) for row in claimed]) or 0)
    monkeypatch.setattr(relay, "KINDS", ("release",))
    for _run in range(RUNS):
        relay.run()
    monkeypatch.undo()
    assert len(orders) == RUNS
    assert all(sorted(order) == list(range(PACKAGES)) for order in orders)
    assert abs(sum(map(tau, orders)) / RUNS) < 0.1
    assert len({tuple(order) for order in orders}) > RUNS * 0.9


@pytest.mark.django_db
def test_the_numbers_that_receivers_read_follow_the_shuffled_order(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = False
    with time_machine.travel(MORNING, tick=False):
        cases = [_referred() for _number in range(4)]
    assert Owed.objects.filter(kind="release", done_at=None).count() == 4
    assert not PackageLeg.objects.exists()
    wanted = [2, 0, 3, 1]
    monkeypatch.setattr(relay, "_CHANCE", SimpleNamespace(shuffle=lambda rows: _arrange(rows, wanted)))
    with time_machine.travel(NIGHT, tick=False):
        made.relayed()
    legs = PackageLeg.objects.order_by("pk")
    found = [cases.index(leg.respondent.package.origins.get().case) for leg in legs]
    assert list(dict.fromkeys(found)) == wanted
    assert ReferralPackage.objects.filter(released_on=None).count() == 0


def _arrange(rows: list[Owed], wanted: list[int]) -> None:
    if rows:
        rows[:] = [rows[place] for place in wanted]


def _referred() -> Case:
    _code, case = made.filed()
    handling.register(case, number=f"{Case.objects.count():03}/Reg", by=made.desk(case))
    made.heard(case, on=made.case_of(_code).received_on)
    made.minutes(case, held_on=case.received_on)
    made.package(case, letter_date=case.received_on)
    handling.refer(case, by=made.desk(case, "leader"))
    made.relayed()
    return case
