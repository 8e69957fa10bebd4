"""To which group of data each field belongs."""

FIELDS: dict[str, str] = {"netralitas.Pulse.name": "D14", "netralitas.Pulse.at": "D14"}
