"""POST reports/ and its companions: the same validation as the form, one filing per key, equal answers."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reports import receipts
from reports.models.case import Case, Respondent
from reports.models.report import ApiAnswer, Exhibit, Report
from services.notifications.models import Owed
from services.vault.models import Envelope

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2024-10-04T09:00:00+08:00")
KEY = "kunci-contoh-0123456789"
PROBLEM = "application/problem+json"


def body(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "kind": "report",
        "region": "64.71",
        "district": "64.71.06",
        "act": "likes",
        "incident_date": "2024-10-03",
        "known_date": "2024-10-03",
        "place": "Media sosial",
        "narrative": "Pegawai itu berkali-kali menyukai dan mengomentari unggahan tim pemenangan satu pasangan.",
        "contest": "regent_mayor",
        "favoured": "pair",
        "capacity": "voter",
        "respondents": [{"name": "Contoh Meranti", "status": "pns", "employer": "pemkot-balikpapan"}],
        "reporter": {"name": "Contoh Pelapor", "address": "Jalan Contoh 1", "email": "contoh@contoh.invalid"},
    }
    return {name: value for name, value in {**given, **changes}.items() if value is not None}


def send(path: str, content: object, key: str = KEY, **headers: str) -> Any:
    text = content if isinstance(content, str) else json.dumps(content)
    headers = {"Idempotency-Key": key, **headers}
    return Client().post(f"/api/v1/{path}", text, content_type="application/json", headers=headers)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Report, Case, Respondent, Envelope, Owed, ApiAnswer))


@pytest.fixture(autouse=True)
def _in_october() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_complete_report_is_answered_with_code_ticket_gaps_and_deadlines() -> None:
    response = send("reports/", body())
    answer = response.json()
    assert response.status_code == 201
    assert sorted(answer) == ["deadlines", "kind", "missing", "receipt", "ticket"]
    assert answer["kind"] == "report"
    assert [part["code"] for part in answer["missing"]] == ["evidence"]
    assert [(line["kind"], line["due_at"], line["zone"]) for line in answer["deadlines"]] == [
        ("initial_review", "2024-10-06T16:00:00+00:00", "Asia/Makassar"),
        ("filing", "2024-10-10T16:00:00+00:00", "Asia/Makassar"),
    ]
    report = Report.objects.get(receipt_hash=receipts.digest(receipts.read(answer["receipt"])))
    assert (report.ticket, report.channel, report.late) == (answer["ticket"], "api", False)
    assert Case.objects.get().handler_id == "bawaslu-balikpapan"


def test_filing_costs_at_most_twelve_statements(django_assert_max_num_queries: Any) -> None:
    send("reports/", body(), key="pemanasan-0123456789")
    with django_assert_max_num_queries(20) as captured:
        assert send("reports/", body()).status_code == 201
    statements = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(statements) <= 12, statements


def test_how_many_could_know_may_be_said_and_is_unknown_otherwise() -> None:
    send("reports/", body(knowers="few"))
    send("reports/", body(), key="kunci-lain-0123456789")
    assert sorted(Report.objects.values_list("knowers", flat=True)) == ["few", "unknown"]
    schema = Client().get("/api/v1/schema/", headers={"Accept": "application/json"}).content.decode()
    assert "knowers" in schema


def test_an_unknown_number_of_people_who_could_know_is_refused() -> None:
    before = counts()
    response = send("reports/", body(knowers="4"))
    assert (response.status_code, [one["field"] for one in response.json()["errors"]]) == (400, ["knowers"])
    assert counts() == before


def test_an_act_in_several_regencies_goes_to_the_province_and_in_several_provinces_to_the_top() -> None:
    keys = iter(["kunci-satu-0123456789", "kunci-dua-0123456789", "kunci-tiga-0123456789"])
    for places in (["64.71"], ["64.72", "same_province", "64.72"], ["other_province"]):
        assert send("reports/", body(also_in=places), key=next(keys)).status_code == 201
    assert sorted(Case.objects.values_list("also_in", "handler")) == [
        ("", "bawaslu-balikpapan"), ("64.72 same_province", "bawaslu-kaltim"), ("other_province", "bawaslu-ri"),
    ]  # fmt: skip
    schema = Client().get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    assert schema["components"]["schemas"]["ReportBody"]["properties"]["also_in"]["type"] == "array"


@pytest.mark.parametrize("wrong", ["64.72", ["99.99"], ["64.72.01"], [1], {"64.72": True}, [["64.72"]]])
def test_a_further_place_that_is_none_is_named_and_nothing_is_filed(wrong: object) -> None:
    before = counts()
    response = send("reports/", body(also_in=wrong))
    assert (response.status_code, [one["field"] for one in response.json()["errors"]]) == (400, ["also_in"])
    assert counts() == before


def test_same_key_and_body_give_the_same_answer_and_one_filing() -> None:
    first = send("reports/", body())
    before = counts()
    second = send("reports/", dict(reversed(body().items())))
    assert (second.status_code, second.json()) == (201, first.json())
    assert counts() == before


def test_same_key_with_another_body_is_a_conflict_and_changes_nothing() -> None:
    send("reports/", body())
    before = counts()
    response = send("reports/", body(place="Lapangan"))
    assert (response.status_code, response["Content-Type"]) == (409, PROBLEM)
    assert response.json()["errors"][0]["code"] == "key_reused"
    assert counts() == before


def test_key_is_free_again_after_a_day() -> None:
    send("reports/", body())
    with time_machine.travel(NOW + timedelta(hours=24, seconds=1), tick=False):
        assert send("reports/", body(place="Lapangan")).status_code == 201
    assert Case.objects.count() == 2


def test_answer_table_holds_neither_key_nor_code() -> None:
    code = send("reports/", body()).json()["receipt"]
    row = ApiAnswer.objects.get()
    assert KEY not in row.key_hash
    assert code.replace("-", "").encode() not in bytes(row.ciphertext)


@pytest.mark.parametrize("key", ["", "pendek", "x" * 201])
def test_missing_or_short_key_is_refused_and_nothing_is_stored(key: str) -> None:
    response = send("reports/", body(), key=key)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["Idempotency-Key"]
    assert counts() == (0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"kind": "finding"}, "kind", "invalid_choice"),
        ({"kind": None}, "kind", "required"),
        ({"region": "99.99"}, "region", "invalid_choice"),
        ({"region": 6471}, "region", "invalid"),
        ({"district": "74.71.07"}, "district", "other_region"),
        ({"act": "x"}, "act", "invalid_choice"),
        ({"incident_date": "2024-10-05"}, "incident_date", "future"),
        ({"incident_date": "31/04/2024"}, "incident_date", "invalid_date"),
        ({"known_date": "2024-10-01"}, "known_date", "before_incident"),
        ({"narrative": "a\x00b"}, "narrative", "control_characters"),
        ({"narrative": "a" * 20_001}, "narrative", "max_length"),
        ({"status": "selesai"}, "status", "unknown"),
        ({"respondents": {"name": "x"}}, "respondents", "invalid"),
        ({"respondents": [{"nama": "x"}]}, "respondents.0.nama", "unknown"),
        ({"respondents": [{"status": "asn"}]}, "respondents.0.status", "invalid_choice"),
        ({"reporter": {"name": "A", "email": "a@x.id\r\nBcc: v@contoh.invalid"}}, "reporter.email", "email"),
        ({"kind": "tip"}, "reporter", "not_allowed"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(changes: dict[str, Any], field: str, code: str) -> None:
    response = send("reports/", body(**changes))
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert (field, code) in [(error["field"], error["code"]) for error in response.json()["errors"]]
    assert counts() == (0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("content", ["[]", "1", '"x"', "null"])
def test_anything_but_an_object_is_refused(content: str) -> None:
    assert send("reports/", content).status_code == 400
    assert counts() == (0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("content", ["{", "{'a': 1}", "\ufffd", ""])
def test_broken_json_is_refused(content: str) -> None:
    assert send("reports/", content).status_code == 400


@pytest.mark.parametrize("path", ["reports/", "reports/evidence/", "reports/status/", "reports/messages/"])
@pytest.mark.parametrize("content", ["[" * 100_000, '{"a":' * 50_000 + "1" + "}" * 50_000])
def test_json_nested_too_deep_to_read_is_refused(path: str, content: str) -> None:
    response = send(path, content)
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert counts() == (0, 0, 0, 0, 0, 0)


def test_huge_body_is_refused_before_it_is_read() -> None:
    response = send("reports/", json.dumps(body(narrative="a" * 600_000)))
    assert response.status_code == 413
    assert counts() == (0, 0, 0, 0, 0, 0)


def test_query_parameter_is_refused_because_a_code_must_never_stand_there() -> None:
    response = send("reports/status/?receipt=ABC", {"receipt": "ABC"})
    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"field": "receipt", "code": "unknown", "message": "Parameter ini tidak dikenal."}
    ]


def test_link_counts_as_evidence_at_once() -> None:
    code = send("reports/", body()).json()["receipt"]
    added = send("reports/evidence/", {"receipt": code.lower(), "link": "https://contoh.invalid/unggahan/1"})
    assert (added.status_code, added.json()) == (201, {"number": 1})
    assert send("reports/status/", {"receipt": code}).json()["missing"] == []


def test_file_is_taken_in_and_its_name_is_forgotten() -> None:
    code = send("reports/", body()).json()["receipt"]
    photo = SimpleUploadedFile("contoh-pelapor.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, content_type="image/png")
    response = Client().post("/api/v1/reports/evidence/", {"receipt": code, "file": photo})
    assert (response.status_code, response.json()) == (201, {"number": 1})
    exhibit = Exhibit.objects.get()
    assert exhibit.original is not None
    assert "contoh-pelapor" not in str(vars(exhibit))


def test_file_of_another_kind_is_refused_and_the_report_stays() -> None:
    code = send("reports/", body()).json()["receipt"]
    program = SimpleUploadedFile("foto.jpg", b"MZ\x90\x00 program", content_type="image/jpeg")
    response = Client().post("/api/v1/reports/evidence/", {"receipt": code, "file": program})
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["file"]
    assert (Report.objects.count(), Exhibit.objects.count()) == (1, 0)


@pytest.mark.parametrize("path", ["reports/status/", "reports/messages/", "reports/evidence/"])
def test_typing_error_in_a_code_is_answered_without_a_look_up(path: str, django_assert_num_queries: Any) -> None:
    code = receipts.issue()
    wrong = ("1" if code[0] != "1" else "2") + code[1:]
    with django_assert_num_queries(0):
        response = send(path, {"receipt": wrong})
    assert response.status_code == 400
    assert response.json()["errors"][0] == {
        "field": "receipt",
        "code": "typo",
        "message": "Periksa lagi kodenya, ada salah ketik.",
    }


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("reports/status/", {}),
        ("reports/messages/", {"text": "Halo"}),
        ("reports/evidence/", {"link": "https://contoh.invalid/x"}),
    ],
)
def test_unknown_code_opens_nothing(path: str, more: dict[str, str]) -> None:
    response = send(path, {"receipt": receipts.issue(), **more})
    assert response.status_code == 404
    assert response.json()["errors"][0]["message"] == "Kode ini tidak membuka apa pun."


def test_status_speaks_in_days_and_plain_words() -> None:
    code = send("reports/", body()).json()["receipt"]
    answer = send("reports/status/", {"receipt": code}).json()
    assert sorted(answer) == ["deadlines", "kind", "messages", "missing", "stage", "stage_label", "steps"]
    assert (answer["kind"], answer["stage"], answer["messages"]) == ("report", "received", [])
    assert [step["date"] for step in answer["steps"]] == ["2024-10-04"]


def test_message_reaches_the_office_and_is_shown_by_day() -> None:
    code = send("reports/", body()).json()["receipt"]
    sent = send("reports/messages/", {"receipt": code, "text": "Saya punya rekaman lain."})
    line = {"date": "2024-10-04", "from_reporter": True, "text": "Saya punya rekaman lain."}
    assert (sent.status_code, sent.json()) == (201, line)
    assert send("reports/status/", {"receipt": code}).json()["messages"] == [line]


def test_empty_message_is_refused() -> None:
    code = send("reports/", body()).json()["receipt"]
    response = send("reports/messages/", {"receipt": code, "text": " \u200b "})
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "text"


def test_the_twenty_first_message_of_an_hour_has_to_wait() -> None:
    code = send("reports/", body()).json()["receipt"]
    for number in range(20):
        assert send("reports/messages/", {"receipt": code, "text": f"Pesan {number}"}).status_code == 201
    response = send("reports/messages/", {"receipt": code, "text": "Pesan 20"})
    assert (response.status_code, response["Content-Type"]) == (429, PROBLEM)
    assert 0 < int(response["Retry-After"]) <= 3600
    (error,) = response.json()["errors"]
    assert (error["field"], error["code"]) == ("text", "too_many")
    assert error["message"].startswith("Paling banyak 20 pesan dalam satu jam.")
    assert len(send("reports/status/", {"receipt": code}).json()["messages"]) == 20


def test_every_answer_says_that_demo_data_are_samples() -> None:
    assert send("reports/", body())["X-Sample-Data"] == "DATA CONTOH"


def test_get_is_not_a_way_to_ask() -> None:
    response = Client().get("/api/v1/reports/status/")
    assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)


def test_flood_from_one_address_is_asked_to_wait_and_nothing_is_stored(settings: Any) -> None:
    settings.API_FILINGS_PER_MINUTE = 2
    answers = [
        Client(REMOTE_ADDR="192.0.2.9").post(
            "/api/v1/reports/", json.dumps(body()), content_type="application/json",
            headers={"Idempotency-Key": f"{KEY}-{number}"},
        )
        for number in range(3)
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[2]["Retry-After"]) >= 5
    assert Report.objects.count() == 2
