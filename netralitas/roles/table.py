"""THE TABLE of database roles: which process may do what with which column (ADR 9).

A cell reads "letters columns; letters columns": S select, I insert, U update, D delete. Without columns all
of the table. What a cell does not name is refused, and a role without a cell may nothing there. Every
table needs a row here: `netralitas.roles.review` stops the start otherwise, and also where a role could
read a column whose data group is none of its own, unless `EXCEPTIONS` says why.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache

from django.apps import apps
from django.db.models import Model

from services.accounts.enums import DataGroup, Role

Cells = Mapping["DbRole", str]
LETTERS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


class DbRole(StrEnum):
    """The roles, without the name of the database that stands before each of them."""

    PUBLIC = "public"  # pages and API of the public
    STAFF = "staff"  # the staff room before anybody is known, and Bawaslu's people in it
    AGENCY = "agency"  # a request of a desk of KASN/BKN or BKPSDM
    VAULT = "vault"
    WORKER = "worker"
    PUBLISHER = "publisher"  # the moment in which figures are frozen
    MIGRATOR = "migrator"  # owns the tables and serves nobody


# Whose data each role may read: of the portal's roles what the permission table says, of the services this.
SERVES: dict[DbRole, tuple[Role, ...]] = {
    DbRole.PUBLIC: (Role.PUBLIC, Role.REPORTER),
    DbRole.STAFF: (Role.OPERATOR, Role.VERIFIER, Role.LEADER, Role.CUSTODIAN, Role.AUDITOR, Role.SYSADMIN),
    DbRole.AGENCY: (Role.BKPSDM, Role.BKN),
}
SERVICES: dict[DbRole, frozenset[DataGroup]] = {
    DbRole.VAULT: frozenset(
        {DataGroup.REPORTER_IDENTITY, DataGroup.REPORTER_LINKAGE, DataGroup.AUDIT, DataGroup.ACCOUNTS}
    ),
    DbRole.WORKER: frozenset({DataGroup.STATUS, DataGroup.AUDIT, DataGroup.STATISTICS}),
    DbRole.PUBLISHER: frozenset({DataGroup.STATISTICS}),
}

PUBLIC, STAFF, AGENCY, VAULT, WORKER, PUBLISHER = (
    DbRole.PUBLIC, DbRole.STAFF, DbRole.AGENCY, DbRole.VAULT, DbRole.WORKER, DbRole.PUBLISHER,
)  # fmt: skip
_REFERENCE: Cells = dict.fromkeys((PUBLIC, STAFF, AGENCY, WORKER, PUBLISHER), "S")
_RECORD: Cells = {STAFF: "SI", AGENCY: "SI"}  # what became of a package: written once
_NOBODY: Cells = {}

TABLE: dict[str, Cells] = {
    # --- what a reporter filed -----------------------------------------------------------------------
    "reports.Report": {
        PUBLIC: (
            "I; S id kind ticket receipt_hash subject region district also_in act incident_date known_date place "
            "contest favoured capacity channel text_bound received_at received_on late missing name_given "
            "address_given contact_given adult knowers upgraded_at withdrawn_on officially_received_on "
            "identity_purged_on destroyed_on; "
            "U upgraded_at withdrawn_on missing late capacity name_given address_given contact_given adult"
        ),
        STAFF: "S; U officially_received_on former_receptions",
        WORKER: (
            "S id kind ticket receipt_hash subject region district act incident_date known_date contest favoured "
            "capacity channel received_at received_on late missing name_given address_given contact_given adult "
            "knowers upgraded_at withdrawn_on officially_received_on identity_purged_on destroyed_on; "
            "U identity_purged_on"
        ),
    },
    "reports.Draft": {PUBLIC: "SIUD", WORKER: "S receipt_hash expires_at; D"},
    "reports.Exhibit": {
        PUBLIC: "SI; U report; D",
        STAFF: "S",
        WORKER: "S id receipt_hash report kind original added_on number; D",
    },
    "reports.Message": {PUBLIC: "I; S id", STAFF: "SI"},
    "reports.ApiAnswer": {PUBLIC: "SID", WORKER: "S key_hash expires_at; D"},
    "reports.Standing": {PUBLIC: "SIU", STAFF: "SIU", WORKER: "SIU"},
    "reports.StatusLine": {PUBLIC: "SI", STAFF: "I; S id", WORKER: "I; S id"},
    # --- the case -------------------------------------------------------------------------------------
    "reports.Case": {
        PUBLIC: (
            "I; S id reference region district also_in rule_set rule_version election phase contest act offence "
            "violation_class office_class incident_date known_date register_number opened_at closed_at destroyed_on "
            "handler kind state holder due_at officer received_on respondent_count report_count late missing version; "
            "U kind state holder due_at version closed_at late missing incident_date respondent_count"
        ),
        STAFF: "SIU",
        WORKER: (
            "S id reference region district also_in rule_set rule_version election phase contest act offence "
            "violation_class office_class incident_date known_date register_number opened_at closed_at destroyed_on "
            "handler kind state holder due_at officer received_on respondent_count report_count late missing version; "
            "U state holder due_at version closed_at officer"
        ),
    },
    "reports.FormerHandler": {STAFF: "SI", WORKER: "S id case agency"},
    "reports.Recusal": {STAFF: "SI", WORKER: "I; S id case user"},
    "reports.Respondent": {
        PUBLIC: "I; S id case number",
        STAFF: "SIU",
        WORKER: "S id case number unit person_hash",
    },
    "reports.CaseReport": {
        PUBLIC: "I; S id case report linked_at linked_by unlinked_at",
        STAFF: "SI; U unlinked_at",
        WORKER: "S id case report linked_at linked_by unlinked_at",
    },
    # --- what decisions of Bawaslu rest on ---------------------------------------------------------------
    "reports.PlenaryMinutes": {STAFF: "SI"},
    "reports.PlenaryMember": {STAFF: "SI"},
    "reports.PlenaryDecision": {STAFF: "SI"},
    "reports.Invitation": {STAFF: "SI"},
    "reports.Preservation": {STAFF: "S; U done_on done_by note", WORKER: "SI"},
    "reports.Answer": {STAFF: "SI"},
    "reports.Unsealing": {STAFF: "SI"},
    "reports.Opening": {STAFF: "SI", WORKER: "S id case report grant"},
    "reports.Announcement": {STAFF: "SI", WORKER: "S id case stage on"},
    # --- packages, and what joins them to a case ------------------------------------------------------------
    "reports.Consent": {PUBLIC: "S; U answer answered_on shown", STAFF: "SID; U silence shown"},
    "reports.DistressCall": {
        PUBLIC: "I; S id report told above bypasses raised_on received_on closed_on",
        STAFF: "S; U received_on received_by closed_on closed_by note",
        WORKER: "S id report told raised_on received_on; U told above",
    },
    "reports.PackageOrigin": {STAFF: "SID", WORKER: "S"},
    "reports.ReferralPackage": {
        STAFF: "SID; U approved_by approved_on",
        AGENCY: "S",
        WORKER: (
            "S id reference sender region rule_set phase contest offence violation_class incident_date letter_number "
            "letter_date built_by approved_by approved_on released_on destroyed_on; U released_on"
        ),
    },
    "reports.PackageRespondent": {
        STAFF: "SID",
        AGENCY: "S",
        WORKER: "S id package number status employer conflicted conflict person_hash unit",
    },
    "reports.PackageLeg": {STAFF: "SI", AGENCY: "SI", WORKER: "SI"},
    "reports.PackageCopy": {STAFF: "S", AGENCY: "S", WORKER: "I; S id"},
    "reports.PackageExhibit": {STAFF: "SID", AGENCY: "S", WORKER: "S id package number clean_copy; D"},
    "reports.PackageSource": {STAFF: "SIUD", WORKER: "S"},
    "reports.Count": {
        STAFF: "S; U announced_on",
        WORKER: "I; S id",
        PUBLISHER: "S id unit stage region election on announced_on",
    },
    # --- what followed a package ---------------------------------------------------------------------------
    "sanctions.SanctionKind": _REFERENCE,
    "sanctions.Recommendation": _RECORD,
    "sanctions.Decision": _RECORD,
    "sanctions.Ending": _RECORD,
    "sanctions.Document": _RECORD,
    "sanctions.Execution": {STAFF: "SI; U reported_on", AGENCY: "SI; U reported_on"},
    "sanctions.Count": {
        STAFF: "SI; U announced_on",
        AGENCY: "SI; U announced_on",
        PUBLISHER: "S id stage region election on announced_on",
    },
    # --- legs, steps and clocks -------------------------------------------------------------------------------
    "procedures.Proceeding": {
        PUBLIC: "SI; U state holder level extensions version ended_at agency officer",
        STAFF: "SI; U state holder level extensions version ended_at agency officer sender",
        AGENCY: "SI; U state holder level extensions version ended_at agency officer",
        WORKER: "SI; U state holder level extensions version ended_at agency officer",
    },
    "procedures.Letter": {STAFF: "SI", AGENCY: "S"},
    "procedures.LetterRecord": {STAFF: "SI; U state decided_by decided_at note typed"},
    "procedures.Step": {
        PUBLIC: "I; S id",
        STAFF: "SI",
        AGENCY: "I; S id proceeding number event from_state to_state at role user agency letter facts basis",
        WORKER: "I; S id proceeding number event from_state to_state at role user agency letter facts basis",
    },
    "procedures.Deadline": {
        PUBLIC: "SI; U ended_at",
        STAFF: "SI; U ended_at due_at starts_on wake_at paused_since",
        AGENCY: "SI; U ended_at",
        WORKER: "SIU",
    },
    "procedures.Pause": {STAFF: "SI; U until", AGENCY: "S", WORKER: "S"},
    "procedures.Reminder": {
        PUBLIC: "S id deadline state; U state",
        STAFF: "S; U state",
        AGENCY: "S id deadline state; U state",
        WORKER: "SI; U state",
    },
    "procedures.Handover": {STAFF: "SID; U approved_by at moved"},
    # --- who, the post office, files, identities, the notary ----------------------------------------------------
    "accounts.User": {
        STAFF: "SIU",
        AGENCY: "S id username full_name unit person_hash is_active",
        WORKER: "S id username full_name email unit person_hash is_active",
        VAULT: "S id person_hash is_active",
    },
    "accounts.Membership": {STAFF: "SIUD", AGENCY: "S", WORKER: "S", VAULT: "S user role since until"},
    "accounts.RoleRequest": {STAFF: "SI; U state decided_by decided_at note"},
    "accounts.FactorReset": {STAFF: "SI; U state decided_by decided_at note"},
    "accounts.AccountChange": {STAFF: "SI; U state decided_by decided_at note", WORKER: "S id former_email"},
    "accounts.MailboxChange": {STAFF: "SI", WORKER: "S id former_email email"},
    "accounts.Duty": {STAFF: "SIU", WORKER: "S"},
    "accounts.RecoveryCode": {STAFF: "SIUD"},
    "notifications.Owed": {
        PUBLIC: "I; S id kind not_before done_at",
        STAFF: "SI; U attempts lease_until",
        AGENCY: "I; S id",
        WORKER: "SIUD",
    },
    "notifications.Message": {PUBLIC: "I", STAFF: "SI", AGENCY: "S", WORKER: "SID; U state trouble sent_at"},
    "evidence.Original": {
        PUBLIC: "I; S id kind size sha256", STAFF: "SI", WORKER: "SD; U key_id wrapped_key",
        VAULT: "S id key_id wrapped_key",
    },
    "evidence.Upload": {PUBLIC: "SIUD", WORKER: "S id begun_on; D"},
    "evidence.Copy": {PUBLIC: "I; S id state", STAFF: "SI", WORKER: "SUD"},
    "evidence.Enclosure": {STAFF: "SID", WORKER: "SD"},
    "vault.Envelope": {PUBLIC: "I", STAFF: "I; S id kind subject key_id", WORKER: "S id kind subject", VAULT: "SIUD"},
    "vault.Grant": {STAFF: "S", WORKER: "S id subject kind lasting approved_at ended_at", VAULT: "SIUD"},
    "vault.Hold": {
        STAFF: "S id account since confirmed_account confirmed_at", WORKER: "S id confirmed_at", VAULT: "SIU",
    },
    "vault.CodeUse": {VAULT: "SIUD"},
    "vault.FileOpening": {VAULT: "SI"},
    "vault.Comparison": {WORKER: "S id at", VAULT: "SID"},
    "audit.Entry": {
        PUBLIC: "I; S id", STAFF: "SI", AGENCY: "I; S id", VAULT: "I; S id", WORKER: "SI; U sequence digest",
    },
    "audit.Head": {STAFF: "S", WORKER: "SIU"},
    "audit.Root": {PUBLIC: "S", STAFF: "S", WORKER: "SI"},
    # --- the window, reference, the portal itself --------------------------------------------------------------
    "transparency.Publication": {PUBLIC: "S", STAFF: "S", AGENCY: "S", WORKER: "S", PUBLISHER: "SI"},
    **dict.fromkeys(("guidance.Offence", "guidance.Act", "guidance.ActRule"), _REFERENCE),
    **dict.fromkeys(
        (
            "regions.Province", "regions.Region", "regions.District", "regions.Village", "regions.Election",
            "regions.Election_regions", "regions.Contest", "regions.Stage", "regions.Unit", "regions.OfficeHolder",
        ),
        _REFERENCE,
    ),
    "regions.Agency": {**_REFERENCE, STAFF: "S; U address address_basis phone email"},
    "regions.OfficeHours": {**_REFERENCE, STAFF: "SI; U valid_until"},
    "regions.OnlineMandate": {**_REFERENCE, STAFF: "SI"},
    "regions.Holiday": {**_REFERENCE, STAFF: "SI"},
    "regions.CalendarVersion": {**_REFERENCE, STAFF: "SIU"},
    "netralitas.SubjectRequest": {STAFF: "SIU", WORKER: "S id due_at answered_at; D"},
    "netralitas.Breach": {STAFF: "SIU", WORKER: "S id due_at closed_at; D"},
    "netralitas.BreachNotice": {STAFF: "SIU", WORKER: "S; U cursor told letters done_at; D"},
    "netralitas.BreachTold": {WORKER: "SID"},
    "netralitas.Pulse": {PUBLIC: "S", STAFF: "S", WORKER: "SIU"},
    "rehearsal.Board": {STAFF: "S"},
    # --- tables of Django and its friends ------------------------------------------------------------------------
    "sessions.Session": {STAFF: "SIUD", WORKER: "S session_key expire_date; D"},
    "otp_totp.TOTPDevice": {STAFF: "SIUD", VAULT: "S user last_t"},
    "axes.AccessAttempt": {STAFF: "SIUD", WORKER: "S id attempt_time; D"},
    "axes.AccessAttemptExpiration": {STAFF: "SIUD", WORKER: "S access_attempt; D"},
    "contenttypes.ContentType": {STAFF: "S", AGENCY: "S"},  # names of tables; a page of the admin asks once a process
    **dict.fromkeys(  # installed with a library and never used
        (
            "admin.LogEntry", "auth.Permission", "auth.Group", "auth.Group_permissions", "axes.AccessFailureLog",
            "axes.AccessLog",
        ),
        _NOBODY,
    ),
}  # fmt: skip

# Columns a role may read although their data group is none of its own, and why. "*" is the whole table.
EXCEPTIONS: dict[tuple[DbRole, str], str] = {
    (PUBLIC, "reports.Report.*"): "found by the keyed hash of a code; who filed goes on with their own report",
    (PUBLIC, "reports.Draft.*"): "ciphertext that opens under its code alone",
    (PUBLIC, "reports.Exhibit.*"): "listed to its owner, found by the keyed hash of the code",
    (PUBLIC, "evidence.Original.*"): "the hash of a file stands on the receipt of who handed it in",
    (PUBLIC, "reports.ApiAnswer.*"): "ciphertext that opens under the caller's key and body alone",
    (PUBLIC, "reports.Standing.*"): "all that a code opens",
    (PUBLIC, "reports.StatusLine.*"): "all that a code opens",
    (PUBLIC, "reports.CaseReport.report"): "from the report of a code to the case whose step the reporter takes",
    (STAFF, "reports.Report.*"): "an officer reads the report; its keys lead to the reporter's page and letters",
    (STAFF, "reports.Exhibit.*"): "an officer reads the report; its keys lead to the reporter's page",
    (STAFF, "reports.Standing.*"): "an officer's step is told on the reporter's page",
    (STAFF, "reports.CaseReport.report"): "which reports lie in a case",
    (STAFF, "notifications.Message.*"): "letters to an officer and their office; row rules hide all others",
    (STAFF, "vault.Envelope.*"): "that an envelope lies there, for the custodian and for the comparing of packages",
    (STAFF, "vault.Grant.*"): "the custodian's list of openings",
    (STAFF, "reports.Opening.report"): "whose page tells of an opening",
    (AGENCY, "accounts.User.*"): "the names of colleagues, and who may not see a package about themself",
    (AGENCY, "accounts.Membership.*"): "who serves where is looked up at every step",
    (AGENCY, "notifications.Message.*"): "letters to an officer and their office; row rules hide all others",
    (AGENCY, "notifications.Owed.id"): "the key of the row just written",
    (AGENCY, "audit.Entry.id"): "the key of the entry just written",
    (
        WORKER,
        "reports.Report.*",
    ): "keys, codes, days and yes/no facts: to whom a letter goes and until when; not a word of it",
    (WORKER, "reports.Draft.*"): "what has expired is deleted",
    (WORKER, "reports.Exhibit.*"): "what nobody refers to is deleted; of a link only that there is one",
    (WORKER, "reports.Preservation.*"): "deleting an exhibit, Django looks whether a task stands for it",
    (WORKER, "reports.ApiAnswer.*"): "what has expired is deleted",
    (WORKER, "reports.Standing.*"): "the worker writes the reporter's page",
    (WORKER, "reports.Case.incident_date"): "clocks begin there",
    (WORKER, "reports.Respondent.*"): "how many, and who of the staff must stand aside; no name, no words",
    (WORKER, "reports.CaseReport.report"): "whose page and letters a step is told on",
    (WORKER, "reports.ReferralPackage.*"): "when and to whom a package leaves; not what it tells",
    (WORKER, "reports.PackageRespondent.*"): "to whose employer a package goes; no name, no words",
    (WORKER, "reports.Opening.report"): "whose page tells of an opening",
    (WORKER, "vault.Grant.subject"): "whose page tells of an opening that the portal did not ask for",
    (WORKER, "vault.Envelope.*"): "whether anybody left what was opened, which the reporter alone is told",
    (VAULT, "evidence.Original.*"): "the wrapped key of the file that is opened, so that the book names the right one",
    (WORKER, "accounts.AccountChange.*"): "to which address that was a letter about its change goes",
    (WORKER, "accounts.MailboxChange.*"): "to which mailboxes of an office a letter about their change goes",
    (WORKER, "accounts.User.*"): "to whom a letter goes, who must stand aside",
    (WORKER, "accounts.Membership.*"): "to whom a letter goes",
    (WORKER, "accounts.Duty.*"): "which custodian is on call, so that a call for help is written to them",
    (WORKER, "notifications.Message.*"): "letters that wait to be sent",
    (PUBLIC, "evidence.Upload.*"): "found by the keyed hash of the code of who sends it",
    (PUBLIC, "evidence.Copy.id"): "who handed a file in sees how far its copy is",
    (WORKER, "evidence.Copy.*"): "the sandbox draws the copies, and what has had its time is deleted",
    (STAFF, "evidence.Copy.sealed_key"): "opens with the sandbox's key alone, which the staff room has not",
    (WORKER, "evidence.Original.*"): "what nobody refers to is deleted",
    (WORKER, "evidence.Enclosure.*"): "a file that nobody encloses any more is deleted",
    (WORKER, "reports.PackageExhibit.*"): "a copy of what was taken back is deleted from what has not left",
    (WORKER, "evidence.Upload.*"): "what never became whole is deleted",
    (WORKER, "netralitas.BreachTold.*"): "whom a notice of a breach has reached, so that nobody is told twice",
    (WORKER, "netralitas.Pulse.*"): "the worker shows that it lives",
    (PUBLIC, "netralitas.Pulse.*"): "/readyz says when the scheduler was last heard",
    **{
        (role, field): "reference of no person, read into memory whole"
        for role in (PUBLIC, AGENCY, WORKER, PUBLISHER)
        for field in ("regions.Agency.email", "regions.Unit.*", "regions.CalendarVersion.*")
    },
}


def models() -> dict[str, type[Model]]:
    """Every model with a table of its own, by label; join tables included."""
    return {
        model._meta.label: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def columns(model: type[Model]) -> dict[str, str]:
    """Field name → column of a table, in its order."""
    return {field.name: str(field.column) for field in model._meta.concrete_fields}


def grants(label: str, role: DbRole) -> dict[str, frozenset[str]]:
    """SQL privilege → names of the fields on which this role has it; DELETE names all of them."""
    found: dict[str, set[str]] = {}
    for letters, names in _clauses(TABLE[label].get(role, "")):
        for letter in letters:
            found.setdefault(LETTERS[letter], set()).update(names or columns(models()[label]))
    return {privilege: frozenset(names) for privilege, names in found.items()}


@cache
def _clauses(cell: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(_parsed(cell))


def _parsed(cell: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for clause in filter(str.strip, cell.split(";")):
        letters, *names = clause.split()
        yield letters, tuple(names)
