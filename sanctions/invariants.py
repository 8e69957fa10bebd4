"""What must always hold of recommendations, decisions and their counts, as counts of what does not."""

from django.db.models import F, Q, QuerySet

from procedures.enums import Procedure, State
from procedures.models import Proceeding
from reports.models.package import PackageLeg
from sanctions.models.count import Count
from sanctions.models.decision import Decision, Execution
from sanctions.models.ending import Ending
from sanctions.models.oversight import Recommendation

DECREED = (State.SANCTIONED, State.EXECUTED)


def counts() -> dict[str, int]:
    """Name of each rule → how many rows break it; 0 everywhere is sound."""
    return {
        "recommended_without_recommendation": _at(State.RECOMMENDED)
        .exclude(pk__in=Recommendation.objects.values("leg"))
        .count(),
        "recommendation_on_another_state": Recommendation.objects.exclude(leg__state=State.RECOMMENDED).count(),
        "recommended_without_follow_up": _at(State.RECOMMENDED)
        .exclude(subject__in=Proceeding.objects.filter(procedure=Procedure.PERSONNEL).values("subject"))
        .count(),
        "sanctioned_without_decision": _at(*DECREED).exclude(pk__in=Decision.objects.values("leg")).count(),
        "decision_on_another_state": Decision.objects.exclude(leg__state__in=(*DECREED, State.LEFT_SERVICE)).count(),
        "ended_without_reason": _at(State.NOT_PROVEN, State.REJECTED, State.NO_SANCTION, State.LEFT_SERVICE)
        .exclude(pk__in=Ending.objects.values("leg"))
        .count(),
        "executed_without_execution": _at(State.EXECUTED)
        .exclude(pk__in=Execution.objects.values("decision__leg"))
        .count(),
        "execution_on_another_state": Execution.objects.exclude(decision__leg__state=State.EXECUTED).count(),
        "decision_dated_before_recommendation": Decision.objects.filter(
            respondent__recommendations__dated_on__gt=F("decree_date")
        ).count(),
        "leg_about_another_respondent": PackageLeg.objects.exclude(proceeding__subject=F("respondent_id")).count(),
        "decision_about_another_respondent": Decision.objects.exclude(
            leg__package_leg__respondent=F("respondent")
        ).count(),
        "decided_persons_not_counted": abs(
            Decision.objects.values("respondent").distinct().count() - Count.objects.filter(stage="decided").count()
        ),
        "announced_before_it_happened": Count.objects.filter(Q(announced_on__lt=F("on"))).count(),
    }


def _at(*states: State) -> QuerySet[Proceeding]:
    return Proceeding.objects.filter(state__in=states)
