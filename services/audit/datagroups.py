"""Which data group each field belongs to: entries are audit (D12), daily roots are published (D13)."""

_ENTRY = ("id", "action", "subject", "actor", "detail", "at", "sequence", "digest")
FIELDS: dict[str, str] = {
    **{f"audit.Entry.{field}": "D12" for field in _ENTRY},
    **{f"audit.Head.{field}": "D12" for field in ("id", "sequence", "digest")},
    **{f"audit.Root.{field}": "D13" for field in ("id", "day", "last_sequence", "digest")},
}
