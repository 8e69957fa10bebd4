"""Reminders and escalations, as numbers: what has been reached, sent, or overtaken by an action."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from netralitas.admin.figures import CountedAdmin
from procedures.enums import Rung
from procedures.models import Reminder, ReminderState
from services.accounts import access
from services.accounts.enums import Role


@admin.register(Reminder)
class ReminderAdmin(CountedAdmin):
    """A leader counts the reminders of the own office, others those of all."""

    title = _("Pengingat dan eskalasi")
    purpose = _("Berapa tenggat sudah diingatkan, lewat, dan naik ke tingkat di atas.")
    order = 30
    page = "admin/procedures/reminder/change_list.html"

    def figures(self, request: HttpRequest) -> dict[str, Any]:
        reminders = Reminder.objects.order_by()
        if {one.role for one in access.standings(request)} == {Role.LEADER}:
            own = access.agencies_of(request.user, timezone.localdate())
            reminders = reminders.filter(deadline__proceeding__agency__in=own)
        found = reminders.values("rung").annotate(
            **{str(state): Count("pk", filter=Q(state=state)) for state in ReminderState.values}
        )
        by_rung: dict[str, Any] = {row["rung"]: row for row in found}
        rows = [(rung.label, [by_rung.get(rung, {}).get(state, 0) for state in ReminderState.values]) for rung in Rung]
        return {"rows": rows}
