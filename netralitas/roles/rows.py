"""Which rows a person's request sees: row-level security for the roles `staff` and `agency`.

A request says for which offices it acts, in settings that end with its transaction; a statement
without them sees no row. The rules below may only hide: what an officer may do is said by
`reports.visibility` and the permission table. Functions look at other tables as their owner, so that
a rule costs index look-ups and no rule asks another one.
"""

from collections.abc import Iterable

from procedures.enums import Procedure, State
from reports.visibility import IN_HAND

OFFICES, PERSON, ROLES, REFERENCE = (
    "netralitas.agencies", "netralitas.person", "netralitas.roles", "netralitas.reference",
)  # fmt: skip


def _array(values: Iterable[str]) -> str:
    return "ARRAY['{}']".format("', '".join(values))


# Name → argument, result, body. Plain SQL, so that a statement takes them apart and finds its index.
SETTINGS: dict[str, tuple[str, str, str]] = {
    "netralitas_offices": ("", "text[]", f"string_to_array(current_setting('{OFFICES}', true), ',')"),
    "netralitas_acts_as": ("", "text[]", f"string_to_array(current_setting('{ROLES}', true), ',')"),
    "netralitas_person": ("", "text", f"current_setting('{PERSON}', true)"),
    "netralitas_named": ("", "text", f"current_setting('{REFERENCE}', true)"),
    "netralitas_holds": ("wanted text", "boolean", "wanted = ANY (netralitas_offices())"),
    "netralitas_in_hand": ("state text", "boolean", f"state = ANY ({_array(State(one).value for one in IN_HAND)})"),
    "netralitas_on_case": (
        "procedure text",
        "boolean",
        f"procedure = ANY ({_array((Procedure.BAWASLU.value, Procedure.GAKKUMDU.value))})",
    ),
}
# Name → argument, body. Each looks at other tables as the owner of the tables.
FUNCTIONS: dict[str, tuple[str, str]] = {
    # Own office's, formerly own, or of an office below: lifted, or named to be taken over, by its random
    # reference or by the call for help that was received here.
    "netralitas_sees_case": (
        "uuid",
        """EXISTS (
            SELECT FROM reports_case c WHERE c.id = wanted AND (
                netralitas_holds(c.handler_id)
                OR EXISTS (SELECT FROM reports_formerhandler f WHERE f.case_id = c.id AND netralitas_holds(f.agency_id))
                OR netralitas_in_hand(c.state)
                AND EXISTS (
                    SELECT FROM regions_agency a WHERE a.code = c.handler_id AND netralitas_holds(a.superior_id)
                )
                AND (
                    c.reference = netralitas_named()
                    OR EXISTS (
                        SELECT FROM reports_distresscall d JOIN reports_casereport l ON l.report_id = d.report_id
                        WHERE l.case_id = c.id AND l.unlinked_at IS NULL AND d.id::text = netralitas_named()
                        AND d.above AND d.received_on IS NOT NULL AND d.closed_on IS NULL
                        AND netralitas_holds(d.told_id)
                    )
                    OR EXISTS (
                        SELECT FROM procedures_proceeding p WHERE p.subject = c.id AND p.procedure = 'bawaslu'
                        AND p.level > 0 AND p.ended_at IS NULL
                    )
                )
            )
        )""",
    ),
    "netralitas_sees_report": (
        "uuid",
        """EXISTS (
            SELECT FROM reports_casereport l WHERE l.report_id = wanted AND netralitas_sees_case(l.case_id)
        )""",
    ),
    # A leader above who received a call hears its author until it is closed, and sees nothing else of the case.
    "netralitas_called": (
        "uuid",
        """'leader' = ANY (netralitas_acts_as()) AND EXISTS (
            SELECT FROM reports_distresscall d WHERE d.report_id = wanted AND d.above AND netralitas_holds(d.told_id)
            AND d.received_on IS NOT NULL AND d.closed_on IS NULL
        )""",
    ),
    # What was said on a call past the own leader is for who was told.
    "netralitas_hears": (
        "uuid",
        """wanted IS NULL OR EXISTS (
            SELECT FROM reports_distresscall d WHERE d.id = wanted AND netralitas_holds(d.told_id)
        )""",
    ),
    "netralitas_sees_page": (
        "text",
        """EXISTS (SELECT FROM reports_report r WHERE r.receipt_hash = wanted AND netralitas_sees_report(r.id))""",
    ),
    "netralitas_sees_respondent": (
        "uuid",
        """EXISTS (SELECT FROM reports_respondent r WHERE r.id = wanted AND netralitas_sees_case(r.case_id))""",
    ),
    "netralitas_sees_minutes": (
        "bigint",
        """EXISTS (
            SELECT FROM reports_plenaryminutes m WHERE m.id = wanted AND (
                netralitas_holds(m.agency_id)
                OR EXISTS (
                    SELECT FROM reports_plenarydecision d WHERE d.minutes_id = m.id AND netralitas_sees_case(d.case_id)
                )
            )
        )""",
    ),
    # Sent by the own office, released and come to it, or made from one of its cases.
    "netralitas_sees_package": (
        "uuid",
        """EXISTS (
            SELECT FROM reports_referralpackage p WHERE p.id = wanted AND (
                netralitas_holds(p.sender_id)
                OR p.released_on IS NOT NULL AND (
                    EXISTS (
                        SELECT FROM reports_packagecopy c WHERE c.package_id = p.id AND netralitas_holds(c.agency_id)
                    )
                    OR EXISTS (
                        SELECT FROM reports_packagerespondent r
                        JOIN reports_packageleg l ON l.respondent_id = r.id
                        JOIN procedures_proceeding g ON g.id = l.proceeding_id
                        WHERE r.package_id = p.id AND netralitas_holds(g.agency_id)
                    )
                )
                OR EXISTS (
                    SELECT FROM reports_packageorigin o WHERE o.package_id = p.id AND netralitas_sees_case(o.case_id)
                )
            )
        )""",
    ),
    "netralitas_sees_accused": (
        "uuid",
        """EXISTS (
            SELECT FROM reports_packagerespondent r WHERE r.id = wanted AND netralitas_sees_package(r.package_id)
        )""",
    ),
    "netralitas_sees_leg": (
        "uuid",
        """EXISTS (
            SELECT FROM procedures_proceeding g WHERE g.id = wanted AND (
                netralitas_holds(g.agency_id)
                OR netralitas_holds(g.sender_id)
                OR netralitas_on_case(g.procedure) AND netralitas_sees_case(g.subject)
                OR NOT netralitas_on_case(g.procedure) AND netralitas_sees_accused(g.subject)
            )
        )""",
    ),
    # Whether the person must stand aside from a case: they did, or it is about themself or their unit.
    "netralitas_stands_aside": (
        "uuid",
        """EXISTS (
            SELECT FROM reports_recusal r WHERE r.case_id = wanted AND r."user"::text = netralitas_person()
        ) OR EXISTS (
            SELECT FROM reports_respondent p
            JOIN accounts_user u ON u.id = nullif(netralitas_person(), '')::uuid
            LEFT JOIN regions_unit n ON n.id = u.unit_id
            WHERE p.case_id = wanted AND (
                u.person_hash <> '' AND p.person_hash = u.person_hash OR p.unit <> '' AND lower(p.unit) = lower(n.name)
            )
        )""",
    ),
    "netralitas_sees_clock": (
        "bigint",
        """EXISTS (SELECT FROM procedures_deadline d WHERE d.id = wanted AND netralitas_sees_leg(d.proceeding_id))""",
    ),
    "netralitas_sees_decision": (
        "bigint",
        """EXISTS (SELECT FROM sanctions_decision d WHERE d.id = wanted AND netralitas_sees_leg(d.leg_id))""",
    ),
}

