"""`{% translate %}` says what Django's says, in every language, however often it is asked."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template, engines
from django.templatetags import i18n
from django.utils import translation

from netralitas import wording

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
LOOKED_UP = '{% load wording %}{% translate "Lapor" %}'


def said(source: str, language: str, **context: object) -> str:
    with translation.override(language):
        return Template(source).render(Context(context))


def test_it_gives_all_that_djangos_gives() -> None:
    library = engines["django"].engine.template_libraries["wording"]  # type: ignore[attr-defined]
    assert library is wording.register
    assert library.tags.keys() == i18n.register.tags.keys()
    assert library.filters.keys() == i18n.register.filters.keys()


def test_a_sentence_is_said_in_the_language_of_the_moment() -> None:
    template = Template(LOOKED_UP)
    heard = []
    for language in ("id", "en", "id", "en"):
        with translation.override(language):
            heard.append(template.render(Context()))
    assert heard == ["Lapor", "Report", "Lapor", "Report"]


def test_a_sentence_is_looked_up_once_per_language(monkeypatch: pytest.MonkeyPatch) -> None:
    template, asked = Template(LOOKED_UP), []
    original = i18n.TranslateNode.render
    monkeypatch.setattr(
        i18n.TranslateNode, "render", lambda node, context: (asked.append(1), original(node, context))[1]
    )
    for language in ("id", "en", "id", "id"):
        with translation.override(language):
            template.render(Context())
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% load wording %}{% translate said %}", "Report|Track"),
        ('{% load wording %}{% translate "Lapor" as word %}{{ word }}', "Report|Report"),
        ('{% load wording %}{% translate "Lapor"|upper %}', "REPORT|REPORT"),
        ('{% load wording %}{% translate "100 % & <b>" %}', "100 % & <b>|100 % & <b>"),
        ('{% load wording %}{% translate "Lapor" noop %}', "Lapor|Lapor"),
    ],
)
def test_what_depends_on_the_page_is_asked_each_time(source: str, expected: str) -> None:
    template, heard = Template(source), []
    for word in ("Lapor", "Lacak"):
        with translation.override("en"):
            heard.append(template.render(Context({"said": word})))
    assert "|".join(heard) == expected


def test_every_template_of_ours_loads_it() -> None:
    loading = re.compile(r"\{% load [^%]*\bi18n\b")
    assert [str(path) for path in TEMPLATES.rglob("*.*") if loading.search(path.read_text("utf-8"))] == []


def test_the_language_is_asked_once_per_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    template, asked = Template('{% load wording %}{% translate "Lapor" %} {% translate "Lacak" %}'), []
    original = wording.get_language
    monkeypatch.setattr(wording, "get_language", lambda: (asked.append(1), original())[1])
    heard = []
    for language in ("en", "id"):
        with translation.override(language):
            heard.append(template.render(Context()))
    assert heard == ["Report Track", "Lapor Lacak"]
    assert len(asked) == 2


def test_no_template_of_ours_changes_its_language_on_the_way() -> None:
    assert [str(path) for path in TEMPLATES.rglob("*.*") if "{% language" in path.read_text("utf-8")] == []
