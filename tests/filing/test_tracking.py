"""/lacak/: what a code opens, and what its holder may add."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from time_machine import Traveller

from reports import drafts, handling, messages, receipts
from reports.models.case import Case
from reports.models.report import Exhibit, Message, Report, Standing
from services.evidence.models import Copy, CopyState
from services.vault.models import Envelope
from tests.evidence.corpus import pictures
from tests.factories import reports as factory
from tests.filing.citizen import REPORTER, Citizen

pytestmark = pytest.mark.django_db

UNKNOWN = "Kode ini tidak membuka apa pun. Mungkin sudah kedaluwarsa."
TYPO = "Periksa lagi kodenya, ada salah ketik."


@pytest.fixture
def holder(clock: Traveller, client: Client) -> Citizen:
    """Somebody whose complete report has been filed and whose browser holds the code."""
    code, _case = factory.filed()
    factory.relayed()
    citizen = Citizen(client)
    citizen.track(code)
    return citizen


@pytest.fixture
def tipster(clock: Traveller, client: Client) -> Citizen:
    """The same with a tip."""
    code, _case = factory.filed(factory.tip())
    factory.relayed()
    citizen = Citizen(client)
    citizen.track(code)
    return citizen


def page(client: Client) -> str:
    """The status page as text."""
    return client.get("/lacak/status/").content.decode()


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


def test_after_withdrawal_nothing_is_added_and_no_identity_is_named(holder: Citizen) -> None:
    assert "Identitas pelapor" in page(holder.client)
    holder.client.post("/lacak/cabut/", {"sure": "1"})
    assert "Identitas pelapor" not in page(holder.client)
    response = holder.client.post("/lacak/bukti/", {"links": "https://contoh.invalid/terlambat"})
    assert response.status_code == 422
    assert "Penanganannya sudah berakhir" in response.content.decode()
    assert Exhibit.objects.filter(link__contains="terlambat").count() == 0


def test_withdrawing_without_the_tick_is_said_at_it(holder: Citizen) -> None:
    response = holder.client.post("/lacak/cabut/")
    assert response.status_code == 422
    assert '<p class="wrong-text" id="sure-error">Beri tanda bila Anda yakin' in response.content.decode()
    assert Report.objects.get().withdrawn_on is None


def test_what_the_office_asks_for_is_asked_for_and_nothing_else(clock: Traveller, client: Client) -> None:
    code, case = factory.filed(factory.submission(reporter=factory.reporter(address=""), incident_date=None))
    handling.return_for_completion(case, missing=["reporter", "time_place", "evidence"], by=factory.desk(case))
    factory.relayed()
    citizen = Citizen(client)
    citizen.track(code)
    assert "Bawaslu meminta Anda melengkapi" in page(client)
    asked = client.get("/lacak/lengkapi/").content.decode()
    for name in ("reporter.name", "reporter.address", "incident_date", "place", "files", "links"):
        assert f'name="{name}"' in asked
    for name in ("narrative", "respondents.0.name", "reporter.email", "known_date"):
        assert f'name="{name}"' not in asked


def test_the_missing_parts_complete_the_report_and_stay_sealed(clock: Traveller, client: Client) -> None:
    code, case = factory.filed(factory.submission(reporter=factory.reporter(address=""), incident_date=None))
    handling.return_for_completion(case, missing=["reporter", "time_place", "evidence"], by=factory.desk(case))
    factory.relayed()
    citizen = Citizen(client)
    citizen.track(code)
    sealed = Envelope.objects.count()
    answers = {
        "reporter.name": "Warga Contoh",
        "reporter.address": "Jalan Contoh 1",
        "incident_date": "2024-10-02",
        "place": "Lapangan Contoh",
        "links": "https://contoh.invalid/bukti",
    }
    assert client.post("/lacak/lengkapi/", answers)["Location"] == "/lacak/status/"
    case.refresh_from_db()
    assert (case.state, case.missing) == ("review", [])
    assert Envelope.objects.count() > sealed
    assert "Jalan Contoh 1" not in page(client)


def test_a_wrong_part_is_shown_again_and_completes_nothing(clock: Traveller, client: Client) -> None:
    code, case = factory.filed(factory.submission(incident_date=None))
    handling.return_for_completion(case, missing=["time_place"], by=factory.desk(case))
    factory.relayed()
    Citizen(client).track(code)
    response = client.post("/lacak/lengkapi/", {"incident_date": "2099-01-01", "place": "Lapangan Contoh"})
    assert response.status_code == 422
    assert 'value="Lapangan Contoh"' in response.content.decode()
    case.refresh_from_db()
    assert case.state == "incomplete"


@pytest.fixture
def returned(clock: Traveller, client: Client) -> Case:
    """A report sent back for its day and place and for evidence; the browser holds its code."""
    code, case = factory.filed(factory.submission(incident_date=None))
    handling.return_for_completion(case, missing=["time_place", "evidence"], by=factory.desk(case))
    factory.relayed()
    Citizen(client).track(code)
    return case


def test_an_empty_completion_is_none(returned: Case, client: Client) -> None:
    assert "(boleh kosong)" not in _asked_for(client, "incident_date")
    for given in ({}, {"partly": "1"}, {"place": "  ", "links": " \n"}):
        response = client.post("/lacak/lengkapi/", given)
        page = response.content.decode()
        assert response.status_code == 422
        assert 'href="#incident_date">Tanggal kejadian: Tulis tanggal atau tempatnya.' in page
        assert 'href="#files">Tambahkan sebuah berkas atau tautan.' in page
        assert 'name="partly"' not in page
    returned.refresh_from_db()
    assert returned.state == "incomplete"
    assert Message.objects.count() == 0


def test_part_of_what_was_asked_for_is_sent_once_its_owner_says_so(returned: Case, client: Client) -> None:
    response = client.post("/lacak/lengkapi/", {"place": "Lapangan Contoh"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#files">Tambahkan sebuah berkas atau tautan.' in page
    assert 'name="partly"' in page
    assert 'value="Lapangan Contoh"' in page
    returned.refresh_from_db()
    assert returned.state == "incomplete"
    assert client.post("/lacak/lengkapi/", {"place": "Lapangan Contoh", "partly": "1"}).status_code == 302
    returned.refresh_from_db()
    assert returned.state == "review"


def _asked_for(client: Client, name: str) -> str:
    page = client.get("/lacak/lengkapi/").content.decode()
    return page.partition(f'for="{name}"')[2].partition("</label>")[0]


def test_there_is_nothing_to_complete_where_nothing_was_asked(holder: Citizen) -> None:
    assert holder.client.get("/lacak/lengkapi/")["Location"] == "/lacak/status/"


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({}, ["reporter.name", "reporter.address"]),
        ({"reporter.name": "Warga Contoh"}, ["reporter.address"]),
        ({"reporter.address": "Jalan Contoh 1"}, ["reporter.name"]),
    ],
)
def test_without_name_and_address_a_tip_stays_a_tip(
    tipster: Citizen, given: dict[str, str], lacking: list[str]
) -> None:
    response = tipster.client.post("/lacak/naikkan/", {**given, "truth": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    for name in ("reporter.name", "reporter.address"):
        assert (f'href="#{name}"' in page) is (name in lacking)
    assert Report.objects.get().kind == "tip"
    assert Envelope.objects.count() == 0


def test_a_tip_is_upgraded_without_typing_it_again(tipster: Citizen) -> None:
    assert "Ini informasi awal" in page(tipster.client)
    asked = tipster.client.get("/lacak/naikkan/").content.decode()
    assert 'name="narrative"' not in asked
    answers = {name: value for name, value in REPORTER.items() if name != "kind"}
    response = tipster.client.post("/lacak/naikkan/", {**answers, "truth": "1"})
    assert response["Location"] == "/lacak/status/"
    report = Report.objects.get()
    assert (report.kind, report.current_kind, report.name_given, report.address_given) == ("tip", "report", True, True)
    assert "Laporan resmi" in page(tipster.client)


def test_an_upgrade_after_the_window_is_flagged_late_and_not_refused(tipster: Citizen, clock: Traveller) -> None:
    clock.move_to(datetime(2024, 10, 20, 2, tzinfo=UTC))
    answers = {name: value for name, value in REPORTER.items() if name != "kind"}
    assert tipster.client.post("/lacak/naikkan/", {**answers, "truth": "1"})["Location"] == "/lacak/status/"
    assert Report.objects.get().late is True


def test_an_upgrade_needs_the_truth_affirmed(tipster: Citizen) -> None:
    response = tipster.client.post("/lacak/naikkan/", {"reporter.name": "Warga Contoh"})
    assert response.status_code == 422
    assert 'value="Warga Contoh"' in response.content.decode()
    assert Report.objects.get().upgraded_at is None


def test_a_report_is_not_upgraded(holder: Citizen) -> None:
    assert holder.client.get("/lacak/naikkan/")["Location"] == "/lacak/status/"


def test_a_report_can_be_withdrawn_until_it_is_registered(holder: Citizen) -> None:
    assert holder.client.post("/lacak/cabut/", {"sure": "1"})["Location"] == "/lacak/status/"
    factory.relayed()
    assert "Dicabut" in page(holder.client)


def test_withdrawing_asks_once_more(holder: Citizen) -> None:
    assert holder.client.post("/lacak/cabut/").status_code == 422
    assert factory.case_of(holder.code).state == "review"


def test_after_registration_nothing_is_withdrawn(holder: Citizen) -> None:
    case = factory.case_of(holder.code)
    factory.minutes(case, held_on=case.received_on)
    handling.register(case, number="001/Reg/LP/PW/Kota/23.00/X/2024", by=factory.desk(case, "leader"))
    factory.relayed()
    assert "Cabut laporan" not in page(holder.client)
    assert holder.client.post("/lacak/cabut/", {"sure": "1"}).status_code == 422
    case.refresh_from_db()
    assert case.state == "study"


def test_closing_forgets_the_code_and_nothing_else(holder: Citizen) -> None:
    code = holder.code
    response = holder.client.post("/lacak/tutup/")
    assert response["Location"] == "/lacak/"
    assert response.cookies["kode"].value == ""
    assert holder.client.get("/lacak/status/")["Location"] == "/lacak/"
    assert holder.track(code)["Location"] == "/lacak/status/"


def test_pages_behind_a_code_are_stored_nowhere(holder: Citizen) -> None:
    assert holder.client.get("/lacak/status/")["Cache-Control"] == "no-store, private"
