"""/lacak/: what a code opens, and the messages and evidence its holder may add."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from time_machine import Traveller

from reports import drafts, messages, receipts
from reports.models.report import Exhibit, Message, Report, Standing
from services.evidence.models import Copy, CopyState
from tests.evidence.corpus import pictures
from tests.factories import reports as factory
from tests.filing.citizen import Citizen, page

pytestmark = pytest.mark.django_db
UNKNOWN = "Kode ini tidak membuka apa pun. Mungkin sudah kedaluwarsa."
TYPO = "Periksa lagi kodenya, ada salah ketik."


def altered(code: str) -> str:
    """The code with one wrong character."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def test_a_typing_error_is_noticed_without_any_look_up(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.post("/lacak/", {"code": altered(receipts.issue())})
    assert response.status_code == 422
    assert TYPO in response.content.decode()


def gone(clock: Traveller, client: Client) -> list[str]:
    """Codes that once opened something: a draft that expired, one thrown away, a report whose page was purged."""
    expired, dropped = receipts.issue(), receipts.issue()
    for code in (expired, dropped):
        drafts.save(code, {"body": {"kind": "tip"}})
    drafts.destroy(dropped)
    clock.shift(drafts.LIFE)
    purged, _case = factory.filed()
    Standing.objects.all().delete()
    return [expired, dropped, purged]


def test_unknown_expired_and_purged_codes_get_one_and_the_same_answer(clock: Traveller, client: Client) -> None:
    answers = set()
    for code in (receipts.issue(), *gone(clock, client)):
        response = client.post("/lacak/", {"code": code})
        shown = response.content.decode()
        assert UNKNOWN in shown
        assert "kode" not in response.cookies
        token = response.context["csrf_token"]
        plain = shown.replace(code, "").replace(str(token), "")
        answers.add((response.status_code, len(response.content), plain, frozenset(response.headers.items())))
    assert len(answers) == 1


def test_programs_get_one_and_the_same_answer_too(clock: Traveller, client: Client) -> None:
    answers = set()
    for code in (receipts.issue(), *gone(clock, client)):
        response = client.post("/api/v1/reports/status/", {"receipt": code}, content_type="application/json")
        answers.add((response.status_code, response.content, frozenset(response.headers.items())))
    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_a_code_in_the_address_opens_nothing(client: Client, clock: Traveller) -> None:
    code, _case = factory.filed()
    response = client.get("/lacak/", {"code": code})
    assert response.status_code == 200
    assert code not in response.content.decode()
    assert "kode" not in response.cookies
    assert client.get("/lacak/status/")["Location"] == "/lacak/"


@pytest.mark.parametrize("path", ["status", "pesan", "bukti", "lengkapi", "naikkan", "cabut"])
def test_nothing_behind_a_code_answers_without_one(client: Client, path: str) -> None:
    ask = client.get if path == "status" else client.post
    response = ask(f"/lacak/{path}/")
    assert (response.status_code, response["Location"]) == (302, "/lacak/")


def test_a_code_opens_where_the_report_stands(holder: Citizen) -> None:
    shown = page(holder.client)
    for sentence in ("Kajian awal Bawaslu", "Bawaslu Kota Balikpapan", "Kiriman Anda diterima portal ini."):
        assert sentence in shown
    assert "5 Oktober 2024, 23.59 WITA" in shown


def test_the_page_names_no_case_and_no_person(holder: Citizen) -> None:
    shown = page(holder.client)
    report = Report.objects.get()
    case = factory.case_of(holder.code)
    for secret in (str(report.pk), case.reference, str(case.pk), "Warga Contoh", report.narrative):
        assert secret not in shown


