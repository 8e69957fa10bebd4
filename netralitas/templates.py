"""How a template is read: as Django reads it, then drawn in fewer steps. What comes out is the same.

A case page says some two hundred values and a hundred fixed sentences. Of Django's way to one of them most is asking
what else it could be: a method to call, a date in a zone, a number to group. Here what a page mostly holds is taken
straight: a plain text behind names and attributes. Whatever is not that goes Django's way, from the beginning.
"""

import re
from html import escape
from typing import Any

from django.template import base
from django.template.base import FilterExpression, Node, NodeList, TextNode, VariableNode, render_value_in_context
from django.template.loaders import cached
from django.utils.safestring import SafeString

from netralitas.wording import Sentence, spoken

MARKS = re.compile("[&<>\"']").search  # most texts have none of them
UNKNOWN = object()


def found(context: Any, path: tuple[str, ...]) -> Any:
    """What stands behind these names; `UNKNOWN` where Django has to look: it knows about all that can be there."""
    first, *others = path
    for layer in reversed(context.dicts):
        if first in layer:
            value = layer[first]
            break
    else:
        return UNKNOWN
    try:
        for name in others:
            if callable(value):
                return UNKNOWN
            if type(value) is dict:
                value = value[name]
            elif hasattr(type(value), "__getitem__"):
                return UNKNOWN
            else:
                value = getattr(value, name)
    except Exception:  # which of them may pass in silence, Django decides
        return UNKNOWN
    return UNKNOWN if callable(value) else value


class Expression(FilterExpression):
    """What stands in a tag: a path of names is followed here, all else is Django's."""

    __slots__ = ("path",)

    def __init__(self, token: str, parser: base.Parser) -> None:
        super().__init__(token, parser)
        plain = isinstance(self.var, base.Variable) and not self.filters and not self.var.translate
        self.path: tuple[str, ...] = (plain and self.var.lookups) or ()

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        """The value."""
        value = found(context, self.path) if self.path else UNKNOWN
        return super().resolve(context, ignore_failures) if value is UNKNOWN else value


class Value(VariableNode):
    """`{{ a.b }}`, a path without a filter."""

    def render_annotated(self, context: Any) -> str:
        """The value as HTML."""
        value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is SafeString:
            return str(value)
        if kind is str:
            return escape(value) if context.autoescape and MARKS(value) else value
        return render_value_in_context(value, context)

    render = render_annotated


class Fixed(Node):
    """Text and sentences that stand side by side: one piece per language."""

    child_nodelists = ()

    def __init__(self, parts: list[Node]) -> None:
        self.parts = parts
        self.said: dict[str | None, str] = {}

    def render_annotated(self, context: Any) -> str:
        """The piece in the language of the moment."""
        language = spoken(context)
        said = self.said.get(language)
        if said is None:
            said = self.said[language] = "".join(part.render(context) for part in self.parts)
        return said

    render = render_annotated


class Parser(base.Parser):
    """Django's, which makes our nodes where they say the same."""

    def compile_filter(self, token: str) -> FilterExpression:
        """What stands in a tag."""
        return Expression(token, self)

    def extend_nodelist(self, nodelist: NodeList, node: Node, token: base.Token) -> None:
        """Add a node; what is fixed joins what is fixed before it."""
        before = nodelist[-1] if nodelist else None
        if type(node) is VariableNode and isinstance(node.filter_expression, Expression):
            node = Value(node.filter_expression)
        elif isinstance(node, TextNode | Sentence) and isinstance(before, TextNode | Sentence | Fixed):
            nodelist.pop()
            node = Fixed([*(before.parts if isinstance(before, Fixed) else [before]), node])
        super().extend_nodelist(nodelist, node, token)


class Nodes(NodeList):
    """The nodes of a whole template. A page that extends it asks for its blocks each time it is drawn."""

    def __init__(self, nodes: NodeList) -> None:
        super().__init__(nodes)
        self.contains_nontext = nodes.contains_nontext
        self.asked: dict[type[Node], list[Node]] = {}

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        """All nodes of a type in it; nothing is added to a template once it has been read."""
        if nodetype not in self.asked:
            self.asked[nodetype] = super().get_nodes_by_type(nodetype)
        return self.asked[nodetype]


class Template(base.Template):
    """A template that is drawn in fewer steps."""

    def compile_nodelist(self) -> NodeList:
        """What was read; with Django's own nodes where a template is searched for its mistakes."""
        if self.engine.debug:
            return super().compile_nodelist()
        tokens = base.Lexer(self.source).tokenize()
        parser = Parser(tokens, self.engine.template_libraries, self.engine.template_builtins, self.origin)
        nodes = Nodes(parser.parse())
        self.extra_data = parser.extra_data
        return nodes


class Loader(cached.Loader):
    """Reads each template once per process, as Django's does."""

    def get_template(self, template_name: str, skip: Any = None) -> base.Template:
        """The template; raises `TemplateDoesNotExist`."""
        read = super().get_template(template_name, skip)
        if isinstance(read, Template):
            return read
        made = Template(read.source, read.origin, read.name, self.engine)
        self.get_template_cache[self.cache_key(template_name, skip)] = made
        return made
