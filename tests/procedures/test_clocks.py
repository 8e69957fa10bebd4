"""The golden table clocks.csv: deadlines worked out by hand, against the engine's own arithmetic."""

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from procedures import deadlines
from procedures.enums import PauseReason, Procedure
from procedures.models import Deadline
from procedures.vocabulary import Facts, Held
from procedures.workflow import TABLES
from regions import calendars, offices
from regions.days import local_date
from regions.models import Agency, Holiday
from tests.factories import procedures as make
from tests.procedures import golden

ZONES = {"WITA": "Asia/Makassar", "WIB": "Asia/Pontianak", "JAKARTA": "Asia/Jakarta", "KUKAR": "Asia/Makassar"}
OFFICES = {"WITA": "bawaslu-samarinda", "WIB": "bawaslu-kotim", "JAKARTA": "bkn", "KUKAR": "bawaslu-kukar"}
LINES = golden.rows("clocks.csv")
DAYS_OF_LETTERS = {"due_on", "delivered_on", "decided_on", "dated_on", "examination_on"}


def held_with(clock: str) -> tuple[Procedure, str, Held]:
    for procedure, table in TABLES.items():
        for state, kind in table.states.items():
            if isinstance(kind, Held) and any(one.code == clock for one in kind.clocks):
                return procedure, state.value, kind
    raise LookupError(clock)


def worked_out(line: dict[str, str]) -> tuple[datetime, list[date]] | None:
    zone, office = ZONES[line["zone"]], offices.get(OFFICES[line["zone"]])
    at = datetime.fromisoformat(line["begins"]).replace(tzinfo=ZoneInfo(zone))
    if line["clock"] == "office_opens":
        opening = calendars.opens_at(office.code, at)
        return (opening, [local_date(opening, zone)]) if opening else None
    if line["clock"] == "filing":
        reading = deadlines.filing_window(at.date(), rule_set=line["rule_set"], region=office.region_id, zone=zone)
        return (reading.due_at, reading.counted) if reading else None
    row = begun(line, at, zone, office)
    for given in line["given"].split(";"):
        row = happened(row, given, at, office) if row is not None else None
    return (row.due_at, deadlines.counted_days(row)) if row else None


def begun(line: dict[str, str], at: datetime, zone: str, office: Agency) -> Deadline | None:
    """The clock of the line, stored as entering its state stores it."""
    procedure, state, held = held_with(line["clock"])
    leg = make.standing(state, procedure, rule_set=line["rule_set"], agency=office, zone=zone, began_at=at)
    known = {name: value for name, value in golden.pairs(line["given"]) if name in DAYS_OF_LETTERS}
    rows = deadlines.of_state(leg, held, at=at, facts=Facts(values=known), agency=office)
    row = next((one for one in rows if one.kind == line["clock"]), None)
    if row is not None:
        row.save()
    return row


def happened(row: Deadline, given: str, at: datetime, office: Agency) -> Deadline:
    """One thing that happens to a running clock: a pause with its end, a late holiday, an extension."""
    name, _sign, value = given.partition("=")
    if name == "pause":
        since, until = (date.fromisoformat(day) for day in value.split("/"))
        deadlines.pause(row, reason=PauseReason.COURT, by=uuid4(), since=since)
        deadlines.resume(row, by=uuid4(), until=until)
    elif name == "holiday":
        day, _at, region = value.partition("@")
        Holiday.objects.create(
            day=day, region_id=region or None, name=f"Libur {value}", kind="national", basis="contoh"
        )
        calendars.bump()
        deadlines.recompute()
        row.refresh_from_db()
    elif name == "extended":
        longer = deadlines.extension(row, row.proceeding, at=at, agency=office)
        assert longer is not None
        Deadline.objects.filter(pk=row.pk).update(ended_at=at)
        longer.save()
        return longer
    return row


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
    if line["counted"]:
        assert [day.day for day in counted] == [int(day) for day in line["counted"].split()], line["why"]


def test_the_table_is_large_and_covers_what_a_clock_can_meet() -> None:
    terms = [line for line in LINES if line["clock"] != "office_opens" and line["last_day"]]
    assert len(terms) >= 150
    clocks = {clock.code for table in TABLES.values() for kind in table.states.values() if isinstance(kind, Held)
              for clock in kind.clocks}  # fmt: skip
    assert clocks | {"filing", "office_opens"} == {line["clock"] for line in LINES}
    assert {line["zone"] for line in LINES} == set(ZONES)
    assert {line["last_day"][:4] for line in terms} >= {"2023", "2024", "2025", "2026", "2027"}
    assert sum(line["begins"][:4] < line["last_day"][:4] for line in terms) >= 20  # over the end of a year
    assert {name for line in LINES for name, _value in golden.pairs(line["given"])} == {
        *DAYS_OF_LETTERS, "extended", "pause", "holiday",
    }  # fmt: skip
    assert all(line["why"] for line in LINES)
