"""An act that dies between any two of its writes has not happened, and can be taken again as if nothing had been."""

from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection

from tests.factories import reports as made
from tests.scenarios import acting, reading
from tests.scenarios.test_core import filed

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE")
STEPS = ("return", "register", "find-crime", "refer", "recommend", "decide", "execute")
FEWEST = 5  # step, state, deadline, debt and audit


class Killed(BaseException):
    """The process is gone: no handler of errors gets to see it."""


class Cut:
    """Lets so many writes through, then kills."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, execute: Any, sql: str, *arguments: Any) -> Any:
        if sql.startswith(WRITES):
            if self.left == 0:
                raise Killed
            self.left -= 1
        return execute(sql, *arguments)


def everything() -> dict[str, list[Any]]:
    """Every row of every table of ours."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.managed and not model._meta.label.startswith(("auth", "contenttypes", "sessions", "axes"))
    }


def cuts_of(code: str, act: dict[str, Any]) -> int:
    """Kill an act after its first write, after its second, and so on until it comes about; how often it died."""
    before = everything()
    for number in range(100):
        try:
            with connection.execute_wrapper(Cut(number)):
                acting.press(code, act)
        except Killed:
            assert everything() == before, (act["act"], number)
        else:
            return number
    raise AssertionError(act)


def test_a_step_at_any_desk_happens_whole_or_not_at_all() -> None:
    kendari, died = reading.read("kendari"), {}
    with time_machine.travel(kendari.filed_at, tick=False):
        code, _receipt = filed(kendari)
    for moment in kendari.later:
        with time_machine.travel(moment.at, tick=False):
            for act in moment.acts:
                if act["act"] in STEPS:
                    died[act["act"]] = cuts_of(code, act)
                    made.relayed()
                else:
                    acting.take(code, act)
    assert set(died) == set(STEPS)
    assert min(died.values()) >= FEWEST, died
    assert made.case_of(code).state == "closed"