# What the public asks by the keyed hash of a code, instead of reading a column: name → argument, result, body.
OWN: dict[str, tuple[str, str, str]] = {
    "netralitas_own_messages": (
        "wanted text",
        "TABLE (on_day date, by_reporter boolean, words text, answer_due timestamptz, place text)",
        """SELECT m."on", m.from_reporter, m.text, m.due_at, r.region_id
        FROM reports_message m JOIN reports_report r ON r.id = m.report_id
        WHERE r.receipt_hash = wanted ORDER BY m.at""",
    ),
    "netralitas_own_pace": (
        "wanted text",
        "TABLE (by_reporter boolean, written_at timestamptz)",
        """SELECT m.from_reporter, m.at
        FROM reports_message m JOIN reports_report r ON r.id = m.report_id
        WHERE r.receipt_hash = wanted""",
    ),
}

# What the staff room asks without reading: name → argument, result, body. Numbers, or accounts, alone come back.
COUNTED: dict[str, tuple[str, str, str]] = {
    # How many reporters a notice of a breach means: those still with a page, with an address, and told already.
    "netralitas_concerned": (
        "sheet bigint, office text, first_day date, last_day date",
        "TABLE (people bigint, letters bigint, told bigint)",
        """SELECT count(*), count(*) FILTER (WHERE r.contact_given AND r.identity_purged_on IS NULL), count(t.id)
        FROM reports_report r
        LEFT JOIN netralitas_breachtold t ON t.report_id = r.id AND t.breach_id = sheet
        WHERE 'auditor' = ANY (netralitas_acts_as()) AND r.destroyed_on IS NULL
        AND (first_day IS NULL OR r.received_on >= first_day) AND (last_day IS NULL OR r.received_on <= last_day)
        AND (office = '' OR EXISTS (
            SELECT FROM reports_casereport l JOIN reports_case c ON c.id = l.case_id
            WHERE l.report_id = r.id AND l.unlinked_at IS NULL AND (
                c.handler_id = office
                OR EXISTS (SELECT FROM reports_formerhandler f WHERE f.case_id = c.id AND f.agency_id = office)
            )
        ))""",
    ),
    # How many letters there are, by name, state and why one was dropped: nobody's row is read for it.
    "netralitas_letters": (
        "",
        "TABLE (letter text, state text, trouble text, number bigint)",
        """SELECT letter, state, trouble, count(*) FROM notifications_message
        WHERE netralitas_acts_as() && ARRAY['custodian', 'auditor', 'sysadmin'] GROUP BY 1, 2, 3""",
    ),
    # The same of the letters about one breach.
    "netralitas_posted": (
        "sheet bigint",
        "TABLE (state text, number bigint)",
        """SELECT state, count(*) FROM notifications_message
        WHERE 'auditor' = ANY (netralitas_acts_as()) AND starts_with(key, 'breach:' || sheet || ':') GROUP BY 1""",
    ),
    # Who may not agree to a request as the case stands now; a custodian asks it who reads nothing of the case.
    "netralitas_kept_out": (
        "request uuid",
        "TABLE (account uuid)",
        """WITH asked AS (
            SELECT o.case_id FROM reports_opening o
            WHERE o.id = request AND netralitas_acts_as() && ARRAY['leader', 'custodian']
        )
        SELECT c.officer FROM reports_case c JOIN asked ON c.id = asked.case_id WHERE c.officer IS NOT NULL
        UNION SELECT s."user" FROM procedures_step s JOIN procedures_proceeding g ON g.id = s.proceeding_id
        JOIN asked ON g.subject = asked.case_id WHERE s."user" IS NOT NULL
        UNION SELECT r."user" FROM reports_recusal r JOIN asked ON r.case_id = asked.case_id""",
    ),
}

