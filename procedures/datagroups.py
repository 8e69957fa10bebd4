"""Which data group each field belongs to: status (D10), the officers' own words (D9), a scan (D7), a
letter that waits for a second person (D11)."""

_STATUS = {
    "Proceeding": (
        "id procedure rule_set state holder agency sender officer subject zone version level extensions "
        "began_at ended_at"
    ),
    "Letter": "id number dated_on received_on sender",
    "Step": "id proceeding number event from_state to_state at role user agency letter facts basis",
    "Deadline": (
        "id proceeding kind holder starts_on days day_kind zone due_at extension prolongs target basis sure "
        "calendar_version moved_from paused_since wake_at ended_at"
    ),
    "Pause": "id deadline reason since until by",
    "Reminder": "id deadline rung state at",
}

_HANDOVER = "id source target basis counted asked_by asked_at approved_by at moved"
# What an office ruled on a person, as it was typed in from its letter.
_LETTER_RECORD = "id leg event version typed scan role agency recorded_by recorded_at state decided_by decided_at note"
FIELDS: dict[str, str] = {
    **{f"procedures.{model}.{field}": "D10" for model, fields in _STATUS.items() for field in fields.split()},
    **{f"procedures.Handover.{field}": "D14" for field in _HANDOVER.split()},
    **{f"procedures.LetterRecord.{field}": "D11" for field in _LETTER_RECORD.split()},
    "procedures.Step.note": "D9",
    "procedures.Letter.scan": "D7",
}
