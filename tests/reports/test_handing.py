"""Wrong level: a case goes down, sideways or up, with its clocks; nobody wins time and nobody is left behind."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from procedures import transitions
from procedures.enums import Event, Procedure, State
from procedures.models import Deadline, Letter, Proceeding, Step
from procedures.vocabulary import SYSTEM
from regions import offices
from reports import handling, invariants, packages, visibility
from reports.models.case import Case, FormerHandler
from reports.models.report import Standing, StatusLine
from services.accounts.enums import Context, Role
from services.audit.models import Entry
from services.notifications.models import Message, Owed
from tests.factories import accounts
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)
HOME, BESIDE, ABOVE = "bawaslu-balikpapan", "bawaslu-samarinda", "bawaslu-kaltim"


@pytest.fixture(autouse=True)
def _in_the_campaign() -> Iterator[None]:
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def filing() -> tuple[str, Case]:
    """A report at Balikpapan whose first letters have gone out."""
    found = made.filed()
    made.relayed()
    return found


def letter() -> Letter:
    return Letter.objects.create(number="045/PM/2024", dated_on=TODAY, received_on=TODAY, sender="Bawaslu Kaltim")


def handed_over(case: Case, to: str = BESIDE) -> Step:
    made.minutes(case, held_on=TODAY)
    return handling.hand(case, event=Event.HAND_OVER, to=to, note="Lokus", by=made.desk(case, Role.LEADER))


def standing(case: Case) -> tuple[object, ...]:
    return (
        Case.objects.filter(pk=case.pk).values().get(),
        list(Proceeding.objects.filter(subject=case.pk).values()),
        Step.objects.count(),
        Owed.objects.count(),
        FormerHandler.objects.count(),
    )


def test_a_case_goes_to_the_office_beside_with_its_clock_as_it_was(filing):
    code, case = filing
    leg = case.leg()
    before = list(Deadline.objects.filter(proceeding=leg).values("kind", "due_at", "ended_at", "starts_on"))
    accounts_of_both = accounts.officer("operator", HOME), accounts.officer("operator", BESIDE)

    step = handed_over(case)
    made.relayed()

    moved = Case.objects.get(pk=case.pk)
    assert (moved.handler_id, moved.state, moved.officer, moved.version) == (BESIDE, State.REVIEW, None, 2)
    assert (moved.leg().agency_id, step.agency_id) == (BESIDE, HOME)
    assert list(Deadline.objects.filter(proceeding=leg).values("kind", "due_at", "ended_at", "starts_on")) == before
    assert [visibility.cases_visible_to(user).count() for user in accounts_of_both] == [0, 1]
    assert {name: number for name, number in invariants.counts().items() if number} == {}
    assert (step.facts["values"]["from"], step.facts["values"]["to"]) == (HOME, BESIDE)
    row = StatusLine.objects.get(code="bawaslu:hand_over")
    assert (row.office, row.receipt_hash) == ("Bawaslu Kota Samarinda", made.report_of(code).receipt_hash)
    assert Standing.objects.get(receipt_hash=row.receipt_hash).office_id == BESIDE


def test_the_new_office_is_told_of_a_new_file_and_the_reporter_in_neutral_words(filing):
    _code, case = filing
    Message.objects.all().delete()
    handed_over(case)
    made.relayed()
    assert sorted(f"{one.letter} {one.reference.split(':')[0]}" for one in Message.objects.all()) == [
        "office_new_case agency", "reporter_update envelope",
    ]  # fmt: skip
    assert Message.objects.get(letter="office_new_case").reference == f"agency:{BESIDE}"


def test_no_time_is_won_the_term_that_has_passed_stays_passed(filing):
    _code, case = filing
    due = case.due_at
    with time_machine.travel("2024-10-09T09:00:00+08:00", tick=False):
        made.minutes(case, held_on=date(2024, 10, 9))
        handling.hand(case, event=Event.HAND_OVER, to=BESIDE, note="Lokus", by=made.desk(case, Role.LEADER))
        moved = Case.objects.get(pk=case.pk)
        assert moved.due_at == due
        assert moved.due_at < timezone.now() - timedelta(days=1)


@pytest.mark.parametrize(
    ("event", "to"),
    [
        (Event.HAND_OVER, HOME),
        (Event.HAND_OVER, ABOVE),
        (Event.HAND_OVER, "bkn"),
        (Event.HAND_OVER, "tidak-ada"),
        (Event.HAND_OVER, ""),
        (Event.HAND_DOWN, BESIDE),
        (Event.HAND_DOWN, "bawaslu-kotim"),
    ],
)
def test_an_office_that_cannot_receive_it_is_refused_with_nothing_changed(filing, event, to):
    _code, case = filing
    made.minutes(case, held_on=TODAY)
    before = standing(case)
    with pytest.raises(transitions.Unmet) as caught:
        handling.hand(case, event=event, to=to, note="Lokus", by=made.desk(case, Role.LEADER))
    assert caught.value.sentences in (
        ("Kantor yang dipilih tidak dapat menerima perkara ini dari kantor Anda.",),
        ("Pilih kantor Bawaslu yang menerima.",),
    )
    assert standing(case) == before


def test_handing_rests_on_a_plenary_and_a_reason(filing):
    _code, case = filing
    before = standing(case)
    with pytest.raises(transitions.Unmet) as caught:
        handling.hand(case, event=Event.HAND_OVER, to=BESIDE, by=made.desk(case, Role.LEADER))
    assert caught.value.sentences == ("Belum ada: Berita acara rapat pleno.", "Belum ada: Alasan tertulis.")
    assert standing(case) == before


def test_the_level_above_takes_over_on_its_letter_and_may_hand_down_again(filing):
    _code, case = filing
    chief = made.officer(Role.LEADER, ABOVE)
    handling.take_over(case, letter=letter(), note="Perhatian publik", by=chief)
    made.relayed()
    assert Case.objects.get(pk=case.pk).handler_id == ABOVE
    told = {(one.letter, one.reference) for one in Message.objects.filter(key__contains="step:")}
    assert ("office_step", f"agency:{HOME}") in told
    assert ("office_new_case", f"agency:{ABOVE}") not in told  # nobody is written to about their own act

    case.refresh_from_db()
    made.minutes(case, held_on=TODAY)
    handling.hand(case, event=Event.HAND_DOWN, to="bawaslu-kukar", note="Lokus Kukar", by=chief)
    assert Case.objects.get(pk=case.pk).handler_id == "bawaslu-kukar"
    assert list(FormerHandler.objects.order_by("pk").values_list("agency", "to", "version")) == [
        (HOME, ABOVE, 2), (ABOVE, "bawaslu-kukar", 3),
    ]  # fmt: skip


def test_the_office_itself_records_that_it_was_taken_over(filing):
    _code, case = filing
    handling.take_over(case, letter=letter(), by=made.desk(case, Role.LEADER))
    made.relayed()
    assert Case.objects.get(pk=case.pk).handler_id == ABOVE
    assert Message.objects.filter(letter="office_new_case", reference=f"agency:{ABOVE}").count() == 1


@pytest.mark.parametrize("agency", ["bawaslu-kalteng", "bawaslu-ri", BESIDE])
def test_only_the_level_right_above_takes_over(filing, agency):
    _code, case = filing
    before = standing(case)
    with pytest.raises(transitions.NotYours):
        handling.take_over(case, letter=letter(), by=made.officer(Role.LEADER, agency))
    assert standing(case) == before


def test_taking_over_needs_a_letter(filing):
    _code, case = filing
    before = standing(case)
    with pytest.raises(transitions.Unmet, match="Surat bernomor dan bertanggal"):
        transitions.advance(case.leg(), Event.TAKE_OVER, by=made.officer(Role.LEADER, ABOVE))
    assert standing(case) == before


def test_the_former_office_may_act_no_more_and_keeps_the_history_alone(filing):
    _code, case = filing
    leader = accounts.officer("leader", HOME)
    handed_over(case)
    moved = Case.objects.get(pk=case.pk)
    with pytest.raises(transitions.NotYours):
        handling.register(moved, number="001", by=made.officer(Role.LEADER, HOME))
    assert visibility.context(leader, moved) == Context.FORMER_OFFICE
    assert [one.case_id for one in visibility.cases_formerly_of(leader)] == [case.pk]
    assert visibility.context(accounts.officer("leader", "bawaslu-kotim"), moved) == Context.OTHER_OFFICE
    handling.register(moved, number="001", by=made.officer(Role.LEADER, BESIDE))


def test_a_former_history_about_oneself_stays_hidden(filing):
    _code, case = filing
    handed_over(case)
    case.respondents.update(person_hash="a" * 64)
    assert not visibility.cases_formerly_of(accounts.officer("leader", HOME, person_hash="a" * 64)).exists()


def test_a_package_of_the_former_office_never_leaves(filing):
    _code, case = filing
    handling.register(case, number="001", by=made.desk(case))
    made.heard(case, on=TODAY)
    built = made.package(case, letter_date=TODAY)
    handed_over(case)
    moved = Case.objects.get(pk=case.pk)
    made.minutes(moved, held_on=TODAY)
    chief = made.desk(moved, Role.LEADER)
    with pytest.raises(transitions.Unmet, match="Berkas penerusan disetujui pimpinan"):
        handling.refer(moved, by=chief)

    own = made.package(moved, letter_date=TODAY)
    handling.refer(moved, by=chief)
    made.relayed()
    built.refresh_from_db()
    own.refresh_from_db()
    assert (built.released_on, own.released_on) == (None, TODAY)


def test_a_package_of_the_former_office_is_not_approved_by_the_new_one(filing):
    _code, case = filing
    handling.register(case, number="001", by=made.desk(case))
    made.heard(case, on=TODAY)
    people = list(case.respondents.values_list("pk", flat=True))
    contents = packages.Contents(made.OFFICIAL, "012/PM", TODAY, people)
    built = packages.build(case, contents, by=made.desk(case))
    handed_over(case)
    moved = Case.objects.get(pk=case.pk)
    with pytest.raises(transitions.Unmet, match="Berkas ini disusun kantor sebelumnya"):
        packages.approve(built, by=made.desk(moved, Role.LEADER))
    packages.discard(built, by=made.desk(moved))


def test_letters_of_the_joint_desk_are_recorded_by_the_new_office(filing):
    _code, case = filing
    handling.register(case, number="001", by=made.desk(case))
    criminal = transitions.begin(
        Procedure.GAKKUMDU,
        agency=offices.get("gakkumdu-balikpapan"),
        rule_set=case.rule_set,
        zone="Asia/Makassar",
        subject=case.pk,
        by=SYSTEM,
        sender=offices.get(HOME),
    )
    handed_over(case)
    criminal.refresh_from_db()
    assert criminal.sender_id == BESIDE


def test_the_audit_names_the_offices_by_code(filing):
    _code, case = filing
    handed_over(case)
    entry = Entry.objects.get(action="proceeding:hand_over")
    assert (entry.detail["agency"], entry.detail["to"]) == (HOME, "review")
    assert Case.objects.get(pk=case.pk).leg().officer is None
