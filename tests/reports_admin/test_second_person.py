"""Who is no second person for a request: a higher custodian concerned, whoever has the case meanwhile, whoever let
the requester in, and an auditor whose own matter it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from procedures.vocabulary import Actor
from regions import offices
from regions.models import Unit
from reports import handling, openings
from reports.models.case import Case, Recusal
from reports.models.opening import Opening, Unsealing
from services.accounts.models import FactorReset, RequestState, RoleRequest
from services.vault.models import Grant
from tests.factories import accounts, regions, reports
from tests.reports_admin.conftest import HOME
from tests.reports_admin.opening import CENTRE, LIST, WHY, Person, address, asked, letters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_answers")]
PROVINCE = "bawaslu-kaltim"
UNSEALED = "/admin/reports/unsealing/"


def rows(person: Person, page: str = LIST) -> list[object]:
    """What the person's list of requests holds."""
    context = person.client.get(page).context
    return [*context["waiting"], *context["rows"]] if page == LIST else list(context["cl"].result_list)


def reads_nothing(person: Person, opening: Opening) -> bool:
    """Whether the request is not there for the person, on its page, on the list and for a decision."""
    answers = [person.client.get(address(opening)).status_code, person.act(opening, "approve").status_code]
    return answers == [404, 404] and rows(person) == []


def unit() -> Unit:
    """The unit of the person reported, by its name."""
    return regions.unit(offices.get(HOME), "DINAS contoh")


def test_a_custodian_of_a_higher_level_whom_it_is_about_reads_and_decides_nothing(filing: tuple[str, Case]) -> None:
    _code, case = filing
    case.respondents.update(person_hash="c" * 64)
    near, accused = Person("custodian", PROVINCE), Person("custodian", CENTRE, person_hash="c" * 64)
    colleague, far = Person("custodian", CENTRE, unit=unit()), Person("custodian", CENTRE)
    opening = asked(Person("verifier"), case)
    assert {str(one.user.pk) for one in (accused, colleague)} <= set(opening.barred)
    assert letters("staff_opening_asked") == {f"user:{near.user.pk}"}
    assert reads_nothing(accused, opening)
    assert reads_nothing(colleague, opening)
    assert Grant.objects.get().approver == ""
    assert far.act(opening, "approve").status_code == 302


def test_where_the_nearest_custodian_is_concerned_the_next_level_is_written_to(filing: tuple[str, Case]) -> None:
    _code, case = filing
    case.respondents.update(person_hash="c" * 64)
    Person("custodian", PROVINCE, person_hash="c" * 64)
    above = Person("custodian", CENTRE)
    asked(Person("verifier"), case)
    assert letters("staff_opening_asked") == {f"user:{above.user.pk}"}


def test_who_is_known_as_respondent_only_later_reads_and_decides_nothing(filing: tuple[str, Case]) -> None:
    _code, case = filing
    custodian = Person("custodian", CENTRE, person_hash="c" * 64)
    opening = asked(Person("verifier"), case)
    assert len(rows(custodian)) == 1
    case.respondents.update(person_hash="c" * 64)
    assert reads_nothing(custodian, opening)


def taking_a_step(case: Case, leader: Person) -> None:
    handling.register(case, number="001/Reg", by=Actor("leader", user=leader.user.pk, agency=HOME))


def being_given_it(case: Case, leader: Person) -> None:
    handling.assign(case, officer=leader.user.pk, by=reports.desk(case))


@pytest.mark.parametrize("gets", [taking_a_step, being_given_it])
def test_a_leader_who_gets_the_case_during_the_wait_no_longer_agrees(
    filing: tuple[str, Case], gets: Callable[[Case, Person], None]
) -> None:
    _code, case = filing
    leader, twin = Person("leader", person_hash="a" * 64), Person("custodian", CENTRE, person_hash="a" * 64)
    other = Person("leader")
    opening = asked(Person("verifier"), case)
    assert "Setuju" in leader.client.get(address(opening)).content.decode()

    gets(case, leader)

    assert str(leader.user.pk) not in opening.barred
    assert leader.client.get(LIST).context["waiting"] == []
    assert [one.act(opening, "approve").status_code for one in (leader, twin)] == [403, 403]
    assert Grant.objects.get().approver == ""
    assert other.act(opening, "approve").status_code == 302


