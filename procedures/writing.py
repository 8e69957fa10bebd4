"""What the engine changes at nearly every step, as plain SQL: composing these statements costs more than running them.

They run in the transaction of the act, under its database role and row rules, as all others do.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from procedures.models import Deadline, Proceeding

SWAP = """
    UPDATE procedures_proceeding
    SET state = %s, holder = %s, level = %s, extensions = %s, version = %s, ended_at = %s, agency_id = %s, officer = %s
    WHERE id = %s AND version = %s
"""
END = "UPDATE procedures_deadline SET ended_at = %s WHERE proceeding_id = %s AND ended_at IS NULL"
# The states stand in the text, so that the index of what is owed serves a statement planned for any proceeding.
SILENCE = """
    UPDATE procedures_reminder SET state = 'cancelled'
    WHERE state = 'owed' AND deadline_id IN (
        SELECT id FROM procedures_deadline WHERE proceeding_id = %s AND ended_at IS NOT NULL
    )
"""


def swap(to: Proceeding, *, seen: int) -> bool:
    """Write how a proceeding stands now; False, with nothing changed, where its version is no longer the one `seen`."""
    values = (to.state, to.holder, to.level, to.extensions, to.version, to.ended_at, to.agency_id, to.officer)
    names = ("state", "holder", "level", "extensions", "version", "ended_at", "agency", "officer")
    stored = [_stored(Proceeding, name, value) for name, value in zip(names, values, strict=True)]
    return _changed(SWAP, [*stored, _stored(Proceeding, "id", to.pk), seen]) == 1


def end_all(proceeding: Proceeding, now: datetime) -> int:
    """End all running clocks of a proceeding; says how many."""
    at, leg = _stored(Deadline, "ended_at", now), _stored(Deadline, "proceeding", proceeding.pk)
    return _changed(END, [at, leg])


def silence(proceeding: Proceeding) -> None:
    """Cancel what is owed for the ended clocks of a proceeding.

    A statement after the one that ends them: a scan that held the clock until then has written its reminder meanwhile.
    """
    _changed(SILENCE, [_stored(Deadline, "proceeding", proceeding.pk)])


def _changed(statement: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: int = cursor.rowcount
    return rows


def _stored(model: type[Proceeding] | type[Deadline], name: str, value: Any) -> Any:
    """A value of a field as this database keeps it."""
    field: Any = model._meta.get_field(name)
    return field.get_db_prep_save(value, connection)
