"""What must always hold of recommendations, decisions and their counts, as counts of what does not."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from procedures.enums import Event, Procedure, State
from procedures.models import Proceeding, Step
from regions.routing.rules import ASN
from reports.enums import EmploymentStatus
from reports.models.package import PackageLeg
from sanctions import documents
from sanctions.enums import Cause
from sanctions.models.count import Count
from sanctions.models.decision import Decision, Execution
from sanctions.models.document import Document
from sanctions.models.ending import Ending
from sanctions.models.oversight import Recommendation

DECREED = (
    State.SANCTIONED, State.OBJECTION, State.APPEAL, State.APPEAL_REPLIED, State.UPHELD, State.CARRIED_OUT,
    State.EXECUTED, State.ANNULLED,
)  # fmt: skip
CARRIED_OUT = (State.CARRIED_OUT, State.EXECUTED)
# What the overseer says stays said while it watches, and after that.
RECOMMENDED = (State.RECOMMENDED, State.WARNED, State.BLOCKED, State.CLOSED)
ENDED = (State.NOT_PROVEN, State.REJECTED, State.CANCELLED, State.NO_SANCTION, State.LEFT_SERVICE)

DOCUMENTED = [one.event for one in vars(documents).values() if isinstance(one, documents.Way)]


def counts() -> dict[str, int]:
    """Name of each rule → how many rows break it; 0 everywhere is sound."""
    return {
        "recommended_without_recommendation": _recommended()
        .exclude(pk__in=Recommendation.objects.values("leg"))
        .count(),
        "recommendation_on_another_state": Recommendation.objects.exclude(leg__state__in=RECOMMENDED).count(),
        "recommended_without_follow_up": _recommended()
        .exclude(subject__in=Proceeding.objects.filter(procedure=Procedure.PERSONNEL).values("subject"))
        .count(),
        "sanctioned_without_decision": _at(*DECREED).exclude(pk__in=Decision.objects.values("leg")).count(),
        "decision_on_another_state": Decision.objects.exclude(leg__state__in=(*DECREED, State.LEFT_SERVICE)).count(),
        "ended_without_reason": _at(*ENDED).exclude(pk__in=Ending.objects.values("leg")).count(),
        "executed_without_execution": _at(*CARRIED_OUT)
        .exclude(pk__in=Execution.objects.values("decision__leg"))
        .count(),
        "execution_on_another_state": Execution.objects.exclude(
            decision__leg__state__in=(*CARRIED_OUT, State.LEFT_SERVICE)
        ).count(),
        "over_without_report": Execution.objects.filter(
            decision__leg__state=State.EXECUTED, reported_on__isnull=True
        ).count(),
        **_of_documents(),
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


def _of_documents() -> dict[str, int]:
    of_step = Document.objects.filter(leg=OuterRef("proceeding"), event=OuterRef("event"))
    step_of = Step.objects.filter(proceeding=OuterRef("leg"), event=OuterRef("event"))
    warned = Document.objects.filter(leg=OuterRef("pk"), event=Event.WARN)
    return {
        "step_without_its_document": Step.objects.filter(event__in=DOCUMENTED).exclude(Exists(of_step)).count(),
        "document_without_its_step": Document.objects.exclude(Exists(step_of)).count(),
        "document_about_another_respondent": Document.objects.exclude(
            leg__package_leg__respondent=F("respondent")
        ).count(),
        "blocked_without_warning": _at(State.BLOCKED).exclude(Exists(warned)).count(),
        "no_civil_servant_and_nobody_was_asked": Ending.objects.filter(cause=Cause.NOT_ASN)
        .exclude(respondent__legs__procedure=Procedure.EXTERNAL)
        .count(),
        "road_of_civil_servants_for_others": PackageLeg.objects.exclude(procedure=Procedure.EXTERNAL)
        .exclude(respondent__status__in=(*ASN, EmploymentStatus.UNKNOWN))
        .count(),
    }


def _recommended() -> QuerySet[Proceeding]:
    return _at(*RECOMMENDED).filter(procedure=Procedure.OVERSIGHT)


def _at(*states: State) -> QuerySet[Proceeding]:
    return Proceeding.objects.filter(state__in=states)
