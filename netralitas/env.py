"""Typed readers for every value the portal takes from its environment.

Settings never touch `os.environ` themselves: they ask here. A missing or malformed value stops
the start with one sentence that names the variable, the expected form and the remedy.
"""

import os
from collections.abc import Mapping
from datetime import date, datetime
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import ParseResult, parse_qsl, unquote, urlparse

ROLES = ("public", "staff", "worker", "owner")  # of a process; what each may do: netralitas/roles/table.py
LONGEST_NAME = 63  # bytes of a database's name; PostgreSQL keeps no more
LONGEST_NUMBER = 18  # digits
READABLE = "The port is a number up to 65535; in a password / is written %2F, # is %23, ? is %3F, [ is %5B"
OWNER = "owner"  # in the place of a database role: the login itself, for migrations and commands


class EnvError(Exception):
    """A variable is missing or malformed; the message is meant for the person who started us."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"{name}: {problem}. {remedy}")


class Env:
    """Reads variables by type. `NAME_FILE` may point at a file that holds the value (secrets)."""

    def __init__(self, source: Mapping[str, str] | None = None) -> None:
        self.source = os.environ if source is None else source

    def text(self, name: str, default: str | None = None) -> str:
        """The plain text of `name`, from the variable or from the file that `NAME_FILE` names."""
        value = self.source.get(name)
        if not value and (path := self.source.get(f"{name}_FILE")):
            value = self._from_file(name, path)
        if value:
            return value
        if default is None:
            raise EnvError(name, "is not set", f"Set {name}, or {name}_FILE to a file that holds it")
        return default

    def flag(self, name: str, *, default: bool) -> bool:
        """`1` or `0`, nothing else: a typing error must not switch anything on."""
        value = self.text(name, "1" if default else "0")
        if value not in {"0", "1"}:
            raise EnvError(name, f"is {value!r}", "Write 1 (yes) or 0 (no)")
        return value == "1"

    def choice(self, name: str, default: str | None, among: tuple[str, ...]) -> str:
        """One word of `among`, or the default."""
        value = self.text(name, default)
        if value not in {*among, default}:
            raise EnvError(name, f"is {value!r}", f"Write one of {', '.join(among)}")
        return value

    def number(self, name: str, default: int | None = None, *, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        value = self.text(name, None if default is None else str(default))
        if not is_whole(value) or not low <= int(value) <= high:
            raise EnvError(name, f"is {value!r}", f"Write a whole number from {low} to {high}")
        return int(value)

    def numbers(self, name: str, *, low: int, high: int) -> dict[str, int]:
        """Named whole numbers such as `letters=90,identity=730`, each from `low` to `high`."""
        found = {}
        for item in self.names(name, ""):
            key, _sign, value = item.partition("=")
            if not is_whole(value) or not low <= int(value) <= high:
                remedy = f"Write names with whole numbers from {low} to {high}, such as letters=90,identity=730"
                raise EnvError(name, f"holds {item!r}", remedy)
            found[key.strip()] = int(value)
        return found

    def names(self, name: str, default: str) -> list[str]:
        """A comma-separated list without empty items."""
        return [item.strip() for item in self.text(name, default).split(",") if item.strip()]

    def networks(self, name: str, default: str) -> list[str]:
        """Networks such as 10.1.0.0/24, comma-separated."""
        found = self.names(name, default)
        for network in found:
            try:
                ip_network(network)
            except ValueError:
                remedy = "Write networks such as 172.31.250.0/24, separated by commas"
                raise EnvError(name, f"holds {network!r}", remedy) from None
        return found

    def address(self, name: str) -> str:
        """Where a service listens, as host:port or as the path of a socket; empty where nothing is set."""
        value = self.text(name, "")
        host, _colon, port = value.rpartition(":")
        if value and not value.startswith("/") and not (host and port.isdecimal() and 0 < int(port) < 65536):
            raise EnvError(name, f"is {value!r}", "Write host:port, or the path of a socket")
        return value

    def folder(self, name: str, default: Path) -> Path:
        """A folder as an absolute path; it need not exist yet."""
        value = self.text(name, str(default))
        try:
            return Path(value).expanduser().resolve()
        except (RuntimeError, OSError) as error:  # no such account, or links that lead back to themselves
            raise EnvError(name, f"is {value!r}, which leads nowhere", "Write the whole path of a folder") from error

    def day(self, name: str, default: str) -> str:
        """A day as 2024-09-04."""
        value = self.text(name, default)
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise EnvError(name, f"is {value!r}", "Write a day as 2024-09-04") from None

    def moment(self, name: str, *, first: datetime, last: datetime) -> datetime | None:
        """An instant with its offset, such as 2024-10-03T09:00+08:00, from `first` to `last`, both included;
        None where nothing is set."""
        value = self.text(name, "")
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise EnvError(name, f"is {value!r}", "Write a moment with its offset, as 2024-10-03T09:00+08:00")
        if not first <= moment <= last:
            span = " to ".join(end.isoformat(timespec="minutes") for end in (first, last))
            raise EnvError(name, f"is {value!r}", f"Write a moment from {span}")
        return moment

    def url(self, name: str, default: str, *, schemes: tuple[str, ...]) -> ParseResult:
        """An address whose scheme is one of `schemes` and whose port, if any, is one."""
        value = self.text(name, default)
        try:
            parsed = urlparse(value)
            if parsed.scheme in schemes:
                parsed.port  # noqa: B018  (raises where it is none)
        except ValueError:
            # Nothing of it is shown: what stands before the @ is not known to be no password.
            raise EnvError(name, "is no address that can be read", f"{_form(schemes)}. {READABLE}") from None
        if parsed.scheme not in schemes:
            shown = parsed._replace(netloc=parsed.hostname or "").geturl() if "@" in parsed.netloc else value
            shown = shown.partition("?")[0]
            problem = "is no such address" if "@" in shown else f"is {shown!r}"  # a password may stand before the @
            raise EnvError(name, problem, _form(schemes))
        return parsed

    def database(self, name: str, default: str | None, *, schemes: tuple[str, ...]) -> ParseResult:
        """The address of a database, which it names, or of a SQLite file by its whole path."""
        parsed = self.url(name, self.text(name, default), schemes=schemes)
        if parsed.scheme == "sqlite" and (parsed.netloc or parsed.path in {"", "/"}):
            raise EnvError(name, "names no file", "Write its whole path, as sqlite:///srv/netralitas.sqlite3")
        if parsed.scheme != "sqlite" and not 0 < len(unquote(parsed.path.strip("/")).encode()) <= LONGEST_NAME:
            problem = f"names no database by 1 to {LONGEST_NAME} characters"
            raise EnvError(name, problem, "Write postgres://user:password@host:5432/name")
        return parsed

    def redis(self, name: str, default: str | None) -> ParseResult | None:
        """The address of a Redis and the number of its database; None where nothing is set and none is needed."""
        value = self.text(name, default)
        if not value:
            return None
        parsed = self.url(name, value, schemes=("redis", "rediss"))
        number = parsed.path.removeprefix("/")
        if not parsed.hostname or (number and not is_whole(number)):
            problem = "names no host" if not parsed.hostname else f"names the database {number!r}, which is no number"
            raise EnvError(name, problem, "Write redis://host:6379/0")
        return parsed

    def _from_file(self, name: str, path: str) -> str:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            problem = f"cannot be read ({error.strerror})"
            raise EnvError(f"{name}_FILE", problem, "Check the path and its permissions") from error


def is_whole(value: str) -> bool:
    """Whether it is a whole number of a length that Python reads."""
    return value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER


def _form(schemes: tuple[str, ...]) -> str:
    return f"Write an address that starts with {' or '.join(schemes)}://"


def database(url: ParseResult, *, role: str = "") -> dict[str, object]:
    """Django's DATABASES entry for a `postgres://` or `sqlite://` address.

    `role` is the process's database role (ADR 9). An address that logs in as that role needs no more;
    with any other login the connection steps down into it at its start.
    """
    if url.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(url.path),
            "OPTIONS": {
                # IMMEDIATE takes the write lock at BEGIN: a DEFERRED transaction that reads first
                # and writes later fails with "database is locked" under two writers.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    name = unquote(url.path.lstrip("/"))
    options = dict(parse_qsl(url.query))  # such as ?sslmode=verify-full
    if role not in {"", OWNER} and unquote(url.username or "") != f"{name}_{role}":
        options["options"] = f"{options.get('options', '')} -c role={name}_{role}".strip()
    return {
        "ENGINE": "netralitas.postgresql",
        "NAME": name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        # A fresh connection costs about 20 ms of the server's time; keep it and check its health.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
        "OPTIONS": {"connect_timeout": 5, **options},
    }
