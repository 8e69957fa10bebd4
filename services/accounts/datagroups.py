"""Which data group each field belongs to (see services.accounts.permissions): all of it is accounts (D14)."""

_ACCOUNTS = {
    "User": (
        "id", "username", "password", "full_name", "email", "person_hash", "unit", "is_active",
        "must_change_password", "last_login", "created_at",
    ),
    "Membership": ("id", "user", "agency", "role", "since", "until"),
    "RoleRequest": (
        "id", "user", "agency", "role", "since", "until", "basis", "state", "asked_by", "asked_at", "decided_by",
        "decided_at", "note",
    ),
    "FactorReset": ("id", "user", "reason", "state", "asked_by", "asked_at", "decided_by", "decided_at", "note"),
    "AccountChange": (
        "id", "user", "names", "full_name", "username", "email", "person_hash", "unit", "former_email", "reason",
        "state", "asked_by", "asked_at", "decided_by", "decided_at", "note",
    ),
    "MailboxChange": ("id", "agency", "former_email", "email", "changed_by", "changed_at"),
    "Duty": ("id", "user", "since", "until"),
    "RecoveryCode": ("id", "user", "code_hash", "used_at"),
    "CodeApp": (
        "id", "user", "name", "confirmed", "key", "step", "t0", "digits", "tolerance", "drift", "last_t", "created_at",
        "last_used_at", "throttling_failure_timestamp", "throttling_failure_count",
    ),
}  # fmt: skip
FIELDS: dict[str, str] = {f"accounts.{model}.{field}": "D14" for model, fields in _ACCOUNTS.items() for field in fields}
