"""Letters to an officer about their own account or what waits for them, to auditors about what to look at, and to an
office about what was recorded of it."""

LETTERS: dict[str, tuple[str, ...]] = {
    "staff_attempts": (),
    "staff_device_changed": (),
    "staff_role_asked": (),
    "staff_role_granted": (),
    "staff_opening_asked": (),
    "staff_opening_answered": (),
    "staff_openings_held": (),
    "staff_compared_out": (),
    "staff_opened_past": (),
    "staff_factor_seen": (),
    "staff_factor_reset_asked": (),
    "staff_factor_reset": (),
    "staff_account_change_asked": (),
    "staff_account_changed": (),
    # Of an office; `office` is its name.
    "office_mailbox_changed": ("office",),
    "office_mandate_recorded": ("office",),
    "staff_letter_recorded": (),
    "staff_letter_declined": (),
    "staff_worksheet_due": (),
}
