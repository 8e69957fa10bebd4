"""The six scenarios as data: what is filed when, what the offices do about it, how it must stand then.

`told` lists letters as "letter addressee", where the addressee is an office or the reporter;
`legs` are "procedure office state". Officers are named as the demo's accounts: role-office.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
NAMES = ("kukar", "samarinda", "kendari", "balikpapan", "kotim", "today")  # in the order of their dates
INCIDENT = ("place", "incident_date", "known_date", "act", "narrative", "contest", "favoured")
RESPONDENT = ("name", "position", "employer", "unit", "status", "description")
WITNESS = ("name", "address", "phone")


@dataclass(frozen=True)
class Moment:
    """What is done at one instant, and how the case must stand afterwards."""

    at: datetime
    acts: list[dict[str, Any]]
    then: dict[str, Any]


@dataclass(frozen=True)
class Scenario:
    """One scenario. `body` is exactly what `POST /api/v1/reports/` takes."""

    name: str
    title: str
    filed_at: datetime
    form: dict[str, Any]
    body: dict[str, Any]
    evidence: dict[str, Any]
    expected: dict[str, Any]
    later: list[Moment]

    @cached_property
    def pages(self) -> dict[str, dict[str, str]]:
        """What a person types on each page of the form to say the same as the body."""
        body = self.body
        pages = {
            "kejadian": {"district": body.get("district") or body["region"], **_chosen(body, INCIDENT)},
            "terlapor": _entries(body, "respondents", RESPONDENT),
            "bukti": {**_entries(body, "witnesses", WITNESS), "links": "\n".join(self.evidence["links"])},
            "pelapor": {
                "kind": body["kind"],
                **{f"reporter.{name}": text for name, text in body.get("reporter", {}).items()},
                **_chosen(body, ("capacity",)),
            },
        }
        instead: dict[str, str] = self.form["instead"]
        return {page: {name: instead.get(name, text) for name, text in rows.items()} for page, rows in pages.items()}

    @property
    def email(self) -> str:
        """Where the reporter wants to be written to, also one who gives the address later."""
        later = [act.get("fields", {}) for moment in self.later for act in moment.acts]
        found = [self.body.get("reporter", {}).get("email"), *(fields.get("reporter.email") for fields in later)]
        return next(address for address in found if address)

    @property
    def names(self) -> list[str]:
        """Every person its reporter names, also later."""
        later = [one for moment in self.later for act in moment.acts for one in act.get("witnesses", [])]
        people = [*self.body["respondents"], *self.body.get("witnesses", []), *later, self.body.get("reporter", {})]
        return [person["name"] for person in people if "name" in person]

    @property
    def has_evidence(self) -> bool:
        """Whether anything is handed in with the filing."""
        return bool(self.evidence["links"] or self.evidence["files"])


def read(name: str) -> Scenario:
    """One scenario by its name."""
    data = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    later = [Moment(datetime.fromisoformat(one.pop("at")), **one) for one in data.pop("later")]
    return Scenario(name=name, filed_at=datetime.fromisoformat(data.pop("filed_at")), later=later, **data)


def deadlines(found: list[Mapping[str, Any]]) -> list[tuple[str, datetime]]:
    """Deadlines as (kind, end), the most urgent first."""
    rows = [(str(row["kind"]), _instant(row["due_at"])) for row in found]
    return sorted(rows, key=lambda row: (row[1], row[0]))


def witnesses(act: Mapping[str, Any]) -> dict[str, str]:
    """Whom a reporter names as a witness on completion, as the page asks for it."""
    return _entries(act, "witnesses", WITNESS)


def _instant(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _chosen(body: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    return {name: body[name] for name in names if name in body}


def _entries(body: Mapping[str, Any], block: str, names: tuple[str, ...]) -> dict[str, str]:
    return {
        f"{block}.{number}.{name}": entry[name]
        for number, entry in enumerate(body.get(block, []))
        for name in names
        if name in entry
    }
