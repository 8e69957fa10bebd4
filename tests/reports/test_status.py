"""What a code opens: plain sentences and dates, nothing else."""

from datetime import date

import pytest
import time_machine

from procedures.enums import State
from procedures.workflow import TABLES
from reports import handling, receipts, status, stories
from reports.enums import Stage
from reports.models.report import Standing, StatusLine
from reports.status import Told
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
NOW = "2024-10-05T09:00:00+08:00"


@time_machine.travel(NOW, tick=False)
def test_right_after_filing_the_code_opens_a_standing():
    code, _case = made.filed()
    found = status.read(code)
    assert (found.kind, found.stage, found.stage_label) == ("report", "received", "Diterima portal")
    assert [(line.date, line.label) for line in found.steps] == [
        (date(2024, 10, 5), "Kiriman Anda diterima portal ini.")
    ]
    assert [part.code for part in found.missing] == ["evidence"]
    assert (found.office.code, found.officially_received, found.messages) == ("bawaslu-balikpapan", False, [])


def test_a_code_that_was_never_used_opens_nothing():
    assert status.read(receipts.issue()) is None


@time_machine.travel(NOW, tick=False)
def test_reading_costs_three_statements_with_one_and_three_steps(django_assert_num_queries):
    code, case = made.filed()
    with django_assert_num_queries(3):
        status.read(code)
    handling.return_for_completion(case, missing=["evidence"], by=made.desk(case))
    handling.complete(code)
    made.relayed()
    with django_assert_num_queries(3):
        assert len(status.read(code).steps) == 4


def test_every_step_a_proceeding_can_take_has_a_plain_sentence():
    possible = {f"{table.procedure}:{row.event}" for table in TABLES.values() for row in table.transitions}
    assert possible - set(status.SENTENCES) == set()


def test_every_state_of_a_bawaslu_leg_has_a_public_stage():
    assert set(stories.STAGES) == set(TABLES["bawaslu"].states)
    assert set(stories.STAGES.values()) <= set(Stage)
    ends = {state for _stage, states in stories.AFTER_REFERRAL for state in states}
    others = {state for name in ("oversight", "personnel", "external") for state in TABLES[name].states}
    # Neither a step in between nor an overseer that has nothing to watch any more says more than "referred".
    assert others - ends == {
        State.VERIFICATION, State.VALIDATION, State.VALIDATED, State.CANCELLED, State.CLOSED, State.FOLLOW_UP,
        State.SUMMONED, State.SUMMONED_AGAIN, State.EXAMINED, State.WITH_AUTHORITY,
    }  # fmt: skip


@time_machine.travel(NOW, tick=False)
def test_a_line_is_told_once():
    code, _case = made.filed()
    line = Told(receipts.digest(code), "step:1", "bawaslu:register", date(2024, 10, 5))
    status.tell([line])
    status.tell([line])
    assert StatusLine.objects.count() == 1


@time_machine.travel(NOW, tick=False)
def test_the_rows_behind_a_code_name_no_case_no_report_and_no_person():
    columns = {field.name for model in (Standing, StatusLine) for field in model._meta.fields}
    assert columns == {
        "receipt_hash", "kind", "stage", "office", "officially_received", "missing", "deadlines", "received_on",
        "updated_on", "id", "source", "on", "code", "by_letter",
    }  # fmt: skip
