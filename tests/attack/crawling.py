"""Every address a person can reach or guess: what the pages link to, and every pattern of ours with real keys in it."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import unescape

from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

PLACEHOLDER = re.compile(r"<(?:(\w+):)?(\w+)>")
LINK = re.compile(r"(?:href|action|src)=\"([^\"#]+)")
LEAVING = re.compile(r"logout|/keluar/|/static/|jsi18n|/en/|/delete/")
MOST = 700  # addresses for one person; more means that the crawl runs in circles
SLUGS = {"slug:name": ["cases-by-month"], "slug:slug": ["balikpapan"], "step:name": ["kejadian"]}
KEYS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)|(?<=/)[^/]+(?=/(?:change|history)?/?$)")
ALIKE = 4  # pages of one kind that are linked to: a filter or another office shows the same again


def patterns() -> list[str]:
    """Every address of the portal, with its placeholders."""
    return sorted(set(_walk(get_resolver().url_patterns, "/")))


def filled(pattern: str, values: Mapping[str, Iterable[object]]) -> Iterator[str]:
    """The addresses that a pattern makes of the keys at hand; none where a placeholder has no key."""
    places = [f"{kind}:{name}" for kind, name in PLACEHOLDER.findall(pattern)]
    for keys in itertools.product(*(values.get(place, ()) for place in places)):
        yield PLACEHOLDER.sub("{}", pattern).format(*keys)


def crawl(
    client: Client, values: Mapping[str, Iterable[object]], *, more: Iterable[str] = ()
) -> Iterator[tuple[str, HttpResponseBase, bytes]]:
    """(address, answer, bytes) of everything the client gets by GET; `more` are addresses nobody has to guess."""
    waiting = [*more, *(address for pattern in patterns() for address in filled(pattern, values))]
    known = set(waiting)
    asked: Counter[str] = Counter()
    while waiting:
        address = waiting.pop()
        if LEAVING.search(address):
            continue
        response = client.get(address, follow=False)
        content = body(response)
        yield address, response, content
        for link in _links(content, address):
            kind = KEYS.sub("_", link.partition("?")[0])
            if link not in known and asked[kind] < ALIKE:
                known.add(link)
                asked[kind] += 1
                waiting.append(link)
        assert len(known) < MOST, sorted(known)


def body(response: HttpResponseBase) -> bytes:
    """All that a browser is told: the headers, the cookies and the content."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = [response.reason_phrase, *(f"{name}: {value}" for name, value in response.items())]
    cookies = [cookie.output() for cookie in response.cookies.values()]
    return "\n".join([*headers, *cookies]).encode() + b"\n\n" + content


def _links(content: bytes, address: str) -> Iterator[str]:
    for found in LINK.findall(content.decode(errors="replace")):
        link = unescape(found)
        if link.startswith("?"):
            link = address.partition("?")[0] + link
        if link.startswith("/") and not link.startswith("//"):
            yield link


def _walk(entries: Iterable[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for entry in entries:
        address = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, address)
        elif "(?P" not in address and "^" not in address:
            yield address.replace("$", "")
