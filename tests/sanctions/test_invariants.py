from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from procedures.models import Proceeding
from reports.models.package import PackageLeg
from sanctions import decisions, execution, invariants, recommendations
from sanctions.models.catalogue import SanctionKind
from sanctions.models.count import Count
from sanctions.models.decision import Decision, Execution
from sanctions.models.ending import Ending
from sanctions.models.oversight import Recommendation
from tests.factories import sanctions as make

pytestmark = pytest.mark.usefixtures("kinds")


@pytest.fixture
def season() -> None:
    """One person to the end, one recommended only, one not proven."""
    office = make.acting("bkpsdm", "bkpsdm-balikpapan")
    first, second, third = make.oversight_leg(), make.oversight_leg(), make.oversight_leg()
    for leg in (first, second):
        recommendations.recommend(
            leg, by=make.acting(), number="R", dated_on=date(2024, 10, 1), violation_class="discipline", text="x"
        )
    recommendations.find_not_proven(third, by=make.acting(), reason="Bukti tidak cukup.")
    leg = PackageLeg.objects.get(respondent=first.respondent, procedure="personnel")
    decisions.decide(
        leg, by=office, kind=SanctionKind.objects.get(pk="M1"), decree_number="1", decree_date=date(2024, 10, 2),
        starts_on=date(2024, 10, 2), signatory="Wali Kota", reply="answer", replied_on=date(2024, 10, 2),
    )  # fmt: skip
    execution.record(leg, by=office, executed_on=make.TODAY)


def broken() -> set[str]:
    return {name for name, count in invariants.counts().items() if count}


def test_a_season_through_the_real_verbs_breaks_nothing(season: None) -> None:
    assert broken() == set()


@pytest.mark.parametrize(
    ("spoil", "rules"),
    [
        (
            lambda: Recommendation.objects.order_by("pk").last().delete(),  # type: ignore[union-attr]
            {"recommended_without_recommendation"},
        ),
        (lambda: Ending.objects.all().delete(), {"ended_without_reason"}),
        (lambda: Execution.objects.all().delete(), {"executed_without_execution"}),
        (
            lambda: Recommendation.objects.update(dated_on=date(2024, 10, 3)),
            {"decision_dated_before_recommendation"},
        ),
        (
            lambda: Count.objects.filter(stage="decided").delete(),
            {"decided_persons_not_counted"},
        ),
        (
            lambda: Count.objects.update(announced_on=date(2024, 9, 1)),
            {"announced_before_it_happened"},
        ),
        (
            lambda: Proceeding.objects.filter(procedure="personnel").update(subject=make.respondent().pk),
            {"recommended_without_follow_up", "leg_about_another_respondent"},
        ),
        (
            lambda: Decision.objects.update(respondent=make.respondent()),
            {"decision_about_another_respondent"},
        ),
    ],
)
def test_what_is_spoilt_is_counted(season: None, spoil: Callable[[], Any], rules: set[str]) -> None:
    spoil()
    assert broken() == rules
