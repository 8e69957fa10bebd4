"""What evidence is called: one name in a case, which stays, and no letter where reporters could be counted."""

import re
from uuid import UUID

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from procedures.transitions import Unmet
from reports import enclosing, exhibits, linking, messages, naming, packages
from reports.models.case import Case, CaseReport
from reports.models.package import PackageExhibit, ReferralPackage
from reports.models.report import Exhibit, Message, Report
from services.audit.models import Entry
from services.notifications.models import Owed
from tests.factories import reports as made
from tests.factories.packages import built, contents

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_campaign():
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


def told(pieces: int = 1) -> tuple[str, Case]:
    """Somebody's report with so many links, in a case of its own."""
    code, case = made.filed()
    for number in range(1, pieces + 1):
        exhibits.accept_link(code, f"https://contoh.example/{made.report_of(code).ticket}/{number}")
    return code, case


def joined(case: Case, pieces: int = 1) -> str:
    code, _own = told(pieces)
    linking.link(made.report_of(code), case, by=made.desk(case))
    return code


def names(case: Case) -> dict[UUID, list[str]]:
    """By report, what its evidence is called."""
    found: dict[UUID, list[str]] = {}
    for row in enclosing.travelling(case).order_by("number"):
        assert row.report_id is not None
        found.setdefault(row.report_id, []).append(naming.known_as(row))
    return found


def turns(case: Case) -> list[int]:
    """By the public reference of its report, in which turn it joined; as the statement of a whole column says it."""
    links = CaseReport.objects.filter(case=case, unlinked_at__isnull=True).order_by("linked_at", "pk")
    return list(links.annotate(turn=naming.turn("case", report="report")).values_list("turn", flat=True))


def key(code: str) -> UUID:
    return made.report_of(code).pk


@pytest.mark.parametrize(
    ("turn", "letter"), [(0, "A"), (1, "B"), (25, "Z"), (26, "AA"), (27, "AB"), (701, "ZZ"), (702, "AAA")]
)
def test_letters_follow_one_another(turn: int, letter: str) -> None:
    assert naming.letter(turn) == letter


def test_in_a_case_of_one_report_its_evidence_has_the_first_letter() -> None:
    code, case = told(2)
    assert names(case) == {key(code): ["A1", "A2"]}
    assert turns(case) == [0]


def test_in_a_case_of_three_reports_no_two_pieces_share_a_name() -> None:
    first, case = told(2)
    second, third = joined(case, 2), joined(case)
    assert names(case) == {key(first): ["A1", "A2"], key(second): ["B1", "B2"], key(third): ["C1"]}
    assert turns(case) == [0, 1, 2]


def test_a_name_stays_when_evidence_comes_later_and_when_a_report_leaves_and_comes_back() -> None:
    first, case = told(1)
    second, third = joined(case), joined(case)
    exhibits.accept_link(first, "https://contoh.example/kemudian")
    own = linking.unlink(made.report_of(second), by=made.desk(case))
    assert names(case) == {key(first): ["A1", "A2"], key(third): ["C1"]}
    assert names(own) == {key(second): ["A1"]}
    fourth = joined(case)
    linking.link(made.report_of(second), case, by=made.desk(case))
    assert names(case) == {key(first): ["A1", "A2"], key(second): ["B1"], key(third): ["C1"], key(fourth): ["D1"]}


@pytest.mark.parametrize("reports", [1, 3])
def test_names_cost_no_statement_of_their_own(reports: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _code, case = told(2)
    for _number in range(1, reports):
        joined(case, 2)
    with django_assert_num_queries(1):
        assert sum(map(len, names(case).values())) == 2 * reports


def test_a_package_numbers_its_evidence_anew_and_without_letters() -> None:
    _code, case = told(2)
    joined(case, 2)
    made.heard(case, on=case.received_on)
    package = built(case)
    assert list(package.exhibits.values_list("number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize("said", ["Lihat Bukti B2.", "lihat bukti a1", "Bukti AA10 dan Bukti 3", "Evidence B2"])
def test_a_package_that_names_evidence_by_letter_is_refused(said: str) -> None:
    _code, case = told()
    joined(case)
    made.heard(case, on=case.received_on)
    before = Entry.objects.count()
    with pytest.raises(Unmet, match="Teks menyebut bukti dengan huruf kasus"):
        packages.build(case, contents(case, narrative=f"{made.OFFICIAL} {said}"), by=made.desk(case))
    assert (ReferralPackage.objects.count(), PackageExhibit.objects.count()) == (0, 0)
    assert Entry.objects.count() == before
    [concern] = packages.check(case, said)
    assert (concern.code, concern.final) == ("named", True)


@pytest.mark.parametrize(
    "said", ["Lihat Bukti 2.", "Bukti P-2 di sidang", "bukti di 2 tempat", "bukti-B2", "Bukti ABC12", "tanda bukti"]
)
def test_a_number_without_a_letter_may_stand_anywhere(said: str) -> None:
    code, case = told()
    assert packages.check(case, said) == []
    assert messages.from_office(made.report_of(code), said, by=made.desk(case)).text == said


def test_a_message_to_a_reporter_bears_no_letter_and_is_not_sent() -> None:
    _code, case = told()
    second = joined(case, 2)
    rows = [model.objects.count() for model in (Message, Owed, Entry)]
    with pytest.raises(messages.Refused, match="yang menunjukkan bahwa ada laporan lain") as refused:
        messages.from_office(made.report_of(second), "Bukti B2 tidak terbaca.", by=made.desk(case))
    assert refused.value.code == "named"
    assert [model.objects.count() for model in (Message, Owed, Entry)] == rows


def test_a_reporter_may_write_what_they_like() -> None:
    code, _case = told()
    assert messages.from_reporter(code, "Lihat Bukti A1 saya.") is not None


def test_the_reporters_numbers_are_those_of_their_own_code() -> None:
    first, case = told(2)
    second = joined(case, 2)
    assert [[one.number for one in exhibits.listed(code)] for code in (first, second)] == [[1, 2], [1, 2]]
    assert Exhibit.objects.filter(report__in=Report.objects.all()).count() == 4
    assert re.fullmatch(r"https://contoh\.example/.*/2", exhibits.listed(second)[1].link)
