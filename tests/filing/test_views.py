"""The five pages of /lapor/, from the two doors to the confirmation."""

from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from time_machine import Traveller

from reports import drafts, exhibits, receipts
from reports.models.case import Case
from reports.models.report import Draft, Report
from services.vault.models import Envelope
from tests.evidence.corpus import pictures
from tests.factories.reports import report_of
from tests.filing.citizen import INCIDENT, REPORTER, RESPONDENT, TRUTH, Citizen

pytestmark = pytest.mark.django_db

PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000") + b"\x1f\x15\xc4\x89" + bytes(60)


def test_the_start_page_sets_no_cookie_and_may_be_cached(client: Client) -> None:
    response = client.get("/lapor/")
    assert response.status_code == 200
    assert response.cookies == {}
    assert response["Cache-Control"] == "public, max-age=60"


def test_the_start_page_tells_the_truth_before_anything_is_typed(client: Client) -> None:
    page = client.get("/lapor/").content.decode()
    for sentence in (
        "Secara hukum ini bukan laporan.",
        "Identitas dapat diketahui pihak lain bila perkara sampai klarifikasi atau sidang.",
        "Belum diterima Bawaslu secara resmi",
        "Pemegang kunci identitas",
        "Hadir di kampanye hanya untuk mendengarkan",
    ):
        assert sentence in page


def test_opening_the_first_page_issues_a_code_that_no_script_can_read_and_writes_nothing(citizen: Citizen) -> None:
    response = citizen.open("kejadian")
    cookie = response.cookies["kode"]
    assert receipts.read(cookie.value) == cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert cookie["expires"] == cookie["max-age"] == ""
    assert response["Cache-Control"] == "no-store, private"
    assert Draft.objects.count() == 0


def test_the_code_stands_in_no_page_before_the_first_save(citizen: Citizen) -> None:
    page = citizen.read("kejadian")
    assert receipts.grouped(citizen.code) not in page


def test_the_first_save_makes_a_draft_that_only_the_code_opens_and_shows_the_code(citizen: Citizen) -> None:
    response = citizen.send("kejadian")
    assert (response.status_code, response["Location"]) == (302, "/lapor/terlapor/")
    assert receipts.grouped(citizen.code) in citizen.read("terlapor")
    draft = Draft.objects.get()
    assert draft.receipt_hash == receipts.digest(citizen.code)
    assert b"menyukai" not in bytes(draft.ciphertext)
    assert drafts.load(citizen.code)["body"]["narrative"] == INCIDENT["narrative"]  # type: ignore[index]


def test_the_tip_door_opens_the_same_page_without_a_name(citizen: Citizen) -> None:
    page = citizen.read("informasi-awal")
    assert 'name="kind" value="tip"' in page
    assert "Anda memberi informasi awal, tanpa nama." in page


def test_an_error_stands_at_its_field_and_in_the_summary_and_nothing_typed_is_lost(citizen: Citizen) -> None:
    response = citizen.send("kejadian", {**INCIDENT, "narrative": "", "place": "Gedung Contoh"})
    page = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#narrative">Ceritakan kejadiannya: Uraian kejadian wajib diisi.</a>' in page
    assert 'id="narrative-error">Uraian kejadian wajib diisi.</p>' in page
    assert 'aria-describedby="narrative-hint narrative-error" aria-invalid="true"' in page
    assert 'value="Gedung Contoh"' in page
    assert 'value="likes" checked' in page
    assert 'value="64.71.05" selected' in page
    assert "done" not in (drafts.load(citizen.code) or {})


def test_a_narrative_of_one_megabyte_is_shown_whole_to_be_shortened(citizen: Citizen) -> None:
    response = citizen.send("kejadian", narrative="a" * 1_000_000)
    assert response.status_code == 422
    assert response.content.decode().count("a" * 1_000_000) == 1
    assert "Isian terlalu panjang untuk disimpan" in response.content.decode()


@pytest.mark.parametrize(("typed", "kept"), [("3/10/2024", "2024-10-03"), ("03-10-2024", "2024-10-03")])
def test_a_date_as_people_write_it_is_understood(citizen: Citizen, typed: str, kept: str) -> None:
    citizen.send("kejadian", known_date=typed)
    assert drafts.load(citizen.code)["body"]["known_date"] == kept  # type: ignore[index]


def test_a_date_that_is_none_is_refused_at_its_field(citizen: Citizen) -> None:
    response = citizen.send("kejadian", known_date="31/04/2024")
    assert response.status_code == 422
    assert 'id="known_date-error"' in response.content.decode()