def test_the_vault_hears_who_has_the_case_now(filing: tuple[str, Case], monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the page's look and the vault's answer nothing is taken on trust: the vault compares persons itself."""
    _code, case = filing
    leader = Person("leader")
    opening = asked(Person("verifier"), case)
    being_given_it(case, leader)
    monkeypatch.setattr(openings, "may_decide", lambda _opening, _user: True)
    assert leader.act(opening, "approve").status_code == 422
    assert Grant.objects.get().approver == ""


def test_who_stands_aside_during_the_wait_agrees_through_no_account(filing: tuple[str, Case]) -> None:
    _code, case = filing
    leader, twin = Person("leader", person_hash="a" * 64), Person("custodian", CENTRE, person_hash="a" * 64)
    opening = asked(Person("verifier"), case)
    Recusal.objects.create(case=case, user=leader.user.pk, reason="kin", at=timezone.now())
    assert reads_nothing(leader, opening)
    assert twin.act(opening, "approve").status_code == 403
    assert Grant.objects.get().approver == ""


def reset(of: Person, *, asked_by: Person, by: Person) -> None:
    done = {"state": RequestState.APPROVED, "decided_by": by.user, "decided_at": timezone.now()}
    FactorReset.objects.create(user=of.user, asked_by=asked_by.user, asked_at=timezone.now(), reason="hilang", **done)


def role(of: Person, *, asked_by: Person, by: Person) -> None:
    done = {"state": RequestState.APPROVED, "decided_by": by.user, "decided_at": timezone.now()}
    where = {"agency_id": HOME, "role": "verifier", "since": timezone.localdate(), "basis": "SK 1"}
    RoleRequest.objects.create(user=of.user, asked_by=asked_by.user, asked_at=timezone.now(), **where, **done)


@pytest.mark.parametrize("lets_in", [reset, role])
def test_who_let_the_requester_in_is_no_second_person_for_thirty_days(
    filing: tuple[str, Case], moment: time_machine.Traveller, lets_in: Callable[..., None]
) -> None:
    _code, case = filing
    verifier, administrator = Person("verifier"), Person("sysadmin", CENTRE)
    keeper, twin = Person("custodian", CENTRE, person_hash="a" * 64), Person("leader", person_hash="a" * 64)
    free = Person("custodian", CENTRE)
    lets_in(verifier, asked_by=administrator, by=keeper)
    opening = asked(verifier, case)
    assert f"user:{keeper.user.pk}" not in letters("staff_opening_asked")
    assert keeper.client.get(LIST).context["waiting"] == []
    assert [one.act(opening, "approve").status_code for one in (keeper, twin)] == [403, 403]
    assert Grant.objects.get().approver == ""
    assert free.act(opening, "approve").status_code == 302

    moment.shift(timedelta(days=31))
    for one in (verifier, keeper):
        one.client, one.used = accounts.signed_in(one.user, Client()), -1
    again = asked(verifier, case, kind="contact")
    assert keeper.act(again, "approve").status_code == 302


def test_it_counts_for_every_account_of_the_requester(filing: tuple[str, Case]) -> None:
    verifier, second = Person("verifier", person_hash="b" * 64), Person("verifier", person_hash="b" * 64)
    keeper = Person("custodian", CENTRE)
    reset(second, asked_by=Person("sysadmin", CENTRE), by=keeper)
    opening = asked(verifier, filing[1])
    assert keeper.act(opening, "approve").status_code == 403


def test_an_auditor_reads_no_request_and_no_opened_file_of_their_own_matter(filing: tuple[str, Case]) -> None:
    _code, case = filing
    case.respondents.update(person_hash="c" * 64)
    accused, colleague = Person("auditor", CENTRE, person_hash="c" * 64), Person("auditor", CENTRE, unit=unit())
    aside, free = Person("auditor", CENTRE), Person("auditor", CENTRE)
    Recusal.objects.create(case=case, user=aside.user.pk, reason="kin", at=timezone.now())
    opening = asked(Person("verifier"), case)
    ids = {"exhibit": case.pk, "original": case.pk, "account": opening.requester}
    Unsealing.objects.create(
        case=case, office=case.handler, number=1, reason="unreadable", purpose=WHY, at=opening.at, **ids
    )
    for one in (accused, colleague, aside):
        assert one.client.get(address(opening)).status_code == 404
        assert rows(one) == rows(one, UNSEALED) == []
    assert WHY in free.client.get(address(opening)).content.decode()
    assert [len(rows(free)), len(rows(free, UNSEALED))] == [1, 1]
