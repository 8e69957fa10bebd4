"""Two forms of the desk with whatever a body can carry: no failure; saved exactly as typed, or shown again."""

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from procedures.models import Step
from reports import texts
from reports.models.case import Case
from reports.models.report import Message
from services.notifications.models import Owed
from tests.corpus.test_fields import shows_again
from tests.filing import typing
from tests.reports_admin.conftest import Desk, verb, version

pytestmark = pytest.mark.django_db
Saved = Callable[[], tuple[str, ...]]


def standing() -> tuple[object, ...]:
    return Case.objects.values().get(), Step.objects.count(), Message.objects.count(), Owed.objects.count()


def kept(text: str, *, several: bool) -> str:
    """As typed, in one spelling and without the signs that turn the direction of writing."""
    straight = "".join(sign for sign in typing.arrived(text) if not texts.TURNS.match(sign))
    return typing.lines(straight) if several else typing.line(straight)


def takes_anything(
    desk: Desk, case: Case, slug: str, fields: dict[str, bool], saved: Saved, *, others: dict[str, str], examples: int
) -> None:
    """`fields` are the texts of the form, and whether each has several lines; `saved` what was kept of them."""
    client = desk("verifier")
    at, before = version(client, case, slug), standing()

    @given(typed=st.fixed_dictionaries(dict.fromkeys(fields, typing.anything | typing.plain)))
    @typing.repeatable(examples)
    def once(typed: dict[str, str]) -> None:
        with transaction.atomic():
            body = typing.urlencoded({"version": at, **others, **typed})
            response = client.post(verb(case, slug), body, content_type="application/x-www-form-urlencoded")
            assert response.status_code in {302, 422}
            if response.status_code == 302:
                assert saved() == tuple(kept(typed[name], several=several) for name, several in fields.items())
            else:
                assert standing() == before
                said = response.content.decode()
                assert all(shows_again(said, typing.arrived(text)) for text in typed.values())
            transaction.set_rollback(True)

    once()


def register(desk: Desk, case: Case, *, examples: int) -> None:
    def saved() -> tuple[str, ...]:
        step = Step.objects.latest("pk")
        return Case.objects.get().register_number, step.note

    takes_anything(desk, case, "register", {"number": False, "note": True}, saved, others={}, examples=examples)


def message(desk: Desk, case: Case, *, examples: int) -> None:
    others = {"report": str(case.links.get().report_id), "due_on": ""}
    takes_anything(
        desk, case, "message", {"text": True}, lambda: (Message.objects.get().text,), others=others, examples=examples
    )


@pytest.mark.parametrize("form", [register, message])
def test_a_form_takes_anything(form: Callable[..., None], desk: Desk, case: Case) -> None:
    form(desk, case, examples=25)


@pytest.mark.proof
@pytest.mark.parametrize("form", [register, message])
def test_a_form_takes_anything_at_length(form: Callable[..., None], desk: Desk, case: Case) -> None:
    form(desk, case, examples=800)


def test_a_version_too_long_to_be_one_is_stale_and_no_failure(desk: Desk, case: Case) -> None:
    client, before = desk("verifier"), standing()
    for seen in ("9" * 5000, "\u0661", "x", ""):
        response = client.post(verb(case, "register"), {"version": seen, "number": "1"})
        assert response.status_code in {409, 422}
        assert standing() == before
