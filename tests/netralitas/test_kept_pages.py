"""Public pages are handed out again for a few seconds; nothing of anybody's own ever is."""

from collections.abc import Callable, Iterator

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from netralitas import kept_pages

Change = Callable[[HttpResponse], object]
Ask = Callable[..., HttpResponse]


class Clock:
    """Real time that moves only when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(kept_pages, "time", made)
    return made


@pytest.fixture(autouse=True)
def _pages_are_kept(settings: Settings) -> None:
    settings.PAGES_KEPT = 5.0


def public(number: int) -> HttpResponse:
    response = HttpResponse(f"page {number}", headers={"Cache-Control": "public, max-age=60", "X-Own": "yes"})
    response["Vary"] = "Accept-Language"
    return response


def site(change: Change = lambda response: None) -> Ask:
    """A site whose every page says how often it was made; `change` may spoil it."""
    numbers: Iterator[int] = iter(range(1, 10_000))

    def view(_request: HttpRequest) -> HttpResponse:
        response = public(next(numbers))
        return made if isinstance(made := change(response), HttpResponse | StreamingHttpResponse) else response

    middleware = kept_pages.public_pages_are_kept(view)

    def ask(path: str = "/statistik/", method: str = "GET", **headers: str) -> HttpResponse:
        return middleware(RequestFactory().generic(method, path, headers=headers or None))

    return ask


def test_a_public_page_is_made_once_in_five_seconds(clock: Clock) -> None:
    ask = site()
    first, second = ask(), ask()
    assert first.content == second.content == b"page 1"
    assert dict(first.items()) == dict(second.items())
    clock.now += 4.9
    assert ask().content == b"page 1"
    clock.now += 0.2
    assert ask().content == b"page 2"


def test_what_a_caller_adds_to_one_answer_is_not_in_the_next(clock: Clock) -> None:
    ask = site()
    ask()
    ask()["X-Added"] = "mine"
    assert not ask().has_header("X-Added")


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/statistik/kukar/"},
        {"path": "/statistik/?format=csv"},
        {"accept": "text/csv"},
        {"accept-language": "en"},
        {"host": "portal.example"},
    ],
)
def test_other_words_ask_for_another_page(clock: Clock, other: dict[str, str]) -> None:
    ask = site()
    assert ask().content == b"page 1"
    assert ask(**other).content == b"page 2"
    assert ask(**other).content == b"page 2"
    assert ask().content == b"page 1"


@pytest.mark.parametrize("header", ["cookie", "authorization", "range"])
def test_a_request_of_somebodys_own_is_neither_kept_nor_answered_from_memory(clock: Clock, header: str) -> None:
    ask = site()
    assert ask(**{header: "x=1"}).content == b"page 1"
    assert ask().content == b"page 2"
    assert ask(**{header: "x=1"}).content == b"page 3"


@pytest.mark.parametrize("method", ["POST", "HEAD"])
def test_only_reading_is_kept(clock: Clock, method: str) -> None:
    ask = site()
    assert ask(method=method).content == b"page 1"
    assert ask().content == b"page 2"
    assert ask(method=method).content == b"page 3"


SPOILED: dict[str, Change] = {
    "not public": lambda response: response.headers.__setitem__("Cache-Control", "no-store, private"),
    "silent": lambda response: response.headers.__delitem__("Cache-Control"),
    "a cookie": lambda response: response.set_cookie("csrftoken", "x"),
    "differs by cookie": lambda response: response.headers.__setitem__("Vary", "Cookie, Accept-Language"),
    "a nonce": lambda response: response.headers.__setitem__("Content-Security-Policy", "script-src 'nonce-abc'"),
    "an error": lambda response: setattr(response, "status_code", 404),
    "large": lambda response: setattr(response, "content", response.content + b"x" * kept_pages.LARGEST),
    "streamed": lambda response: StreamingHttpResponse([response.content], headers=dict(response.items())),
}


@pytest.mark.parametrize("reason", SPOILED)
def test_what_is_not_for_everyone_is_never_kept(clock: Clock, reason: str) -> None:
    ask = site(SPOILED[reason])
    assert b"".join(ask()).startswith(b"page 1")
    assert b"".join(ask()).startswith(b"page 2")


def test_memory_is_bounded(clock: Clock) -> None:
    ask = site()
    for number in range(kept_pages.MOST):
        ask(path=f"/?{number}")
    assert ask(path="/?0").content == b"page 1"
    ask(path="/?one-more")
    assert ask(path="/?0").content == f"page {kept_pages.MOST + 2}".encode()


@pytest.mark.django_db
def test_the_form_page_costs_no_statement_and_stays_the_same(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get("/lapor/")
    with django_assert_num_queries(0):
        again = client.get("/lapor/")
    assert again.content == first.content
    assert dict(again.items()) == dict(first.items())
    assert client.get("/en/lapor/").content != first.content


@pytest.mark.django_db
def test_a_form_with_its_token_is_made_for_each_visitor(client: Client) -> None:
    client.get("/lacak/")
    token = client.cookies["csrftoken"].value
    assert Client().get("/lacak/").cookies["csrftoken"].value != token
