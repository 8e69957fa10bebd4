from datetime import date
from typing import Any

import pytest
from django.test import RequestFactory

from reports.models.package import ReferralPackage
from sanctions import recommendations
from sanctions.admin import panels
from services.accounts import access
from tests.factories import accounts
from tests.factories import sanctions as make
from tests.sanctions.desks import step_of

pytestmark = pytest.mark.usefixtures("kinds")
BACK = "/admin/reports/case/x/change/"


def shown(*packages: ReferralPackage, role: str = "operator", office: str = "bawaslu-balikpapan") -> str:
    request = RequestFactory().get(BACK)
    request.user = accounts.officer(role, office)
    access.standings(request)
    return str(panels.follow_up(request, packages, BACK).html)


def test_shows_leg_and_state_of_every_person() -> None:
    home = make.package()
    for name in ("Contoh Satu", "Contoh Dua"):
        make.oversight_leg(make.respondent(of=home, name=name))
    page = shown(home)
    assert page.index("Contoh Satu") < page.index("Contoh Dua")
    assert page.count("Verifikasi pengawas netralitas") == 2
    assert page.count("Badan Kepegawaian Negara (BKN)") == 2


def test_is_silent_before_anything_has_begun() -> None:
    assert shown(make.respondent().package) == ""


@pytest.mark.parametrize(("role", "offered"), [("operator", True), ("verifier", True), ("leader", False)])
def test_offers_to_record_from_a_letter_to_those_who_may(role: str, offered: bool) -> None:
    leg = make.oversight_leg()
    page = shown(leg.respondent.package, role=role)
    assert (f"{step_of(leg, 'recommend')}?kembali=%2Fadmin%2Freports%2Fcase%2Fx%2Fchange%2F" in page) is offered


def test_what_was_recorded_from_a_letter_says_so() -> None:
    leg = make.oversight_leg()
    recommendations.recommend(
        leg, by=make.confirmed(leg, "recommend", make.acting("operator", "bawaslu-balikpapan")),
        letter=make.letter(), number="R-7/CONTOH",
        dated_on=make.TODAY, violation_class="discipline", text="Hukuman sedang.", announced_on=date(2024, 10, 3),
    )  # fmt: skip
    page = shown(leg.respondent.package)
    assert "R-7/CONTOH, 3 Oktober 2024" in page
    assert "menurut surat BKN nomor S-12/CONTOH/2024, 3 Oktober 2024" in page
    assert "Rekomendasi dikeluarkan: diumumkan 3 Oktober 2024" in page
    assert "Tindak lanjut PPK" in page


@pytest.mark.parametrize("number", [1, 3])
def test_costs_three_queries_for_one_person_and_for_three(number: int, django_assert_num_queries: Any) -> None:
    home = make.package()
    for _each in range(number):
        make.oversight_leg(make.respondent(of=home))
    request = RequestFactory().get(BACK)
    request.user = accounts.officer("operator", "bawaslu-balikpapan")
    access.standings(request)
    with django_assert_num_queries(3):
        panels.follow_up(request, [home], BACK)
