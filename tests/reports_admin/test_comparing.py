"""The form of a package is no oracle for names: one sentence for all that is sealed, and a day's count in the vault."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from reports import handling, openings
from reports.models.case import Case
from reports.models.package import ReferralPackage
from services.audit.models import Entry
from services.notifications.models import Message
from services.vault.models import Comparison
from tests.factories import accounts, reports
from tests.reports_admin.conftest import Desk, act

pytestmark = pytest.mark.django_db
TEXT = "Pegawai tersebut ikut serta dalam kegiatan salah satu pasangan calon."
SEALED = "Teks ini memuat keterangan yang dapat menunjuk orang yang identitasnya tersegel"
REPORTER = "Wirya Andalusia"
Send = Callable[..., HttpResponse]


@pytest.fixture
def case(db: None) -> Case:
    """A registered case whose respondent is heard; Wirya Andalusia reported it."""
    found = reports.filed(reports.submission(reporter=reports.reporter(name=REPORTER, email="wirya.a@contoh.invalid")))[
        1
    ]
    handling.register(found, number="001", by=reports.desk(found))
    reports.heard(found, on=found.received_on)
    return found


@pytest.fixture
def send(desk: Desk, case: Case) -> Send:
    """A verifier sends the form of a package with a text."""
    people = [str(pk) for pk in case.respondents.values_list("pk", flat=True)]
    client = desk("verifier")

    def sent(text: str, *, by: Client = client, **fields: Any) -> HttpResponse:
        filled = {"letter_number": "1/PM", "letter_date": "2024-10-04", "respondents": people, **fields}
        return act(by, case, "package", narrative=text, **filled)

    return sent


def said(answer: HttpResponse) -> str:
    assert answer.status_code == 422
    return html.unescape(answer.content.decode())


def test_one_sentence_for_name_and_birth_date(send: Send) -> None:
    sentences = set()
    for words in ("Wirya hadir.", "Peristiwa 2 Januari 1990 dicatat."):
        text = said(send(f"{TEXT} {words}"))
        assert SEALED in text
        sentences.add(text[text.index(SEALED) :][:250])
    assert len(sentences) == 1
    assert [one.detail for one in Entry.objects.filter(action="package:compare")] == [{"found": True}] * 2


def test_after_four_hits_the_form_tells_nothing_more_and_a_colleague_goes_on(
    send: Send, desk: Desk, case: Case
) -> None:
    auditor = accounts.officer("auditor", "bawaslu-ri")
    for number in range(4):
        assert SEALED in said(send(f"{TEXT} Wirya hadir {number}."))
    for words in ("Wirya hadir.", "Melati hadir.", ""):
        refused = said(send(f"{TEXT} {words}"))
        assert SEALED not in refused
        assert "Minta rekan atau pimpinan Anda melanjutkan; mereka memiliki hitungan sendiri." in refused
    assert not ReferralPackage.objects.exists()
    for _run in range(2):
        openings.look_after()
    assert list(Message.objects.filter(letter="staff_compared_out").values_list("reference", flat=True)) == [
        f"user:{auditor.pk}"
    ]
    assert send(TEXT, by=desk("verifier")).status_code == 302
    assert ReferralPackage.objects.count() == 1


def test_whoever_puts_a_text_right_in_twenty_steps_builds_the_package(send: Send) -> None:
    for number in range(3):
        assert SEALED in said(send(f"{TEXT} Wirya hadir {number}."))
    for number in range(16):  # something else of the form is still wrong each time
        assert said(send(f"{TEXT} Rumusan ke-{number}.", letter_date=""))
    assert send(f"{TEXT} Rumusan terakhir.").status_code == 302
    assert ReferralPackage.objects.count() == 1
    assert Comparison.objects.values("asked").distinct().count() == 20


def test_what_the_portal_finds_by_itself_is_not_counted(send: Send) -> None:
    for number in range(30):
        assert "Ada nomor telepon dalam teks." in said(send(f"{TEXT} Hubungi 0812 0000 {number:04}."))
    assert Comparison.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Bagian Wirya Andalusia", SEALED),
        ("Bagian Umum, Wirya", SEALED),
        ("Bagian Umum, wirya.a@contoh.invalid", "Ada alamat surel dalam teks. Letaknya: unit kerja terlapor 1."),
    ],
)
def test_what_stands_in_the_unit_of_a_respondent_is_refused_on_the_form(
    send: Send, case: Case, typed: str, sentence: str
) -> None:
    case.respondents.update(unit=typed)
    before = Message.objects.count()
    answer = said(send(TEXT))
    assert sentence in answer
    assert TEXT in answer
    assert (ReferralPackage.objects.count(), Message.objects.count()) == (0, before)


def test_a_form_and_its_building_are_one_question(send: Send) -> None:
    assert send(TEXT).status_code == 302
    assert Comparison.objects.values("asked").distinct().count() == 1
