"""To which group of data each field belongs: the catalogue and the counts are public, the rest is what
was recommended and decided about a person (D11)."""

_FOLLOWED = {
    "Recommendation": (
        "id", "respondent", "leg", "number", "dated_on", "violation_class", "text", "addressee", "due_on", "letter",
        "recorded_by",
    ),
    "Decision": (
        "id", "respondent", "leg", "kind", "decree_number", "decree_date", "signatory", "starts_on", "ends_on",
        "reply", "replied_on", "mismatch_reason", "letter", "recorded_by",
    ),
    "Ending": (
        "id", "respondent", "leg", "stage", "reason", "dated_on", "cause", "found_status", "respondent_told_on",
        "letter", "recorded_by",
    ),
    "Document": (
        "id", "respondent", "leg", "event", "number", "dated_on", "happens_on", "due_on", "text", "reply", "answer",
        "kind", "starts_on", "ends_on", "letter", "recorded_by",
    ),
    "Execution": ("id", "decision", "executed_on", "reported_on", "note", "letter", "recorded_by"),
}  # fmt: skip
_PUBLIC = {
    "SanctionKind": (
        "code", "name", "name_en", "level", "duration_months", "permanent", "valid_from", "valid_until",
        "for_statuses", "for_classes", "basis", "sure", "order",
    ),
    "Count": ("id", "key", "stage", "region", "election", "sanction_level", "on", "announced_on"),
}  # fmt: skip
FIELDS: dict[str, str] = {
    f"sanctions.{model}.{field}": group
    for models, group in ((_FOLLOWED, "D11"), (_PUBLIC, "D13"))
    for model, fields in models.items()
    for field in fields
}
