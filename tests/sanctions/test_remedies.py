"""Objection and appeal against a decision, through the real verbs."""

from datetime import date
from typing import Any

import pytest

from procedures.enums import State
from regions.days import end_of
from sanctions import documents, execution, followed, invariants
from sanctions.models.catalogue import SanctionKind
from sanctions.models.count import Count
from sanctions.models.decision import Decision
from tests.factories import sanctions as make
from tests.sanctions.verbs import WITA, bkpsdm, confirmed, decided, refused, running, state

pytestmark = pytest.mark.usefixtures("kinds")


class TestRemedies:
    def test_an_objection_is_ruled_on_and_the_decree_stands(self) -> None:
        leg = make.personnel_leg()
        decided(leg)
        documents.object_to(leg, by=bkpsdm(), dated_on=make.TODAY, text="Terlalu berat.")
        assert running(leg) == {"objection_ruling": end_of(date(2024, 11, 1), WITA)}  # 21 working days
        documents.uphold(leg, by=bkpsdm(), number="K-1", dated_on=make.TODAY)
        assert state(leg) == State.UPHELD
        execution.record(leg, by=bkpsdm(), executed_on=make.TODAY, reported_on=make.TODAY)
        assert state(leg) == State.EXECUTED

    def test_an_appeal_goes_to_the_board_and_annuls(self) -> None:
        leg = make.personnel_leg()
        decided(leg, "H3")
        documents.appeal(leg, by=bkpsdm(), dated_on=make.TODAY)
        assert set(running(leg)) == {"appeal_reply", "appeal_ruling"}
        board = running(leg)["appeal_ruling"]
        documents.reply_to_appeal(leg, by=bkpsdm(), dated_on=make.TODAY)
        assert (state(leg), leg.proceeding.holder, running(leg)) == (
            State.APPEAL_REPLIED, "bpasn", {"appeal_ruling": board},
        )  # fmt: skip
        letter = make.letter("BPASN")
        documents.annul(
            leg,
            by=confirmed(leg, "annul"),
            letter=letter,
            number="BPASN-1",
            dated_on=make.TODAY,
            text="Tidak terbukti.",
        )
        assert (state(leg), leg.proceeding.ended_at is None) == (State.ANNULLED, False)
        assert list(Count.objects.order_by("pk").values_list("stage", flat=True)) == ["decided", "annulled"]
        assert {name for name, count in invariants.counts().items() if count} == set()

    def test_a_ruling_may_put_another_sanction_in_its_place_with_a_computed_end(self) -> None:
        leg = make.personnel_leg()
        decided(leg, "M3")
        documents.object_to(leg, by=bkpsdm(), dated_on=make.TODAY)
        kind = SanctionKind.objects.get(pk="M2")
        row = documents.change(
            leg, by=bkpsdm(), number="K-2", dated_on=make.TODAY, kind=kind, starts_on=date(2024, 10, 4)
        )
        assert (row.kind_id, row.starts_on, row.ends_on) == ("M2", date(2024, 10, 4), date(2025, 7, 4))
        here = followed.legs_of([leg.respondent])[0]
        assert followed.papers(here).sanction == kind
        assert Decision.objects.get().kind_id == "M3"

    def test_an_unusual_kind_in_a_ruling_asks_its_reason_and_never_forbids(self) -> None:
        leg = make.personnel_leg()
        decided(leg)
        documents.object_to(leg, by=bkpsdm(), dated_on=make.TODAY)
        ruling = {
            "number": "K-2", "dated_on": make.TODAY, "kind": SanctionKind.objects.get(pk="L2"),
            "starts_on": make.TODAY,
        }  # fmt: skip
        assert refused(leg, documents.change, by=bkpsdm(), **ruling) == (
            "Teguran tertulis tidak lazim untuk pelanggaran kelas disiplin (PP 94/2021 Pasal 8). "
            "Tulis alasan memilih sanksi ini.",
        )
        documents.change(leg, by=bkpsdm(), text="Keadaan yang meringankan.", **ruling)
        assert state(leg) == State.UPHELD

    @pytest.mark.parametrize(
        ("kind", "way", "sentence"),
        [
            (
                "M1",
                documents.appeal,
                "Banding ke BPASN hanya untuk pemberhentian; untuk keputusan lain tersedia keberatan.",
            ),
            ("H3", documents.object_to, "Atas pemberhentian tersedia banding ke BPASN, bukan keberatan."),
        ],
    )
    def test_each_decree_has_its_own_remedy(self, kind: str, way: Any, sentence: str) -> None:
        leg = make.personnel_leg()
        decided(leg, kind)
        assert refused(leg, way, by=bkpsdm(), dated_on=make.TODAY) == (sentence,)

    def test_no_remedy_precedes_the_decree(self) -> None:
        leg = make.personnel_leg()
        decided(leg)
        assert refused(leg, documents.object_to, by=bkpsdm(), dated_on=date(2024, 10, 2)) == (
            "Isi tanggalnya; tanggal ini tidak boleh mendahului surat pada langkah sebelumnya.",
        )
