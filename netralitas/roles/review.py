"""System checks of the roles' table: no table without a row, no column read by whom it does not concern."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register

from netralitas.roles.rows import OPEN, POLICIES
from netralitas.roles.table import EXCEPTIONS, SERVES, SERVICES, TABLE, DbRole, columns, grants, models
from services.accounts import permissions
from services.accounts.enums import Action, Context, DataGroup

PEOPLE = (DbRole.STAFF, DbRole.AGENCY)
SAY_WHO = (
    "Add a row to TABLE in netralitas/roles/table.py: for each of the processes public, staff, agency, vault, "
    "worker and publisher what its code does with the table (S, I, U, D, with columns where not all), or nothing."
)
SAY_WHICH_ROWS = (
    "Add a rule to POLICIES in netralitas/roles/rows.py: which rows belong to the offices of the request, "
    "or the reason why all may be seen to OPEN there."
)
SAY_WHY = (
    "Name the columns in the role's cell in netralitas/roles/table.py and leave this one out (the code then says "
    "`.defer(…)` or `.only(…)`), or write down in EXCEPTIONS there why the role has to read it."
)
CORRECT = "Correct the name in netralitas/roles, or remove it."


@register(Tags.models)
def every_column_is_allowed_or_refused_on_purpose(
    *, app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    """E003: a table without a row. E004: a role reads what is not its to read. E005: no rule says which rows.

    E006: a row, rule or exception names what does not exist.
    """
    known = models()
    named = [label for label in TABLE if label in known]
    return [
        *(_error("E003", label, "has no row in the table of database roles.", SAY_WHO) for label in known
          if label not in TABLE),
        *(_error("E004", field, f"could be read by the database role {role}.", SAY_WHY)
          for label in named for role, field in _read_without_reason(label)),
        *(_error("E005", label, "can be read in the staff room, and nothing says which rows by whom.", SAY_WHICH_ROWS)
          for label in named if _is_for_people(label) and label not in POLICIES and label not in OPEN),
        *(_error("E006", name, "does not exist.", CORRECT) for name in _unknown(known)),
    ]  # fmt: skip


def readable(role: DbRole) -> frozenset[DataGroup]:
    """The groups of data this role may read, by the permission table; a right that the vault must grant is none."""
    if role in SERVICES:
        return SERVICES[role]
    contexts = set(Context) - {Context.GRANTED, Context.COUNTED}
    asked = [(one, group, context) for one in SERVES[role] for group in DataGroup for context in contexts]
    reference = {DataGroup.STATISTICS}
    return frozenset(group for one, group, context in asked if permissions.may(one, Action.READ, group, context)) | (
        reference
    )


def _read_without_reason(label: str) -> Iterator[tuple[DbRole, str]]:
    for role in TABLE[label]:
        if role in SERVES or role in SERVICES:
            allowed = readable(role)
            for name in sorted(grants(label, role).get("SELECT", ())):
                field = f"{label}.{name}"
                group = permissions.fields().get(field)
                excused = {(role, field), (role, f"{label}.*")} & set(EXCEPTIONS)
                if group is not None and group not in allowed and not excused:
                    yield role, field


def _is_for_people(label: str) -> bool:
    return any("SELECT" in grants(label, role) for role in PEOPLE)


def _unknown(known: Iterable[str]) -> Iterator[str]:
    """Names that stand for nothing. Apps that are not installed here (the rehearsal) may be named."""
    labels = set(known)
    here = {label.split(".")[0] for label in labels}
    for label in (*TABLE, *POLICIES, *OPEN):
        if label.split(".")[0] in here and label not in labels:
            yield label
    for label in labels & set(TABLE):
        fields = set(columns(models()[label]))
        yield from (f"{label}.{name}" for name in sorted(_named(label) - fields))
    for _role, field in EXCEPTIONS:
        label, _dot, name = field.rpartition(".")
        if label.split(".")[0] in here and (label not in labels or name not in {"*", *columns(models()[label])}):
            yield field


def _named(label: str) -> set[str]:
    return {name for role in TABLE[label] for names in grants(label, role).values() for name in names}


def _error(number: str, name: str, problem: str, remedy: str) -> Error:
    return Error(f"{name} {problem}", remedy, name, f"netralitas.{number}")
