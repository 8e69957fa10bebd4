"""docs/procedure.md is what the tables say, in both languages."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from procedures.enums import Event, Procedure
from procedures.management.document import render
from procedures.workflow import TABLES


def test_the_document_is_up_to_date() -> None:
    call_command("procedure_doc", "--check")


def test_a_stale_document_is_refused_and_written_anew(tmp_path: Path) -> None:
    copy = tmp_path / "procedure.md"
    with pytest.raises(CommandError, match=r"procedure\.md is stale\. Run `manage\.py procedure_doc`"):
        call_command("procedure_doc", "--check", output=copy)
    call_command("procedure_doc", output=copy, verbosity=0)
    call_command("procedure_doc", "--check", output=copy)
    copy.write_text(copy.read_text() + "\n")
    with pytest.raises(CommandError):
        call_command("procedure_doc", "--check", output=copy)


def test_it_is_the_same_whatever_language_is_active() -> None:
    with translation.override("en"):
        english = render()
    assert english == render()


def test_every_state_event_and_clock_stands_in_it_twice() -> None:
    text = render()
    indonesian, english = text.split("\n## English\n")
    for table in TABLES.values():
        assert f"### {table.procedure.name}" in indonesian
        assert f"### {table.procedure.name}" in english
        for half in (indonesian, english):
            assert all(f"(`{state.value}`)" in half for state in table.states)
    for event in Event:
        assert f"(`{event.value}`)" in indonesian
        assert f"(`{event.value}`)" in english
    assert text.count("```mermaid") == 2 * len(Procedure)
    assert "Hari kalender" not in english
    assert "hari kalender" not in english