_OF_CASE = "netralitas_sees_case(case_id)"
_ASIDE = "netralitas_stands_aside(case_id)"
_OF_REPORT = "netralitas_sees_report(report_id)"
_OF_PACKAGE = "netralitas_sees_package(package_id)"
_OF_LEG = "netralitas_sees_leg(leg_id)"
_SOME_OFFICE = "cardinality(netralitas_offices()) > 0"
POLICIES: dict[str, str] = {
    "reports.Report": "netralitas_sees_report(id)",
    "reports.Exhibit": _OF_REPORT,
    "reports.Message": f"({_OF_REPORT} OR netralitas_called(report_id)) AND netralitas_hears(call_id)",
    "reports.Standing": "netralitas_sees_page(receipt_hash)",
    "reports.Case": "netralitas_holds(handler_id) OR netralitas_sees_case(id)",
    "reports.FormerHandler": f"netralitas_holds(agency_id) OR {_OF_CASE}",
    "reports.Recusal": _OF_CASE,
    "reports.Respondent": _OF_CASE,
    "reports.CaseReport": _OF_CASE,
    "reports.PlenaryMinutes": "netralitas_holds(agency_id) OR netralitas_sees_minutes(id)",
    "reports.PlenaryMember": "netralitas_sees_minutes(minutes_id)",
    "reports.PlenaryDecision": _OF_CASE,
    "reports.Invitation": "netralitas_sees_respondent(respondent_id)",
    "reports.Answer": "netralitas_sees_respondent(respondent_id)",
    "reports.Preservation": _OF_CASE,
    "reports.Opening": (
        f"requester::text = netralitas_person() OR NOT {_ASIDE} "
        f"AND ({_OF_CASE} OR netralitas_acts_as() && ARRAY['custodian', 'auditor'])"
    ),
    "reports.Unsealing": (
        f"account::text = netralitas_person() OR NOT {_ASIDE} "
        f"AND ({_OF_CASE} OR 'auditor' = ANY (netralitas_acts_as()))"
    ),
    **dict.fromkeys(
        ("netralitas.SubjectRequest", "netralitas.Breach", "netralitas.BreachNotice"),
        "'auditor' = ANY (netralitas_acts_as())",
    ),
    "reports.Announcement": _OF_CASE,
    "reports.Consent": _OF_REPORT,
    "reports.DistressCall": "netralitas_holds(told_id) OR 'custodian' = ANY (netralitas_acts_as())",
    "reports.PackageOrigin": _OF_CASE,
    "reports.PackageSource": _OF_CASE,
    "reports.ReferralPackage": "netralitas_holds(sender_id) OR netralitas_sees_package(id)",
    "reports.PackageRespondent": _OF_PACKAGE,
    "reports.PackageCopy": _OF_PACKAGE,
    "reports.PackageExhibit": _OF_PACKAGE,
    "reports.PackageLeg": "netralitas_sees_accused(respondent_id)",
    "sanctions.Recommendation": _OF_LEG,
    "sanctions.Decision": _OF_LEG,
    "sanctions.Ending": _OF_LEG,
    "sanctions.Document": _OF_LEG,
    "sanctions.Execution": "netralitas_sees_decision(decision_id)",
    # A handover between authorities counts and moves legs of an office that is not the administrator's.
    "procedures.Proceeding": (
        "netralitas_holds(agency_id) OR netralitas_sees_leg(id) OR 'sysadmin' = ANY (netralitas_acts_as())"
    ),
    "procedures.LetterRecord": _OF_LEG,
    "procedures.Step": "netralitas_sees_leg(proceeding_id)",
    "procedures.Deadline": "netralitas_sees_leg(proceeding_id)",
    "procedures.Pause": "netralitas_sees_clock(deadline_id)",
    "procedures.Reminder": "netralitas_sees_clock(deadline_id)",
    "procedures.Letter": _SOME_OFFICE,  # a number, a day and an office; which step it belongs to is the step's
    "notifications.Message": (
        "reference = 'user:' || netralitas_person() "
        "OR reference LIKE 'agency:%' AND netralitas_holds(substr(reference, 8))"
    ),
}

