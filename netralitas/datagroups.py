"""To which group of data each field belongs. The worksheets of data protection are papers of who audits (D12)."""

_REQUEST = "id received_at channel name answer_to asker asks wish proof due_at decision ground answer answered_at"
_BREACH = (
    "id detected_at since until what groups subjects measures due_at authority_told_at subjects_told_at told_how "
    "closed_by confirmed_by closed_at"
)
_NOTICE = (
    "id breach office since until how remedy line counted asked_by asked_at confirmed_by confirmed_at refused_by "
    "cursor told letters done_at"
)
FIELDS: dict[str, str] = {
    "netralitas.Pulse.name": "D14",
    "netralitas.Pulse.at": "D14",
    **{f"netralitas.SubjectRequest.{field}": "D12" for field in _REQUEST.split()},
    **{f"netralitas.Breach.{field}": "D12" for field in _BREACH.split()},
    **{f"netralitas.BreachNotice.{field}": "D12" for field in _NOTICE.split()},
    # Whom a breach concerned leads towards a person, as the report does.
    **{f"netralitas.BreachTold.{field}": "D2" for field in ("id", "breach", "report")},
}
