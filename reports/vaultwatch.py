"""What the vault's own book says, told to those who should hear of it, whatever the portal was asked to write down.

An opening is asked for on a page, which keeps the written reason and tells the reporter of each display. Whoever has
taken the staff room over could ask the vault past that page. So the worker looks from the other side: every grant
that was agreed to and has no request of its own in the portal is told to the reporter, the auditors and the
custodians. In the same way whoever owns an account hears of each code app that the vault came to know for it.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from regions import days, offices
from reports import notices, privacy, status
from reports.models.opening import Opening
from reports.models.report import Report
from reports.status import Told
from services.accounts import access, resetting
from services.accounts.enums import Role
from services.accounts.models import User
from services.audit.models import Entry
from services.vault.models import Grant

GRANTS_OF = timedelta(days=40)  # longer than any grant lasts
FACTORS_OF = timedelta(days=3)  # a new one waits for one day
NEW_FACTOR = ("factor:enrolled", "factor:replaced")


def look() -> None:
    """Tell of openings past the portal and of new code apps; telling twice is telling once."""
    for grant in _past_the_portal():
        _tell_of(grant)
    for entry in Entry.objects.filter(action__in=NEW_FACTOR, actor="vault", at__gt=timezone.now() - FACTORS_OF):
        _tell_owner(entry)


def _past_the_portal() -> list[Grant]:
    """Grants agreed to lately that no request of the portal for the same person's report belongs to."""
    # The worker may read these columns and no others, not even to put the rows in order.
    approved = Grant.objects.filter(approved_at__gt=datetime.now(tz=UTC) - GRANTS_OF).order_by()
    grants = list(approved.only("id", "subject", "kind"))
    asked = Opening.objects.filter(grant__in=[one.pk for one in grants]).order_by()
    known = set(asked.values_list("grant", "report__subject"))
    return [one for one in grants if (one.pk, one.subject) not in known]


def _tell_of(grant: Grant) -> None:
    found = Report.objects.filter(subject=grant.subject).only("id", "subject", "receipt_hash", "region", "destroyed_on")
    report = found.order_by("pk").first()
    if report is not None and report.destroyed_on:
        return  # its requests were destroyed with it
    if report is not None and privacy.was_left(report, grant.kind):
        zone = offices.region(report.region_id).zone
        entries = Entry.objects.filter(action="identity:shown", subject=str(grant.subject))
        shown = {days.local_date(one.at, zone) for one in entries if one.detail.get("grant") == str(grant.pk)}
        source = f"opened:{grant.pk.hex}"
        status.tell(Told(report.receipt_hash, f"{source}:{day}", status.OPENED_PAST, day) for day in sorted(shown))
    today = timezone.localdate()
    people = [*access.serving_as(Role.AUDITOR, on=today), *access.serving_as(Role.CUSTODIAN, on=today)]
    notices.tell_staff("staff_opened_past", dict.fromkeys(people), key=f"past:{grant.pk}")


def _tell_owner(entry: Entry) -> None:
    try:
        account = UUID(entry.subject)
    except ValueError:
        return  # not an entry of the vault's, whoever wrote it
    user = User.objects.filter(pk=account).only("id", "is_active").first()
    if user is not None:
        people = dict.fromkeys([user.pk, *resetting.told(user)])
        notices.tell_staff("staff_factor_seen", people, key=f"factor:{entry.pk}")
