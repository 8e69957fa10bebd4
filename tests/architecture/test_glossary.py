"""Names in code use the glossary's words: a synonym it rules out may not appear."""

import re

from tests.architecture.test_sizes import ROOT, sources

GLOSSARY = ROOT / "docs" / "glossary.md"


def ruled_out() -> set[str]:
    words = set()
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[2] and cells[2] not in {"not", "---"}:
            words |= {word.strip() for word in cells[2].split(",")}
    return words


def test_glossary_rules_words_out() -> None:
    assert {"complainant", "accused", "verdict"} <= ruled_out()


def test_no_name_uses_a_word_the_glossary_rules_out() -> None:
    pattern = re.compile(r"\b(?:def|class)\s+(\w+)|^\s*(\w+)\s*(?::[^=]+)?=", re.MULTILINE)
    words = ruled_out()
    found = []
    for path in sources():
        for match in pattern.finditer(path.read_text(encoding="utf-8")):
            name = (match.group(1) or match.group(2)).lower()
            parts = set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).split("_"))
            if hits := {word for word in words if word in parts or ("_" in word and word in name)}:
                found.append(f"{path.relative_to(ROOT)}: {name} ({', '.join(hits)})")
    assert found == []
