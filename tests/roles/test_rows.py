"""Which rows a request sees: its own offices', at the level of SQL, whatever the code above asks for."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from netralitas import tallies
from netralitas.roles.acting import Acting, acting, name_case
from netralitas.roles.rows import POLICIES
from netralitas.roles.table import DbRole, grants, models
from procedures.models import Proceeding
from regions import offices
from reports import distress, handling, messages
from reports.models.case import Case, FormerHandler, Recusal
from reports.models.distress import DistressCall
from reports.models.opening import Opening
from reports.models.report import Message
from reports.openings import KEPT_OUT
from services.notifications import outbox
from tests.factories import accounts, regions, reports, sanctions

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
    pytest.mark.django_db,
]
REGIONS = {
    "bawaslu-samarinda": "64.72",
    "bawaslu-kukar": "64.02",
    "bawaslu-balikpapan": "64.71",
    "bawaslu-kotim": "62.02",
    "bawaslu-kendari": "74.71",
}
BAWASLU_ROWS = sorted(label for label in POLICIES if grants(label, DbRole.STAFF).get("SELECT"))
DESK_ROWS = sorted(label for label in POLICIES if grants(label, DbRole.AGENCY).get("SELECT"))


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    with time_machine.travel("2024-10-04T09:00:00+08:00", tick=False):
        yield


def counted(label: str, role: DbRole, *offices: str, person: str = "", roles: tuple[str, ...] = ()) -> int:
    """How many rows of a table a request sees, by SQL that filters nothing."""
    with acting(Acting(role, offices, person, roles)), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {models()[label]._meta.db_table}")  # noqa: S608 (a table of ours)
        return int(cursor.fetchone()[0])


def seen(label: str, role: DbRole, *offices: str, **more: object) -> set[object]:
    """The keys of these rows."""
    with acting(Acting(role, offices, **more)):  # type: ignore[arg-type]
        return set(models()[label].objects.values_list("pk", flat=True))


def filed_everywhere() -> dict[str, Case]:
    return {office: reports.filed(reports.submission(region=code, district=""))[1] for office, code in REGIONS.items()}


def a_whole_case() -> Case:
    """A case with a row in nearly every table of Bawaslu's."""
    _code, case = reports.filed()
    reports.heard(case, on=case.received_on)
    handling.register(case, number="001/Reg", by=reports.desk(case))
    reports.referred(case, on=case.received_on)
    return case


def test_five_regions_see_their_own_cases_and_nobody_elses() -> None:
    cases = filed_everywhere()

    for office, case in cases.items():
        assert case.handler_id == office
        assert seen("reports.Case", DbRole.STAFF, office) == {case.pk}
        for label, number in {"Report": 1, "CaseReport": 1, "Respondent": case.respondent_count, "Standing": 1}.items():
            assert counted(f"reports.{label}", DbRole.STAFF, office) == number, (office, label)
        assert seen("procedures.Proceeding", DbRole.STAFF, office) == {case.leg().pk}
        assert counted("procedures.Step", DbRole.STAFF, office) == case.leg().steps.count()
        assert counted("procedures.Deadline", DbRole.STAFF, office) == case.leg().deadlines.count()


def test_who_acts_for_two_offices_sees_both() -> None:
    cases = filed_everywhere()

    both = ("bawaslu-kukar", "bawaslu-kotim")
    assert seen("reports.Case", DbRole.STAFF, *both) == {cases[one].pk for one in both}


@pytest.mark.parametrize("label", BAWASLU_ROWS)
def test_without_an_office_the_staff_role_sees_no_row(label: str) -> None:
    a_whole_case()

    assert counted(label, DbRole.STAFF) == 0
    assert counted(label, DbRole.STAFF, "") == 0


@pytest.mark.parametrize("label", DESK_ROWS)
def test_without_an_office_a_desk_sees_no_row(label: str) -> None:
    a_whole_case()

    assert counted(label, DbRole.AGENCY) == 0


def test_an_office_sees_its_whole_case_under_the_rules() -> None:
    case = a_whole_case()

    for label in ("Respondent", "PlenaryDecision", "Answer", "PackageOrigin", "PackageRespondent", "PackageLeg"):
        assert counted(f"reports.{label}", DbRole.STAFF, case.handler_id) > 0, label
        assert counted(f"reports.{label}", DbRole.STAFF, "bawaslu-kendari") == 0, label


@pytest.mark.parametrize("role", ["custodian", "auditor", "sysadmin"])
def test_who_looks_after_letters_counts_them_and_reads_no_row(role: str) -> None:
    outbox.enqueue("reporter_received", reference=f"envelope:{uuid4()}", key="a")
    outbox.enqueue("reporter_received", reference=f"envelope:{uuid4()}", key="breach:7:b")
    outbox.enqueue("reporter_received", reference=f"envelope:{uuid4()}", key="breach:70:c")

    assert counted("notifications.Message", DbRole.STAFF, roles=(role,)) == 0
    with acting(Acting(DbRole.STAFF, (), "", (role,))):
        assert [(one.letter, one.state, one.number) for one in tallies.letters()] == [
            ("reporter_received", "waiting", 3)
        ]
        assert tallies.posted(7) == ({"waiting": 1} if role == "auditor" else {})


