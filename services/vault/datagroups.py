"""Which data group each field belongs to.

That there is an envelope for a subject is linkage (D2), what lies in it identity (D1); who asked
and who agreed is audit (D12); keys and codes belong to the accounts (D14).
"""

_ENVELOPE = {"id": "D2", "kind": "D2", "subject": "D2", "key_id": "D2", "ciphertext": "D1"}
_GRANT = (
    "id", "kind", "requester", "requester_account", "approver", "approver_account", "reason_class",
    "lasting", "displays_left", "asked_at", "approved_at", "expires_at", "ended_at", "mark",
)  # fmt: skip
_HOLD = ("id", "person", "account", "grant", "since", "confirmed_by", "confirmed_account", "confirmed_at", "mark")
_FILE_OPENING = ("id", "person", "account", "original", "at")
_CODE_USE = ("account", "envelope", "known", "known_since", "last_step", "failures", "failed_at")
_COMPARISON = ("id", "account", "asked", "text", "hit", "refused", "at")

FIELDS: dict[str, str] = {
    **{f"vault.{model}.{field}": group for model in ("Envelope", "Identity") for field, group in _ENVELOPE.items()},
    **{f"vault.Grant.{field}": "D12" for field in _GRANT},
    "vault.Grant.subject": "D2",
    **{f"vault.Hold.{field}": "D12" for field in _HOLD},
    **{f"vault.FileOpening.{field}": "D12" for field in _FILE_OPENING},
    **{f"vault.Comparison.{field}": "D12" for field in _COMPARISON},
    "vault.Comparison.subject": "D2",
    **{f"vault.CodeUse.{field}": "D14" for field in _CODE_USE},
}
