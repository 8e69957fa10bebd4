"""How fast this interpreter is on this machine, so that runs of different days can be compared.

The same Python on the same processor differs by half, depending on whether it was compiled with profile-guided
optimisation, as distributions and the Docker image do it, or without, as version managers do by default.
"""

import json
import platform
import time

ROUNDS, WORK = 7, 60_000


class Thing:
    """Something with a method."""

    def __init__(self, number: int) -> None:
        self.number = number

    def plus(self, other: int) -> int:
        """What calls cost."""
        return self.number + other


def milliseconds() -> float:
    """Processor time of a fixed piece of pure Python: calls, attributes, lists, JSON. The best of seven."""
    return min(_once() for _round in range(ROUNDS)) * 1000


def said() -> str:
    """One line for the head of a run."""
    return f"{platform.python_implementation()} {platform.python_version()}, {milliseconds():.0f} ms for the yardstick"


def _once() -> float:
    began = time.process_time()
    kept: dict[str, object] = {}
    for number in range(WORK):
        thing = Thing(number)
        kept[str(number % 100)] = [thing.plus(number), *range(5)]
        if isinstance(getattr(thing, "number", None), str):
            raise AssertionError
    json.dumps(kept)
    return time.process_time() - began
