"""What is typed on the pages of /lapor/ is understood or refused at its field, and never lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reports import drafts, exhibits
from tests.evidence.corpus import pictures
from tests.filing.citizen import INCIDENT, RESPONDENT, Citizen

pytestmark = pytest.mark.django_db
PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000") + b"\x1f\x15\xc4\x89" + bytes(60)


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


@pytest.mark.parametrize("typed", ["2026-02-31", "31/02/2026", "31.2.2026"])
def test_a_day_that_does_not_exist_is_said_to_be_none(citizen: Citizen, typed: str) -> None:
    response = citizen.send("kejadian", incident_date=typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#incident_date">Tanggal kejadian: Tanggal ini tidak ada di kalender.' in page
    assert f'name="incident_date" value="{typed}"' in page


def test_going_back_keeps_what_was_typed(citizen: Citizen) -> None:
    citizen.fill_in("pelapor")
    assert citizen.send("pelapor", action="back")["Location"] == "/lapor/bukti/"
    assert 'value="Pelapor Contoh"' in citizen.read("pelapor")
