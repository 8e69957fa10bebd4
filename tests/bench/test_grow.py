"""Cases made of cases in SQL are whole: every key leads somewhere, and the portal's own checks find nothing."""

from pathlib import Path
from typing import Any
from urllib.parse import urlunparse

import pytest
from django.core.management import call_command
from django.db import connection

from bench import grow
from procedures.models import Deadline, Proceeding, Step
from reports.models.case import Case, CaseReport
from reports.models.count import Count
from reports.models.report import Report, Standing, StatusLine

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
FIRST = 12
KEYS = """
    SELECT conrelid::regclass::text, conname FROM pg_constraint
    WHERE contype = 'f' AND split_part(conrelid::regclass::text, '_', 1) = ANY(%s)
"""


@pytest.fixture
def grown(settings: Any, tmp_path: Path) -> int:
    settings.VAR_DIR = tmp_path
    call_command("seed_demo", cases=FIRST, seed=5, verbosity=0)
    known = connection.settings_dict
    place = f"{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT'] or 5432}"
    return grow.grow(urlunparse(("postgres", place, f"/{known['NAME']}", "", "", "")), 30)


def test_there_are_as_many_as_were_asked_for_and_each_is_its_own(grown: int) -> None:
    assert grown == Case.objects.count() == Report.objects.count() == Standing.objects.count() == 36
    assert len(set(Report.objects.values_list("receipt_hash", flat=True))) == 36
    assert len(set(Case.objects.values_list("reference", flat=True))) == 36
    shares = Case.objects.values_list("state", "handler", "received_on")
    assert sorted(shares) == sorted(list(shares.filter(pk__in=firsts())) * 3)


def firsts() -> list[Any]:
    """The cases that the engine made: their steps have the lowest numbers."""
    legs = Step.objects.filter(proceeding__procedure="bawaslu", number=1).order_by("pk")[:FIRST]
    return list(legs.values_list("proceeding__subject", flat=True))


def test_every_key_leads_somewhere_and_every_index_is_in_use(grown: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_index WHERE NOT indisvalid OR NOT indisready")
        assert cursor.fetchone() == (0,)
        cursor.execute(KEYS, [list(grow.GROWING)])
        for table, name in cursor.fetchall():  # looked at again, as if it had just been made
            cursor.execute("UPDATE pg_constraint SET convalidated = false WHERE conname = %s", [name])
            cursor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")


def test_what_no_foreign_key_tells_of_leads_somewhere_as_well(grown: int) -> None:
    cases = set(Case.objects.values_list("pk", flat=True))
    subjects = set(Proceeding.objects.filter(procedure="bawaslu").values_list("subject", flat=True))
    assert subjects == cases
    assert set(CaseReport.objects.values_list("case", flat=True)) == cases
    steps = {f"step:{pk}" for pk in Step.objects.values_list("pk", flat=True)}
    assert set(StatusLine.objects.filter(source__startswith="step:").values_list("source", flat=True)) <= steps
    assert Deadline.objects.filter(prolongs__isnull=False).count() % 3 == 0
    assert Count.objects.filter(unit="case", stage="received").count() == 36


def test_the_portals_own_checks_find_nothing(grown: int) -> None:
    call_command("check_invariants", verbosity=0)
    call_command("verify_audit", verbosity=0)


def test_what_is_filed_afterwards_gets_numbers_of_its_own(grown: int, settings: Any) -> None:
    highest = max(Step.objects.values_list("pk", flat=True))
    leg = Proceeding.objects.filter(procedure="bawaslu", ended_at__isnull=False).first()
    assert leg is not None
    step = Step.objects.filter(proceeding=leg).order_by("-number").first()
    assert step is not None
    step.pk, step.number = None, step.number + 1
    step.save(force_insert=True)
    assert step.pk == highest + 1
