"""The package form says where the employer's side is concerned, and asks why where the verifier says so."""

import pytest

from reports import handling
from reports.models.case import Case
from reports.models.package import PackageRespondent
from tests.factories import reports
from tests.reports_admin.conftest import DAY, TEXT, Desk, act, verb

pytestmark = pytest.mark.django_db


def test_a_ticked_conflict_needs_its_reason_and_the_package_tells_it(desk: Desk, case: Case) -> None:
    handling.register(case, number="001", by=reports.desk(case))
    reports.heard(case, on=DAY)
    client, person = desk("verifier"), str(case.respondents.get().pk)
    given = {"narrative": TEXT, "letter_number": "1/PM", "letter_date": "2024-10-04", "respondents": [person]}

    refused = act(client, case, "package", **given, conflicted=[person])
    assert refused.status_code == 422
    assert "Pilih alasannya." in refused.content.decode()
    assert not PackageRespondent.objects.exists()

    assert act(client, case, "package", **given, conflicted=[person], conflict="kin").status_code == 302
    assert PackageRespondent.objects.get().conflict == "kin"
    text = desk("leader").get(verb(case, "approve")).content.decode()
    assert "ya: PPK kerabat seorang calon" in text


def test_what_stands_out_is_ticked_before_anybody_types(desk: Desk) -> None:
    case = reports.filed(reports.submission(respondents=(reports.respondent(unit="BKPSDM"),)))[1]
    handling.register(case, number="001", by=reports.desk(case))
    form = desk("verifier").get(verb(case, "package")).context["form"]
    assert form.initial["conflicted"] == [str(case.respondents.get().pk)]
    assert form.initial["conflict"] == "personnel"
