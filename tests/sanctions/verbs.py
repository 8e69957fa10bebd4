"""Who acts on a leg, how it comes to a recommendation and a decision, and what a refusal leaves."""

from datetime import date
from typing import Any

import pytest

from procedures.models import Deadline
from procedures.transitions import Unmet
from reports.models.package import PackageLeg
from sanctions import decisions, recommendations
from sanctions.models.catalogue import SanctionKind
from sanctions.models.decision import Decision
from services.accounts.enums import Role
from tests.factories import sanctions as make

WITA = "Asia/Makassar"


def bkn() -> Any:
    return make.acting()


def bkpsdm() -> Any:
    return make.acting(Role.BKPSDM, "bkpsdm-balikpapan")


def bawaslu(role: str = Role.VERIFIER) -> Any:
    return make.acting(role, "bawaslu-balikpapan")


def confirmed(leg: PackageLeg, event: str) -> Any:
    return make.confirmed(leg, event, bawaslu(Role.OPERATOR))


def state(leg: PackageLeg) -> str:
    leg.proceeding.refresh_from_db()
    return leg.proceeding.state


def recommended(dated_on: date = make.TODAY) -> tuple[PackageLeg, PackageLeg]:
    """The overseer's leg after a recommendation, and the employer's leg it opened."""
    leg = make.oversight_leg()
    recommendations.recommend(
        leg, by=bkn(), number="R-1", dated_on=dated_on, violation_class="discipline", text="Sedang."
    )
    return leg, PackageLeg.objects.get(respondent=leg.respondent, procedure="personnel")


def decided(leg: PackageLeg, code: str = "M1", **changes: Any) -> Decision:
    plain = {
        "kind": SanctionKind.objects.get(pk=code),
        "decree_number": "800/1",
        "decree_date": make.TODAY,
        "starts_on": make.TODAY,
        "signatory": "Wali Kota",
        "reply": "answer",
        "replied_on": make.TODAY,
        "mismatch_reason": "Alasan contoh.",
    }
    return decisions.decide(leg, by=bkpsdm(), **{**plain, **changes})


def running(leg: PackageLeg) -> dict[str, Any]:
    rows = Deadline.objects.filter(proceeding=leg.proceeding, ended_at=None)
    return {row.kind: row.due_at for row in rows}


def refused(leg: PackageLeg, way: Any, *, by: Any, **paper: Any) -> tuple[str, ...]:
    """The sentences of a refusal that changed nothing and sent nothing."""
    before, at = make.standing(), state(leg)
    with pytest.raises(Unmet) as refusal:
        way(leg, by=by, **paper)
    assert (make.standing(), state(leg)) == (before, at)
    return refusal.value.sentences
