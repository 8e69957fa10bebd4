"""The counts of what must not be are 0 on sound data, and each notices its own fault."""

from datetime import date

import pytest
import time_machine
from django.apps import apps

from reports import handling, invariants
from reports.datagroups import FIELDS
from reports.models.case import Case, CaseReport
from reports.models.links import PackageOrigin
from reports.models.package import PackageLeg, ReferralPackage
from reports.models.report import Exhibit, Standing
from services.accounts.enums import DataGroup
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)


@pytest.fixture
def case() -> Case:
    """A referred case with one leg at another desk."""
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        _code, found = made.filed()
        handling.register(found, number="001/Reg", by=made.desk(found))
        made.heard(found, on=TODAY)
        made.referred(found, on=TODAY)
    return found


def broken() -> list[str]:
    return [name for name, number in invariants.counts().items() if number]


def test_sound_data_breaks_nothing(case):
    assert broken() == []


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        (lambda: CaseReport.objects.update(unlinked_at="2024-10-06T00:00:00Z"), "without a case"),
        (lambda: Standing.objects.all().delete(), "without a standing"),
        (lambda: Case.objects.update(version=99), "another story"),
        (lambda: Case.objects.update(respondent_count=9), "miscounted"),
        (lambda: ReferralPackage.objects.update(released_on=None), "has not left"),
        (lambda: PackageOrigin.objects.all().delete(), "without its case"),
    ],
)
def test_each_fault_is_noticed(case, fault, name):
    fault()
    assert [found for found in broken() if name in found] != []


def test_an_exhibit_that_was_forgotten_is_noticed(case):
    report = case.links.get().report
    Exhibit.objects.create(
        receipt_hash=report.receipt_hash, kind="link", link="https://a.example", number=1, added_on=TODAY
    )
    assert broken() == ["reports: exhibit not handed over"]


def test_a_leg_about_another_person_is_noticed(case):
    leg = PackageLeg.objects.get()
    leg.proceeding.subject = case.pk
    leg.proceeding.save(update_fields=["subject"])
    assert "reports: package leg about another person" in broken()


def test_every_field_has_one_known_data_group():
    models = apps.get_app_config("reports").get_models()
    columns = {f"reports.{model.__name__}.{field.name}" for model in models for field in model._meta.concrete_fields}
    assert set(FIELDS) == columns
    assert set(FIELDS.values()) <= set(DataGroup.values)
