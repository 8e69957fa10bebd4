"""What must always hold for accounts: one second factor each, and no role for those who never sign in."""

from django.db.models import Count

from services.accounts.granting import NEVER_SIGN_IN
from services.accounts.models import CodeApp, Membership


def counts() -> dict[str, int]:
    """Violations by rule; all must be zero."""
    devices = CodeApp.objects.filter(confirmed=True).values("user").annotate(count=Count("pk"))
    return {
        "account_with_two_second_factors": devices.filter(count__gt=1).count(),
        "membership_in_a_role_that_never_signs_in": Membership.objects.filter(role__in=NEVER_SIGN_IN).count(),
    }
