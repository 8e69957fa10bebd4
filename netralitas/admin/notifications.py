"""The state of the post office: how many letters and debts wait, left or are stuck. Figures, no rows."""

from collections import Counter, defaultdict
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from netralitas import tallies
from netralitas.admin.figures import CountedAdmin
from services.accounts import access
from services.accounts.enums import Role
from services.notifications import outbox, rendering
from services.notifications.models import Message, MessageState, Owed


@admin.register(Message)
class MessageAdmin(CountedAdmin):
    """Letters by name and state."""

    title = gettext_lazy("Surat keluar")
    purpose = gettext_lazy("Berapa surat menunggu, terkirim, atau tidak dapat dikirim. Isi dan alamat tidak tampil.")
    order = 50
    page = "admin/notifications/message/change_list.html"

    def figures(self, _request: HttpRequest) -> dict[str, Any]:
        rows: dict[str, Counter[str]] = defaultdict(Counter)
        reasons: Counter[str] = Counter()
        for one in tallies.letters():
            rows[one.letter][one.state] += one.number
            if one.state == MessageState.DROPPED:
                reasons[one.trouble] += one.number
        return {
            "rows": [
                {
                    "letter": letter,
                    "title": rendering.subject(letter, {}),
                    **{state.value: counted[state.value] for state in MessageState},
                }
                for letter, counted in rows.items()
            ],
            "reasons": sorted(reasons.items()),
        }


@admin.register(Owed)
class OwedAdmin(CountedAdmin):
    """Work that is owed, by kind; what failed too often waits here for a person."""

    title = gettext_lazy("Antrean pekerjaan")
    purpose = gettext_lazy("Pekerjaan yang menunggu, diulang, selesai, atau berhenti setelah gagal berkali-kali.")
    order = 51
    page = "admin/notifications/owed/change_list.html"

    def get_urls(self) -> list[Any]:
        again = path("unpark/", self.admin_site.admin_view(self.unpark), name="notifications_owed_unpark")
        return [again, *super().get_urls()]

    def figures(self, _request: HttpRequest) -> dict[str, Any]:
        is_open, stuck = Q(done_at__isnull=True), Q(attempts__gte=outbox.LIMIT)
        counts = Owed.objects.order_by("kind").values("kind").annotate(
            waiting=Count("pk", filter=is_open & Q(attempts=0)),
            retrying=Count("pk", filter=is_open & Q(attempts__gt=0) & ~stuck),
            parked=Count("pk", filter=is_open & stuck),
            done=Count("pk", filter=~is_open),
            oldest=Min("not_before", filter=is_open & Q(not_before__lte=timezone.now())),
        )  # fmt: skip
        troubles = Owed.objects.filter(is_open).exclude(trouble="").order_by("kind", "trouble")
        return {
            "rows": list(counts),
            "troubles": list(troubles.values_list("kind", "trouble").annotate(Count("pk"))),
            "parked": outbox.parked().count(),
        }

    def unpark(self, request: HttpRequest) -> HttpResponseRedirect:
        """Let everything parked be tried again: the system administrator's, and recorded."""
        roles = {one.role for one in access.standings(request)}
        if request.method != "POST" or Role.SYSADMIN not in roles:
            raise PermissionDenied
        count = outbox.unpark()
        self.record(request, "unparked", "all", count=count)
        messages.success(request, _("%(count)d pekerjaan akan dicoba lagi.") % {"count": count})
        return HttpResponseRedirect(reverse("admin:notifications_owed_changelist"))
