"""A template drawn in fewer steps says what Django's says, for every value a page can hold, in every language."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, base, engines
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from netralitas import templates
from procedures.enums import State

ENGINE: Any = engines["django"].engine  # type: ignore[attr-defined]


class Gone(ObjectDoesNotExist):
    silent_variable_failure = True


@dataclass
class Sample:
    """What a template may meet behind a name."""

    text: str = "a < b & 'c'"
    marked: str = field(default_factory=lambda: SafeString("<b>x</b>"))
    nothing: None = None
    number: int = 1234567
    rate: float = 0.5
    day: date = date(2024, 4, 3)
    moment: datetime = datetime(2024, 4, 3, 1, 2, tzinfo=UTC)
    word: Any = field(default_factory=lambda: gettext_lazy("Lapor"))
    choice: Any = State.REVIEW
    rows: tuple[str, ...] = ("eins", "zwei")
    pairs: tuple[tuple[str, str], ...] = (("<k>", "v"), ("l", "w"))
    inner: dict[str, Any] = field(default_factory=lambda: {"text": "<i>", "items": "own", "call": lambda: "called <i>"})

    def method(self) -> str:
        return "said <m>"

    def destroy(self) -> str:
        raise AssertionError

    destroy.alters_data = True  # type: ignore[attr-defined]

    @property
    def missing(self) -> str:
        raise Gone

    def __str__(self) -> str:
        return "<sample>"


NAMES = [
    "text", "marked", "nothing", "number", "rate", "day", "moment", "word", "choice", "rows", "rows.1", "rows.9",
    "inner", "inner.text", "inner.items", "inner.call", "inner.none", "method", "destroy", "missing", "absent",
    "text.upper", "pairs.0.1",
]  # fmt: skip
SOURCES = [
    *(f"{{{{ one.{name} }}}}" for name in NAMES),
    *(f"{{% if one.{name} %}}yes{{% else %}}no{{% endif %}}" for name in NAMES if name != "missing"),
    "{{ one }}|{{ lazy.text }}|{{ nobody }}|{{ nobody.name }}|{{ one.text|upper }}|{{ one.nothing|default:one.text }}",
    "{% autoescape off %}{{ one.text }}{{ one.marked }}{% endautoescape %}",
    "{% for key, value in one.pairs %}{{ forloop.counter }}{{ key }}={{ value }};{% empty %}none{% endfor %}",
    "{% for row in one.rows reversed %}{{ row }}{% if not forloop.last %}, {% endif %}{% endfor %}",
    "{% for row in one.absent %}{{ row }}{% empty %}none{% endfor %}{% with a=one.text %}{{ a }}{% endwith %}",
    '{% load wording %}<p>{% translate "Lapor" %}</p><i>{% translate "Lacak" %}</i>{{ one.text }}',
    '{% load wording %}{% translate "Lapor" as said %}{{ said }}{% blocktranslate %}Lapor{% endblocktranslate %}',
    "{% if one.number > 5 and one.text %}{{ one.rate }}{% endif %}",
]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_it_says_what_djangos_says(source: str, language: str) -> None:
    ours, theirs = templates.Template(source, engine=ENGINE), base.Template(source, engine=ENGINE)
    with translation.override(language):
        for _time in range(2):
            values = {"one": Sample(), "lazy": SimpleLazyObject(Sample)}
            assert ours.render(Context(values)) == theirs.render(Context(dict(values)))


def test_what_a_property_raises_is_raised() -> None:
    class Broken:
        @property
        def name(self) -> str:
            return {}.nowhere  # type: ignore[attr-defined]

    for kind in (templates.Template, base.Template):
        with pytest.raises(AttributeError, match="nowhere"):
            kind("{{ one.name }}", engine=ENGINE).render(Context({"one": Broken()}))


def test_a_fixed_piece_is_said_in_the_language_of_the_moment() -> None:
    template = templates.Template('{% load wording %}<p>{% translate "Lapor" %}</p>', engine=ENGINE)
    assert sum(isinstance(node, templates.Fixed) for node in template.nodelist) == 1
    heard = []
    for language in ("id", "en", "id", "en"):
        with translation.override(language):
            heard.append(template.render(Context()))
    assert heard == ["<p>Lapor</p>", "<p>Report</p>", "<p>Lapor</p>", "<p>Report</p>"]


def test_nothing_of_one_page_is_kept_for_the_next() -> None:
    template = templates.Template("<p>{{ one.text }}</p>{% if one.number %}{{ one.number }}{% endif %}", engine=ENGINE)
    assert template.render(Context({"one": Sample(text="A", number=1)})) == "<p>A</p>1"
    assert template.render(Context({"one": Sample(text="B", number=0)})) == "<p>B</p>"


def test_pages_are_read_so_and_extend_one_another() -> None:
    read: Any = get_template("admin/reports/case/change_form.html")
    assert type(read.template) is templates.Template
    found = [get_template("404.html").render({}, RequestFactory().get("/x/")) for _time in range(2)]
    assert found[0] == found[1]
    assert found[0].count("<html") == 1


def test_a_template_that_is_searched_for_mistakes_is_djangos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ENGINE, "debug", True)
    template = templates.Template("{{ one.text }}", engine=ENGINE)
    assert type(template.nodelist[0]) is base.VariableNode
