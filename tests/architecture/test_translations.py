"""The English catalogue is complete, exact and compiled: whatever a page says in Indonesian, English says too."""

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

from tests.architecture.test_sizes import APPS, ROOT

CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
AGAIN = "run `django-admin makemessages -l en --no-location --no-wrap`, translate, run `compilemessages`"
# How many of the first arguments are context, message and plural, by the name of the function.
CONTEXT = {"pgettext": 1, "npgettext": 1}
PLURAL = {"ngettext", "npgettext"}
SINGLE = {"_", "gettext", "gettext_noop", "pgettext"}
MARKS = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>")
STRING = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
CALL = re.compile(rf"(?<!\w)(?:_|n?p?gettext)\((?:\s*{STRING}\s*,?)+")
LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)? ?(".*")')


@dataclass(slots=True)
class Entry:
    """One entry of the catalogue: its flags and its texts by the keyword before them."""

    flags: str = ""
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The message as the compiled file keys it: context first, then the singular."""
        context = self.texts.get("msgctxt")
        return self.texts["msgid"] if context is None else f"{context}\x04{self.texts['msgid']}"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every source text with its translation."""
        if "msgid_plural" not in self.texts:
            return [(self.texts["msgid"], self.texts["msgstr"])]
        one, many = self.texts["msgid"], self.texts["msgid_plural"]
        return [(one, self.texts["msgstr[0]"]), (many, self.texts["msgstr[1]"])]


def entries() -> list[Entry]:
    """All entries after the header, obsolete ones left out."""
    found = []
    for block in CATALOGUE.read_text(encoding="utf-8").strip().split("\n\n"):
        entry, keyword = Entry(), ""
        for line in block.splitlines():
            if line.startswith("#,"):
                entry.flags += line
            elif match := LINE.fullmatch(line):
                keyword = match.group(1) or keyword
                entry.texts[keyword] = entry.texts.get(keyword, "") + ast.literal_eval(match.group(2))
        if entry.texts.get("msgid"):
            found.append(entry)
    return found


def from_call(name: str, arguments: list[ast.expr]) -> str | None:
    """The key of a message a call marks; None when the call marks nothing (a variable, another function)."""
    name = name.removesuffix("_lazy")
    if name not in SINGLE | PLURAL:
        return None
    words = arguments[: CONTEXT.get(name, 0) + 1]
    if not all(isinstance(word, ast.Constant) and isinstance(word.value, str) for word in words):
        return None
    return "\x04".join(word.value for word in words)  # type: ignore[attr-defined]


def calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if (key := from_call(name, node.args)) is not None:
                yield key


def from_template(path: Path) -> Iterator[str]:
    """Django turns a template into calls between blanks; each call is read as Python."""
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for match in CALL.finditer(text):
        yield from calls(ast.parse(match.group().rstrip(", ") + ")", mode="eval"))


def sources() -> dict[str, str]:
    """Every message key of the code and the templates, with a file that says it."""
    found: dict[str, str] = {}
    for path in [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]:
        for key in calls(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(key, str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            for key in from_template(path):
                found.setdefault(key, str(path.relative_to(ROOT)))
    return found


def test_every_message_is_translated_and_none_is_a_guess() -> None:
    empty = [entry.key for entry in entries() if not all(text.strip() for _, text in entry.pairs)]
    assert empty == []
    assert [entry.key for entry in entries() if "fuzzy" in entry.flags] == []


def test_the_catalogue_keeps_nothing_that_was_given_up() -> None:
    assert "#~" not in CATALOGUE.read_text(encoding="utf-8")


def test_translations_keep_placeholders_tags_and_outer_space() -> None:
    different = []
    for source, text in [pair for entry in entries() for pair in entry.pairs]:
        outer = [(len(one) - len(one.lstrip()), len(one) - len(one.rstrip())) for one in (source, text)]
        if sorted(MARKS.findall(source)) != sorted(MARKS.findall(text)) or outer[0] != outer[1]:
            different.append((source, text))
    assert different == []


def test_the_mark_of_sample_data_stands_in_both_languages() -> None:
    marked = [pair for entry in entries() for pair in entry.pairs if "DATA CONTOH" in pair[0]]
    assert len(marked) >= 2
    assert [pair for pair in marked if "DATA CONTOH" not in pair[1]] == []


def test_the_compiled_file_says_what_the_catalogue_says() -> None:
    with COMPILED.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    compiled = {key: text for key, text in catalogue.items() if key != ""}
    written: dict[str | tuple[str, int], str] = {}
    for entry in entries():
        if "msgid_plural" in entry.texts:
            written |= {(entry.key, number): text for number, (_, text) in enumerate(entry.pairs)}
        else:
            written[entry.key] = entry.texts["msgstr"]
    assert compiled == written, AGAIN


def test_code_and_templates_say_exactly_what_the_catalogue_knows() -> None:
    said, known = sources(), {entry.key for entry in entries()}
    assert {key: path for key, path in said.items() if key not in known} == {}, AGAIN
    assert known - said.keys() == set(), AGAIN


def test_the_catalogue_names_no_address_and_no_machine() -> None:
    head = CATALOGUE.read_text(encoding="utf-8").split("\n\n")[0]
    assert '"Language: en\\n"' in head
    assert '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"' in head
    assert "@" not in head
    assert "#:" not in CATALOGUE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ('_("Lapor")', "Lapor"),
        ('gettext_lazy("Lap" "or")', "Lapor"),
        ('ngettext("satu", "banyak", 3)', "satu"),
        ('pgettext("perkara", "Berkas")', "perkara\x04Berkas"),
    ],
)
def test_a_marked_text_is_found(written: str, key: str) -> None:
    assert list(calls(ast.parse(written))) == [key]
