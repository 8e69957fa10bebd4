"""Bawaslu's verbs: one step, one queue row, together; a refusal changes nothing."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine

from procedures import transitions
from procedures.enums import Event, State
from procedures.models import Proceeding, Step
from reports import exhibits, handling, receipts, status
from reports.enums import ReportKind
from reports.models.case import Case
from reports.models.report import Message
from reports.submission import Submission, WitnessEntry
from services.accounts.enums import Role
from services.audit.models import Entry
from services.notifications.models import Owed
from services.vault.models import Envelope
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)


@pytest.fixture(autouse=True)
def _in_the_campaign():
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


def as_it_stands(case: Case) -> list[object]:
    counts = [model.objects.count() for model in (Step, Owed, Entry, Message)]
    return [Case.objects.values().get(pk=case.pk), Proceeding.objects.values().get(subject=case.pk), *counts]


def test_a_report_is_returned_with_coded_reasons():
    _code, case = made.filed()
    step = handling.return_for_completion(case, missing=["evidence", "late"], note="Mohon bukti.", by=made.desk(case))
    assert (step.event, step.to_state, step.note) == (Event.RETURN, State.INCOMPLETE, "Mohon bukti.")
    assert step.facts["values"]["missing"] == ["late", "evidence"]
    assert (case.state, case.holder, case.missing) == ("incomplete", "reporter", ["late", "evidence"])


def test_returning_without_a_reason_is_refused_and_changes_nothing():
    _code, case = made.filed()
    before = as_it_stands(case)
    with pytest.raises(transitions.Unmet, match="syarat yang kurang"):
        handling.return_for_completion(case, missing=[], by=made.desk(case))
    assert as_it_stands(case) == before


def test_an_unknown_requirement_is_an_error_of_ours():
    _code, case = made.filed()
    with pytest.raises(ValueError, match="nonsense"):
        handling.return_for_completion(case, missing=["nonsense"], by=made.desk(case))


@pytest.mark.parametrize(
    "by",
    [
        made.officer(Role.VERIFIER, "bawaslu-samarinda"),
        made.officer(Role.BKPSDM, "bkpsdm-balikpapan"),
        made.officer(Role.LEADER, "bawaslu-balikpapan"),
    ],
)
def test_another_office_or_role_cannot_return_it(by):
    _code, case = made.filed()
    before = as_it_stands(case)
    with pytest.raises(transitions.NotYours):
        handling.return_for_completion(case, missing=["evidence"], by=by)
    assert as_it_stands(case) == before


def test_who_acts_from_an_old_page_is_told_so():
    _code, case = made.filed()
    handling.register(case, number="001/Reg", by=made.desk(case))
    before = as_it_stands(case)
    with pytest.raises(transitions.Stale):
        handling.return_for_completion(case, missing=["evidence"], by=made.desk(case), expected_version=1)
    assert as_it_stands(case) == before


def test_a_stale_row_in_hand_is_noticed_without_a_version():
    _code, case = made.filed()
    old = Case.objects.get(pk=case.pk)
    handling.register(case, number="001/Reg", by=made.desk(case))
    with pytest.raises(transitions.Stale):
        handling.return_for_completion(old, missing=["evidence"], by=made.desk(case))


def test_registering_keeps_the_office_s_own_number_and_nothing_is_missing_any_more():
    _code, case = made.filed()
    handling.register(case, number="001/Reg/LP/PW/Kota/X/2024", by=made.desk(case))
    assert (case.state, case.register_number, case.missing) == ("study", "001/Reg/LP/PW/Kota/X/2024", [])


def test_refusing_needs_minutes_and_a_coded_reason():
    _code, case = made.filed()
    with pytest.raises(transitions.Unmet) as unmet:
        handling.refuse(case, missing=[], by=made.desk(case, Role.LEADER))
    assert len(unmet.value.sentences) >= 2
    made.minutes(case, held_on=TODAY)
    handling.refuse(case, missing=["evidence"], by=made.desk(case, Role.LEADER))
    assert (case.state, case.closed_at is None, case.missing) == ("not_registered", False, ["evidence"])


def test_minutes_carry_one_decision_only():
    _code, case = made.filed()
    made.minutes(case, held_on=TODAY)
    handling.refuse(case, missing=["late"], by=made.desk(case, Role.LEADER))
    with pytest.raises(transitions.Unmet, match="Berita acara"):
        handling.adopt(case, number="002/Reg/TM", by=made.desk(case, Role.LEADER))
    made.minutes(case, held_on=TODAY)
    handling.adopt(case, number="002/Reg/TM", by=made.desk(case, Role.LEADER))
    assert (case.state, case.kind, case.register_number) == ("study", ReportKind.FINDING, "002/Reg/TM")


def test_an_extension_does_not_use_up_the_minutes():
    _code, case = made.filed()
    handling.register(case, number="001/Reg", by=made.desk(case))
    made.minutes(case, held_on=TODAY)
    handling.extend(case, note="Menunggu keterangan pelapor.", by=made.desk(case))
    handling.dismiss(case, note="Tidak ada unsur keberpihakan.", by=made.desk(case, Role.LEADER))
    assert case.state == "not_violation"


def test_kept_as_a_tip_the_matter_goes_on():
    _code, case = made.filed()
    handling.keep_as_tip(case, note="Syarat formal kurang, isi dapat ditelusuri.", by=made.desk(case))
    assert (case.state, case.kind) == ("inquiry", "report")


def test_the_office_s_class_stands_beside_the_derived_one_with_its_reason():
    _code, case = made.filed()
    handling.reclass(case, office_class="ethics", reason="Belum ada penetapan.", by=made.desk(case))
    case.refresh_from_db()
    assert (case.violation_class, case.office_class, case.office_class_reason) == (
        "discipline", "ethics", "Belum ada penetapan.",
    )  # fmt: skip
    with pytest.raises(ValueError, match="reason"):
        handling.reclass(case, office_class="open", reason=" ", by=made.desk(case))
    handling.reclass(case, office_class="", reason="", by=made.desk(case))
    case.refresh_from_db()
    assert (case.office_class, case.office_class_reason) == ("", "")


def test_a_case_is_given_to_an_officer_and_taken_back():
    _code, case = made.filed()
    officer = uuid4()
    handling.assign(case, officer=officer, by=made.desk(case))
    assert (Case.objects.get(pk=case.pk).officer, case.leg().officer) == (officer, officer)
    handling.assign(case, officer=None, by=made.desk(case))
    assert case.leg().officer is None


def test_a_person_found_by_the_inquiry_is_numbered_on():
    _code, case = made.filed(made.tip())
    person = handling.add_respondent(case, made.respondent(position="Lurah Contoh"), by=made.desk(case))
    assert (person.number, case.respondent_count) == (2, 2)


def test_an_official_reception_is_shown_to_the_reporter():
    code, case = made.filed()
    assert status.read(code).officially_received is False
    handling.record_official_reception(made.report_of(code), on=TODAY, by=made.desk(case))
    found = status.read(code)
    assert found.officially_received is True
    assert [line.code for line in found.steps] == ["report:received", "report:officially_received"]
    assert made.report_of(code).officially_received_on == TODAY


def test_the_reporter_completes_what_was_asked_for():
    people = made.submission(respondents=(), place="", narrative=None, reporter=None, witnesses=())
    code, case = made.filed(people)
    asked = ["reporter", "respondent", "time_place", "description", "evidence"]
    handling.return_for_completion(case, missing=asked, by=made.desk(case))
    exhibits.accept_link(code, "https://a.example/1")
    addition = Submission(
        kind="report",
        region="64.71",
        place="Lapangan Contoh",
        narrative=made.NARRATIVE,
        respondents=(made.respondent(),),
        witnesses=(WitnessEntry(name="Saksi Contoh"),),
        reporter=made.reporter(),
    )
    step = handling.complete(code, addition)
    case.refresh_from_db()
    report = made.report_of(code)
    assert (step.event, step.role, case.state, case.missing) == (Event.COMPLETE, "reporter", "review", [])
    assert (report.narrative, report.name_given, case.respondent_count) == ("", True, 1)
    assert Message.objects.get().text == (
        f"{made.NARRATIVE}\n\nLapangan Contoh\n\n1 saksi disebut pelapor; nama dan alamatnya tersegel."
    )
    assert Envelope.objects.filter(subject=report.subject).count() == 3


def test_what_stays_missing_after_a_completion_stays_named():
    code, case = made.filed(made.submission(respondents=()))
    handling.return_for_completion(case, missing=["respondent", "evidence"], by=made.desk(case))
    exhibits.accept_link(code, "https://a.example/1")
    handling.complete(code)
    case.refresh_from_db()
    assert (case.state, case.missing) == ("review", ["respondent"])
    assert [part.code for part in status.read(code).missing] == ["respondent"]


def test_nothing_can_be_completed_that_nobody_asked_for():
    code, case = made.filed()
    before = as_it_stands(case)
    for unknown in (code, receipts.issue()):
        with pytest.raises(handling.NothingToComplete):
            handling.complete(unknown, made.submission())
    assert as_it_stands(case) == before


def test_an_operator_records_what_was_brought_to_the_office():
    _code, case = made.filed()
    handling.return_for_completion(case, missing=["evidence"], by=made.desk(case))
    handling.complete_at_office(case, by=made.desk(case, Role.OPERATOR))
    assert (case.state, case.missing) == ("review", [])


def test_outside_elections_an_adopted_tip_needs_no_register_number():
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False):
        _code, case = made.filed(made.tip(incident_date=date(2025, 12, 1), known_date=date(2025, 12, 1)))
        made.minutes(case, held_on=date(2026, 3, 2))
        handling.adopt(case, by=made.desk(case, Role.LEADER))
        assert (case.state, case.kind) == ("review", "finding")


def test_a_step_costs_the_same_with_one_and_three_respondents(django_assert_max_num_queries):
    for number in (1, 3):
        people = tuple(made.respondent(position=f"Staf {place}") for place in range(number))
        _code, case = made.filed(made.submission(respondents=people))
        by = made.desk(case)
        with django_assert_max_num_queries(20):
            handling.register(case, number="001/Reg", by=by)
