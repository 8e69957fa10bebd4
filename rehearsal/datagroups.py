"""Which data group each field belongs to (see services.accounts.permissions): how the system fares (D14)."""

FIELDS: dict[str, str] = {
    f"rehearsal.Board.{field}": "D14" for field in ("id", "days", "cases", "seed", "content", "ran_at")
}
