"""The letters of the portal and the variables each may use. All are neutral: no case, code, name or link."""

LETTERS: dict[str, tuple[str, ...]] = {
    # To the person who reported. `due` is a spoken date, such as "3 April 2026, 23.59 WIB".
    "reporter_received": (),
    "reporter_update": (),
    "reporter_breach": (),
    "reporter_question": ("due",),
    "reporter_completion": ("due",),
    # To an office. `office` is its own name.
    "office_new_case": ("office",),
    "office_returned": ("office",),
    "office_referral": ("office",),
    "office_recommendation": ("office", "due"),
    "office_step": ("office",),
    "office_urgent": ("office",),
    "office_reminder": ("office", "due"),
    "office_due": ("office", "due"),
    # `number` clocks near their end, `today` of them on their last day.
    "office_digest": ("office", "number", "today", "due"),
    "office_unattended": ("office",),
    "office_overdue": ("office", "due"),
    "office_escalated": ("office", "due"),
    "office_clock_moved": ("office",),
}
