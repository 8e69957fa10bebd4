"""Which data group each field belongs to (see services.accounts.permissions)."""

FIELDS: dict[str, str] = {
    "transparency.Publication.id": "D13",
    "transparency.Publication.as_of": "D13",
    "transparency.Publication.published_at": "D13",
    "transparency.Publication.digest": "D13",
    "transparency.Publication.content": "D13",
}
