"""Which data group each field belongs to: all of an original is evidence as it came (D6)."""

_ORIGINAL = ("id", "kind", "size", "sha256", "wrapped_key", "key_id", "received_on")
FIELDS: dict[str, str] = {f"evidence.Original.{field}": "D6" for field in _ORIGINAL}
