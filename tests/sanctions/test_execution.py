from datetime import date, timedelta
from typing import Any

import pytest

from procedures.enums import State
from procedures.transitions import NotYours, Stale, Unmet, WrongState
from reports.models.package import PackageLeg
from sanctions import decisions, execution
from sanctions.models.catalogue import SanctionKind
from sanctions.models.count import Count
from services.accounts.enums import Role
from tests.factories import sanctions as make

pytestmark = pytest.mark.usefixtures("kinds")


def bkpsdm() -> Any:
    return make.acting(Role.BKPSDM, "bkpsdm-balikpapan")


def decided() -> PackageLeg:
    leg = make.personnel_leg()
    decisions.decide(
        leg,
        by=bkpsdm(),
        kind=SanctionKind.objects.get(pk="H1"),
        decree_number="800/1/CONTOH",
        decree_date=date(2024, 10, 1),
        starts_on=date(2024, 10, 1),
        signatory="Wali Kota",
        reply="waiver",
        replied_on=date(2024, 9, 30),
    )
    return leg


def test_an_executed_decree_ends_the_leg() -> None:
    leg = decided()
    by = bkpsdm()
    row = execution.record(leg, by=by, executed_on=date(2024, 10, 2), reported_on=make.TODAY, note="Lapor I'DIS.")
    leg.proceeding.refresh_from_db()
    assert leg.proceeding.state == State.EXECUTED
    assert (row.executed_on, row.reported_on, row.note) == (date(2024, 10, 2), make.TODAY, "Lapor I'DIS.")
    assert row.recorded_by == by.user
    assert list(Count.objects.order_by("pk").values_list("stage", "sanction_level")) == [
        ("decided", "heavy"),
        ("executed", "heavy"),
    ]
    assert Count.objects.values("key").distinct().count() == 1


def test_bawaslu_records_the_execution_from_a_letter() -> None:
    leg = decided()
    letter = make.letter("BKPSDM Kota Balikpapan")
    by = make.acting(Role.OPERATOR, "bawaslu-balikpapan")
    make.confirmed(leg, "execute", by)
    assert execution.record(leg, by=by, letter=letter, executed_on=make.TODAY).letter == letter


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (
            {"executed_on": date(2024, 9, 30)},
            "Isi tanggal pelaksanaan; pelaksanaan tidak boleh mendahului keputusan.",
        ),
        ({"executed_on": make.TODAY + timedelta(days=1)}, "Tanggal ini belum tiba."),
        (
            {"executed_on": make.TODAY, "reported_on": make.TODAY + timedelta(days=1)},
            "Tanggal ini belum tiba.",
        ),
        (
            {"executed_on": make.TODAY, "reported_on": date(2024, 10, 2)},
            "Pelaksanaan tidak dapat dilaporkan sebelum dilaksanakan.",
        ),
    ],
)
def test_an_execution_whose_days_contradict_each_other_is_refused(days: dict[str, date], sentence: str) -> None:
    leg = decided()
    before = make.standing()
    with pytest.raises(Unmet) as refusal:
        execution.record(leg, by=bkpsdm(), **days)  # type: ignore[misc]
    assert refusal.value.sentences == (sentence,)
    assert make.standing() == before


def test_what_was_not_decided_is_not_executed() -> None:
    leg = make.personnel_leg()
    before = make.standing()
    with pytest.raises(WrongState):
        execution.record(leg, by=bkpsdm(), executed_on=make.TODAY)
    assert make.standing() == before


def test_another_office_does_not_record_it() -> None:
    leg = decided()
    before = make.standing()
    with pytest.raises(NotYours):
        execution.record(leg, by=make.acting(Role.BKPSDM, "bkpsdm-kotim"), executed_on=make.TODAY)
    assert make.standing() == before


def test_a_page_from_before_somebody_elses_step_is_stale() -> None:
    leg = decided()
    seen = leg.proceeding.version
    execution.record(PackageLeg.objects.get(pk=leg.pk), by=bkpsdm(), executed_on=make.TODAY)
    before = make.standing()
    with pytest.raises(Stale):
        execution.record(leg, by=bkpsdm(), expected_version=seen, executed_on=make.TODAY)
    assert make.standing() == before
