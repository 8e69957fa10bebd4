"""The cache of the web processes: Redis, or this process's own memory while Redis does not answer.

Only the spam brake keeps anything here, so the worst that a change between the two does is that a
brake starts to count anew. Nothing raises and nobody waits: filing and sign-in go on.
"""

import logging
import time
from functools import cached_property
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
REST = 10.0  # seconds for which Redis is left alone after it failed

_rests_until = 0.0


class OneClient(RedisCacheClient):
    """Speaks through one client: Django makes a new one for every command, which costs more than the command."""

    @cached_property
    def _kept(self) -> Any:
        return super().get_client(write=True)

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """The same for reading and writing: there is one server."""
        return self._kept

    def incr(self, key: Any, delta: int) -> int:
        """Count on; raises `ValueError` where nothing is counted yet. One command, where Django asks first."""
        counted = int(self._kept.incr(key, delta))
        if counted == delta and self._kept.ttl(key) < 0:  # what we keep has an end: Redis has begun a count of its own
            self._kept.delete(key)
            raise ValueError(f"Nothing is counted under {key!r}")
        return counted


class Shared(RedisCache):
    """Redis behind `OneClient`."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient


class Cache(BaseCache):
    """Asks Redis first; after a failure this process uses its own memory for `REST` seconds."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._shared = Shared(server, params)
        self._own = LocMemCache("netralitas", {**params, "OPTIONS": {}})

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask("add", key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask("get", key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask("set", key, value, timeout, version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask("touch", key, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask("delete", key, version))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask("has_key", key, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._ask("incr", key, delta, version))

    def clear(self) -> None:
        self._ask("clear")

    def _ask(self, verb: str, *arguments: Any) -> Any:
        global _rests_until  # one clock per process: a race costs one more try
        if time.monotonic() >= _rests_until:
            try:
                return getattr(self._shared, verb)(*arguments)
            except RedisError as error:
                _rests_until = time.monotonic() + REST
                logger.warning("cache unreachable, this process counts alone: %s", type(error).__name__)
        return getattr(self._own, verb)(*arguments)
