from datetime import date

import pytest
import time_machine

from regions import offices
from regions.models import Unit
from reports import visibility
from reports.models.case import Case
from reports.models.package import PackageLeg, ReferralPackage
from sanctions import inbox, recommendations
from services.accounts.models import User
from tests.factories import accounts, reports
from tests.factories import sanctions as make

pytestmark = pytest.mark.django_db


def marks(legs: list[PackageLeg]) -> list[int]:
    return [leg.pk for leg in legs]


def test_a_desk_holds_the_legs_of_its_own_procedure_and_office() -> None:
    overseen, followed = make.oversight_leg(), make.personnel_leg()
    make.personnel_leg(office="bkpsdm-kukar")
    assert list(inbox.legs_of(accounts.officer("bkn", "bkn"), make.TODAY)) == [overseen]
    assert list(inbox.legs_of(accounts.officer("bkpsdm", "bkpsdm-balikpapan"), make.TODAY)) == [followed]
    assert list(inbox.legs_of(accounts.officer("operator", "bawaslu-balikpapan"), make.TODAY)) == []


@pytest.mark.parametrize("user", [{"is_active": False}])
def test_a_closed_account_holds_no_desk(user: dict[str, bool]) -> None:
    make.oversight_leg()
    assert list(inbox.legs_of(accounts.officer("bkn", "bkn", **user), make.TODAY)) == []


def test_a_membership_that_has_ended_holds_no_desk() -> None:
    make.oversight_leg()
    user = accounts.user()
    accounts.membership(user, "bkn", "bkn", until=make.TODAY)
    assert list(inbox.legs_of(user, make.TODAY)) == []


def test_bawaslu_reaches_only_the_legs_it_has_sent() -> None:
    leg = make.oversight_leg()
    for role in ("operator", "leader"):
        assert list(inbox.legs_sent_by(accounts.officer(role, "bawaslu-balikpapan"), make.TODAY)) == [leg]
        assert list(inbox.legs_sent_by(accounts.officer(role, "bawaslu-kukar"), make.TODAY)) == []
    assert list(inbox.legs_sent_by(accounts.officer("bkn", "bkn"), make.TODAY)) == []


def test_a_verifier_reaches_the_legs_of_their_own_cases_and_of_untaken_ones() -> None:
    _code, case = reports.filed()
    leg = make.of_case(make.oversight_leg(), case)
    make.oversight_leg()  # of no case that anybody of the office has
    own, other = (accounts.officer("verifier", "bawaslu-balikpapan") for _number in range(2))
    assert [list(inbox.legs_sent_by(one, make.TODAY)) for one in (own, other)] == [[leg], [leg]]
    Case.objects.filter(pk=case.pk).update(officer=own.pk)
    assert [list(inbox.legs_sent_by(one, make.TODAY)) for one in (own, other)] == [[leg], []]


def test_the_work_of_kasn_lies_at_bkn_in_whose_name_it_is_done(clock: time_machine.Traveller) -> None:
    clock.move_to("2024-07-01T02:00:00+00:00")
    leg = make.oversight_leg()
    user = accounts.officer("bkn", "bkn")
    assert inbox.desks(user, date(2024, 7, 1)) != []
    assert list(inbox.legs_of(user, date(2024, 7, 1))) == []
    clock.move_to("2024-09-04T02:00:00+00:00")
    assert list(inbox.legs_of(user, date(2024, 9, 4))) == [leg]
    assert [by.agency for by in inbox.actors(user, leg, date(2024, 9, 4))] == ["bkn"]
    assert inbox.offices_of(user, date(2024, 9, 4)) == [offices.get("bkn")]


def test_one_person_with_two_desks_sees_both() -> None:
    user: User = accounts.officer("bkpsdm", "bkpsdm-balikpapan")
    accounts.membership(user, "bkpsdm", "bkpsdm-kukar")
    first, second = make.personnel_leg(), make.personnel_leg(office="bkpsdm-kukar")
    assert set(inbox.legs_of(user, make.TODAY)) == {first, second}