@pytest.mark.parametrize("place", ["64.99.01", "-1", "1 OR 1=1", "", "64.71.99"])
def test_a_place_that_is_not_in_the_list_is_refused_without_a_guess(citizen: Citizen, place: str) -> None:
    response = citizen.send("kejadian", district=place)
    assert response.status_code == 422
    assert '<a href="#district">' in response.content.decode()


def test_fields_nobody_asked_for_are_dropped(citizen: Citizen) -> None:
    citizen.send("kejadian", status="selesai", is_staff="1", region="64.72", version="0")
    body = drafts.load(citizen.code)["body"]  # type: ignore[index]
    assert sorted(body) == [
        "act", "contest", "district", "favoured", "incident_date", "kind", "known_date", "narrative", "place", "region",
    ]  # fmt: skip
    assert body["region"] == "64.71"


def test_a_region_without_a_district_is_enough(citizen: Citizen) -> None:
    assert citizen.send("kejadian", district="62.02").status_code == 302
    body = drafts.load(citizen.code)["body"]  # type: ignore[index]
    assert (body["region"], body["district"]) == ("62.02", "")


def test_a_later_page_without_a_draft_leads_to_the_first(citizen: Citizen) -> None:
    for page in ("terlapor", "bukti", "pelapor", "tinjau"):
        assert citizen.open(page)["Location"] == "/lapor/kejadian/"


def test_answers_sent_without_any_cookie_are_kept_under_a_new_code(citizen: Citizen) -> None:
    assert citizen.send("terlapor").status_code == 302
    body = drafts.load(citizen.code)["body"]  # type: ignore[index]
    assert body["respondents"][0]["position"] == "Guru Contoh"


def test_another_person_is_added_and_removed_without_javascript(citizen: Citizen) -> None:
    citizen.send("kejadian")
    response = citizen.send("terlapor", action="add")
    assert response["Location"] == "/lapor/terlapor/#respondents.1"
    assert 'name="respondents.1.name"' in citizen.read("terlapor")
    two = {**RESPONDENT, "respondents.1.name": "Contoh Meranti"}
    citizen.send("terlapor", two, action="remove.0")
    entries = drafts.load(citizen.code)["body"]["respondents"]  # type: ignore[index]
    assert [entry["name"] for entry in entries] == ["Contoh Meranti"]


def test_people_about_whom_nothing_was_typed_are_left_out(citizen: Citizen) -> None:
    citizen.send("kejadian")
    citizen.send(
        "terlapor", {"respondents.0.name": " ", "respondents.0.status": "unknown", "respondents.1.unit": "SDN"}
    )
    entries = drafts.load(citizen.code)["body"]["respondents"]  # type: ignore[index]
    assert [entry["unit"] for entry in entries] == ["SDN"]


def test_nobody_needs_to_be_named(citizen: Citizen) -> None:
    citizen.send("kejadian")
    assert citizen.send("terlapor", {})["Location"] == "/lapor/bukti/"


def test_files_and_links_are_listed_without_their_names(citizen: Citizen) -> None:
    citizen.fill_in("bukti")
    photo = SimpleUploadedFile("nama-saya.png", PIXEL, content_type="image/png")
    response = citizen.send("bukti", {"files": photo, "links": "https://contoh.invalid/1"}, action="stay.ada")
    assert response["Location"] == "/lapor/bukti/#ada"
    page = citizen.read("bukti")
    assert "nama-saya" not in page
    assert "https://contoh.invalid/1" in page
    assert [exhibit.number for exhibit in exhibits.listed(citizen.code)] == [1, 2]


TELLING = "Berkas ini menyimpan lokasi atau nama peranti."


@pytest.mark.parametrize(
    ("action", "page"), [("next", "pelapor"), ("stay.isi", "bukti"), ("back", "terlapor"), ("add", "bukti")]
)
def test_a_photo_that_tells_its_place_is_said_to_do_so_on_the_next_page_alone(
    citizen: Citizen, action: str, page: str
) -> None:
    citizen.fill_in("bukti")
    photo = SimpleUploadedFile("a.jpg", pictures.drawn("JPEG", exif=pictures.exif("Rahasia")))
    assert citizen.send("bukti", {"files": photo}, action=action)["Location"] == f"/lapor/{page}/#jejak"
    assert f'<div class="notice care told" id="jejak" tabindex="-1"><p>{TELLING}' in citizen.read(page)
    silent = SimpleUploadedFile("b.jpg", pictures.drawn("JPEG"))
    assert "#jejak" not in citizen.send("bukti", {"files": silent}, action="next")["Location"]


