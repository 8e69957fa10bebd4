"""Evidence of a draft: the same file lies there once, and a piece can be taken out until the report is sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reports import exhibits
from reports.models.report import Exhibit, Report
from services.evidence.models import Original
from tests.evidence.corpus import pictures
from tests.filing.citizen import WITNESS, Citizen

pytestmark = pytest.mark.django_db


def photo(mode: str = "RGB") -> SimpleUploadedFile:
    return SimpleUploadedFile("foto.jpg", pictures.drawn("JPEG", mode), content_type="image/jpeg")


def numbers(citizen: Citizen) -> list[int]:
    return [one.number for one in exhibits.listed(citizen.code)]


def test_a_file_sent_twice_lies_there_once(citizen: Citizen) -> None:
    citizen.fill_in("bukti")
    for _again in range(2):
        citizen.send("bukti", {"files": photo()}, action="stay.isi")
    citizen.send("bukti", {"files": photo("L")}, action="stay.isi")
    assert numbers(citizen) == [1, 2]
    assert Original.objects.count() == 2


def test_the_same_file_of_somebody_else_is_theirs(citizen: Citizen) -> None:
    other = Citizen(Client())
    for one in (citizen, other):
        one.fill_in("bukti")
        one.send("bukti", {"files": photo()}, action="stay.isi")
    assert numbers(citizen) == numbers(other) == [1]
    assert Original.objects.count() == 2


def test_a_piece_is_taken_out_and_leaves_room_for_another(citizen: Citizen) -> None:
    citizen.fill_in("bukti")
    links = "\n".join(f"https://contoh.invalid/{number}" for number in range(exhibits.MOST))
    citizen.send("bukti", {"links": links}, action="stay.isi")
    page = citizen.read("bukti")
    assert '<button class="button bad" type="submit" name="action" value="take_out.4">Hapus bukti 4</button>' in page
    assert citizen.send("bukti", {"links": "https://contoh.invalid/lebih"}, action="stay.isi").status_code == 422
    response = citizen.send("bukti", {}, action="take_out.4")
    assert response["Location"] == "/lapor/bukti/#ada"
    assert numbers(citizen) == [1, 2, 3, 5, 6, 7, 8, 9, 10]
    citizen.send("bukti", {"links": "https://contoh.invalid/lebih"}, action="stay.isi")
    assert numbers(citizen) == [1, 2, 3, 5, 6, 7, 8, 9, 10, 11]
    assert '<li value="11"' in citizen.read("bukti")


@pytest.mark.parametrize("number", ["99", "-1", "x", ""])
def test_taking_out_what_is_not_there_takes_nothing(citizen: Citizen, number: str) -> None:
    citizen.fill_in("bukti")
    citizen.send("bukti", WITNESS, action="stay.isi")
    citizen.send("bukti", {}, action=f"take_out.{number}")
    assert numbers(citizen) == [1]


def test_nobody_takes_out_what_lies_under_another_code(citizen: Citizen) -> None:
    citizen.fill_in("bukti")
    citizen.send("bukti", WITNESS, action="stay.isi")
    other = Citizen(Client())
    other.fill_in("bukti")
    other.send("bukti", {}, action="take_out.1")
    assert numbers(citizen) == [1]


def test_what_was_sent_stays_sent(citizen: Citizen) -> None:
    citizen.fill_in()
    citizen.submit()
    assert not exhibits.take_out(citizen.code, 1)
    assert Exhibit.objects.get().report == Report.objects.get()
