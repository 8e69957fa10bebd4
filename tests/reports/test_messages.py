"""Lines between office and reporter: neutral letters announce them, and only days are shown."""

from datetime import date, timedelta

import pytest
import time_machine

from reports import handling, messages, receipts, status
from reports.models.report import Message
from services.audit.models import Entry
from services.notifications.models import Message as Letter
from tests.factories import reports as made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2024-10-05T23:30:00+07:00", tick=False):  # already the 6th in WITA
        yield


def test_both_sides_read_the_same_thread_by_day():
    code, case = made.filed()
    messages.from_office(made.report_of(code), "Apakah ada rekaman?", by=made.desk(case))
    said = messages.from_reporter(code, " Ada.\r\nSaya kirim. ")
    assert (said.on, said.text, said.user) == (date(2024, 10, 6), "Ada.\nSaya kirim.", None)
    assert [(line.from_reporter, line.text, line.date) for line in status.read(code).messages] == [
        (False, "Apakah ada rekaman?", date(2024, 10, 6)),
        (True, "Ada.\nSaya kirim.", date(2024, 10, 6)),
    ]


def test_each_side_is_told_by_a_neutral_letter():
    code, case = made.filed()
    officer = made.desk(case)
    handling.assign(case, officer=officer.user, by=officer)
    messages.from_reporter(code, "Ada tambahan.")
    messages.from_office(made.report_of(code), "Terima kasih.", by=officer)
    assert set(Letter.objects.values_list("letter", "reference")) == {
        ("office_step", "agency:bawaslu-balikpapan"),
        ("office_step", f"user:{officer.user}"),
        ("reporter_question", f"envelope:{made.report_of(code).subject}"),
    }
    assert not any("tambahan" in str(letter.context) for letter in Letter.objects.all())


def test_a_reporter_without_an_address_is_not_written_to():
    code, case = made.filed(made.tip())
    messages.from_office(made.report_of(code), "Apakah ada rekaman?", by=made.desk(case))
    assert not Letter.objects.exists()


def test_the_office_s_message_is_audited_without_its_text():
    code, case = made.filed()
    messages.from_office(made.report_of(code), "Apakah ada rekaman?", by=made.desk(case))
    entry = Entry.objects.get(action="report:message")
    assert entry.detail == {"message": Message.objects.get().pk}


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "required"), ("\u3164\n", "required"), ("x" * 4001, "max_length"), ("a\x00", "control_characters")],
)
def test_what_cannot_be_kept_is_refused_and_nobody_is_told(text, reason):
    code, case = made.filed()
    for send in (
        lambda: messages.from_reporter(code, text),
        lambda: messages.from_office(made.report_of(code), text, by=made.desk(case)),
    ):
        with pytest.raises(messages.Refused) as refused:
            send()
        assert refused.value.code == reason
    assert (Message.objects.count(), Letter.objects.count()) == (0, 0)


def office_letters() -> int:
    return Letter.objects.filter(letter="office_step", reference="agency:bawaslu-balikpapan").count()


def test_many_messages_in_ten_minutes_are_one_letter_to_the_office():
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False) as clock:
        code, _case = made.filed()
        for number in range(5):
            messages.from_reporter(code, f"Pesan {number}")
            clock.shift(timedelta(minutes=1))
        assert (Message.objects.count(), office_letters()) == (5, 1)
        clock.shift(timedelta(minutes=6))
        messages.from_reporter(code, "Satu lagi.")
        assert office_letters() == 2


def test_what_comes_after_the_office_answered_is_told_at_once():
    code, case = made.filed()
    messages.from_reporter(code, "Satu.")
    messages.from_reporter(code, "Dua.")
    messages.from_office(made.report_of(code), "Terima kasih.", by=made.desk(case))
    messages.from_reporter(code, "Tiga.")
    messages.from_reporter(code, "Empat.")
    assert office_letters() == 2


def test_a_code_sends_twenty_messages_an_hour_and_another_code_is_not_held():
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False) as clock:
        code, case = made.filed()
        other, _case = made.filed()
        for number in range(20):
            messages.from_reporter(code, f"Pesan {number}")
            clock.shift(timedelta(minutes=1))
        letters = Letter.objects.count()
        with pytest.raises(messages.TooMany, match="Paling banyak 20 pesan") as refused:
            messages.from_reporter(code, "Pesan 20")
        assert refused.value.wait == 40 * 60
        assert (Message.objects.count(), Letter.objects.count()) == (20, letters)
        assert messages.from_office(made.report_of(code), "Cukup.", by=made.desk(case))
        assert messages.from_reporter(other, "Halo.")
        clock.shift(timedelta(seconds=refused.value.wait))
        assert messages.from_reporter(code, "Pesan 20")
        with pytest.raises(messages.TooMany):
            messages.from_reporter(code, "Pesan 21")


def test_what_goes_with_a_step_is_not_held():
    code, _case = made.filed()
    for number in range(20):
        messages.from_reporter(code, f"Pesan {number}")
    assert messages.from_reporter(code, "Saya tidak setuju.", with_step=True)


def test_a_code_that_opens_nothing_takes_no_message():
    assert messages.from_reporter(receipts.issue(), "Halo.") is None
    assert not Message.objects.exists()


def test_a_question_with_a_day_is_a_term_of_the_reporter_until_it_is_answered():
    code, case = made.filed()
    before = status.read(code).deadlines
    messages.from_office(made.report_of(code), "Siapa lagi yang hadir?", by=made.desk(case), due_on=date(2024, 10, 9))
    found = status.read(code)
    assert found.deadlines == [
        *before,
        {"kind": "reporter_answer", "due_at": "2024-10-09T16:00:00+00:00", "zone": "Asia/Makassar", "basis": ""},
    ]
    assert found.messages[0].due_at is not None
    assert Letter.objects.get().context == {"due": "9 Oktober 2024, 23.59 WITA"}
    messages.from_reporter(code, "Saya sendiri.")
    answered = status.read(code)
    assert (answered.deadlines, answered.messages[0].due_at) == (before, None)


def test_a_question_after_an_answer_waits_anew():
    code, case = made.filed()
    before = len(status.read(code).deadlines)
    messages.from_reporter(code, "Ada tambahan.")
    for day in (8, 9):
        messages.from_office(made.report_of(code), "Kapan?", by=made.desk(case), due_on=date(2024, 10, day))
    assert len(status.read(code).deadlines) == before + 2


@pytest.mark.parametrize("due_on", [date(2024, 10, 5), date(2024, 10, 6), date(2024, 12, 6)])
def test_the_day_of_a_question_lies_ahead_and_not_too_far(due_on):
    code, case = made.filed()
    with pytest.raises(messages.Refused) as refused:
        messages.from_office(made.report_of(code), "Kapan?", by=made.desk(case), due_on=due_on)
    assert refused.value.code == "due"
    assert (Message.objects.count(), Letter.objects.count()) == (0, 0)
