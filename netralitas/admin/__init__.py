"""Lists of the apps that lie too low to see `accounts`. Autodiscovery finds them by this package."""

from netralitas.admin import (
    audit,
    changes,
    evidence,
    grants,
    guidance,
    handovers,
    holds,
    notifications,
    procedures,
    regions,
    resets,
    rosters,
    transparency,
    vault,
    worksheets,
)

__all__ = [
    "audit",
    "changes",
    "evidence",
    "grants",
    "guidance",
    "handovers",
    "holds",
    "notifications",
    "procedures",
    "regions",
    "resets",
    "rosters",
    "transparency",
    "vault",
    "worksheets",
]
