"""A filing becomes a report, a case and a running clock, at once or not at all."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from unittest import mock

import pytest
import time_machine
from django.db import connection

from procedures import transitions
from procedures.enums import Event, State
from procedures.models import Deadline, Proceeding, Step
from regions import offices
from reports import drafts, exhibits, handling, intake, receipts
from reports.enums import Channel, Requirement
from reports.models.case import Case, CaseReport, Respondent
from reports.models.report import Draft, Report, Standing
from reports.requirements import Missing
from reports.submission import WitnessEntry
from services.accounts.enums import Role
from services.audit.models import Entry
from services.notifications.models import Owed
from services.vault.models import Envelope, EnvelopeKind
from tests.factories import regions
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
NOW = "2024-10-05T09:00:00+08:00"
TABLES = (Report, Case, Respondent, CaseReport, Standing, Proceeding, Step, Deadline, Envelope, Owed, Entry)
Counted = Callable[[int], AbstractContextManager[None]]


def rows() -> list[int]:
    return [model.objects.count() for model in TABLES]


@time_machine.travel(NOW, tick=False)
def test_a_filing_leaves_a_report_a_case_its_people_and_a_running_clock():
    code = receipts.issue()
    receipt = intake.receive(made.submission(), code=code, channel=Channel.API)
    case, report = made.case_of(code), made.report_of(code)
    assert (receipt.kind, receipt.office.code, receipt.new) == ("report", "bawaslu-balikpapan", True)
    assert receipt.missing == [Missing("evidence", "Sertakan bukti: foto, rekaman, dokumen, atau tautan.")]
    assert [(due.kind, due.due_at) for due in receipt.deadlines] == [
        ("initial_review", datetime(2024, 10, 7, 16, tzinfo=UTC)),
        ("filing", datetime(2024, 10, 10, 16, tzinfo=UTC)),
    ]
    assert (report.ticket, report.received_on, report.late) == (receipt.ticket, date(2024, 10, 5), False)
    assert (case.rule_set, case.phase, case.election) == ("PILKADA", "CAMPAIGN", "pilkada-2024")
    assert (case.offence_id, case.violation_class) == ("D-04", "discipline")
    assert (case.state, case.holder, case.version) == ("review", "bawaslu", 1)
    assert case.due_at == datetime(2024, 10, 7, 16, tzinfo=UTC)
    assert Deadline.objects.get(proceeding=case.leg()).due_at == case.due_at
    person = case.respondents.get()
    assert (person.employer_id, person.employer_text, person.position) == (
        "pemkot-balikpapan", "", "Kepala Contoh"
    )  # fmt: skip


@time_machine.travel(NOW, tick=False)
def test_who_reported_is_sealed_and_only_yes_or_no_stays():
    code, _case = made.filed()
    report = made.report_of(code)
    kinds = Envelope.objects.filter(subject=report.subject).order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == [EnvelopeKind.CONTACT, EnvelopeKind.IDENTITY, EnvelopeKind.WITNESS]
    assert (report.name_given, report.address_given, report.contact_given, report.adult) == (True, True, True, True)
    stored = str([list(model.objects.values()) for model in (Report, Case, Respondent, Standing, Owed, Entry, Step)])
    for secret in ("Warga Contoh", "Jalan Contoh 1", "warga@contoh.example", "Saksi Contoh", "081200000000", code):
        assert secret not in stored


@time_machine.travel(NOW, tick=False)
def test_a_tip_has_no_envelope_and_enters_the_inquiry():
    code, case = made.filed(made.tip())
    assert not Envelope.objects.filter(subject=made.report_of(code).subject).exists()
    assert (case.kind, case.state) == ("tip", "inquiry")


@time_machine.travel(NOW, tick=False)
def test_a_filing_costs_eleven_statements_by_api(django_assert_num_queries: Counted):
    filing, code = made.submission(), receipts.issue()
    with django_assert_num_queries(11):
        intake.receive(filing, code=code, channel=Channel.API)


@time_machine.travel(NOW, tick=False)
def test_a_filing_with_three_people_costs_no_more(django_assert_num_queries: Counted):
    people = tuple(made.respondent(position=f"Kepala Seksi Contoh {number}") for number in range(3))
    witnesses = tuple(WitnessEntry(name=f"Saksi {number}") for number in range(3))
    filing, code = made.submission(respondents=people, witnesses=witnesses), receipts.issue()
    with django_assert_num_queries(11):
        intake.receive(filing, code=code, channel=Channel.API)
    assert made.case_of(code).respondent_count == 3


@time_machine.travel(NOW, tick=False)
def test_a_filing_by_form_destroys_its_draft_and_takes_over_its_evidence_as_well(django_assert_num_queries: Counted):
    filing, code = made.submission(), receipts.issue()
    drafts.save(code, {"step": "tinjau"})
    with django_assert_num_queries(13):
        intake.receive(filing, code=code, channel=Channel.FORM)


@time_machine.travel(NOW, tick=False)
def test_the_same_code_finds_the_same_case():
    code = receipts.issue()
    first = intake.receive(made.submission(), code=code, channel=Channel.FORM)
    before = rows()
    again = intake.receive(made.submission(narrative="Lain sama sekali."), code=code, channel=Channel.FORM)
    assert (first.new, again.new) == (True, False)
    assert (again.ticket, again.kind, again.missing, again.deadlines, again.office) == (
        first.ticket, first.kind, first.missing, first.deadlines, first.office
    )  # fmt: skip
    assert rows() == before


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share one database in memory on SQLite")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("drafted", [True, False])
def test_a_double_click_makes_one_case(drafted: bool):
    code, found = receipts.issue(), []
    if drafted:
        drafts.save(code, {"step": "tinjau"})
    gate = threading.Barrier(4)

    def submit() -> None:
        gate.wait()
        try:
            found.append(intake.receive(made.submission(), code=code, channel=Channel.FORM))
        finally:
            connection.close()

    threads = [threading.Thread(target=submit) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({receipt.ticket for receipt in found}) == 1
    assert sorted(receipt.new for receipt in found) == [False, False, False, True]
    assert (Report.objects.count(), Case.objects.count(), Proceeding.objects.count()) == (1, 1, 1)


@time_machine.travel(NOW, tick=False)
def test_submitting_destroys_the_draft_and_takes_over_what_was_handed_in():
    code = receipts.issue()
    drafts.save(code, {"narrative": "setengah jadi"})
    exhibits.accept_link(code, "https://contoh.example/kiriman/1")
    receipt = intake.receive(made.submission(), code=code, channel=Channel.FORM)
    assert receipt.missing == []
    assert drafts.load(code) is None
    assert [exhibit.report for exhibit in exhibits.listed(code)] == [made.report_of(code)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", ["reports.intake.status.opened", "reports.intake.CaseReport.objects.create"])
def test_a_crash_between_two_writes_leaves_nothing_but_the_draft(place: str):
    code = receipts.issue()
    drafts.save(code, {"narrative": "setengah jadi"})
    before = rows()
    with mock.patch(place, side_effect=RuntimeError), pytest.raises(RuntimeError):
        intake.receive(made.submission(), code=code, channel=Channel.FORM)
    assert rows() == before
    assert drafts.load(code) == {"narrative": "setengah jadi"}
    intake.receive(made.submission(), code=code, channel=Channel.FORM)
    assert Report.objects.count() == 1


@time_machine.travel("2024-10-20T09:00:00+08:00", tick=False)
def test_a_late_filing_is_flagged_and_not_refused():
    code, case = made.filed()
    assert case.late
    assert made.report_of(code).late
    assert case.missing == ["late", "evidence"]


@time_machine.travel("2026-03-02T09:00:00+08:00", tick=False)
def test_outside_every_stage_there_is_no_window_and_nobody_is_late():
    filing = made.submission(incident_date=date(2025, 12, 1), known_date=date(2025, 12, 1), act="party_member")
    code = receipts.issue()
    receipt = intake.receive(filing, code=code, channel=Channel.API)
    case = made.case_of(code)
    assert (case.rule_set, case.phase, case.late) == ("OUTSIDE_ELECTION", "OUTSIDE", False)
    assert [due.kind for due in receipt.deadlines] == ["initial_review"]


@time_machine.travel(NOW, tick=False)
def test_a_report_about_someone_of_the_handling_office_goes_one_level_up():
    people = (made.respondent(employer="bawaslu-balikpapan"),)
    _code, case = made.filed(made.submission(respondents=people))
    assert offices.get(case.handler_id).kind == "bawaslu_province"


@time_machine.travel(NOW, tick=False)
def test_a_code_like_employer_that_nobody_knows_is_text():
    people = (made.respondent(employer="bkpsdm-entah-di-mana"), made.respondent(employer="PT Contoh Persero"))
    _code, case = made.filed(made.submission(respondents=people))
    assert [(person.employer_id, person.employer_text) for person in case.respondents.all()] == [
        (None, "bkpsdm-entah-di-mana"),
        (None, "PT Contoh Persero"),
    ]


@time_machine.travel(NOW, tick=False)
def test_without_a_mandate_the_report_is_not_yet_officially_received():
    code, _case = made.filed()
    assert made.report_of(code).officially_received_on is None
    assert not Standing.objects.get().officially_received
    regions.mandate("bawaslu-balikpapan", date(2024, 10, 1))
    code, _case = made.filed()
    assert made.report_of(code).officially_received_on == date(2024, 10, 5)
    assert Standing.objects.get(receipt_hash=made.report_of(code).receipt_hash).officially_received


@time_machine.travel(NOW, tick=False)
def test_a_mandate_that_ended_leaves_what_was_received_under_it_as_it_is():
    regions.mandate("bawaslu-balikpapan", date(2024, 9, 1))
    code, case = made.filed()
    regions.mandate("bawaslu-balikpapan", date(2024, 10, 6), receives=False)
    with time_machine.travel("2024-10-07T09:00:00+08:00", tick=False):
        later, other = made.filed()
        assert not handling.reception_matters(case)
        assert handling.reception_matters(other)
    assert made.report_of(code).officially_received_on == date(2024, 10, 5)
    assert made.report_of(later).officially_received_on is None


def test_a_tip_is_upgraded_without_retyping():
    with time_machine.travel(NOW, tick=False):
        code, case = made.filed(made.tip())
        receipt = intake.upgrade(code, made.submission(narrative="Tidak dipakai, karena laporan tidak disunting."))
    case.refresh_from_db()
    report = made.report_of(code)
    assert (receipt.kind, receipt.new) == ("report", False)
    assert [part.code for part in receipt.missing] == ["evidence"]
    assert (case.kind, case.state, case.late) == ("report", "review", False)
    assert (report.kind, report.current_kind, report.narrative) == ("tip", "report", made.NARRATIVE)
    assert report.upgraded_at is not None
    assert Envelope.objects.filter(subject=report.subject).count() == 3


def test_an_upgrade_after_the_window_is_flagged_late():
    with time_machine.travel(NOW, tick=False):
        code, case = made.filed(made.tip())
    with time_machine.travel("2024-10-11T00:00:00+08:00", tick=False):
        receipt = intake.upgrade(code, made.submission())
    case.refresh_from_db()
    assert [part.code for part in receipt.missing] == ["late", "evidence"]
    assert (case.late, case.state) == (True, "review")


def test_upgrading_twice_is_upgrading_once():
    with time_machine.travel(NOW, tick=False):
        code, _case = made.filed(made.tip())
        first = intake.upgrade(code, made.submission())
        before = rows()
        assert intake.upgrade(code, made.submission()) == first
    assert rows() == before


@pytest.mark.parametrize("unknown", ["nothing", "report", "closed"])
def test_what_is_no_open_tip_cannot_be_upgraded(unknown: str):
    with time_machine.travel(NOW, tick=False):
        code = receipts.issue()
        if unknown == "report":
            code, _case = made.filed()
        if unknown == "closed":
            code, case = made.filed(made.tip())
            handling.stop(case, note="Tidak ada bahan.", by=made.desk(case))
        before = rows()
        with pytest.raises(intake.NotUpgradable):
            intake.upgrade(code, made.submission())
    assert rows() == before


def test_a_case_that_was_referred_as_a_tip_can_still_be_upgraded():
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False):
        filing = {"incident_date": date(2025, 12, 1), "known_date": date(2025, 12, 1), "act": "party_member"}
        code, case = made.filed(made.tip(**filing))
        made.minutes(case, held_on=date(2026, 3, 2))
        handling.adopt(case, by=made.desk(case, Role.LEADER))
        made.heard(case, on=date(2026, 3, 2))
        made.referred(case, on=date(2026, 3, 2))
        receipt = intake.upgrade(code, made.submission(**filing))
    case.refresh_from_db()
    assert (case.state, receipt.kind) == (State.REFERRED, "report")
    assert case.leg().steps.last().event == Event.UPGRADE


@time_machine.travel(NOW, tick=False)
def test_a_missing_requirement_names_itself_in_the_receipt():
    bare = made.submission(
        reporter=None, respondents=(), place="", narrative=None, known_date=date(2024, 9, 1), incident_date=None
    )
    receipt = intake.receive(bare, code=receipts.issue(), channel=Channel.API)
    assert [part.code for part in receipt.missing] == [code.value for code in Requirement]


def test_no_draft_row_is_needed_for_a_filing_by_form():
    intake.receive(made.submission(), code=receipts.issue(), channel=Channel.FORM)
    assert not Draft.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_a_finding_is_opened_by_staff_and_enters_the_inquiry():
    found = made.submission(kind="finding", reporter=None, witnesses=())
    code, by = receipts.issue(), made.officer(Role.VERIFIER, "bawaslu-balikpapan")
    intake.receive(found, code=code, channel=Channel.DESK, by=by)
    case = made.case_of(code)
    assert (case.kind, case.state, case.leg().steps.get().user) == ("finding", "inquiry", by.user)


@pytest.mark.django_db(transaction=True)
@time_machine.travel(NOW, tick=False)
def test_a_finding_in_the_name_of_another_office_leaves_nothing():
    before = rows()
    with pytest.raises(transitions.NotYours):
        intake.receive(
            made.submission(kind="finding", reporter=None, witnesses=()),
            code=receipts.issue(),
            channel=Channel.DESK,
            by=made.officer(Role.VERIFIER, "bawaslu-kukar"),
        )
    assert rows() == before
