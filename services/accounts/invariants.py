"""What must always hold for accounts: one second factor each, and no role for those who never sign in."""

from django.db.models import Count
from django_otp.plugins.otp_totp.models import TOTPDevice

from services.accounts.enums import Role
from services.accounts.models import Membership


def counts() -> dict[str, int]:
    """Violations by rule; all must be zero."""
    devices = TOTPDevice.objects.filter(confirmed=True).values("user").annotate(count=Count("pk"))
    never = (Role.PUBLIC, Role.REPORTER, Role.SYSTEM)
    return {
        "account_with_two_second_factors": devices.filter(count__gt=1).count(),
        "membership_in_a_role_that_never_signs_in": Membership.objects.filter(role__in=never).count(),
    }
