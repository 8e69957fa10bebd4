"""The corpus of bad inputs as data: what is put into which field, and what form and API must answer.

An entry names the input (`value`, or `repeat` as a piece and how often), its `field` by its name in the
API, and two answers: `form` is "taken" or the sentence at the field (null: a browser cannot send it),
`api` is "taken", the code of the error, or a status. `stored` is what must be kept of it, where not
the value itself.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TAKEN = "taken"


@dataclass(frozen=True)
class Entry:
    """One bad input and the two answers to it."""

    id: str
    what: str
    field: str
    value: Any
    form: str | None
    api: str | int
    stored: str | None = None

    def __str__(self) -> str:
        return f"{self.id}-{self.what.replace(' ', '_')[:40]}"

    def body(self, usual: dict[str, Any]) -> dict[str, Any]:
        """The usual body of a filing with the value in its field."""
        *heads, name = self.field.split(".")
        body: dict[str, Any] = json.loads(json.dumps(usual))
        here: Any = body
        for head in heads:
            here = here[int(head)] if head.isdigit() else here[head]
        here[name] = self.value
        return body


def entries() -> list[Entry]:
    """All bad inputs for single fields."""
    found = json.loads((HERE / "fields.json").read_text(encoding="utf-8"))["entries"]
    return [_entry(**one) for one in found]


def _entry(*, repeat: tuple[str, int] | None = None, **given: Any) -> Entry:
    return Entry(**given, **({"value": repeat[0] * repeat[1]} if repeat else {}))


@dataclass(frozen=True)
class Asked:
    """One request that is wrong as a whole, and its answer: the status, and of an API the code of its error."""

    id: str
    what: str
    method: str
    path: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    type: str = ""
    body: Any = ""
    hex: str = ""
    code: str = ""

    def __str__(self) -> str:
        return f"{self.id or 'more'}-{self.what.replace(' ', '_')[:40]}"

    def content(self) -> bytes:
        """The bytes of its body."""
        if self.hex:
            return bytes.fromhex(self.hex)
        if isinstance(self.body, dict):
            pieces = (self.body["repeat"], self.body.get("then", ["", 0]))
            return b"".join(text.encode() * times for text, times in pieces)
        return str(self.body).encode()


def requests() -> list[Asked]:
    """All requests that are wrong as a whole."""
    return [Asked(**one) for one in json.loads((HERE / "requests.json").read_text(encoding="utf-8"))["entries"]]
