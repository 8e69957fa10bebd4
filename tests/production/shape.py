"""What docker-compose.yml and Dockerfile say, read as data: services, commands, environments, image."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
OURS = ("migrate", "web", "staff", "worker", "beat", "vault")
VARIABLE = re.compile(r"\$(\$|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\})")


class Unset(Exception):
    """Compose would refuse to start: a variable without a default is missing."""


def compose() -> dict[str, Any]:
    """The compose file, variables not filled in."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return found


def filled(text: object, values: dict[str, str]) -> str:
    """Compose's own reading of `${NAME}`, `${NAME:-default}`, `${NAME:?message}` and `$$`."""

    def one(match: re.Match[str]) -> str:
        if match.group(1) == "$":
            return "$"
        name, kind, rest = match.group("name", "kind", "rest")
        if values.get(name):
            return values[name]
        if kind == "?" or kind is None:
            raise Unset(name)
        return rest

    return VARIABLE.sub(one, str(text))


@dataclass(frozen=True)
class Service:
    """One service with everything filled in."""

    name: str
    command: list[str]
    health: list[str]
    environment: dict[str, str]
    secrets: frozenset[str]


def service(name: str, values: dict[str, str]) -> Service:
    """A service as compose would start it, its environment on top of the image's."""
    entry = compose()["services"][name]
    environment = image_environment() if "build" in entry else {}
    environment |= {key: filled(value, values) for key, value in (entry.get("environment") or {}).items()}
    return Service(
        name,
        [filled(word, values) for word in entry.get("command") or []],
        [filled(word, values) for word in entry["healthcheck"].get("test", [])],
        environment,
        frozenset(entry.get("secrets") or []),
    )


def instructions(word: str) -> list[list[str]]:
    """The arguments of every instruction of one kind in the Dockerfile."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [shlex.split(line)[1:] for line in text.splitlines() if line.startswith(f"{word} ")]


def image_environment() -> dict[str, str]:
    """What the image itself sets."""
    pairs = [pair.partition("=") for line in instructions("ENV") for pair in line]
    return {name: value for name, _, value in pairs}


def image_content() -> list[str]:
    """Every file and folder that is copied into the image."""
    return [source for line in instructions("COPY") for source in line[:-1]]
