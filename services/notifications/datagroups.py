"""Which data group each field belongs to (see services.accounts.permissions).

Where a letter goes and what it says about dates can point at a reporter: linkage. The rest is the
state of the work.
"""

_GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "Owed": {"D10": ("id", "kind", "ref", "key", "not_before", "lease_until", "attempts", "done_at", "trouble")},
    "Message": {
        "D2": ("id", "reference", "key", "context"),
        "D10": ("letter", "language", "state", "trouble", "created_at", "sent_at"),
    },
}
FIELDS: dict[str, str] = {
    f"notifications.{model}.{field}": group
    for model, groups in _GROUPS.items()
    for group, fields in groups.items()
    for field in fields
}