def test_nobody_else_counts_letters() -> None:
    outbox.enqueue("reporter_received", reference=f"envelope:{uuid4()}", key="breach:7:a")

    for role in ("operator", "verifier", "leader"):
        with acting(Acting(DbRole.STAFF, ("bawaslu-balikpapan",), "", (role,))):
            assert tallies.letters() == []
            assert tallies.posted(7) == {}


def test_who_received_a_call_sees_the_messages_of_that_report_and_nothing_else_of_the_case() -> None:
    with time_machine.travel("2024-10-03T10:00:00+08:00", tick=False):
        code, case = reports.filed()
        other, _case = reports.filed()
        for one in (code, other):
            messages.from_reporter(one, "Sebelumnya.")
        before = set(Message.objects.filter(report=reports.report_of(code)).values_list("pk", flat=True))
        call = distress.call(code, past_the_leader=True)
        messages.from_reporter(code, "Pada panggilan.")
    above, leads = (DbRole.STAFF, "bawaslu-kaltim"), {"roles": ("leader",)}
    assert seen("reports.Message", *above, **leads) == set()

    DistressCall.objects.update(received_on="2024-10-04", received_by=call.pk)
    every = set(Message.objects.filter(report=reports.report_of(code)).values_list("pk", flat=True))
    assert (len(every), len(before)) == (2, 1)
    assert seen("reports.Message", *above, **leads) == every
    assert seen("reports.Message", *above, roles=("verifier",)) == set()
    assert seen("reports.Message", DbRole.STAFF, "bawaslu-kendari", **leads) == set()
    assert seen("reports.Message", DbRole.STAFF, case.handler_id, **leads) & every == before
    assert seen("reports.DistressCall", DbRole.STAFF, case.handler_id, **leads) == set()
    for label in ("Report", "Case", "CaseReport", "Respondent", "Exhibit", "Standing"):
        assert counted(f"reports.{label}", *above, **leads) == 0, label

    with acting(Acting(DbRole.STAFF, ("bawaslu-kaltim",), "", ("leader",))):
        name_case(str(call.pk))
        assert list(Case.objects.values_list("pk", flat=True)) == [case.pk]

    DistressCall.objects.update(closed_on="2024-10-04", closed_by=call.pk)
    assert seen("reports.Message", *above, **leads) == set()
    assert seen("reports.Message", DbRole.STAFF, case.handler_id, **leads) & every == before


def test_a_desk_sees_the_packages_that_came_to_it_and_the_legs_about_their_people() -> None:
    with time_machine.travel("2024-10-03T10:00:00+08:00", tick=False):
        ours, theirs = sanctions.respondent(), sanctions.respondent(employer="pemkot-samarinda")
        sanctions.personnel_leg(ours)
        overseen = sanctions.oversight_leg(ours)
        other = sanctions.personnel_leg(theirs, office="bkpsdm-samarinda")

    assert seen("reports.ReferralPackage", DbRole.AGENCY, "bkpsdm-balikpapan") == {ours.package_id}
    assert seen("reports.PackageRespondent", DbRole.AGENCY, "bkpsdm-balikpapan") == {ours.pk}
    assert overseen.proceeding_id in seen("procedures.Proceeding", DbRole.AGENCY, "bkpsdm-balikpapan")
    assert other.proceeding_id not in seen("procedures.Proceeding", DbRole.AGENCY, "bkpsdm-balikpapan")
    assert seen("reports.ReferralPackage", DbRole.AGENCY, "bkpsdm-kendari") == set()
    assert seen("reports.ReferralPackage", DbRole.AGENCY, "bkn", "kasn") == {ours.package_id}


def test_a_package_that_has_not_left_is_seen_by_no_desk() -> None:
    person = sanctions.respondent()
    sanctions.personnel_leg(person)
    type(person.package).objects.filter(pk=person.package_id).update(released_on=None)

    assert seen("reports.ReferralPackage", DbRole.AGENCY, "bkpsdm-balikpapan") == set()
    assert seen("reports.PackageRespondent", DbRole.AGENCY, "bkpsdm-balikpapan") == set()


def test_bkn_sees_what_had_come_to_kasn_only_while_it_acts_for_it() -> None:
    person = sanctions.respondent()
    leg = sanctions.oversight_leg(person)
    Proceeding.objects.filter(pk=leg.proceeding_id).update(agency="kasn")

    assert seen("reports.PackageLeg", DbRole.AGENCY, "bkn") == set()
    assert seen("reports.PackageLeg", DbRole.AGENCY, "bkn", "kasn") == {leg.pk}


