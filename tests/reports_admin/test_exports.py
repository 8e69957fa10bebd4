"""The download: exactly what is filtered, harmless in a spreadsheet, against a reason, on record."""

import csv
from io import StringIO

import pytest
from django.http import StreamingHttpResponse

from reports import handling
from reports.admin import wording
from reports.admin.exports import guarded
from services.audit.models import Entry
from tests.factories import accounts, reports
from tests.reports_admin.conftest import HOME, QUEUE, Desk, page

pytestmark = pytest.mark.django_db
EXPORT = f"{QUEUE}export/"
REASON = {"reason": "plenary"}


def rows(response: object) -> list[list[str]]:
    """The lines of a streamed file."""
    assert isinstance(response, StreamingHttpResponse)
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.reader(StringIO(text)))


def test_the_file_holds_what_the_queue_shows_and_says_so(desk: Desk) -> None:
    kept, other = reports.filed()[1], reports.filed()[1]
    reports.filed(reports.submission(region="74.71"))
    handling.register(other, number="002/Reg", by=reports.desk(other))
    client = desk("leader")

    shown = client.get(f"{QUEUE}?state=review").context
    answer = client.post(f"{EXPORT}?state=review", {"reason": "plenary"})
    assert answer["Content-Disposition"] == 'attachment; filename="kasus-2024-10-04.csv"'
    found = rows(answer)

    assert found[0] == ["# DATA CONTOH: semua nama dan peristiwa karangan"]
    assert found[1] == ["# Antrean kasus · Bawaslu Kota Balikpapan"]
    assert found[2] == ["# Keadaan 4 Oktober 2024, 08.59 WITA · Tahap: Kajian awal"]
    assert [row[0] for row in found[4:]] == [row.reference for row in shown["rows"]]
    assert found[4][0].replace("-", "") == kept.reference
    assert dict(zip(found[3], found[4], strict=True)) | {"rujukan": ""} == {
        "rujukan": "", "tahap": "Kajian awal", "langkah_berikut": "Bawaslu",
        "perbuatan": "Hadir di kampanye atau deklarasi dan ikut mendukung", "kecamatan": "",
        "tanggal_kejadian": "2024-10-03", "tanggal_diketahui": "2024-10-03", "diterima": "2024-10-04",
        "tenggat": "2024-10-06", "sisa_waktu": "2 hari lagi", "nomor_register": "", "terlambat": "tidak",
        "kurang": "bukti", "terlapor": "1", "laporan": "1", "ditutup": "",
    }  # fmt: skip


def test_the_file_does_not_tell_whether_anybody_left_a_name(desk: Desk) -> None:
    reports.filed(reports.submission(reporter=reports.reporter(name="", address=""), incident_date=None))
    reports.filed(reports.tip())
    found = rows(desk("leader").post(EXPORT, {"reason": "plenary"}))

    said = " ".join(" ".join(row) for row in found[3:]).casefold()
    assert "pelapor" not in said
    assert "waktu" in dict(zip(found[3], found[4], strict=True))["kurang"]


def test_no_file_leaves_without_a_reason(desk: Desk) -> None:
    client = desk("leader")

    asked, refused = client.get(EXPORT), client.post(EXPORT)

    assert (asked.status_code, refused.status_code) == (200, 422)
    assert "tidak ada; semua kasus di kantor ini" in asked.content.decode()
    assert not Entry.objects.filter(action="case:export").exists()


def test_the_download_is_recorded_with_filters_and_reason_but_without_what_was_searched(desk: Desk) -> None:
    desk("verifier").post(f"{EXPORT}?state=review&q=Nama+Orang", {"reason": "superior"})

    entry = Entry.objects.get(action="case:export")
    assert entry.subject == "bawaslu-balikpapan"
    assert entry.detail == {"reason": "superior", "filters": ["q", "state"], "values": ["review"]}


def test_an_unknown_filter_is_refused_before_anything_leaves(desk: Desk) -> None:
    response = desk("leader").post(f"{EXPORT}?statee=review", {"reason": "plenary"})

    assert response.status_code == 400
    assert not Entry.objects.filter(action="case:export").exists()


@pytest.mark.parametrize("kind", ["report", "tip", "finding"])
def test_no_file_is_narrowed_to_those_who_gave_a_name_or_to_those_who_did_not(desk: Desk, kind: str) -> None:
    case, told = reports.filed()[1], reports.filed(reports.tip())[1]
    client = desk("leader")
    before = Entry.objects.count()

    answers = [client.get(f"{EXPORT}?kind={kind}"), client.post(f"{EXPORT}?kind={kind}&state=review", REASON)]

    for answer in answers:
        page = answer.content.decode()
        assert (answer.status_code, answer.streaming) == (400, False)
        assert "Saringan “Jenis” tidak berlaku untuk unduhan" in page
        assert case.reference not in page.replace("-", "")
        assert told.reference not in page.replace("-", "")
    assert Entry.objects.count() == before
    assert len(rows(client.post(f"{EXPORT}?kind=&state=", REASON))) == 6  # an empty choice narrows nothing


def test_an_operator_is_not_offered_the_download_and_is_refused_it(desk: Desk) -> None:
    client = desk("operator")

    assert client.get(QUEUE).context["export_url"] == ""
    assert client.get(EXPORT).status_code == 403
    assert client.post(EXPORT, {"reason": "plenary"}).status_code == 403


@pytest.mark.parametrize("value", ["=1+1", "+62", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_a_value_that_a_spreadsheet_would_run_is_made_text(value: str) -> None:
    assert guarded(value) == f"'{value}"


def test_a_register_number_cannot_smuggle_a_formula(desk: Desk) -> None:
    case = reports.filed()[1]
    handling.register(case, number='=HYPERLINK("http://x")', by=reports.desk(case))

    found = rows(desk("leader").post(EXPORT, {"reason": "plenary"}))

    assert found[4][found[3].index("nomor_register")] == '\'=HYPERLINK("http://x")'


def test_a_role_elsewhere_takes_no_case_of_an_office_out_whose_list_one_only_reads() -> None:
    """An operator here who verifies there: both offices' cases stand in the queue, those of there alone in the file."""
    here, there = reports.filed()[1], reports.filed(reports.submission(region="64.72", district="64.72.03"))[1]
    both = accounts.officer("operator", HOME)
    accounts.membership(both, "verifier", "bawaslu-samarinda")
    client = accounts.signed_in(both)
    assert {row.reference for row in client.get(QUEUE).context["rows"]} == {
        wording.grouped(here.reference), wording.grouped(there.reference)
    }  # fmt: skip
    found = rows(client.post(EXPORT, {"reason": "plenary"}))
    assert [row[0] for row in found[4:]] == [wording.grouped(there.reference)]
    assert found[1] == ["# Antrean kasus · Bawaslu Kota Samarinda"]
    assert [entry.subject for entry in Entry.objects.filter(action="case:export")] == ["bawaslu-samarinda"]


def test_who_is_an_operator_as_well_takes_no_case_of_a_colleague_out() -> None:
    case = reports.filed()[1]
    handling.assign(case, officer=accounts.officer("verifier", HOME).pk, by=reports.desk(case))
    both = accounts.officer("operator", HOME)
    accounts.membership(both, "verifier", HOME)
    client = accounts.signed_in(both)
    assert client.get(page(case)).status_code == 200
    assert rows(client.post(EXPORT, {"reason": "plenary"}))[4:] == []
