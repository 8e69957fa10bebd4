"""`check_invariants`: numbers only, and exit code 1 once anything is broken."""

import pytest
from django.core.management import call_command

from netralitas.management.commands.check_invariants import invariants
from regions.invariants import counts
from regions.models import Agency

pytestmark = pytest.mark.django_db


def test_command_runs_the_counts_of_every_app_that_has_some() -> None:
    assert dict(invariants())["regions"] is counts


def test_sound_tables_end_well(capsys) -> None:
    call_command("check_invariants")
    lines = capsys.readouterr().out.splitlines()
    assert "ok     regions: own_superior_or_successor: 0" in lines
    assert [line for line in lines if line.startswith("BROKEN")] == []


def test_broken_table_ends_with_one_and_prints_no_row(capsys) -> None:
    Agency.objects.filter(pk="bkn").update(superior="bkn")
    with pytest.raises(SystemExit) as ended:
        call_command("check_invariants")
    out, err = capsys.readouterr()
    assert ended.value.code == 1
    assert "BROKEN regions: own_superior_or_successor: 1" in out.splitlines()
    assert err == "1 violations.\n"
    assert "bkn" not in out
