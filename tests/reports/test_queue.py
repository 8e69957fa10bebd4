"""The queue: most urgent first, read by key, and never telling another story than the leg."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from procedures.models import Deadline
from reports import handling, queue
from reports.models.case import Case
from tests.factories import reports as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases() -> list[Case]:
    """Seven cases: two share a due moment, two have none."""
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        found = [made.filed()[1] for _number in range(7)]
        now = timezone.now()
        for case, days in zip(found, (3, 1, 2, 1, 5, None, None), strict=True):
            case.due_at = now + timedelta(days=days) if days else None
            case.save(update_fields=["due_at"])
    return sorted(found, key=lambda case: (case.due_at is None, case.due_at or 0, case.pk))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_pages_hold_every_case_once_in_the_order_of_time_left(cases, size):
    seen, after = [], ""
    while True:
        page = queue.page(Case.objects.all(), after=after, size=size)
        seen += page.cases
        if not (after := page.after):
            break
    assert seen == cases


@pytest.mark.parametrize("size", [1, 2, 3])
def test_going_back_shows_the_same_pages(cases, size):
    forward, after = [], ""
    while True:
        page = queue.page(Case.objects.all(), after=after, size=size)
        forward.append(page)
        if not (after := page.after):
            break
    back, before = [forward[-1].cases], forward[-1].before
    while before:
        page = queue.page(Case.objects.all(), before=before, size=size)
        back.insert(0, page.cases)
        before = page.before
    assert [case for page in back for case in page] == cases


def test_the_first_page_has_no_way_back_and_the_last_no_way_on(cases):
    page = queue.page(Case.objects.all())
    assert (page.before, page.after) == ("", "")
    assert queue.page(Case.objects.none()) == queue.Page([], "", "")


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_costs_one_statement(number, django_assert_num_queries):
    for _case in range(number):
        made.filed()
    with django_assert_num_queries(1):
        assert len(queue.page(Case.objects.all()).cases) == number


@pytest.mark.parametrize(
    "cursor", ["x", "eyJhIjoxfQ", "W10", "WzEsMl0", "WyIyMDI0IiwieCJd", "A" * 500, "💥", "WyIyMDI0LTEwLTA1IiwieCJd"]
)
def test_a_cursor_that_no_page_named_is_refused(cursor):
    with pytest.raises(queue.UnusableCursor):
        queue.page(Case.objects.all(), after=cursor)


@time_machine.travel("2024-10-05T09:00:00+08:00", tick=False)
def test_every_step_brings_the_row_up_to_date():
    _code, case = made.filed()
    handling.return_for_completion(case, missing=["evidence"], by=made.desk(case))
    leg = case.leg()
    fresh = Case.objects.get(pk=case.pk)
    due_at = Deadline.objects.get(proceeding=leg, ended_at__isnull=True).due_at
    assert (fresh.state, fresh.holder, fresh.version, fresh.due_at) == (leg.state, leg.holder, leg.version, due_at)
    assert (case.state, case.version) == (fresh.state, fresh.version)


@time_machine.travel("2024-10-05T09:00:00+08:00", tick=False)
def test_a_case_that_has_ended_has_no_term_and_a_day_of_closing():
    _code, case = made.filed(made.tip())
    handling.stop(case, note="Tidak ada bahan.", by=made.desk(case))
    assert (case.due_at, case.closed_at, case.holder) == (None, timezone.now(), "nobody")
    assert date(2024, 10, 5) == case.received_on


@time_machine.travel("2024-10-05T09:00:00+08:00", tick=False)
def test_a_leg_read_before_somebody_else_s_step_does_not_take_the_row_back():
    _code, case = made.filed()
    old_case, old_leg = Case.objects.get(pk=case.pk), case.leg()
    handling.register(case, number="001/Reg", by=made.desk(case))
    queue.refresh(old_case, old_leg)
    assert Case.objects.get(pk=case.pk).state == "study"
