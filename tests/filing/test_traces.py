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
    assert traces.found(Submission(narrative=text), own_name=own_name) == said


def test_descriptions_and_places_are_read_too() -> None:
    submission = Submission(place="0812 0000 0000", respondents=(RespondentEntry(description="a@contoh.invalid"),))
    assert traces.found(submission, own_name="") == [PHONE, EMAIL]


def test_a_megabyte_is_read_in_no_time_that_matters() -> None:
    assert traces.found(Submission(narrative="a" * 500_000 + "@" * 500_000), own_name="") == []
