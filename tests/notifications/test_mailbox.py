"""The demo's mailbox: files on disk, and a page with masked addresses."""

import html
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.http import Http404
from django.test import RequestFactory

from netralitas import mailbox


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DEMO, settings.MAILBOX = True, tmp_path / "mail"
    return tmp_path / "mail"


def send(subject: str = "Judul contoh", *, message_id: str = "<1@example.invalid>") -> None:
    mail = EmailMultiAlternatives(
        subject,
        "Isi surat contoh.",
        to=["siti.contoh@example.invalid"],
        headers={"Message-ID": message_id, "Date": "Mon, 02 Nov 2026 09:00:00 +0800"},
        connection=get_connection("netralitas.mailbox.Backend"),
    )
    mail.attach_alternative("<p>Isi surat contoh.</p>", "text/html")
    mail.send()


def shown(**query: str) -> str:
    return html.unescape(mailbox.page(RequestFactory().get("/kotak-surat/", query)).content.decode())


def test_a_mail_is_one_file_that_only_its_owner_reads(folder: Path) -> None:
    send()

    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert file.suffix == ".eml"
    assert b"Isi surat contoh." in file.read_bytes()


def test_a_letter_that_is_sent_again_is_still_one(folder: Path) -> None:
    send()
    send()
    send(message_id="<2@example.invalid>")

    assert len(list(folder.iterdir())) == 2


def test_the_list_shows_subjects_and_no_address(folder: Path) -> None:
    send()

    page = shown()

    assert "Judul contoh" in page
    assert "s•••@e•••" in page
    assert "siti" not in page
    assert "DATA CONTOH" in page


def test_one_letter_is_shown_with_its_text_and_no_address(folder: Path) -> None:
    send()
    name = mailbox.mails()[0].name

    page = shown(surat=name)

    assert "Isi surat contoh." in page
    assert "siti" not in page


def test_an_empty_mailbox_says_so(folder: Path) -> None:
    assert "Belum ada surat." in shown()


@pytest.mark.parametrize("name", ["../../etc/passwd", "0" * 32, "x", "."])
def test_a_name_that_is_no_letter_is_not_found(folder: Path, name: str) -> None:
    send()

    with pytest.raises(Http404):
        shown(surat=name)


def test_outside_a_demo_there_is_no_mailbox(folder: Path, settings: Any) -> None:
    send()
    settings.DEMO = False

    with pytest.raises(Http404):
        shown()


@pytest.mark.parametrize(
    ("address", "shown_as"),
    [
        ("siti@example.invalid", "s•••@e•••"),
        ("Siti Contoh <siti@example.invalid>", "s•••@e•••"),
        ("a@x.id, b@y.id", "a•••@x•••, b•••@y•••"),
        ("", ""),
    ],
)
def test_addresses_keep_two_letters(address: str, shown_as: str) -> None:
    assert mailbox.masked(address) == shown_as
