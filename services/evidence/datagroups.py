"""Which data group each field belongs to: an original is evidence as it came (D6), a copy is what people see (D7)."""

_ORIGINAL = ("id", "kind", "size", "sha256", "wrapped_key", "key_id", "received_on")
_COPY = ("id", "kind", "size", "sha256")
_WORK = ("state", "reason", "tries", "tried_at")  # that something waits, and why there is no copy
FIELDS: dict[str, str] = {
    **{f"evidence.Original.{field}": "D6" for field in _ORIGINAL},
    **{f"evidence.Copy.{field}": "D7" for field in _COPY},
    **{f"evidence.Copy.{field}": "D10" for field in _WORK},
    "evidence.Copy.sealed_key": "D6",
    **{f"evidence.Enclosure.{field}": "D7" for field in ("id", "size")},
    **{f"evidence.Upload.{field}": "D6" for field in ("id", "mark", "size", "received", "became", "begun_on")},
    "evidence.Upload.owner": "D2",
}