def test_a_desk_is_refused_whatever_leads_to_the_reporter() -> None:
    """N-01 and T-01: refused by the database, not by a page."""
    a_whole_case()
    for label in (
        "reports.Report", "reports.Case", "reports.CaseReport", "reports.Respondent", "reports.Message",
        "reports.Draft", "reports.Exhibit", "reports.Standing", "reports.StatusLine", "reports.PackageOrigin",
        "reports.Recusal", "reports.PlenaryMinutes", "vault.Envelope", "vault.Grant", "evidence.Original",
        "audit.Head", "sessions.Session",
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            counted(label, DbRole.AGENCY, "bkn")
    with pytest.raises(DatabaseError, match="permission denied"), acting(Acting(DbRole.AGENCY, ("bkn",))):
        connection.cursor().execute("SELECT note FROM procedures_step")


def test_the_former_office_keeps_sight_and_the_level_above_gets_it_when_silence_lifts() -> None:
    case = filed_everywhere()["bawaslu-kukar"]
    FormerHandler.objects.create(
        case=case, agency_id="bawaslu-samarinda", to_id="bawaslu-kukar", on=case.received_on, version=1
    )

    assert case.pk in seen("reports.Case", DbRole.STAFF, "bawaslu-samarinda")
    assert seen("reports.Case", DbRole.STAFF, "bawaslu-kaltim") == set()
    Proceeding.objects.filter(pk=case.leg().pk).update(level=1)
    assert seen("reports.Case", DbRole.STAFF, "bawaslu-kaltim") == {case.pk}
    assert seen("reports.Case", DbRole.STAFF, "bawaslu-kalteng") == set()


def test_a_case_below_is_found_by_its_random_reference_by_the_level_above_alone(settings: object) -> None:
    settings.DATABASE_ROLE = DbRole.STAFF.value  # type: ignore[attr-defined]
    case = filed_everywhere()["bawaslu-kukar"]

    for office, found in (("bawaslu-kaltim", True), ("bawaslu-kalteng", False), ("bawaslu-kotim", False)):
        with acting(Acting(DbRole.STAFF, (office,))):
            name_case(case.reference)
            assert Case.objects.filter(pk=case.pk).exists() is found
    assert seen("reports.Case", DbRole.STAFF, "bawaslu-kaltim") == set()


def test_letters_are_seen_by_the_person_and_the_office_they_went_to() -> None:
    _code, case = reports.filed()
    reports.relayed()
    handling.return_for_completion(case, missing=["evidence"], by=reports.desk(case))
    reports.relayed()

    references = {one.reference for one in models()["notifications.Message"].objects.all()}
    assert {one.partition(":")[0] for one in references} == {"agency", "envelope"}
    with acting(Acting(DbRole.STAFF, (case.handler_id,))):
        visible = set(models()["notifications.Message"].objects.values_list("reference", flat=True))
    assert visible == {f"agency:{case.handler_id}"}
    assert counted("notifications.Message", DbRole.AGENCY, "bkn") == 0


def an_opening(case: Case) -> Opening:
    asked = {"requester": uuid4(), "purpose": "x", "grant": uuid4(), "at": timezone.now()}
    return Opening.objects.create(case=case, report=case.links.get().report, office=case.handler, **asked)


def test_a_request_is_hidden_from_whoever_must_stand_aside_from_its_case() -> None:
    _code, case = reports.filed()
    opening = an_opening(case)
    case.respondents.update(person_hash="c" * 64)
    unit = regions.unit(offices.get(case.handler_id), "DINAS contoh")
    people = [accounts.user(person_hash="c" * 64), accounts.user(unit=unit), accounts.user(), accounts.user()]
    Recusal.objects.create(case=case, user=people[2].pk, reason="kin", at=timezone.now())

    for role in ("custodian", "auditor"):
        found = [counted("reports.Opening", DbRole.STAFF, person=str(one.pk), roles=(role,)) for one in (*people,)]
        assert found == [0, 0, 0, 1]
    assert counted("reports.Opening", DbRole.STAFF, person=str(opening.requester)) == 1


def test_who_may_not_agree_is_told_to_those_who_decide_and_to_nobody_else() -> None:
    _code, case = reports.filed()
    opening, officer, aside = an_opening(case), uuid4(), uuid4()
    handling.assign(case, officer=officer, by=reports.desk(case))
    Recusal.objects.create(case=case, user=aside, reason="kin", at=timezone.now())

    def told(role: str) -> set[object]:
        with acting(Acting(DbRole.STAFF, (), str(uuid4()), (role,))), connection.cursor() as cursor:
            cursor.execute(KEPT_OUT, [opening.pk])
            return {account for (account,) in cursor.fetchall()}

    assert {officer, aside} <= told("custodian") == told("leader")
    assert told("verifier") == told("auditor") == told("sysadmin") == set()


def test_a_row_of_another_office_cannot_be_changed_either() -> None:
    case = filed_everywhere()["bawaslu-kukar"]

    with acting(Acting(DbRole.STAFF, ("bawaslu-kendari",))):
        assert Case.objects.filter(pk=case.pk).update(late=True) == 0
    case.refresh_from_db()
    assert case.late is False
