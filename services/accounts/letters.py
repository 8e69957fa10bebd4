"""Letters to an officer about their own account."""

LETTERS: dict[str, tuple[str, ...]] = {
    "staff_attempts": (),
    "staff_device_changed": (),
}
