"""The golden table clocks.csv: deadlines worked out by hand, against the engine's own arithmetic."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from procedures import deadlines
from procedures.enums import Procedure
from procedures.models import Deadline, Proceeding
from procedures.vocabulary import Facts, Held
from procedures.workflow import TABLES
from regions import offices
from tests.procedures import golden

ZONES = {"WITA": "Asia/Makassar", "WIB": "Asia/Pontianak", "JAKARTA": "Asia/Jakarta"}
OFFICES = {"WITA": "bawaslu-samarinda", "WIB": "bawaslu-kotim", "JAKARTA": "bkn"}
LINES = golden.rows("clocks.csv")


def held_with(clock: str) -> tuple[Procedure, str, Held]:
    for procedure, table in TABLES.items():
        for state, kind in table.states.items():
            if isinstance(kind, Held) and any(one.code == clock for one in kind.clocks):
                return procedure, state.value, kind
    raise LookupError(clock)


def worked_out(line: dict[str, str]) -> tuple[datetime, list[date]] | None:
    zone, office = ZONES[line["zone"]], offices.get(OFFICES[line["zone"]])
    if line["clock"] == "filing":
        known = date.fromisoformat(line["begins"])
        reading = deadlines.filing_window(known, rule_set=line["rule_set"], region=office.region_id, zone=zone)
        return (reading.due_at, reading.counted) if reading else None
    procedure, state, held = held_with(line["clock"])
    at = datetime.fromisoformat(line["begins"]).replace(tzinfo=ZoneInfo(zone))
    leg = Proceeding(procedure=procedure, rule_set=line["rule_set"], state=state, agency=office, zone=zone)
    values = golden.values("" if line["given"] == "extended" else line["given"])
    rows = deadlines.of_state(leg, held, at=at, facts=Facts(values=values), agency=office)
    row: Deadline | None = next((one for one in rows if one.kind == line["clock"]), None)
    if row is not None and line["given"] == "extended":
        row = deadlines.extension(row, leg, at=at, agency=office)
    return (row.due_at, deadlines.counted_days(row)) if row else None


@pytest.mark.django_db
@pytest.mark.parametrize("line", LINES, ids=[f"{one['clock']}-{one['begins']}-{one['zone']}" for one in LINES])
def test_a_deadline_ends_when_an_officer_would_have_said(line: dict[str, str]) -> None:
    found = worked_out(line)
    if not line["last_day"]:
        assert found is None, line["why"]
        return
    assert found is not None, line["why"]
    due_at, counted = found
    assert due_at == datetime.fromisoformat(line["due_utc"]).replace(tzinfo=UTC), line["why"]
    assert counted[-1] == date.fromisoformat(line["last_day"]), line["why"]
    assert [day.day for day in counted] == [int(day) for day in line["counted"].split()], line["why"]


def test_the_table_is_large_and_covers_every_clock() -> None:
    assert len(LINES) >= 55
    clocks = {clock.code for table in TABLES.values() for kind in table.states.values() if isinstance(kind, Held)
              for clock in kind.clocks}  # fmt: skip
    assert {line["clock"] for line in LINES} == clocks | {"filing"}
    assert {line["zone"] for line in LINES} == set(ZONES)
