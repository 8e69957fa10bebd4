"""A small season through the real engine: believable, consistent, repeatable, and honest when interrupted."""

import json
import stat
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from procedures.models import Deadline, Step
from rehearsal import pictures, plan
from reports.enums import ExhibitKind
from reports.models.case import Case, Respondent
from reports.models.count import Count
from reports.models.report import Exhibit, Report
from services.accounts.models import Membership
from services.evidence import copies
from services.evidence.models import Copy, CopyState
from services.notifications.models import Message, Owed

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2024-12-01T09:00:00+08:00")


@pytest.fixture(autouse=True)
def _demo(settings: Any, tmp_path: Path) -> Any:
    settings.VAR_DIR = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


def test_season_is_filled_and_nothing_is_left_owed_or_broken(settings: Any) -> None:
    call_command("seed_demo", cases=12, seed=5, verbosity=0)
    assert Case.objects.count() == 12
    assert not Owed.objects.filter(kind__in=("step", "release"), done_at__isnull=True).exists()
    assert not (settings.VAR_DIR / "demo-unfinished").exists()
    call_command("check_invariants", verbosity=0)


def season() -> list[str]:
    """What happened, by everything but the ids: filings, steps, clocks, letters, figures."""
    steps = Step.objects.values_list(
        "proceeding__procedure", "proceeding__began_at", "event", "at", "role", "agency", "to_state", "number"
    )
    clocks = Deadline.objects.values_list("kind", "due_at", "ended_at", "proceeding__began_at")
    letters = Message.objects.values_list("letter", "created_at", "state")
    figures = Count.objects.values_list("unit", "stage", "region", "on", "announced_on")
    filings = Report.objects.values_list("received_at", "narrative", "missing", "late")
    return sorted(map(repr, (*steps, *clocks, *letters, *figures, *filings)))


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_any_number_of_processes_makes_the_same_season() -> None:
    call_command("seed_demo", cases=60, seed=5, processes=1, verbosity=0)
    alone = season()
    call_command("flush", interactive=False, verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("seed_demo", cases=60, seed=5, processes=2, verbosity=0)
    assert len(alone) > 1500
    assert season() == alone
    call_command("check_invariants", verbosity=0)


def test_every_name_says_that_it_is_invented() -> None:
    call_command("seed_demo", cases=8, seed=6, verbosity=0)
    names = Respondent.objects.exclude(name="").values_list("name", flat=True)
    assert [name for name in names if not name.startswith("Contoh ")] == []


def test_same_seed_plans_the_same_filings() -> None:
    def plans() -> list[tuple[datetime, object]]:
        drawn = [plan.filing(Random(f"7:{number}"), now=NOW) for number in range(20)]  # noqa: S311
        return [(one.at, one.submission) for one in drawn]

    assert plans() == plans()


def test_accounts_are_listed_for_whoever_tries_the_demo(settings: Any) -> None:
    call_command("seed_demo", cases=1, seed=1, verbosity=0)
    path = settings.VAR_DIR / "demo-accounts.json"
    accounts = json.loads(path.read_text(encoding="utf-8"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {tuple(sorted(account)) for account in accounts} == {
        ("agency", "password", "role", "totp_secret", "username")
    }
    assert {account["role"] for account in accounts} == {
        "operator", "verifier", "leader", "bkpsdm", "bkn", "custodian", "auditor", "sysadmin",
    }  # fmt: skip
    assert len(accounts) == Membership.objects.count()


def test_second_filling_adds_nothing() -> None:
    call_command("seed_demo", cases=3, seed=1, verbosity=0)
    call_command("seed_demo", cases=3, seed=1, verbosity=0)
    assert Case.objects.count() == 3


def test_interrupted_filling_is_not_taken_for_a_finished_one(settings: Any) -> None:
    call_command("seed_demo", cases=2, seed=1, verbosity=0)
    (settings.VAR_DIR / "demo-unfinished").touch()
    with pytest.raises(CommandError, match="was interrupted"):
        call_command("seed_demo", cases=2, seed=1, verbosity=0)
    assert Case.objects.count() == 2


def test_installation_with_real_cases_refuses_demo_data(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo data is refused"):
        call_command("seed_demo", cases=1, seed=1, verbosity=0)
    assert (Case.objects.count(), Membership.objects.count()) == (0, 0)


def test_the_latest_cases_carry_drawn_files_of_which_a_copy_loses_place_and_camera(settings: Any) -> None:
    settings.EVIDENCE_DIR = settings.VAR_DIR / "evidence"
    call_command("seed_demo", cases=60, seed=2024, processes=1, verbosity=0)
    files = Exhibit.objects.filter(kind=ExhibitKind.FILE)
    latest = NOW - timedelta(days=plan.LIVE_DAYS)
    assert {one.report.received_at > latest for one in files.select_related("report")} == {True}
    assert set(Copy.objects.values_list("kind", flat=True)) == {"jpeg", "pdf"}
    assert Exhibit.objects.filter(kind=ExhibitKind.LINK).exclude(report__exhibits__in=files).count() > files.count()

    while copies.make(20):
        continue

    assert set(Copy.objects.values_list("state", flat=True)) == {CopyState.READY}
    photo = copies.whole(Copy.objects.filter(kind="jpeg")[0])
    assert (b"Exif" in pictures.photo(Random(1)), b"Exif" in photo) == (True, False)  # noqa: S311