def test_a_photo_that_tells_beside_a_bad_file_is_said_to_do_so_at_once(citizen: Citizen) -> None:
    citizen.fill_in("bukti")
    photo = SimpleUploadedFile("a.jpg", pictures.drawn("JPEG", exif=pictures.exif("Rahasia")))
    response = citizen.send("bukti", {"files": [photo, SimpleUploadedFile("b.jpg", b"MZ" + bytes(99))]})
    assert response.status_code == 422
    assert f'<div class="notice care told now" id="jejak" tabindex="-1"><p>{TELLING}' in response.content.decode()


def test_a_bad_file_is_refused_by_itself_and_the_rest_goes_on(citizen: Citizen) -> None:
    citizen.fill_in("bukti")
    bad = SimpleUploadedFile("foto.jpg", b"MZ" + bytes(200), content_type="image/jpeg")
    response = citizen.send("bukti", {"files": bad, "links": "https://contoh.invalid/1", "witnesses.0.name": "Saksi"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#files">Berkas ke-1:' in page
    assert 'value="Saksi"' in page
    assert [exhibit.link for exhibit in exhibits.listed(citizen.code)] == ["https://contoh.invalid/1"]


def test_a_person_too_many_is_refused_in_words_and_kept(citizen: Citizen) -> None:
    citizen.send("kejadian")
    people = {f"respondents.{number}.name": f"Orang {number}" for number in range(21)}
    response = citizen.send("terlapor", people)
    page = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#daftar">Terlapor: Paling banyak 20 orang.</a>' in page
    assert 'value="Orang 20"' in page


def test_a_bad_link_among_several_is_named_by_its_line(citizen: Citizen) -> None:
    citizen.fill_in("bukti")
    typed = "https://contoh.invalid/1\n\nbukan tautan\nhttps://contoh.invalid/2"
    response = citizen.send("bukti", {"links": typed})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Tautan ke-2: Tulis satu tautan yang dimulai dengan http:// atau https://." in page
    assert "bukan tautan" in page
    kept = [exhibit.link for exhibit in exhibits.listed(citizen.code)]
    assert kept == ["https://contoh.invalid/1", "https://contoh.invalid/2"]


def test_the_eleventh_link_is_refused_in_words(citizen: Citizen) -> None:
    citizen.fill_in("bukti")
    response = citizen.send("bukti", {"links": "\n".join(f"https://contoh.invalid/{n}" for n in range(11))})
    assert response.status_code == 422
    assert "Tautan ke-11: Paling banyak 10 bukti untuk satu kode." in response.content.decode()
    assert len(exhibits.listed(citizen.code)) == 10


def test_put_away_shows_the_code_and_the_page_is_found_again_with_it(citizen: Citizen, client: Client) -> None:
    citizen.send("kejadian")
    response = citizen.send("terlapor", action="save")
    assert response["Location"] == "/lapor/tersimpan/"
    code = citizen.code
    assert receipts.grouped(code) in client.get("/lapor/tersimpan/").content.decode()
    other = Citizen(Client())
    assert other.track(receipts.grouped(code).lower())["Location"] == "/lapor/terlapor/"
    assert 'value="Guru Contoh"' in other.read("terlapor")


def test_putting_away_asks_for_nothing(citizen: Citizen) -> None:
    response = citizen.send("kejadian", {"narrative": ""}, action="save")
    assert response["Location"] == "/lapor/tersimpan/"


def test_saving_while_typing_answers_without_a_page(citizen: Citizen) -> None:
    citizen.open("kejadian")
    response = citizen.send("kejadian", {"narrative": "Setengah jalan"}, action="autosave")
    assert (response.status_code, response.content) == (204, b"")
    assert drafts.load(citizen.code)["body"]["narrative"] == "Setengah jalan"  # type: ignore[index]


def test_what_a_script_sends_after_the_quick_exit_is_not_kept(citizen: Citizen, client: Client) -> None:
    citizen.open("kejadian")
    client.get("/keluar/", headers={"sec-fetch-site": "same-origin"})
    client.cookies.clear()
    response = citizen.send("kejadian", {"narrative": "Masih diketik"}, action="autosave")
    assert response.status_code == 409
    assert response.cookies == {}
    assert Draft.objects.count() == 0


def test_the_answer_to_what_a_script_saves_sets_no_code_again(citizen: Citizen) -> None:
    citizen.open("kejadian")
    response = citizen.send("kejadian", {"narrative": "Masih diketik"}, action="autosave")
    assert response.status_code == 204
    assert "kode" not in response.cookies


@pytest.mark.parametrize("typed", ["2026-02-31", "31/02/2026", "31.2.2026"])
def test_a_day_that_does_not_exist_is_said_to_be_none(citizen: Citizen, typed: str) -> None:
    response = citizen.send("kejadian", incident_date=typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#incident_date">Tanggal kejadian: Tanggal ini tidak ada di kalender.' in page
    assert f'name="incident_date" value="{typed}"' in page


def test_without_the_tick_the_sentence_stands_at_it(citizen: Citizen) -> None:
    citizen.fill_in()
    response = citizen.send("tinjau", {"action": "submit"})
    page = response.content.decode()
    assert response.status_code == 422
    assert '<p class="wrong-text" id="truth-error">Beri tanda bahwa keterangan Anda benar.</p>' in page
    assert 'aria-describedby="truth-error"' in page
    assert Report.objects.count() == 0


def test_deleting_the_draft_is_asked_about_first(citizen: Citizen) -> None:
    citizen.send("kejadian")
    page = citizen.read("terlapor")
    asked = page.partition("<summary>Hapus isian ini</summary>")[2].partition("</details>")[0]
    assert "tidak dapat dikembalikan" in asked
    assert 'action="/lapor/hapus/"' in asked
    assert "Ya, hapus semuanya" in asked
    assert page.count('action="/lapor/hapus/"') == 1


def test_going_back_keeps_what_was_typed(citizen: Citizen) -> None:
    citizen.fill_in("pelapor")
    assert citizen.send("pelapor", action="back")["Location"] == "/lapor/bukti/"
    assert 'value="Pelapor Contoh"' in citizen.read("pelapor")


def test_a_page_of_another_draft_is_shown_again_and_changes_nothing(citizen: Citizen) -> None:
    citizen.send("kejadian")
    response = citizen.send("kejadian", draft="0" * 12, narrative="Dari tab lain yang lama sekali.")
    assert response.status_code == 409
    assert "Dari tab lain yang lama sekali." in response.content.decode()
    assert drafts.load(citizen.code)["body"]["narrative"] == INCIDENT["narrative"]  # type: ignore[index]


def test_the_review_names_all_six_requirements_with_a_way_to_mend_each(citizen: Citizen) -> None:
    citizen.send("kejadian", {"district": "64.71", "narrative": "Singkat."})
    page = citizen.read("tinjau")
    assert page.count('<li class="no">') == 5
    assert page.count('<li class="yes">') == 1
    for address in (
        "/lapor/pelapor/#reporter.name",
        "/lapor/terlapor/#respondents.0.name",
        "/lapor/kejadian/#incident_date",
        "/lapor/kejadian/#narrative",
        "/lapor/bukti/#files",
    ):
        assert f'href="{address}"' in page


def test_the_review_of_a_complete_report_has_nothing_left_and_names_the_office(citizen: Citizen) -> None:
    citizen.fill_in()
    page = citizen.read("tinjau")
    assert page.count('<li class="yes">') == 6
    assert "Bawaslu Kota Balikpapan" in page
    assert "Balikpapan Selatan, Kota Balikpapan" in page


def test_the_review_outside_every_stage_says_that_no_time_limit_applies(citizen: Citizen, clock: Traveller) -> None:
    clock.move_to(datetime(2026, 11, 20, 2, tzinfo=UTC))
    days = {"incident_date": "2026-11-01", "known_date": "2026-11-02", "contest": "unknown"}
    citizen.send("kejadian", {**INCIDENT, **days})
    page = citizen.read("tinjau")
    assert "Tidak ada batas waktu" in page
    assert "tidak berlaku</span><p>Di luar tahapan pemilihan tidak ada batas waktu.</p>" in page
    assert page.count('<li class="yes">') == 3


def test_what_cannot_be_stored_is_named_on_the_review_with_its_page(citizen: Citizen) -> None:
    citizen.send("kejadian", {"narrative": "Terlapor hadir."}, action="save")
    page = citizen.read("tinjau")
    assert '<a href="/lapor/kejadian/#district">' in page
    response = citizen.submit()
    assert response.status_code == 422
    assert Report.objects.count() == 0


def test_the_truth_must_be_affirmed(citizen: Citizen) -> None:
    citizen.fill_in()
    response = citizen.send("tinjau", {"action": "submit"})
    assert response.status_code == 422
    assert '<a href="#truth">' in response.content.decode()
    assert Report.objects.count() == 0


def test_a_report_is_taken_in_its_identity_sealed_and_its_draft_gone(citizen: Citizen) -> None:
    citizen.fill_in()
    assert citizen.submit()["Location"] == "/lapor/selesai/"
    report = report_of(citizen.code)
    assert (report.kind, report.channel, report.region_id, report.district_id) == (
        "report",
        "form",
        "64.71",
        "64.71.05",
    )
    assert (report.act_id, report.missing, report.late) == ("likes", [], False)
    assert Draft.objects.count() == 0
    assert Envelope.objects.filter(subject=report.subject).count() == 3
    case = Case.objects.get()
    assert case.handler_id == "bawaslu-balikpapan"
    assert case.respondents.get().employer_id == "pemkot-balikpapan"


def test_pressing_twice_refreshing_and_going_back_make_no_second_report(citizen: Citizen) -> None:
    citizen.fill_in()
    assert citizen.submit()["Location"] == citizen.submit()["Location"] == "/lapor/selesai/"
    for page in ("kejadian", "terlapor", "bukti", "pelapor", "tinjau"):
        assert citizen.open(page)["Location"] == "/lapor/selesai/"
        assert citizen.send(page, {})["Location"] == "/lapor/selesai/"
        assert citizen.send(page, {"contest": "unknown", "knowers": "unknown"})["Location"] == "/lapor/selesai/"
    assert citizen.open("selesai").status_code == 200
    assert Report.objects.count() == 1


def test_the_confirmation_shows_code_deadline_and_what_to_bring_where_by_when(citizen: Citizen) -> None:
    citizen.fill_in()
    citizen.submit()
    page = citizen.read("selesai")
    for sentence in (
        receipts.grouped(citizen.code),
        "Belum diterima Bawaslu secara resmi",
        "KTP asli dan fotokopinya",
        receipts.grouped(report_of(citizen.code).ticket),
        "Bawaslu Kota Balikpapan",
        "Senin–Kamis 08.00–16.00; Jumat 08.00–16.30",
        "7 Oktober 2024, 23.59 WITA",
    ):
        assert sentence in page


def test_a_tip_carries_no_identity_even_if_some_was_typed(citizen: Citizen) -> None:
    citizen.fill_in("pelapor")
    citizen.send("pelapor", {**REPORTER, "kind": "tip"})
    assert "Pelapor Contoh" not in citizen.read("tinjau")
    citizen.submit()
    report = report_of(citizen.code)
    assert (report.kind, report.name_given, report.contact_given) == ("tip", False, False)
    assert "Informasi Anda sudah masuk" in citizen.read("selesai")


def test_a_report_without_a_name_is_taken_in_and_says_what_is_missing(citizen: Citizen) -> None:
    citizen.fill_in("pelapor")
    citizen.send("pelapor", {"kind": "report"})
    citizen.submit()
    assert report_of(citizen.code).missing == ["reporter"]
    assert "Laporan resmi memerlukan nama dan alamat pelapor." in citizen.read("selesai")


def test_what_only_programs_fill_in_is_flagged_and_never_refused(citizen: Citizen) -> None:
    citizen.fill_in()
    response = citizen.send("tinjau", {**TRUTH, "situs": "https://spam.invalid"})
    assert response["Location"] == "/lapor/selesai/"
    assert Report.objects.count() == 1


def test_the_draft_and_the_code_can_be_thrown_away(citizen: Citizen, client: Client) -> None:
    citizen.fill_in()
    response = client.post("/lapor/hapus/")
    assert response["Location"] == "/lapor/"
    assert response.cookies["kode"].value == ""
    assert Draft.objects.count() == 0


def test_another_report_begins_under_a_new_code(citizen: Citizen, client: Client) -> None:
    citizen.fill_in()
    citizen.submit()
    first = citizen.code
    assert client.post("/lapor/baru/")["Location"] == "/lapor/kejadian/"
    citizen.open("kejadian")
    assert citizen.code != first
    assert Report.objects.count() == 1


def test_the_whole_filing_leaves_no_session_and_two_cookies(citizen: Citizen, client: Client) -> None:
    citizen.fill_in()
    citizen.submit()
    citizen.read("selesai")
    assert Session.objects.count() == 0
    assert set(client.cookies) == {"kode", "csrftoken"}


def test_the_english_pages_stay_english_from_page_to_page(citizen: Citizen, client: Client) -> None:
    response = client.post("/en/lapor/kejadian/", INCIDENT)
    assert response["Location"] == "/en/lapor/terlapor/"
    assert '<html lang="en">' in client.get("/en/lapor/terlapor/").content.decode()


def test_the_form_pages_stay_within_their_budget_of_bytes_and_requests(citizen: Citizen) -> None:
    page = citizen.read("kejadian")
    assert page.count('<link rel="stylesheet"') + page.count("<script ") == 2
    assert "style=" not in page
    assert "onclick" not in page
