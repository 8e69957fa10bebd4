"""`{% translate %}`, where the sentence stands in the template: it is looked up once per language and process.

A page says some twenty such sentences, a case page eighty; asking the catalogue for each of them anew was an
eighth of all Python calls of a filing through the pages. The language itself is asked once per template that is
rendered: no template changes it on the way. `{% load wording %}` gives all that `{% load i18n %}` gives.
"""

from typing import Any

from django.template import Context, Library
from django.template.base import Parser, Token, Variable
from django.templatetags import i18n
from django.utils.translation import get_language

LANGUAGE = "wording.language"  # where one rendering of a template remembers it

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


def spoken(context: Context) -> str | None:
    """The language in which a template is rendered."""
    rendering = context.render_context
    language: str | None = rendering.get(LANGUAGE)
    if language is None:
        language = rendering[LANGUAGE] = get_language()
    return language


class Sentence(i18n.TranslateNode):
    """A translated sentence without variables."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """The sentence in the language of the moment."""
        language = spoken(context)
        said = self.said.get(language)
        if said is None:
            said = self.said[language] = super().render(context)
        return said


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> i18n.TranslateNode:
    """Django's tag; what depends on the page (a variable, a filter, a context, `as`) is left to it."""
    node = i18n.do_translate(parser, token)
    asked = node.filter_expression
    fixed = isinstance(asked.var, Variable) and asked.var.literal is not None and not asked.filters
    return Sentence(asked, node.noop) if fixed and not node.asvar and not node.message_context else node