# What the public may delete of a table in which it may delete at all.
PUBLIC_DELETES: dict[str, str] = {
    "reports.Exhibit": "report_id IS NULL",  # taken out before sending; what was handed in stays
}

# What the public may insert into a table in which it may insert at all. An officer's code generator is sealed with
# the same public key as a reporter's name, so only the database can say that the public web enrols nobody.
PUBLIC_INSERTS: dict[str, str] = {
    "vault.Envelope": f"kind = ANY ({_array(('identity', 'contact', 'witness', 'identity_card'))})",
}

# Tables that the staff room reads whole, and why.
OPEN: dict[str, str] = {
    **dict.fromkeys(
        (
            "guidance.Offence", "guidance.Act", "guidance.ActRule", "regions.Province", "regions.Region",
            "regions.District", "regions.Village", "regions.Holiday", "regions.CalendarVersion", "regions.Election",
            "regions.Election_regions", "regions.Contest", "regions.Stage", "regions.Agency", "regions.OfficeHours",
            "regions.OnlineMandate",
            "regions.Unit", "regions.OfficeHolder", "sanctions.SanctionKind", "transparency.Publication",
            "netralitas.Pulse", "rehearsal.Board", "contenttypes.ContentType",
        ),
        "reference, or how the portal fares",
    ),
    **dict.fromkeys(
        (
            "accounts.User", "accounts.Membership", "accounts.RecoveryCode", "sessions.Session",
            "otp_totp.TOTPDevice", "axes.AccessAttempt", "axes.AccessAttemptExpiration",
        ),
        "read before anybody is known: who signs in, and as what",
    ),
    "accounts.RoleRequest": "who asked for which role; the page narrows it to who may decide",
    "accounts.FactorReset": "whose second factor was to be taken away; the page narrows it to who may decide",
    "accounts.MailboxChange": "where an office was and is written to; its page is the administrator's",
    "accounts.AccountChange": "whose name, address, NIP or unit was to change; the page narrows it to who may decide",
    **dict.fromkeys(("reports.Count", "sanctions.Count"), "counts without text; their keys lead nowhere"),
    "reports.StatusLine": "the key alone, of the line just written",
    "notifications.Owed": "what is owed: ids and kinds, no person and no text",
    "procedures.Handover": "which authority handed over to which",
    "vault.Envelope": "that an envelope lies there; what is in it opens in the vault alone",
    "vault.Grant": "ids and codes of openings; only the vault can act on one",
    "accounts.Duty": "which custodian is on call when, so that a request is written to them",
    "vault.Hold": "which account took part in too many openings, and who let it go on",
    "audit.Entry": "ids and codes; each entry hands back the key under which it was written",
    "evidence.Copy": "kind, size and hash of a copy; to which case it belongs is asked before it is served",
    "evidence.Enclosure": "id and size of a file in a package; to which one it belongs is asked before it is served",
    "evidence.Original": "kind, size and hash of a file; its key opens in the vault alone",
    "audit.Head": "where the chain ends",
    "audit.Root": "published",
}  # fmt: skip
