"""While Redis is down or silent the cache answers from this process's memory, and nobody waits."""

import socket
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import override_settings

from netralitas import cache as shared
from netralitas.cache import Cache


@pytest.fixture
def silent() -> Iterator[str]:
    """An address that takes connections and never says a word, as a frozen Redis does."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


@pytest.fixture(autouse=True)
def _awake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_rests_until", 0.0)


def made(address: str) -> Cache:
    patience = {"socket_timeout": 0.05, "socket_connect_timeout": 0.05}
    entry = {"BACKEND": "netralitas.cache.Cache", "LOCATION": address, "OPTIONS": patience}
    with override_settings(CACHES={"default": entry}):
        found = caches["default"]
        assert isinstance(found, Cache)
        return found


def use(cache: Cache) -> list[object]:
    cache.clear()
    return [
        cache.add("tries", 0, 120),
        cache.add("tries", 5, 120),
        cache.incr("tries"),
        cache.get("tries"),
        cache.get_or_set("key", lambda: "made", 60),
        cache.get_or_set("key", lambda: "again", 60),
        cache.touch("key", 60),
        "key" in cache,
        cache.delete("key"),
        cache.get("key", "none"),
    ]


EXPECTED = [True, False, 1, 1, "made", "made", True, True, True, "none"]


def test_without_redis_this_process_keeps_counting() -> None:
    assert use(made("redis://127.0.0.1:1/0")) == EXPECTED


def test_frozen_redis_costs_one_time_limit_and_then_none(silent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = made(silent)
    asked: list[str] = []
    real = cache._shared.get

    def get(key: str, *rest: object) -> object:
        asked.append(key)
        return real(key, *rest)

    monkeypatch.setattr(cache._shared, "get", get)
    assert [cache.get("a", "none"), cache.get("b", "none"), cache.get("c", "none")] == ["none"] * 3
    assert asked == ["a"]


def test_redis_is_asked_again_after_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = made("redis://127.0.0.1:1/0")
    assert cache.get("a") is None
    monkeypatch.setattr(shared, "_rests_until", 0.0)
    monkeypatch.setattr(cache._shared, "get", lambda *_: "from redis")
    assert cache.get("a") == "from redis"
