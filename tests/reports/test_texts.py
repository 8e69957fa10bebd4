"""Text as people type it: what is made equal, what counts as empty, what is refused."""

import unicodedata

import pytest

from reports import texts


def test_newlines_of_every_system_become_one():
    assert texts.lines("a\r\nb\rc\nd\u2028e") == "a\nb\nc\nd\ne"


def test_a_single_line_keeps_its_text_when_pasted_with_breaks():
    assert texts.line(" Bapak\r\nContoh\tSatu ") == "Bapak Contoh Satu"


def test_composed_and_decomposed_names_are_one():
    assert texts.line(unicodedata.normalize("NFD", "Rénée Čontoh")) == texts.line("Rénée Čontoh")


def test_thousands_of_marks_on_one_letter_cost_no_time_and_lose_nothing():
    zalgo = "a" + "\u0301\u0323" * 200_000  # minutes of work if sorted in one piece
    composed = texts.lines(zalgo)
    assert set(composed) == {"ạ", "\u0301", "\u0323"}
    assert len(composed) == len(zalgo) - 1


@pytest.mark.parametrize(
    "text", ["", " ", "\u3164", "\u200b\u200c\u2060", "\u2800", "\ufeff", "\n\t", "\u202e", "\u0301"]
)
def test_what_shows_nothing_counts_as_empty(text):
    assert not texts.shows(text)


@pytest.mark.parametrize("text", ["a", "١", "漢", "🙂", "ꦗꦮ", "ᬩᬮᬶ", ".", "👩‍👩‍👧", "a\u202eb"])
def test_every_script_shows(text):
    assert texts.shows(text)


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "\x7f", "\x80", "\ud800", "a\x0bb"])
def test_control_characters_are_refused(text):
    assert texts.refused(text)


@pytest.mark.parametrize("text", ["a\nb\tc", "Budi\u202egpj.exe", "O'Contoh", "H. Contoh, M.Si."])
def test_direction_marks_newlines_and_punctuation_are_not_refused(text):
    assert not texts.refused(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Warga@Contoh.Example", "Warga@contoh.example"),
        ("a.b+c@x.id", "a.b+c@x.id"),
        ("warga@bücher.example", "warga@xn--bcher-kva.example"),
        ("a@b", None),
        ('"a b"@x.id', None),
        ("a@x.id\r\nBcc: v@evil.example", None),
        ("Nama <a@x.id>", None),
        ("a@x.id, b@x.id", None),
        ("a@@x.id", None),
        ("a..b@x.id", None),
        ("a@-x.id", None),
        ("a@x.1", None),
        ("a@" + "x" * 320 + ".id", None),
        ("x" * 65 + "@x.id", None),
        ("", None),
    ],
)
def test_an_address_we_can_write_to(typed, kept):
    assert texts.email(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+62 812-0000-0000", "+6281200000000"),
        ("0812 0000 0000", "081200000000"),
        ("(021) 555 0000", "0215550000"),
        ("6281200000000", "+6281200000000"),
        ("1" * 30, None),
        ("tel:0812", None),
        ("0812", None),
        ("nol delapan", None),
    ],
)
def test_a_number_that_can_be_called(typed, kept):
    assert texts.phone(typed) == kept


def test_checks_take_linear_time_on_hostile_text():
    assert texts.email("a." * 500_000 + "@x") is None
    assert texts.phone("0" * 1_000_000 + "x") is None
    assert texts.line("\r\n\t" * 300_000 + "x") == "x"
    assert not texts.shows("\u200b" * 500_000)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Contoh \u202egpj.exe", "Contoh [U+202E]gpj.exe"),
        ("\u2067Lurah\u2069", "[U+2067]Lurah[U+2069]"),
        ("Ma'ruf \u0645\u062b\u0627\u0644", "Ma'ruf \u0645\u062b\u0627\u0644"),
    ],
)
def test_staff_see_signs_that_turn_the_direction_of_writing(typed: str, shown: str) -> None:
    assert texts.unturned(typed) == shown
