"""The guide: what is and is not forbidden, what happens next, and when. Knows no case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from guidance import acts
from guidance.models import ViolationClass
from regions.enums import Phase
from regions.models import Contest, Election

BEFORE, AFTER = Phase.PRE_NOMINATION, Phase.CAMPAIGN


@require_safe
@cache_control(public=True, max_age=60)
def guide(request: HttpRequest) -> HttpResponse:
    """One page, readable from top to bottom or by its contents."""
    return render(request, "guidance/guide.html", {"forbidden": forbidden(), "elections": calendar()})


def forbidden() -> list[dict[str, object]]:
    """The acts under their groups, each with its class before and after candidates are determined."""
    return [
        {"name": group.label, "acts": [{"act": act, **_classes(act.code)} for act in found]}
        for group, found in acts.grouped()
    ]


def calendar() -> list[dict[str, object]]:
    """Every election event, newest first: name, places and the days of its contests."""
    english = get_language() == "en"
    today = timezone.localdate()
    events = Election.objects.order_by("-begins").prefetch_related("regions", "contests__stages")
    return [
        {
            "name": event.name_en if english else event.name,
            "begins": event.begins,
            "ends": event.ends,
            "running": event.begins <= today <= event.ends,
            "places": ", ".join(region.short_name for region in event.regions.all()),
            "contests": [_contest(contest) for contest in event.contests.all()],
        }
        for event in events
    ]


def _classes(code: str) -> dict[str, object]:
    before, after = (acts.classify(code, phase=phase) for phase in (BEFORE, AFTER))
    return {
        "before": ViolationClass(before.violation_class).label if before else "",
        "after": ViolationClass(after.violation_class).label if after else "",
        "same": bool(before and after and before.violation_class == after.violation_class),
    }


def _contest(contest: Contest) -> dict[str, object]:
    stages = sorted(contest.stages.all(), key=lambda stage: stage.first_day)
    return {
        "name": contest.get_kind_display(),
        "determined_on": contest.determined_on,
        "stages": [(Phase(stage.phase).label, stage.first_day, stage.last_day) for stage in stages],
    }