def test_the_status_page_costs_the_same_for_one_message_and_for_three(
    holder: Citizen, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    messages.from_reporter(holder.code, "Satu.")
    with django_assert_num_queries(6):
        page(holder.client)
    messages.from_reporter(holder.code, "Dua.")
    messages.from_reporter(holder.code, "Tiga.")
    with django_assert_num_queries(6):
        page(holder.client)


def test_messages_go_both_ways(holder: Citizen) -> None:
    assert holder.client.post("/lacak/pesan/", {"text": "Saya ditekan."})["Location"] == "/lacak/status/"
    messages.from_office(Report.objects.get(), "Kapan Anda dapat hadir?", by=factory.desk(factory.case_of(holder.code)))
    shown = page(holder.client)
    assert "Saya ditekan." in shown
    assert "Kapan Anda dapat hadir?" in shown


def test_a_question_is_shown_with_its_last_day_until_it_is_answered(holder: Citizen) -> None:
    report, by = Report.objects.get(), factory.desk(factory.case_of(holder.code))
    messages.from_office(report, "Siapa lagi yang hadir?", by=by, due_on=date(2024, 10, 7))
    shown = page(holder.client)
    assert "<strong>Jawaban Anda kepada petugas</strong>: 7 Oktober 2024, 23.59 WITA" in shown
    assert "Menunggu jawaban Anda." in shown
    holder.client.post("/lacak/pesan/", {"text": "Dua orang lain."})
    shown = page(holder.client)
    assert "Jawaban Anda kepada petugas" not in shown
    assert "Menunggu jawaban Anda." not in shown


def test_a_message_that_cannot_be_kept_is_shown_again(holder: Citizen) -> None:
    response = holder.client.post("/lacak/pesan/", {"text": "x" * 4001})
    assert response.status_code == 422
    assert "x" * 4001 in response.content.decode()
    assert '<a href="#text">' in response.content.decode()
    assert Message.objects.count() == 0


def test_past_twenty_messages_an_hour_what_was_typed_is_shown_again(holder: Citizen) -> None:
    for number in range(20):
        assert holder.client.post("/lacak/pesan/", {"text": f"Pesan {number}"}).status_code == 302
    response = holder.client.post("/lacak/pesan/", {"text": "Kata yang tidak hilang."})
    shown = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    assert "Paling banyak 20 pesan dalam satu jam." in shown
    assert "Kata yang tidak hilang.</textarea>" in shown
    assert Message.objects.count() == 20


@pytest.mark.parametrize("path", ["/lacak/pesan/", "/lacak/bukti/", "/lacak/cabut/", "/en/lacak/pesan/"])
def test_a_reload_after_a_mistake_leads_back_to_the_status(holder: Citizen, path: str) -> None:
    assert holder.client.post(path, {}).status_code in {302, 422}
    response = holder.client.get(path)
    assert (response.status_code, response["Location"].removeprefix("/en")) == (302, "/lacak/status/")
    assert Message.objects.count() == 0


def test_only_a_report_is_promised_two_days_for_what_is_missing(clock: Traveller, client: Client) -> None:
    promise = "Anda punya dua hari"
    for submission, promised in ((factory.submission(respondents=()), True), (factory.tip(respondents=()), False)):
        code, _case = factory.filed(submission)
        factory.relayed()
        Citizen(client).track(code)
        assert ("Yang masih kurang" in page(client), promise in page(client)) == (True, promised)


def test_evidence_can_follow_at_any_time(holder: Citizen) -> None:
    response = holder.client.post("/lacak/bukti/", {"links": "https://contoh.invalid/kemudian"})
    assert response["Location"] == "/lacak/status/"
    assert "https://contoh.invalid/kemudian" in page(holder.client)


def test_a_file_says_how_far_its_clean_copy_is(
    holder: Citizen, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    photos = [SimpleUploadedFile("a.jpg", pictures.drawn("JPEG", mode)) for mode in ("RGB", "L", "CMYK")]
    holder.client.post("/lacak/bukti/", {"files": photos[:1]})
    assert page(holder.client).count("salinan bersih untuk petugas sedang dibuat") == 1
    with django_assert_num_queries(7):
        page(holder.client)
    holder.client.post("/lacak/bukti/", {"files": photos[1:]})
    first, second, _third = Exhibit.objects.order_by("number")
    Copy.objects.filter(pk=first.original).update(state=CopyState.READY)
    Copy.objects.filter(pk=second.original).update(state=CopyState.MANUAL, reason="broken")
    with django_assert_num_queries(7):
        shown = page(holder.client)
    assert [
        f"Berkas, tersegel; {words}" in shown
        for words in (
            "salinan bersih untuk petugas sudah siap",
            "tidak terbaca mesin, jadi perlu pemeriksaan manual oleh petugas. Teks laporan Anda tetap aman",
            "salinan bersih untuk petugas sedang dibuat",
        )
    ] == [True, True, True]
    assert "broken" not in shown
    assert (shown.count(" data-waiting="), shown.count("Lihat keadaan terbaru")) == (1, 1)
    Copy.objects.update(state=CopyState.READY)
    assert ("data-waiting=" in page(holder.client), "Lihat keadaan terbaru" in page(holder.client)) == (False, False)


def test_later_evidence_that_tells_its_place_is_said_to_do_so(holder: Citizen) -> None:
    photo = SimpleUploadedFile("a.jpg", pictures.drawn("JPEG", exif=pictures.exif("Rahasia")))
    response = holder.client.post("/lacak/bukti/", {"files": photo})
    assert (response.status_code, response["Location"]) == (302, "/lacak/status/#jejak")
    assert 'id="jejak"' in page(holder.client)


def test_evidence_that_is_refused_says_why(holder: Citizen) -> None:
    bad = SimpleUploadedFile("a.jpg", b"MZ" + bytes(300), content_type="image/jpeg")
    response = holder.client.post("/lacak/bukti/", {"files": bad})
    assert response.status_code == 422
    assert 'href="#files">Berkas ke-1:' in response.content.decode()


def test_closing_forgets_the_code_and_nothing_else(holder: Citizen) -> None:
    code = holder.code
    response = holder.client.post("/lacak/tutup/")
    assert response["Location"] == "/lacak/"
    assert response.cookies["kode"].value == ""
    assert holder.client.get("/lacak/status/")["Location"] == "/lacak/"
    assert holder.track(code)["Location"] == "/lacak/status/"


def test_pages_behind_a_code_are_stored_nowhere(holder: Citizen) -> None:
    assert holder.client.get("/lacak/status/")["Cache-Control"] == "no-store, private"
