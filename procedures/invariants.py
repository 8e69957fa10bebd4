"""What must always hold of proceedings and their clocks, as counts of what does not."""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from procedures.enums import Holder, Procedure, Rung
from procedures.models import Deadline, Pause, Proceeding, Reminder, ReminderState, Step
from procedures.vocabulary import Held
from procedures.workflow import TABLES


def counts() -> dict[str, int]:
    """Name of each rule → how many rows break it; 0 everywhere is sound."""
    running = Deadline.objects.filter(ended_at__isnull=True)
    own_clock = running.filter(proceeding=OuterRef("pk"))
    latest = Step.objects.filter(proceeding=OuterRef("pk"), number=OuterRef("version"), to_state=OuterRef("state"))
    standing_still = Pause.objects.filter(deadline=OuterRef("pk"), until__isnull=True)
    told = Reminder.objects.filter(deadline=OuterRef("pk"), rung__in=(Rung.OVERDUE, Rung.ESCALATED))
    return {
        "open_without_holder": Proceeding.objects.filter(ended_at__isnull=True, holder=Holder.NOBODY).count(),
        "open_without_needed_deadline": Proceeding.objects.filter(_needs_a_clock()).exclude(Exists(own_clock)).count(),
        "state_without_its_step": Proceeding.objects.exclude(Exists(latest)).count(),
        "referred_without_sender": Proceeding.objects.exclude(procedure=Procedure.BAWASLU)
        .filter(sender__isnull=True)
        .count(),
        "clock_runs_after_the_end": running.filter(proceeding__ended_at__isnull=False).count(),
        "overdue_and_nobody_was_told": running.filter(
            due_at__lte=timezone.now(), wake_at__isnull=True, paused_since__isnull=True
        )
        .exclude(holder__in=(Holder.REPORTER, Holder.RESPONDENT))
        .exclude(Exists(told))
        .count(),
        "reminder_owed_for_an_ended_clock": Reminder.objects.filter(
            state=ReminderState.OWED, deadline__ended_at__isnull=False
        ).count(),
        "pause_and_clock_disagree": running.filter(
            Q(paused_since__isnull=False) & ~Exists(standing_still)
            | Q(paused_since__isnull=True) & Exists(standing_still)
        ).count(),
    }


def _needs_a_clock() -> Q:
    """Proceedings in a state and under a rule set for which the table sets a term without an end date."""
    return reduce(
        or_,
        (
            Q(procedure=table.procedure, state=state, rule_set=rule_set)
            for table in TABLES.values()
            for state, kind in table.states.items()
            if isinstance(kind, Held)
            for clock in kind.clocks
            if not clock.until_setting
            for rule_set in clock.limits
        ),
    )
