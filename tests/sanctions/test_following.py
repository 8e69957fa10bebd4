"""What the worker does after the steps of these roads: who is written to, what reporters read, what closes."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from procedures import reminders, transitions
from procedures.enums import Event, Procedure, State
from procedures.models import Proceeding, Reminder
from reports import exhibits, handling, status
from reports.models.case import Case
from reports.models.package import PackageLeg
from sanctions import decisions, documents, execution, recommendations
from sanctions.models.catalogue import SanctionKind
from services.accounts.enums import Role
from services.notifications.models import Message
from tests.factories import procedures
from tests.factories import reports as made
from tests.factories import sanctions as make

pytestmark = pytest.mark.usefixtures("kinds")


@pytest.fixture(autouse=True)
def on_the_day(clock: time_machine.Traveller) -> None:
    """Saturday in the campaign; `made` files at Bawaslu Balikpapan."""
    clock.move_to("2024-10-05T01:00:00+00:00")


TODAY = date(2024, 10, 5)


def bkn() -> Any:
    return made.officer(Role.BKN, "bkn")


def bkpsdm() -> Any:
    return made.officer(Role.BKPSDM, "bkpsdm-balikpapan")


def referred() -> tuple[str, Case, PackageLeg]:
    code, case = made.filed()
    exhibits.accept_link(code, "https://a.example/1")
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.heard(case, on=TODAY)
    made.referred(case, on=TODAY)
    return code, case, PackageLeg.objects.get(procedure=Procedure.OVERSIGHT)


def recommended() -> tuple[str, Case, PackageLeg, PackageLeg]:
    code, case, leg = referred()
    recommendations.recommend(
        leg, by=bkn(), number="1", dated_on=TODAY, violation_class="discipline", text="Hukuman disiplin."
    )
    made.relayed()
    return code, case, leg, PackageLeg.objects.get(procedure=Procedure.PERSONNEL)


def decided(leg: PackageLeg) -> None:
    decisions.decide(
        leg, by=bkpsdm(), kind=SanctionKind.objects.get(pk="M1"), decree_number="1", decree_date=TODAY,
        starts_on=TODAY, signatory="Wali Kota", reply="answer", replied_on=TODAY,
    )  # fmt: skip


def state(leg: PackageLeg) -> str:
    return Proceeding.objects.get(pk=leg.proceeding_id).state


def told_now(act: Any) -> set[tuple[str, str]]:
    """The letters that an act leads to."""
    before = set(Message.objects.values_list("pk", flat=True))
    act()
    made.relayed()
    found = Message.objects.exclude(pk__in=before).values_list("letter", "reference")
    return {(letter, "reporter" if to.startswith("envelope") else to) for letter, to in found}


def lines(code: str) -> list[str]:
    found = status.read(code)
    assert found is not None
    return [line.label for line in found.steps]


def test_the_overseer_is_done_when_the_employers_side_has_ended_and_then_the_case_closes() -> None:
    code, case, leg, answer = recommended()
    decided(answer)
    made.relayed()
    case.refresh_from_db()
    assert (state(leg), case.state) == (State.RECOMMENDED, State.REFERRED)
    execution.record(answer, by=bkpsdm(), executed_on=TODAY)
    made.relayed()
    assert (state(answer), state(leg)) == (State.CARRIED_OUT, State.RECOMMENDED)
    execution.report_back(answer, by=bkpsdm(), reported_on=TODAY)
    made.relayed()
    assert (state(answer), state(leg)) == (State.EXECUTED, State.CLOSED)
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert lines(code)[-4:] == [
        "Keputusan dilaksanakan.",
        "Pelaksanaan keputusan dilaporkan.",
        "Badan Kepegawaian Negara (BKN) selesai mengawasi tindak lanjut.",
        "Semua instansi telah menyelesaikan bagiannya. Perkara ditutup.",
    ]


def test_a_case_does_not_close_over_a_block_that_was_not_lifted() -> None:
    code, case, leg, answer = recommended()
    documents.warn(leg, by=bkn(), number="T", dated_on=TODAY)
    documents.block(leg, by=bkn(), number="B", dated_on=TODAY)
    decisions.decline(answer, by=bkpsdm(), reason="Tidak cukup bukti.")
    made.relayed()
    case.refresh_from_db()
    assert (state(leg), case.state) == (State.BLOCKED, State.REFERRED)
    documents.unblock(leg, by=bkn(), number="B-2", dated_on=TODAY)
    made.relayed()
    case.refresh_from_db()
    assert (state(leg), case.state) == (State.CLOSED, State.CLOSED)
    said = lines(code)
    assert "Badan Kepegawaian Negara (BKN) menegur pejabat pembina kepegawaian yang belum menindaklanjuti." in said
    assert any("memblokir data kepegawaian" in line for line in said)
    assert any("membuka blokir data" in line for line in said)


def test_a_warning_tells_employer_bawaslu_and_reporter() -> None:
    _code, _case, leg, _answer = recommended()
    assert told_now(lambda: documents.warn(leg, by=bkn(), number="T", dated_on=TODAY)) == {
        ("office_step", "agency:bawaslu-balikpapan"),
        ("office_step", "agency:bkpsdm-balikpapan"),
        ("reporter_update", "reporter"),
    }


def test_not_proven_tells_the_employer_too() -> None:
    _code, _case, leg = referred()
    made.relayed()
    assert told_now(lambda: recommendations.find_not_proven(leg, by=bkn(), reason="Bukti tidak cukup.")) >= {
        ("office_step", "agency:bkpsdm-balikpapan"),
        ("office_step", "agency:bawaslu-balikpapan"),
    }


def test_bawaslu_is_told_that_it_was_asked_and_is_reminded_of_it(clock: time_machine.Traveller) -> None:
    code, _case, leg = referred()
    made.relayed()
    asked = told_now(lambda: documents.ask_validation(leg, by=bkn(), dated_on=TODAY, text="Masih ada?"))
    assert asked == {("office_returned", "agency:bawaslu-balikpapan")}
    assert lines(code)[-1] == "Badan Kepegawaian Negara (BKN) meminta Bawaslu memastikan fakta."
    clock.move_to("2024-10-09T01:00:00+00:00")  # 7, 8 and 9 October: the last day
    told = told_now(lambda: reminders.scan(timezone.now(), has_officer=lambda _code: True))
    assert ("office_due", "agency:bawaslu-balikpapan") in told
    assert not {to for _letter, to in told if to == "agency:bkn"}


def test_the_respondents_own_term_reminds_nobody(clock: time_machine.Traveller) -> None:
    leg = make.personnel_leg()
    decided(leg)
    clock.move_to("2025-03-03T01:00:00+00:00")
    reminders.scan(timezone.now(), has_officer=lambda _code: True)
    assert set(Reminder.objects.values_list("deadline__kind", flat=True)) == {"decree_delivery"}


def test_an_act_silences_only_the_clocks_it_ends(clock: time_machine.Traveller) -> None:
    leg = make.personnel_leg()
    clock.move_to("2024-10-17T01:00:00+00:00")
    reminders.scan(timezone.now(), has_officer=lambda _code: True)
    owed = Reminder.objects.get(deadline__kind="follow_up")
    assert owed.state == "owed"
    documents.summon(leg, by=bkpsdm(), number="P", dated_on=date(2024, 10, 17), happens_on=date(2024, 10, 18))
    owed.refresh_from_db()
    assert owed.state == "owed"  # the appointing official still owes the decision
    documents.examine(leg, by=bkpsdm(), dated_on=date(2024, 10, 17), reply="answer")
    decisions.decline(leg, by=bkpsdm(), reason="Tidak cukup bukti.")
    owed.refresh_from_db()
    assert owed.state == "cancelled"


@pytest.mark.parametrize("event", [Event.STOP, Event.CLOSE])
def test_a_criminal_leg_that_fails_leaves_the_others_as_they_are(event: str) -> None:
    code, case, leg, answer = recommended()
    bawaslu = made.desk(case)
    criminal = transitions.begin(
        Procedure.GAKKUMDU, agency=make.offices.get("gakkumdu-balikpapan"), rule_set=case.rule_set,
        zone="Asia/Makassar", subject=case.pk, by=bawaslu,
    )  # fmt: skip
    before = list(Proceeding.objects.exclude(pk=criminal.pk).order_by("pk").values())
    for one in (Event.CONTINUE, Event.HAND_TO_POLICE, event):
        procedures.confirmed(criminal, one, bawaslu)
        transitions.advance(criminal, one, by=bawaslu, letter=make.letter("Gakkumdu"), note="Unsur tidak terpenuhi.")
    made.relayed()
    assert list(Proceeding.objects.exclude(pk=criminal.pk).order_by("pk").values()) == before
    decided(answer)
    assert (state(leg), state(answer)) == (State.RECOMMENDED, State.SANCTIONED)
    assert "Sentra Gakkumdu menyerahkannya kepada penyidik (menurut surat)." in lines(code)


def test_an_external_road_is_told_and_closes_the_case() -> None:
    code, case = made.filed(made.submission(respondents=(made.respondent(status="kades", employer="pemkab-kukar"),)))
    exhibits.accept_link(code, "https://a.example/1")
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.heard(case, on=TODAY)
    made.referred(case, on=TODAY)
    leg = PackageLeg.objects.get()
    assert (leg.procedure, leg.proceeding.agency_id, leg.by_letter) == ("external", "dpmd-kukar", True)
    documents.remind(leg, by=made.desk(case), letter=make.letter("Bawaslu", dated_on=TODAY), dated_on=TODAY)
    documents.answer(
        leg,
        by=make.confirmed(leg, "answer", made.desk(case)),
        letter=make.letter("Bupati", dated_on=TODAY),
        dated_on=TODAY,
        answer="sanctioned",
    )
    made.relayed()
    case.refresh_from_db()
    assert case.state == State.CLOSED
    said = " ".join(lines(code))
    assert "yang berwenang atas yang dilaporkan." in said
    assert "mengingatkan" in said
    assert "menjawab penerusan (menurut surat)." in said
