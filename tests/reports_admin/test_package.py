"""A package is built by one and approved by another, and its text betrays nobody."""

import pytest
from django.test import Client

from procedures.enums import State
from reports import handling
from reports.models.case import Case
from reports.models.package import ReferralPackage
from tests.factories import accounts, reports
from tests.reports_admin.conftest import DAY, HOME, MINUTES, TEXT, Desk, act, fresh, standing, verb

pytestmark = pytest.mark.django_db


def prepared(client: Client, case: Case) -> dict[str, object]:
    """A registered case whose respondent is checked and heard, and a package form filled in."""
    handling.register(case, number="001", by=reports.desk(case))
    reports.heard(case, on=DAY)
    assert client.get(verb(case, "package")).context["form"].initial.get("narrative") is None
    people = [str(pk) for pk in case.respondents.values_list("pk", flat=True)]
    return {"narrative": TEXT, "letter_number": "1/PM", "letter_date": "2024-10-04", "respondents": people}


def test_a_package_is_built_approved_by_another_and_referred(desk: Desk, case: Case) -> None:
    verifier, leader = desk("verifier"), desk("leader")
    filled = prepared(verifier, case)

    assert act(verifier, case, "package", **filled).status_code == 302
    assert verifier.get(verb(case, "approve")).status_code == 403
    shown = leader.get(verb(case, "approve"))
    assert TEXT in shown.content.decode()
    package = ReferralPackage.objects.get()
    assert act(leader, case, "approve", package=str(package.pk)).status_code == 422
    assert act(leader, case, "approve", package=str(package.pk), read="on").status_code == 302
    act(leader, case, "minutes", **MINUTES)
    assert act(leader, case, "refer").status_code == 302

    assert fresh(case).state == State.REFERRED


def test_one_person_in_two_roles_does_not_approve_their_own_package(case: Case) -> None:
    both = accounts.officer("verifier", HOME)
    accounts.membership(both, "leader", HOME)
    client = accounts.signed_in(both)
    act(client, case, "package", **prepared(client, case))
    before = standing(case)

    package = ReferralPackage.objects.get()
    assert act(client, case, "approve", package=str(package.pk), read="on").status_code == 403

    assert standing(case) == before
    assert ReferralPackage.objects.get().approved_on is None


def test_a_package_text_is_examined_and_shown_where_it_betrays(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    filled = prepared(client, case)

    phone = act(client, case, "package", **{**filled, "narrative": f"{TEXT} Hubungi 0812 0000 0000."})
    assert phone.status_code == 422
    assert "Ada nomor telepon dalam teks. Di sekitar: “" in phone.content.decode()

    told = f"{TEXT} Pelapor melihatnya sendiri."
    warned = act(client, case, "package", **{**filled, "narrative": told})
    assert warned.status_code == 422
    assert told in warned.content.decode()
    assert not ReferralPackage.objects.exists()

    assert act(client, case, "package", **{**filled, "narrative": told}, accepted=["reporter"]).status_code == 302
    act(client, case, "discard", package=str(ReferralPackage.objects.get().pk))
    assert not ReferralPackage.objects.exists()
