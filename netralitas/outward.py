"""To which group of data everything belongs that leaves the tables: bodies of the API, files taken out, letters, pages.

Plain data, checked by `netralitas.checks`: what is missing here or is there no more stops the start. An address of
the staff room below a model's name belongs to the groups of that model and needs no line.
"""

from collections.abc import Mapping


def _each(groups: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {
        f"{owner}.{name}": group for owner, lines in groups.items() for group, names in lines.items()
        for name in names.split()
    }  # fmt: skip


# Bodies that come in have the groups of the fields they fill; those that go out, of what they tell.
SERIALIZED = _each({
    "guidance.ActSerializer": {"D13": "code group name name_en example example_en"},
    "regions.DistrictSerializer": {"D13": "code name"},
    "regions.RegionSerializer": {"D13": "code slug name short_name kind province seat zone districts"},
    "reports.RespondentBody": {"D3": "name status employer unit position description"},
    "reports.WitnessBody": {"D1": "name address phone"},
    "reports.ReporterBody": {
        "D1": "name birth_place birth_date sex occupation citizenship address phone email",
    },
    "reports.ReportBody": {
        "D1": "reporter witnesses",
        "D2": "capacity",
        "D3": "respondents",
        "D4": "district also_in act incident_date known_date place narrative contest favoured knowers",
        "D10": "kind region",
    },
    "reports.ReceiptBody": {"D2": "receipt"},
    "reports.EvidenceBody": {"D2": "receipt", "D6": "file link"},
    "reports.MessageBody": {"D2": "receipt", "D8": "text"},
    "reports.ReportAnswer": {"D2": "receipt", "D10": "ticket kind missing deadlines"},
    "reports.StatusAnswer": {"D8": "messages", "D10": "kind stage stage_label steps deadlines missing"},
    "reports.EvidenceAnswer": {"D6": "number"},
    "reports.MessageLine": {"D8": "date from_reporter text"},
    "reports.StepLine": {"D10": "date label"},
    "reports.MissingPart": {"D10": "code message"},
    "reports.DeadlineLine": {"D10": "kind due_at zone basis"},
    "reports.ErrorEntry": {"D14": "field code message"},
    "reports.ProblemAnswer": {"D14": "type title status errors"},
    "sanctions.SanctionTypeSerializer": {"D13": "code name name_en level duration_months basis"},
    "transparency.ColumnSchema": {"D13": "name title type"},
    "transparency.SnapshotLine": {"D13": "as_of digest"},
    "transparency.SnapshotList": {"D13": "results"},
    "transparency.TableDetail": {"D13": "name title tier unit definition as_of columns rows"},
    "transparency.TableList": {"D13": "results"},
    "transparency.TableSummary": {"D13": "name title tier unit definition as_of"},
})  # fmt: skip

# The one file that officers take out: a case as its queue shows it. Respondents are counted there, never named.
TAKEN_OUT = _each({
    "queue": {
        "D10": (
            "rujukan tahap langkah_berikut perbuatan kecamatan tanggal_kejadian tanggal_diketahui diterima tenggat "
            "sisa_waktu nomor_register terlambat kurang terlapor laporan ditutup"
        ),
    },
})  # fmt: skip

# What a letter may say besides its fixed words.
IN_LETTERS = {"due": "D10", "number": "D10", "today": "D10", "office": "D13"}

# Pages of no model, by the name of their address; "" is a page that shows nothing of any group.
PAGES = {
    **dict.fromkeys(
        (
            "home", "accessibility", "privacy", "leave", "guidance:guide", "api_docs", "api_schema", "healthz",
            "admin:jsi18n", "admin:login", "admin:logout", "admin:password_change", "admin:password_change_done",
            "filing:start", "filing:another", "filing:discard", "filing:close",
        ),
        "",
    ),
    **dict.fromkeys(("filing:step", "filing:tip", "filing:upgrade"), "D1 D2 D3 D4"),
    "filing:complete": "D1 D2 D3 D4 D6",
    **dict.fromkeys(("filing:upload", "filing:part", "filing:state", "filing:evidence", "api_evidence"), "D2 D6"),
    **dict.fromkeys(("filing:saved", "filing:done", "filing:paper", "filing:slip", "filing:track"), "D2 D10"),
    **dict.fromkeys(("filing:withdraw", "filing:pressed"), "D2 D8 D10"),
    **dict.fromkeys(("filing:status", "filing:message", "api_status", "api_messages"), "D2 D8 D10"),
    "filing:clock": "D4",
    "filing:consent": "D2 D5 D6",
    "api_reports": "D1 D2 D3 D4 D6 D10",
    **dict.fromkeys(("api_acts", "api_regions", "api_sanction_types", "api_snapshots"), "D13"),
    **dict.fromkeys(("api_statistic", "api_statistics", "data", "data_csv", "data_package"), "D13"),
    **dict.fromkeys(("statistics", "statistics_region"), "D13"),
    "verification": "D12",
    **dict.fromkeys(("readyz", "metrics", "kotak-surat/"), "D14"),
    "admin:index": "D10 D14",
    "admin:rules": "D13",
    "admin:second_factor": "D14",
    "admin:(?P<url>.*)$": "",  # not found
    "admin:<path:object_id>/": "",  # leads to the page of a row
}  # fmt: skip

OF_A_DEMO = {"kotak-surat/"}  # the letter box; elsewhere there is no such page

# Tables of other people's programs. All of them are accounts and system (D14) but the log of Django's own admin,
# which nothing of ours writes to.
FOREIGN = {
    **_each({
        "auth.Permission": {"D14": "id name content_type codename"},
        "auth.Group": {"D14": "id name permissions"},
        "contenttypes.ContentType": {"D14": "id app_label model"},
        "sessions.Session": {"D14": "session_key session_data expire_date"},
        "otp_totp.TOTPDevice": {
            "D14": (
                "id user name confirmed throttling_failure_timestamp throttling_failure_count created_at last_used_at "
                "key step t0 digits tolerance drift last_t"
            ),
        },
        "axes.AccessAttempt": {
            "D14": (
                "id user_agent ip_address username http_accept path_info attempt_time get_data post_data "
                "failures_since_start"
            ),
        },
        "axes.AccessAttemptExpiration": {"D14": "access_attempt expires_at"},
        "axes.AccessFailureLog": {
            "D14": "id user_agent ip_address username http_accept path_info attempt_time locked_out",
        },
        "axes.AccessLog": {
            "D14": "id user_agent ip_address username http_accept path_info attempt_time logout_time session_hash",
        },
        "admin.LogEntry": {
            "D12": "id action_time user content_type object_id object_repr action_flag change_message",
        },
    }),
}  # fmt: skip
