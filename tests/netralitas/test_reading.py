"""A SELECT from memory says what Django would have composed, word by word, and its rows are the same objects."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, models, transaction
from django.db.backends.postgresql import compiler as djangos
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower

from netralitas.postgresql import reading
from procedures.models import Deadline, Proceeding, Reminder, ReminderState, Step
from reports.models.case import Case, CaseReport, Respondent
from reports.models.package import PackageLeg
from services.notifications.models import Message, Owed

pytestmark = pytest.mark.postgres
NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)
Made = Callable[[], "QuerySet[Any, Any]"]


@pytest.fixture(autouse=True)
def _on_postgresql() -> Iterator[None]:
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL alone")
    reading._known.clear()
    yield
    reading._known.clear()


# Neighbours differ in one thing each: a comparison that overlooked it would give one the other's text.
KNOWN: dict[str, Made] = {
    "all": lambda: Proceeding.objects.all(),
    "one by key": lambda: Proceeding.objects.filter(pk=ONE),
    "one by another key": lambda: Proceeding.objects.filter(pk=TWO),
    "one by office": lambda: Proceeding.objects.filter(agency="bkn"),
    "with a limit": lambda: Proceeding.objects.filter(pk=ONE)[:21],
    "with another limit": lambda: Proceeding.objects.filter(pk=ONE)[:22],
    "from the fifth on": lambda: Proceeding.objects.filter(pk=ONE)[5:22],
    "locked": lambda: Proceeding.objects.filter(pk=ONE).select_for_update(),
    "locked, skipping": lambda: Proceeding.objects.filter(pk=ONE).select_for_update(skip_locked=True),
    "locked, one of two": lambda: Deadline.objects.select_related("proceeding").select_for_update(of=("self",)),
    "locked, the other of two": lambda: Deadline.objects.select_related("proceeding").select_for_update(
        of=("proceeding",)
    ),
    "its order": lambda: Step.objects.filter(proceeding=ONE),
    "no order": lambda: Step.objects.filter(proceeding=ONE).order_by(),
    "another order": lambda: Step.objects.filter(proceeding=ONE).order_by("-number"),
    "the other way round": lambda: Step.objects.filter(proceeding=ONE).reverse(),
    "ordered by what is joined": lambda: Step.objects.order_by("proceeding__began_at"),
    "neither condition": lambda: Deadline.objects.all(),
    "two conditions": lambda: Deadline.objects.filter(proceeding=ONE, ended_at__isnull=True),
    "two others": lambda: Deadline.objects.filter(proceeding=ONE, ended_at__isnull=False),
    "either": lambda: Deadline.objects.filter(Q(proceeding=ONE) | Q(due_at__lte=NOON)),
    "neither": lambda: Deadline.objects.exclude(Q(proceeding=ONE) | Q(due_at__lte=NOON)),
    "one of a list": lambda: Deadline.objects.filter(kind__in=["review"]),
    "one of a longer list": lambda: Deadline.objects.filter(kind__in=["review", "study"]),
    "a flag": lambda: Deadline.objects.filter(target=True),
    "no flag": lambda: Deadline.objects.filter(target=False),
    "joined": lambda: Deadline.objects.filter(proceeding__agency="bkn"),
    "joined and read": lambda: Deadline.objects.filter(proceeding__agency="bkn").select_related("proceeding"),
    "read, two joins far": lambda: Deadline.objects.select_related("proceeding__agency"),
    "read, nullable": lambda: Deadline.objects.select_related("prolongs"),
    "read, all that must be there": lambda: Deadline.objects.select_related(),
    "joined many to one": lambda: Proceeding.objects.filter(steps__event="refer"),
    "joined many to one, once each": lambda: Proceeding.objects.filter(steps__event="refer").distinct(),
    "joined twice": lambda: Proceeding.objects.filter(steps__event="refer").filter(steps__event="close"),
    "joined, none there": lambda: Proceeding.objects.filter(steps__isnull=True),
    "distinct on a field": lambda: Step.objects.order_by("proceeding").distinct("proceeding"),
    "deferred": lambda: Case.objects.defer("missing"),
    "deferred other": lambda: Case.objects.defer("reference"),
    "only": lambda: Case.objects.only("missing"),
    "only, with what is joined": lambda: CaseReport.objects.select_related("case").only("case__missing", "reason"),
    "values": lambda: Case.objects.values("pk", "missing"),
    "values the other way round": lambda: Case.objects.values("missing", "pk"),
    "list": lambda: Case.objects.values_list("pk", "missing"),
    "flat": lambda: Case.objects.values_list("pk", flat=True),
    "values of what is joined": lambda: CaseReport.objects.filter(case=ONE).values_list("report__narrative", flat=True),
    "values once each": lambda: Respondent.objects.order_by("case").values_list("case", flat=True).distinct(),
    "JSON": lambda: Message.objects.filter(key="x"),
    "dates": lambda: Deadline.objects.filter(starts_on=date(2026, 11, 18)),
    "subquery in the condition": lambda: Reminder.objects.filter(
        deadline__in=Deadline.objects.filter(ended_at__isnull=False)
    ),
    "subquery with a condition of its own": lambda: Reminder.objects.filter(
        deadline__in=Deadline.objects.filter(ended_at__isnull=False, kind="study")
    ),
    "exists in the condition": lambda: Deadline.objects.filter(
        Exists(Reminder.objects.filter(deadline=OuterRef("pk"), state=ReminderState.OWED))
    ),
    "excluded many to one": lambda: Proceeding.objects.exclude(steps__event="refer"),
    "compared with a column": lambda: Case.objects.filter(version__lte=F("report_count")),
    "a function in the condition": lambda: Respondent.objects.annotate(small=Lower("name")).filter(small="x"),
    "counted": lambda: Case.objects.annotate(many=Count("links")),
    "counted and asked": lambda: Case.objects.annotate(many=Count("links")).filter(many__gt=1),
    "a word with it": lambda: Case.objects.annotate(word=Value("one")),
    "a number with it": lambda: Case.objects.annotate(number=Value(1)),
    "another number with it": lambda: Case.objects.annotate(number=Value(2)),
    "a number with a field": lambda: Case.objects.annotate(number=Value(1, output_field=models.TextField())),
    "ordered by an expression": lambda: Case.objects.order_by(F("closed_at").desc(nulls_last=True)),
    "united": lambda: Case.objects.filter(pk=ONE).union(Case.objects.filter(pk=TWO)),
    "picked out in SQL": lambda: Case.objects.extra(select={"one": "1"}),
    "legs of persons": lambda: PackageLeg.objects.filter(respondent__in=[ONE]).select_related("proceeding"),
}  # fmt: skip


def composed(module: Any, made: Made) -> tuple[str, list[Any]]:
    text, values = module.SQLCompiler(made().query, connection, "default").as_sql()
    return text, list(values)


@pytest.mark.django_db
def test_a_read_reads_as_django_would_compose_it() -> None:
    for _again in range(3):  # from the second time on from memory, whatever came in between
        for name, made in KNOWN.items():
            assert composed(reading, made) == composed(djangos, made), name


@pytest.mark.django_db
def test_the_text_of_a_read_is_composed_once_and_what_is_not_understood_never_kept() -> None:
    kept = {}
    for name, made in KNOWN.items():
        reading._known.clear()
        composed(reading, made)
        kept[name] = len(reading._known)
    assert sorted(name for name, one in kept.items() if not one) == [
        "a function in the condition", "a number with a field", "a word with it", "counted", "counted and asked",
        "ordered by an expression", "picked out in SQL", "united",
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_attribute_nobody_here_knows_is_left_to_django() -> None:
    query = Proceeding.objects.filter(pk=ONE).query
    query.windowed = True  # type: ignore[attr-defined]
    for _again in range(2):
        reading.SQLCompiler(query, connection, "default").as_sql()
    assert reading._known == {}


@pytest.mark.django_db
def test_no_more_known_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 1)
    for name in ("all", "its order", "flat"):
        composed(reading, KNOWN[name])
    assert len(reading._known) == 1


@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_of_a_transaction_is_refused_from_memory_too() -> None:
    locked = Owed.objects.select_for_update()
    with transaction.atomic():
        assert (list(locked.all()), list(locked.all())) == ([], [])
    assert len(reading._known) == 1
    with pytest.raises(transaction.TransactionManagementError):
        list(locked.all())


@pytest.mark.django_db
def test_an_empty_list_is_not_asked_for_and_an_empty_exclusion_excludes_nothing() -> None:
    Owed.objects.create(kind="step", ref="1", key="step:1", not_before=NOON)
    for _again in range(2):
        assert list(Owed.objects.filter(kind__in=["step"])) == [Owed.objects.get()]
        assert list(Owed.objects.filter(kind__in=[])) == []
        assert list(Owed.objects.exclude(kind__in=["step"])) == []
        assert list(Owed.objects.exclude(kind__in=[])) == [Owed.objects.get()]


@pytest.mark.django_db
def test_rows_come_as_the_same_objects_from_memory() -> None:
    for number in (1, 2):
        Message.objects.create(letter="received", reference="x", key=str(number), context={"a": 1}, created_at=NOON)
    for number in (1, 2, 1):
        found = Message.objects.get(key=str(number))
        assert (found.context, found.created_at, found.key) == ({"a": 1}, NOON, str(number))
        assert Message.objects.filter(key=str(number)).values_list("context", "key").get() == ({"a": 1}, str(number))
        assert Message.objects.filter(key=str(number)).exists()
    assert not Message.objects.filter(key="3").exists()
    assert Message.objects.defer("context").get(key="2").get_deferred_fields() == {"context"}
