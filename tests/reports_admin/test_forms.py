"""A form refuses who may not and who brings no token, and names every field in error."""

import pytest
from django.test import Client

from reports.models.case import Case
from tests.factories import accounts
from tests.reports_admin.conftest import HOME, MINUTES, Desk, act, standing, verb

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "slug", "status"),
    [
        ("operator", "refuse", 403),
        ("operator", "keep-as-tip", 403),
        ("operator", "package", 403),
        ("operator", "class", 403),
        ("verifier", "refuse", 403),
        ("verifier", "approve", 403),
        ("leader", "check", 403),
        ("leader", "message", 403),
        ("leader", "dismiss", 404),
        ("verifier", "extend", 404),
        ("leader", "withdraw", 404),
        ("leader", "escalate", 404),
        ("leader", "no-such-verb", 404),
    ],
)
def test_what_a_role_may_not_do_changes_nothing(desk: Desk, case: Case, role: str, slug: str, status: int) -> None:
    client = desk(role)
    before = standing(case)

    assert client.get(verb(case, slug)).status_code == status
    assert client.post(verb(case, slug), {"version": str(case.version), "note": "x"}).status_code == status
    assert standing(case) == before


def test_a_form_needs_the_token_that_its_page_carried(case: Case) -> None:
    client = Client(enforce_csrf_checks=True)
    accounts.signed_in(accounts.officer("verifier", HOME), client)
    before = standing(case)

    assert client.post(verb(case, "register"), {"version": "1", "number": "001"}).status_code == 403
    assert standing(case) == before


def test_every_field_in_error_is_named_in_the_summary_and_tied_to_it(desk: Desk, case: Case) -> None:
    text = act(desk("operator"), case, "minutes", **{**MINUTES, "present": "Ketua Contoh"}).content.decode()

    told = "Tidak kuorum: 1 anggota memutus, perlu paling sedikit 2. Rapat ini tidak memutus."
    assert f'<a href="#id_present">Anggota yang hadir</a>: {told}' in text
    assert 'aria-invalid="true"' in text
    assert 'id="id_present_error"' in text
