"""To which group of data each field belongs: all of it is public reference (D13)."""

_PUBLIC = {
    "Offence": ("code", "name", "name_en", "violation_class", "level", "basis", "sure", "verified", "order"),
    "Act": ("code", "group", "name", "name_en", "example", "example_en", "order"),
    "ActRule": ("id", "act", "phase", "offence", "may_be_crime"),
}
FIELDS: dict[str, str] = {f"guidance.{model}.{field}": "D13" for model, fields in _PUBLIC.items() for field in fields}
