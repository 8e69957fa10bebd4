"""Hints before sending that a text tells of its own author."""

import pytest

from reports.filing import traces
from reports.submission import RespondentEntry, Submission

PHONE, EMAIL = "Uraian memuat nomor telepon.", "Uraian memuat alamat surel."
NUMBER, NAME = "Uraian memuat nomor yang tampak seperti NIK.", "Uraian memuat bagian dari nama Anda."


@pytest.mark.parametrize(
    ("text", "own_name", "said"),
    [
        ("Hubungi saya di 0812 0000 0000.", "", [PHONE]),
        ("Hubungi +62812-0000-0000.", "", [PHONE]),
        ("Surel saya warga@contoh.invalid", "", [EMAIL]),
        ("NIK saya 6471000000000001", "", [NUMBER]),
        ("Saya, Meranti, melihatnya.", "Contoh Meranti", [NAME]),
        ("saya MERANTI", "Meranti", [NAME]),
        ("Acara tanggal 28092024 di Jalan 5 nomor 123.", "Contoh Meranti", []),
        ("Pak Adi hadir.", "Adi Wu", []),
        ("", "Contoh Meranti", []),
    ],
)
def test_what_a_text_tells_of_its_author(text: str, own_name: str, said: list[str]) -> None:
    assert traces.found(Submission(narrative=text), own={"name": own_name}) == said


def test_descriptions_and_places_are_read_too() -> None:
    submission = Submission(place="0812 0000 0000", respondents=(RespondentEntry(description="a@contoh.invalid"),))
    assert traces.found(submission, own={}) == [PHONE, EMAIL]


def test_a_megabyte_is_read_in_no_time_that_matters() -> None:
    assert traces.found(Submission(narrative="a" * 500_000 + "@" * 500_000), own={}) == []


OWN = {"name": "Wiratama Meranti", "address": "Jalan Cendana Putih Nomor 17, RT 03", "birth_date": "1988-04-09"}
PLANTED = (
    "Hubungi 081200000000.", "WA 0812-0000-0000.", "Telepon +62 812 0000 0000.", "Nomor 62812 00000000.",
    "Kirim ke (0812) 0000 0000.", "Catat 0 8 1 2 0 0 0 0 0 0 0 0.", "Ponsel 0812.0000.0000, malam hari.",
    "0812/0000/0000 itu nomor pengirim.", "Surel warga@contoh.invalid.", "Balas ke warga.biasa+asn@contoh.invalid",
    "Balas ke warga[at]contoh.invalid", "Balas ke warga (at) contoh.invalid", "NIK 6471000000000001.",
    "NIK 6471 0000 0000 0001.", "NIK 6471-0000-0000-0001.", "NIK 6471.0000.0000.0001", "Menurut Meranti, ia hadir.",
    "MERANTI melihatnya.", "meranti ada di sana", "Foto diambil Meranti.", "Di depan Jalan Cendana Putih Nomor 17.",
    "Dekat Jl. Cendana Putih no. 17.", "cendana putih 17, sore hari", "Pelapor lahir 9 April 1988.",
    "Lahir 09-04-1988.", "Saya bekerja di bagian umum.", "Saya sekretaris camat itu.", "Saya tinggal di sebelahnya.",
    "Saya honorer di kelurahan.", "Atasan saya yang mengajak.", "Rekan kerja saya ikut.", "Di ruangan saya ada baliho.",
    "Suami saya melihatnya.", "Direkam dengan ponsel saya.", "Terkirim ke akun saya.", "Kantorku di lantai dua.",
    "Ia atasanku.", "Saya adalah tetangganya.", "Saya satu-satunya yang hadir.", "Hanya saya yang memegang foto ini.",
)  # fmt: skip
UNTRACED = (
    "Terlapor berorasi di Lapangan Merdeka pada 28 September 2024 pukul 09.30.",
    "Ia membagikan 12 unggahan pasangan calon nomor urut 2.",
    "Surat 012/PM.05/X/2024 dan NIP 19780203 200501 1 004.",
    "Saya melihat camat itu mengangkat dua jari di panggung.",
    "Tautan https://contoh.invalid/unggahan/1 memuat videonya.",
    "Kegiatan di Jalan Cendana, RT 03, dihadiri dua ratus orang.",
    "Kepala dinas memakai mobil dinas KT 1234 AB.",
    "Warga sekitar mendengar pidatonya dari pengeras suara.",
)


def test_of_forty_planted_texts_at_least_thirty_eight_are_flagged_and_no_plain_one() -> None:
    flagged = [text for text in PLANTED if traces.found(Submission(narrative=text), own=OWN)]
    assert len(PLANTED) == 40
    assert len(flagged) >= 38, set(PLANTED) - set(flagged)
    assert [text for text in UNTRACED if traces.found(Submission(narrative=text), own=OWN)] == []
