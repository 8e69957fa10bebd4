"""The engine: who may, what is missing, what is written, and that a refusal writes nothing."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from procedures import transitions
from procedures.enums import Audience, Event, Fact, Holder, Procedure, State
from procedures.models import Deadline, Proceeding, Reminder, ReminderState, Step
from procedures.vocabulary import REPORTER, SYSTEM, Actor, Facts
from procedures.workflow import TABLES
from regions import offices
from services.accounts.enums import Role
from services.audit.models import Entry
from services.notifications.models import Owed
from tests.factories import procedures as make

pytestmark = pytest.mark.django_db
# What some rows must be told before a missing document is all that stands in their way.
WITH: dict[tuple[str, object], dict[str, object]] = {
    (Event.REFUSE, State.INQUIRY): {"missing": ["late"]},
    (Event.UNBLOCK, State.RECOMMENDED): {"authority": "acted"},
    (Event.APPEAL, State.APPEAL): {"remedy": "appeal"},
}


def everything() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Proceeding, Step, Deadline, Reminder, Owed, Entry))


@time_machine.travel(datetime(2024, 10, 3, 1, 0, tzinfo=UTC), tick=False)
def test_begin_writes_proceeding_step_clock_debt_and_audit() -> None:
    subject = uuid4()
    proceeding = make.begun(subject=subject, by=REPORTER)

    stored = Proceeding.objects.get()
    assert (stored.state, stored.holder, stored.version) == (State.REVIEW, Holder.BAWASLU, 1)
    assert (stored.subject, stored.sender_id, stored.ended_at) == (subject, None, None)
    step = Step.objects.get()
    assert (step.number, step.event, step.from_state, step.to_state) == (1, Event.RECEIVE, "", State.REVIEW)
    assert (step.role, step.user, step.agency_id) == (Role.REPORTER, None, "bawaslu-samarinda")
    assert step.facts == {"present": [], "values": {"kind": "report"}}
    clock = Deadline.objects.get()
    assert (clock.kind, clock.starts_on, clock.days, clock.day_kind) == (
        "initial_review",
        date(2024, 10, 3),
        2,
        "calendar",
    )
    assert clock.due_at == datetime(2024, 10, 5, 16, 0, tzinfo=UTC)  # midnight in WITA after the 5th
    assert [(owed.kind, owed.ref, owed.key) for owed in Owed.objects.all()] == [
        ("step", str(step.pk), f"step:{step.pk}")
    ]
    entry = Entry.objects.get()
    assert (entry.action, entry.subject, entry.actor) == ("proceeding:receive", str(proceeding.pk), "reporter")


def test_begin_costs_five_statements(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):
        make.begun(by=REPORTER)


@pytest.mark.parametrize(
    ("state", "event", "most"),
    [(State.REVIEW, Event.REGISTER, 8), (State.STUDY, Event.EXTEND, 9), (State.STUDY, Event.REFER, 7)],
)
def test_advance_costs_at_most_nine_statements(
    state: str, event: str, most: int, django_assert_num_queries: Any
) -> None:
    proceeding = with_clocks(state)
    with django_assert_num_queries(most):
        transitions.advance(proceeding, event, by=make.actor(Role.LEADER), facts=make.facts())


def with_clocks(state: str) -> Proceeding:
    proceeding = make.begun()
    if state == State.STUDY:
        transitions.advance(proceeding, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())
    return proceeding


def test_advance_ends_the_old_clock_and_starts_the_new_one() -> None:
    with time_machine.travel(datetime(2024, 10, 3, 1, 0, tzinfo=UTC), tick=False):
        proceeding = make.begun()
    moment = datetime(2024, 10, 4, 2, 0, tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        step = transitions.advance(proceeding, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())

    assert (proceeding.state, proceeding.version, proceeding.ended_at) == (State.STUDY, 2, None)
    assert (step.number, step.from_state, step.to_state, step.at) == (2, State.REVIEW, State.STUDY, moment)
    old, new = Deadline.objects.order_by("pk")
    assert (old.kind, old.ended_at) == ("initial_review", moment)
    assert (new.kind, new.starts_on, new.days, new.ended_at) == ("handling", date(2024, 10, 4), 3, None)
    assert new.due_at == datetime(2024, 10, 7, 16, 0, tzinfo=UTC)


def test_a_final_state_ends_the_proceeding_and_every_clock() -> None:
    proceeding = make.begun()
    transitions.advance(proceeding, Event.WITHDRAW, by=REPORTER)
    stored = Proceeding.objects.get()
    assert (stored.state, stored.holder) == (State.WITHDRAWN, Holder.NOBODY)
    assert stored.ended_at is not None
    assert not Deadline.objects.filter(ended_at__isnull=True).exists()


def test_an_act_cancels_the_reminders_still_owed_and_no_other() -> None:
    proceeding = make.begun()
    clock = Deadline.objects.get()
    sent = Reminder.objects.create(deadline=clock, rung="before_due", state=ReminderState.SENT, at=clock.due_at)
    owed = Reminder.objects.create(deadline=clock, rung="due", state=ReminderState.OWED, at=clock.due_at)
    transitions.advance(proceeding, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())
    sent.refresh_from_db()
    owed.refresh_from_db()
    assert (sent.state, owed.state) == (ReminderState.SENT, ReminderState.CANCELLED)


def test_an_escalation_keeps_clock_office_and_reminders() -> None:
    proceeding = make.begun()
    clock = Deadline.objects.get()
    Reminder.objects.create(deadline=clock, rung="overdue", state=ReminderState.OWED, at=clock.due_at)
    transitions.advance(proceeding, Event.ESCALATE, by=SYSTEM)
    stored = Proceeding.objects.get()
    assert (stored.state, stored.agency_id, stored.level) == (State.REVIEW, "bawaslu-samarinda", 1)
    assert Deadline.objects.get().ended_at is None
    assert Reminder.objects.get().state == ReminderState.OWED


def test_acting_brings_the_matter_down_to_the_office_again() -> None:
    proceeding = make.begun()
    transitions.advance(proceeding, Event.ESCALATE, by=SYSTEM)
    transitions.advance(proceeding, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())
    assert (proceeding.state, proceeding.level) == (State.STUDY, 0)


def test_an_extension_runs_from_the_last_day_and_is_given_once() -> None:
    with time_machine.travel(datetime(2024, 10, 3, 1, 0, tzinfo=UTC), tick=False):
        proceeding = make.begun()
        transitions.advance(proceeding, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())
        transitions.advance(proceeding, Event.EXTEND, by=make.actor(Role.VERIFIER), note="Saksi belum didengar.")
    clock = Deadline.objects.get(ended_at__isnull=True)
    assert (clock.kind, clock.extension, clock.starts_on, clock.days) == ("handling", True, date(2024, 10, 6), 2)
    assert clock.due_at == datetime(2024, 10, 8, 16, 0, tzinfo=UTC)  # five days in all
    before = everything()
    with pytest.raises(transitions.Unmet) as refused:
        transitions.advance(proceeding, Event.EXTEND, by=make.actor(Role.VERIFIER), note="Sekali lagi.")
    assert refused.value.sentences == ("Waktu penanganan sudah pernah diperpanjang.",)
    assert everything() == before


def test_everything_that_is_missing_is_said_at_once() -> None:
    proceeding = make.begun()
    transitions.advance(proceeding, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())
    before = everything()
    with pytest.raises(transitions.Unmet) as refused:
        transitions.advance(proceeding, Event.REFER, by=make.actor(Role.LEADER))
    assert refused.value.sentences == (
        "Belum ada: Berita acara rapat pleno.",
        "Belum ada: Jawaban terlapor, ketidakhadiran tercatat, atau pelepasan hak jawab.",
        "Belum ada: Identitas dan status ASN terlapor diperiksa atau ditandai belum diketahui.",
        "Belum ada: Berkas penerusan disetujui pimpinan.",
    )
    assert everything() == before


@pytest.mark.parametrize("procedure", Procedure.values)
def test_each_document_a_row_needs_is_really_needed(procedure: str) -> None:
    table = TABLES[Procedure(procedure)]
    for row in table.transitions:
        if not isinstance(row.source, State) or not row.needs:
            continue
        role = (*row.by, *row.by_letter)[0]
        rule_set = row.only[0] if row.only else "PILKADA"
        proceeding = make.standing(row.source, procedure, rule_set=rule_set)
        letter = None if row.by else make.letter()
        for need in (one for one in row.needs if one is not Fact.LETTER):
            facts = make.facts(need, **WITH.get((row.event, row.target), {}))
            with pytest.raises(transitions.Unmet) as refused:
                transitions.advance(proceeding, row.event, by=make.actor(role), facts=facts, letter=letter)
            assert refused.value.sentences == (f"Belum ada: {Fact(need).label}.",)


def test_a_note_is_a_reason_and_a_blank_one_is_not() -> None:
    proceeding = make.standing(State.INQUIRY)
    with pytest.raises(transitions.Unmet):
        transitions.advance(proceeding, Event.STOP, by=make.actor(Role.VERIFIER), note="  ")
    step = transitions.advance(proceeding, Event.STOP, by=make.actor(Role.VERIFIER), note="Tautan tidak ada lagi.")
    assert (step.note, step.facts["present"]) == ("Tautan tidak ada lagi.", ["reason"])


def test_saying_that_there_is_a_letter_is_not_handing_it_in() -> None:
    proceeding = make.standing(State.VERIFICATION, Procedure.OVERSIGHT)
    facts = Facts(frozenset(Fact), make.VALUES)
    with pytest.raises(transitions.Unmet) as refused:
        transitions.advance(proceeding, Event.RECOMMEND, by=make.actor(Role.VERIFIER), facts=facts)
    assert refused.value.sentences == ("Belum ada: Surat bernomor dan bertanggal.",)
    letter = make.letter()
    by = make.confirmed(proceeding, Event.RECOMMEND, make.actor(Role.VERIFIER))
    step = transitions.advance(proceeding, Event.RECOMMEND, by=by, facts=facts, letter=letter)
    assert (step.letter, step.agency_id) == (letter, "bawaslu-samarinda")


def test_an_officer_of_another_office_is_refused_in_words() -> None:
    proceeding = make.begun()
    before = everything()
    stranger = make.actor(Role.VERIFIER, "bawaslu-kendari")
    with pytest.raises(transitions.NotYours) as refused:
        transitions.advance(proceeding, Event.REGISTER, by=stranger, facts=make.facts())
    assert refused.value.sentences == ("Perkara ini dipegang kantor lain.",)
    assert everything() == before


def test_a_member_of_staff_without_an_office_is_refused() -> None:
    proceeding = make.begun()
    with pytest.raises(transitions.NotYours):
        transitions.advance(proceeding, Event.REGISTER, by=Actor(Role.VERIFIER, uuid4()), facts=make.facts())


def test_only_the_bawaslu_that_referred_records_letters() -> None:
    proceeding = make.standing(State.FOLLOW_UP, Procedure.PERSONNEL)
    letter = make.letter()
    stranger = make.actor(Role.VERIFIER, "bawaslu-kendari")
    with pytest.raises(transitions.NotYours):
        transitions.advance(proceeding, Event.DECIDE, by=stranger, facts=make.facts(), letter=letter)
    by = make.confirmed(proceeding, Event.DECIDE, make.actor(Role.VERIFIER))
    transitions.advance(proceeding, Event.DECIDE, by=by, facts=make.facts(), letter=letter)
    assert proceeding.state == State.SANCTIONED


def test_without_a_referring_office_no_letter_can_be_recorded() -> None:
    proceeding = make.standing(State.FOLLOW_UP, Procedure.PERSONNEL, sender=None)
    with pytest.raises(transitions.NotYours):
        transitions.advance(
            proceeding, Event.DECIDE, by=make.actor(Role.VERIFIER), facts=make.facts(), letter=make.letter()
        )


def test_the_referring_office_is_taken_from_the_actor_or_from_the_leg_before() -> None:
    subject = uuid4()
    first = make.begun(Procedure.OVERSIGHT, by=make.actor(Role.LEADER), sender=None, subject=subject)
    second = make.begun(Procedure.PERSONNEL, by=SYSTEM, sender=None, subject=subject)
    alone = make.begun(Procedure.PERSONNEL, by=SYSTEM, sender=None)
    assert (first.sender_id, second.sender_id, alone.sender_id) == ("bawaslu-samarinda", "bawaslu-samarinda", None)


def test_a_case_is_opened_for_ones_own_office_only() -> None:
    before = everything()
    with pytest.raises(transitions.NotYours):
        make.begun(by=make.actor(Role.OPERATOR, "bawaslu-kendari"))
    assert everything() == before


@pytest.mark.parametrize(
    ("moment", "office", "may"),
    [
        (datetime(2024, 8, 20, 2, 0, tzinfo=UTC), "kasn", True),
        (datetime(2024, 8, 20, 2, 0, tzinfo=UTC), "bkn", False),
        (datetime(2024, 9, 10, 2, 0, tzinfo=UTC), "bkn", True),
    ],
)
def test_the_successor_acts_from_the_day_of_the_change_on(moment: datetime, office: str, may: bool) -> None:
    proceeding = make.standing(State.VERIFICATION, Procedure.OVERSIGHT, agency=offices.get("kasn"))
    by = make.actor(Role.BKN, office)
    with time_machine.travel(moment, tick=False):
        if may:
            step = transitions.advance(proceeding, Event.RECOMMEND, by=by, facts=make.facts())
            assert (step.agency_id, proceeding.state) == (office, State.RECOMMENDED)
        else:
            with pytest.raises(transitions.NotYours):
                transitions.advance(proceeding, Event.RECOMMEND, by=by, facts=make.facts())


def test_who_acts_on_an_old_page_is_told_how_it_stands_now() -> None:
    proceeding = make.begun()
    seen_by_the_other = Proceeding.objects.get()
    transitions.advance(proceeding, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())
    before = everything()
    with pytest.raises(transitions.Stale) as refused:
        transitions.advance(seen_by_the_other, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())
    assert refused.value.current.state == State.STUDY
    assert refused.value.sentences == (
        "Sementara itu ada yang sudah bertindak: kini “Diregistrasi, dalam penanganan”. "
        "Muat ulang sebelum melanjutkan.",
    )
    with pytest.raises(transitions.Stale):
        transitions.advance(proceeding, Event.DISMISS, by=make.actor(Role.LEADER), expected_version=1)
    assert everything() == before


def test_the_system_may_repeat_itself_without_a_second_step() -> None:
    proceeding = make.standing(State.REFERRED)
    first = transitions.advance(proceeding, Event.CLOSE, by=SYSTEM)
    before = everything()
    again = transitions.advance(Proceeding.objects.get(), Event.CLOSE, by=SYSTEM)
    assert again == first
    assert everything() == before


def test_a_person_may_not_repeat_what_is_done() -> None:
    proceeding = make.begun()
    transitions.advance(proceeding, Event.WITHDRAW, by=REPORTER)
    with pytest.raises(transitions.WrongState) as refused:
        transitions.advance(proceeding, Event.WITHDRAW, by=REPORTER)
    assert refused.value.sentences == ("“Cabut” tidak dapat dilakukan pada keadaan “Dicabut pelapor”.",)


def test_lateness_is_never_a_reason_to_refuse() -> None:
    with time_machine.travel(datetime(2024, 10, 3, 1, 0, tzinfo=UTC), tick=False):
        proceeding = make.begun()
    with time_machine.travel(datetime(2026, 10, 3, 1, 0, tzinfo=UTC), tick=False):
        transitions.advance(proceeding, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())
    assert proceeding.state == State.STUDY


def test_a_refusal_leaves_the_callers_transaction_usable() -> None:
    with transaction.atomic():
        proceeding = make.begun()
        with pytest.raises(transitions.Unmet):
            transitions.advance(proceeding, Event.REGISTER, by=make.actor(Role.VERIFIER))
        transitions.advance(proceeding, Event.REGISTER, by=make.actor(Role.VERIFIER), facts=make.facts())
    assert Proceeding.objects.get().state == State.STUDY


def test_a_step_knows_its_row() -> None:
    proceeding = make.standing(State.VERIFICATION, Procedure.OVERSIGHT)
    step = transitions.advance(proceeding, Event.RECOMMEND, by=make.actor(Role.BKN), facts=make.facts())
    assert transitions.told(step) == (Audience.BAWASLU, Audience.NEXT_HOLDER, Audience.REPORTER)
    assert transitions.opened(step) == (Procedure.PERSONNEL,)
    late = make.standing(State.REVIEW)
    kept = transitions.advance(late, Event.REFUSE, by=make.actor(Role.LEADER), facts=make.facts(missing=["late"]))
    assert transitions.row_of(kept).target == State.INQUIRY


@pytest.mark.parametrize(
    "broken",
    [
        {"holder": Holder.NOBODY},
        {"ended_at": datetime(2024, 10, 3, tzinfo=UTC)},
        {"state": State.CLOSED},
    ],
)
def test_the_database_itself_refuses_a_half_ended_proceeding(broken: dict[str, Any]) -> None:
    proceeding = make.begun()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proceeding.objects.filter(pk=proceeding.pk).update(**broken)
