"""Whom the vault takes for an officer: live rows of the accounts, and roles as the permission table has them.

The vault's process installs no app of accounts. It asks by SQL for the few columns that its database role may
read (`netralitas.roles.table`), at every request: who was dismissed a moment ago is nobody here.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from uuid import UUID

from django.db import connection
from django.db.models import UUIDField
from django.utils import timezone

from services.accounts import permissions
from services.accounts.enums import Action, Context, DataGroup
from services.vault.officers import Act, Officer

ENTITLE: dict[Act, tuple[tuple[Action, DataGroup, Context], ...]] = {
    Act.LOOK: ((Action.READ, DataGroup.REPORTER_IDENTITY, Context.GRANTED),),
    Act.DECIDE: ((Action.APPROVE, DataGroup.REPORTER_IDENTITY, Context.OWN_OFFICE),),
    Act.UNSEAL: ((Action.READ, DataGroup.EVIDENCE_ORIGINAL, Context.ASSIGNED),),
    Act.COMPARE: (
        (Action.CREATE, DataGroup.NARRATIVE_REDACTED, Context.ASSIGNED),
        (Action.APPROVE, DataGroup.NARRATIVE_REDACTED, Context.OWN_OFFICE),
    ),
    Act.LIFT: ((Action.EXPORT, DataGroup.AUDIT, Context.OTHER_OFFICE),),
}
SERVING = """
    SELECT u.person_hash, m.role FROM accounts_user u JOIN accounts_membership m ON m.user_id = u.id
    WHERE u.id = %s AND u.is_active AND m.since <= %s AND (m.until IS NULL OR m.until > %s)
"""
USED = "SELECT max(last_t) FROM otp_totp_totpdevice WHERE user_id = %s"


def officer(account: UUID) -> Officer | None:
    """The officer behind an account, today; None where it is unknown, inactive or serves nowhere."""
    key = UUIDField().get_db_prep_value(account, connection)
    today = _spelled(timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute(SERVING, [key, today, today])
        rows = cursor.fetchall()
        if not rows:
            return None
        cursor.execute(USED, [key])
        (used,) = cursor.fetchone()
    return Officer(
        person=rows[0][0], acts=_acts(role for _person, role in rows), code_used=-1 if used is None else used
    )


def _acts(roles: Iterable[str]) -> frozenset[Act]:
    return frozenset(act for role in set(roles) for act in _of_role(role))


@cache
def _of_role(role: str) -> frozenset[Act]:
    return frozenset(act for act, cells in ENTITLE.items() if any(permissions.may(role, *cell) for cell in cells))


def _spelled(day: date) -> str:
    return day.isoformat()  # what both kinds of database compare with a column of days
