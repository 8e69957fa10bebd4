"""Examination of a person: summons, team, record, through the real verbs."""

from datetime import date

import pytest
import time_machine

from procedures.enums import State
from procedures.models import Deadline
from procedures.transitions import Unmet
from regions.days import end_of
from sanctions import documents
from tests.factories import sanctions as make
from tests.sanctions.verbs import WITA, bkpsdm, decided, refused, running, state

pytestmark = pytest.mark.usefixtures("kinds")


class TestExamination:
    def test_summons_team_examination_and_decree(self, clock: time_machine.Traveller) -> None:
        leg = make.personnel_leg()
        term = running(leg)["follow_up"]
        documents.form_team(leg, by=bkpsdm(), number="SK-TIM", dated_on=make.TODAY, text="Atasan langsung.")
        assert (state(leg), running(leg)) == (State.FOLLOW_UP, {"follow_up": term})
        documents.summon(leg, by=bkpsdm(), number="P-1", dated_on=make.TODAY, happens_on=date(2024, 10, 9))
        assert running(leg) == {"follow_up": term, "summons": end_of(date(2024, 10, 9), WITA)}
        clock.move_to("2024-10-10T02:00:00+00:00")
        documents.summon_again(
            leg, by=bkpsdm(), number="P-2", dated_on=date(2024, 10, 10), happens_on=date(2024, 10, 15)
        )
        assert running(leg) == {"follow_up": term, "second_summons": end_of(date(2024, 10, 15), WITA)}
        clock.move_to("2024-10-16T02:00:00+00:00")
        documents.examine(leg, by=bkpsdm(), dated_on=date(2024, 10, 15), reply="absence")
        assert (state(leg), running(leg)) == (State.EXAMINED, {"follow_up": term})
        assert Deadline.objects.filter(proceeding=leg.proceeding, kind="follow_up").count() == 1
        today = date(2024, 10, 16)
        decided(leg, decree_date=today, starts_on=today, reply="absence", replied_on=date(2024, 10, 15))
        assert running(leg) == {
            "decree_delivery": end_of(date(2024, 11, 5), WITA),
            "remedy": end_of(date(2024, 11, 5), WITA),
        }

    def test_the_remedy_is_the_persons_own_term_and_reminds_nobody(self) -> None:
        leg = make.personnel_leg()
        decided(leg, decree_date=date(2024, 10, 1), starts_on=date(2024, 10, 1), replied_on=date(2024, 10, 1))
        row = Deadline.objects.get(proceeding=leg.proceeding, kind="remedy")
        assert (row.holder, row.starts_on, row.due_at) == (
            "respondent", date(2024, 10, 1), end_of(date(2024, 10, 21), WITA),
        )  # fmt: skip

    def test_a_summons_is_for_a_day_at_most_seven_working_days_ahead(self) -> None:
        leg = make.personnel_leg()
        letter = {"number": "P-1", "dated_on": make.TODAY}
        assert documents.summons_latest(leg, make.TODAY) == date(2024, 10, 14)
        assert refused(leg, documents.summon, by=bkpsdm(), happens_on=date(2024, 10, 15), **letter) == (
            "Pemeriksaan lebih dari 7 hari kerja sesudah surat panggilan; tulis alasannya.",
        )
        documents.summon(leg, by=bkpsdm(), happens_on=date(2024, 10, 15), text="Terlapor dirawat.", **letter)
        assert state(leg) == State.SUMMONED

    def test_a_summons_for_the_day_before_is_refused(self) -> None:
        sentences = refused(
            make.personnel_leg(), documents.summon, by=bkpsdm(), number="P", dated_on=make.TODAY,
            happens_on=date(2024, 10, 2),
        )  # fmt: skip
        assert sentences == ("Isi tanggal pemeriksaan; pemeriksaan tidak boleh mendahului surat panggilan.",)

    def test_absence_counts_only_after_the_second_summons(self) -> None:
        leg = make.personnel_leg()
        documents.summon(leg, by=bkpsdm(), number="P-1", dated_on=make.TODAY, happens_on=make.TODAY)
        absent = {"dated_on": make.TODAY, "reply": "absence"}
        assert refused(leg, documents.examine, by=bkpsdm(), **absent) == (
            "Ketidakhadiran baru tercatat setelah panggilan kedua; catat panggilan itu dahulu.",
        )
        before = make.standing()
        with pytest.raises(Unmet) as refusal:
            decided(leg, reply="absence")
        assert refusal.value.sentences == (
            "Terlapor baru dipanggil sekali; ketidakhadiran berlaku setelah panggilan kedua.",
        )
        assert make.standing() == before

    def test_the_short_road_stays_open(self) -> None:
        leg = make.personnel_leg()
        decided(leg, reply="absence")
        assert state(leg) == State.SANCTIONED
