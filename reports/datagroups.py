"""To which group of data each field belongs: what a reporter wrote, what points at them, what became of it."""

_GROUPS: dict[str, dict[str, str]] = {
    "Report": {
        # The keyed hash, the subject of the envelopes and the hour all lead towards a person.
        "D2": (
            "id receipt_hash text_bound subject received_at channel name_given address_given contact_given adult "
            "capacity identity_purged_on"
        ),
        "D4": "district also_in act incident_date known_date place narrative contest favoured knowers",
        "D9": "former_receptions",
        "D10": (
            "kind ticket region received_on late missing upgraded_at withdrawn_on officially_received_on destroyed_on"
        ),
    },
    "Draft": {"D1": "card", "D2": "receipt_hash updated_at expires_at", "D4": "ciphertext"},
    "Exhibit": {"D2": "receipt_hash", "D6": "id report kind original link number added_on"},
    "Message": {"D8": "id report from_reporter text at on due_at user call"},
    "ApiAnswer": {"D2": "key_hash ciphertext expires_at"},
    "Standing": {
        "D2": "receipt_hash",
        "D10": "kind stage office officially_received missing deadlines received_on updated_on",
    },
    "StatusLine": {"D2": "receipt_hash", "D10": "id source on code office by_letter"},
    "Case": {
        "D9": "office_class_reason",
        "D10": (
            "id reference region district also_in rule_set rule_version election phase contest act offence "
            "violation_class office_class incident_date known_date register_number opened_at closed_at destroyed_on "
            "handler kind state holder due_at officer received_on respondent_count report_count late missing version"
        ),
    },
    "FormerHandler": {"D10": "id case agency to on version"},
    "Recusal": {"D9": "note", "D10": "id case user reason at"},
    "Respondent": {
        "D3": (
            "id case number name nip status employer employer_text unit position description person_hash "
            "identity_known checked_on check_source bkn_asked_on"
        ),
    },
    "CaseReport": {"D2": "report", "D9": "reason", "D10": "id case linked_at linked_by unlinked_at"},
    "PlenaryMinutes": {"D9": "id agency year number held_on agenda members present recorded_by"},
    "PlenaryMember": {"D9": "id minutes number name present signed"},
    "PlenaryDecision": {"D9": "id minutes case recused dissent"},
    "Invitation": {"D9": "id respondent letter_number letter_date hearing_on recorded_by"},
    "Preservation": {"D9": "note", "D10": "id case exhibit due_on done_on done_by"},
    "Answer": {"D9": "id respondent kind on summary recorded_by"},
    # Why somebody asked, and what became of it, is audit; that a report is meant leads towards a person.
    "Unsealing": {"D12": "id office exhibit original number account reason purpose at", "D10": "case"},
    "Opening": {"D2": "report", "D12": "id office requester purpose barred grant at", "D10": "case"},
    "Announcement": {"D10": "id case stage on recorded_by"},
    "Consent": {"D5": "shown", "D8": "id package report asked_on due_on answer answered_on silence"},
    "DistressCall": {
        "D10": "id report ticket told above bypasses raised_on received_on received_by closed_on closed_by note"
    },
    "PackageOrigin": {"D10": "id case respondent package package_respondent"},
    "ReferralPackage": {
        "D5": (
            "id reference sender region rule_set phase contest offence violation_class incident_date narrative "
            "letter_number letter_date built_by approved_by approved_on released_on destroyed_on"
        ),
    },
    "PackageRespondent": {
        "D3": (
            "id package number name status employer employer_text unit position description conflicted conflict "
            "person_hash"
        ),
    },
    "PackageLeg": {"D10": "id respondent proceeding procedure by_letter"},
    "PackageCopy": {"D10": "id package agency"},
    "PackageExhibit": {"D7": "id package number link clean_copy kind size sha256 description"},
    "PackageSource": {"D10": "id case package number exhibit kind pages marks seen"},
    "Count": {"D13": "id unit key stage region election kind violation_class on announced_on"},
}
FIELDS: dict[str, str] = {
    f"reports.{model}.{field}": group
    for model, groups in _GROUPS.items()
    for group, fields in groups.items()
    for field in fields.split()
}
