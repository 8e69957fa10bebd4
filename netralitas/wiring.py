"""The only hand-down: what a lower app needs of a higher one is given here, as data or as a function."""

from guidance import datagroups as guidance_groups
from netralitas import checks, serverlog  # noqa: F401 (register system checks)
from netralitas import datagroups as own_groups
from netralitas.celery import app as celery
from netralitas.poll import Poll
from netralitas.roles import (
    acting,
    review,  # noqa: F401 (registers the system checks)
)
from procedures import datagroups as procedures_groups
from regions import datagroups as regions_groups
from reports import datagroups as reports_groups
from reports import visibility
from reports.admin import panels
from sanctions import datagroups as sanctions_groups
from sanctions.admin.panels import follow_up
from services.accounts import access, changing, devices, particulars, permissions
from services.accounts import datagroups as accounts_groups
from services.accounts import letters as accounts_letters
from services.audit import datagroups as audit_groups
from services.evidence import datagroups as evidence_groups
from services.notifications import addresses, rendering
from services.notifications import datagroups as notifications_groups
from services.notifications import letters as notifications_letters
from services.vault import datagroups as vault_groups
from services.vault import sealing
from transparency import datagroups as transparency_groups
from transparency import publication

GROUPS = (
    own_groups,
    regions_groups,
    guidance_groups,
    procedures_groups,
    reports_groups,
    sanctions_groups,
    transparency_groups,
    accounts_groups,
    notifications_groups,
    evidence_groups,
    vault_groups,
    audit_groups,
)
LETTERS = (notifications_letters, accounts_letters)


def wire() -> None:
    """Hand everything down. Called once, when all apps are loaded."""
    celery.set_default()  # for every thread: a nudge must reach our broker, not Celery's idea of one
    celery.steps["worker"].add(Poll)
    permissions.install({name: group for module in GROUPS for name, group in module.FIELDS.items()})
    rendering.install({name: words for module in LETTERS for name, words in module.LETTERS.items()})
    addresses.install(
        access.address_of,
        leaders_of=access.leader_addresses,
        former_of=changing.former_address,
        mailboxes_of=particulars.mailboxes,
    )
    devices.install(sealing.enrol)
    panels.install(follow_up)
    visibility.install_naming(acting.name_case)
    publication.install(acting.publishing)
