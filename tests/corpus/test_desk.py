"""Every bad text of the corpus typed into the real forms of the staff room: no failure, nothing by halves or lost."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client

from reports import texts
from reports.admin.tidyforms import Lines
from reports.models.case import Case
from tests.corpus.desk import FORMS, Form, case, ready, standing
from tests.corpus.reading import entries
from tests.corpus.test_fields import harmless, shows_again
from tests.filing import typing
from tests.reports_admin.conftest import Desk, desk, moment, page  # noqa: F401  (the desk of an office)

pytestmark = pytest.mark.django_db
TYPED = sorted({typing.arrived(one.value) for one in entries() if isinstance(one.value, str)})
FIELDS = [(form, name) for form in FORMS for name in form.texts]
# What the office writes is looked at by more than its form: it may be refused, and then in words as well.
LOOKED_AT = {"package", "minutes"}


def refused(form: Form, name: str, text: str) -> bool:
    """Whether a form must refuse a text: too long, with signs that are none, or showing nothing where asked for."""
    field = form.form.base_fields[name]
    several = isinstance(field.widget, Lines)
    typed = (texts.LINE_ENDS.sub("\n", text) if several else text).strip()
    straight = texts.TURNS.sub("", text)
    tidy = typing.lines(straight) if several else typing.line(straight)
    return (
        len(typed) > field.max_length
        or texts.REFUSED.search(tidy) is not None
        or (field.required and not texts.shows(tidy))
    )


def tried(form: Form, name: str, text: str, client: Client, found: Case) -> None:
    """Send the form with a text in one of its fields; what became of it must be whole, and shown as text."""
    before = standing()
    response = form.sent(client, found, {name: text})
    said = response.content.decode()
    assert response.status_code in {302, 422}
    harmless(said)
    if response.status_code == 422:
        assert refused(form, name, text) or form.slug in LOOKED_AT
        assert standing() == before
        assert shows_again(said, text)
        return
    assert not refused(form, name, text)
    assert standing() != before
    shown = client.get(page(found)).content.decode()
    harmless(shown)
    assert texts.TURNS.search(shown) is None


@pytest.mark.parametrize("text", TYPED, ids=lambda text: ascii(text[:30]))
def test_a_bad_text_in_a_form_of_the_desk(text: str, desk: Desk) -> None:  # noqa: F811
    number = TYPED.index(text)
    form = FORMS[number % len(FORMS)]
    tried(form, form.texts[number // len(FORMS) % len(form.texts)], text, desk(form.role), ready(form, case()))


@pytest.mark.proof
@pytest.mark.parametrize("text", TYPED, ids=lambda text: ascii(text[:30]))
@pytest.mark.parametrize(("form", "name"), FIELDS, ids=str)
def test_a_bad_text_in_every_field_of_the_desk(form: Form, name: str, text: str, desk: Desk) -> None:  # noqa: F811
    tried(form, name, text, desk(form.role), ready(form, case()))


@pytest.mark.parametrize(("form", "name"), FIELDS, ids=str)
def test_every_typed_field_has_a_limit_and_refuses_signs_that_are_none(form: Form, name: str) -> None:
    field = form.form.base_fields[name]
    assert isinstance(field, forms.CharField)
    assert field.max_length is not None
    with pytest.raises(ValidationError):
        field.clean("a\x00b")
