"""Letters to an officer about their own account, and to auditors about roles that were given."""

LETTERS: dict[str, tuple[str, ...]] = {
    "staff_attempts": (),
    "staff_device_changed": (),
    "staff_role_granted": (),
}
