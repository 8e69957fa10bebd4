"""Letters are neutral: no case, no code, no name, no link; whole, in both forms, marked in a demo."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live

from services.notifications import rendering

FOLDER = Path(live.ROOT) / "templates" / "letters"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
TO_REPORTERS = [name for name in NAMES if name.startswith("reporter_")]
DUE = "3 April 2026, 23.59 WIB"
# Words by which somebody who looks over a reporter's shoulder would know what the letter is about.
TELLING = re.compile(
    r"lapor|ASN|netralitas|bawaslu|BKN|BKPSDM|pemilu|pilkada|pemilihan|pelanggaran|terlapor|bukti|kasus|perkara|sanksi",
    re.IGNORECASE,
)


def rendered(name: str) -> rendering.Rendered:
    values = {"due": DUE, "office": "Kantor Contoh", "number": "12", "today": "3"}
    return rendering.render(name, {key: values[key] for key in rendering.declared()[name]})


def test_every_declared_letter_has_its_templates_and_the_other_way_round() -> None:
    assert sorted(rendering.declared()) == NAMES
    for name in NAMES:
        assert sorted(path.name for path in (FOLDER / name).iterdir()) == ["body.html", "body.txt", "subject.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_is_one_line_of_subject_and_the_same_words_in_text_and_html(name: str) -> None:
    letter = rendered(name)
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", letter.html.partition("<body")[2]))

    assert 10 < len(letter.subject) < 60
    assert "\n" not in letter.subject
    assert letter.subject in plain
    for paragraph in letter.text.split("\n\n")[1:-1]:
        assert re.sub(r"\s+", " ", paragraph.partition("--")[0]).strip() in plain


@pytest.mark.parametrize("name", NAMES)
def test_no_letter_carries_a_link_a_code_or_an_image(name: str) -> None:
    letter = rendered(name)

    for part in (letter.subject, letter.text, letter.html):
        assert not re.search(r"https?:|www\.|href|src=|<img|url\(", part)
        assert not re.search(r"\b[0-9A-Z]{4,}-[0-9A-Z]{4,}", part)
    assert "{{" not in letter.text + letter.html


@pytest.mark.parametrize("name", TO_REPORTERS)
def test_n12_a_letter_to_a_reporter_does_not_tell_what_it_is_about(name: str, settings: Any) -> None:
    settings.DEMO = False
    letter = rendered(name)

    assert not TELLING.search(letter.subject)
    assert not TELLING.search(letter.text)
    assert not TELLING.search(re.sub(r"<[^>]+>", " ", letter.html))


@pytest.mark.parametrize("name", [name for name in NAMES if "due" in rendering.declared().get(name, ())])
def test_a_date_by_when_is_shown_only_where_it_is_given(name: str) -> None:
    assert DUE in rendered(name).text
    assert DUE in rendered(name).html
    without = rendering.render(name, {})
    assert "paling lambat" not in without.text
    assert "None" not in without.text + without.html


def test_the_demo_says_so_in_every_letter(settings: Any) -> None:
    for demo in (True, False):
        settings.DEMO = demo
        for name in NAMES:
            letter = rendered(name)
            assert ("DATA CONTOH" in letter.text, "DATA CONTOH" in letter.html) == (demo, demo)


def test_a_text_letter_is_no_html_and_an_html_letter_escapes() -> None:
    letter = rendering.render("office_step", {"office": "Kantor <b>'Contoh'</b>"})

    assert "Kantor <b>'Contoh'</b>" in letter.text
    assert "<b>" not in letter.html


def test_a_letter_that_nobody_declared_says_what_to_do() -> None:
    with pytest.raises(rendering.Undeclared, match=r"letters\.py"):
        rendering.render("office_gossip", {})