def test_nobody_sees_a_file_about_themself() -> None:
    leg = make.personnel_leg(make.respondent(person_hash="a" * 64))
    assert list(inbox.legs_of(accounts.officer("bkpsdm", "bkpsdm-balikpapan"), make.TODAY)) == [leg]
    themself = accounts.officer("bkpsdm", "bkpsdm-balikpapan", person_hash="a" * 64)
    assert list(inbox.legs_of(themself, make.TODAY)) == []


def test_a_package_that_has_not_left_yet_lies_at_no_desk() -> None:
    leg = make.oversight_leg()
    ReferralPackage.objects.update(released_on=None)
    assert list(inbox.legs_of(accounts.officer("bkn", "bkn"), make.TODAY)) == []
    assert list(inbox.legs_sent_by(accounts.officer("operator", "bawaslu-balikpapan"), make.TODAY)) == []
    assert PackageLeg.objects.get() == leg


@pytest.mark.parametrize("office", ["bkn", "bkpsdm-balikpapan"])
@pytest.mark.parametrize("who", [{}, {"person_hash": "a" * 64}, {"unit": True}])
def test_what_lies_at_a_desk_is_what_the_visibility_of_packages_says(office: str, who: dict[str, object]) -> None:
    """One rule of recusal, asked in two ways: here per leg, there per package."""
    home = make.package()
    for person in ({}, {"of": home, "person_hash": "a" * 64}, {"of": home, "unit": "Dinas Lain"}):
        leg = make.oversight_leg(make.respondent(**person))
        make.personnel_leg(leg.respondent)
    unit = Unit.objects.create(agency=offices.get("pemkot-balikpapan"), name="dinas lain")
    fields = {**who, "unit": unit} if who.get("unit") else who
    user = accounts.officer("bkn" if office == "bkn" else "bkpsdm", office, **fields)
    seen = visibility.packages_visible_to(user)
    expected = PackageLeg.objects.filter(respondent__package__in=seen, proceeding__agency=office)
    assert set(inbox.legs_of(user, make.TODAY)) == set(expected)
    assert len(expected) == (1 if who else 3)


def test_pages_follow_each_other_in_every_order(clock: time_machine.Traveller) -> None:
    for day in (3, 3, 4, 5, 5):
        clock.move_to(f"2024-10-0{day}T02:00:00+00:00")
        make.oversight_leg()
    legs = list(PackageLeg.objects.order_by("pk"))
    recommendations.reject(legs[0], by=make.acting(), reason="Contoh.")
    recommendations.reject(legs[4], by=make.acting(), reason="Contoh.")
    everything = PackageLeg.objects.all()
    for ordered, expected in (
        (inbox.in_hand(everything), [legs[1], legs[2], legs[3]]),
        (inbox.finished(everything), [legs[4], legs[0]]),
        (inbox.by_arrival(everything), legs[::-1]),
    ):
        seen, after = [], ""
        while True:
            page = inbox.page(ordered, after=after, size=2)
            seen += page.legs
            after = page.after
            if not after:
                break
        assert marks(seen) == marks(expected)


def test_a_leg_without_a_running_clock_comes_last() -> None:
    without, with_clock = make.oversight_leg(), make.oversight_leg()
    without.proceeding.deadlines.all().delete()
    assert marks(inbox.page(inbox.in_hand(PackageLeg.objects.all())).legs) == marks([with_clock, without])


@pytest.mark.parametrize("mark", ["x", "2024-10-03", "2024-13-01.1", "2024-10-03.x", "2024-10-03.", "." * 500, "\x00"])
def test_a_mark_of_somewhere_else_is_refused(mark: str) -> None:
    with pytest.raises(inbox.BadCursor):
        inbox.page(inbox.in_hand(PackageLeg.objects.all()), after=mark)
