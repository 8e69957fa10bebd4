"""Asking for consent from the case page, and going on after silence."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from reports import handling, packages
from reports.models.case import Case
from reports.models.consent import Consent
from reports.models.package import ReferralPackage
from reports.models.report import Report
from reports.packages import Contents
from services.accounts.reentry import LASTS
from services.audit.models import Entry
from services.notifications.models import Owed
from tests.factories import accounts, reports
from tests.reports_admin.conftest import HOME, Desk, act, page, verb

pytestmark = pytest.mark.django_db
DAY = date(2024, 10, 4)
UNASKED = "persetujuan belum diminta; kurang dari lima orang mungkin tahu"


@pytest.fixture
def case(db: None) -> Case:
    """A registered case that few could know of."""
    _code, found = reports.filed(reports.submission(knowers="few"))
    handling.register(found, number="1/Reg", by=reports.desk(found))
    reports.heard(found, on=DAY)
    return found


@pytest.fixture
def package(case: Case) -> ReferralPackage:
    """Its package, which nobody has approved."""
    people = list(case.respondents.values_list("pk", flat=True))
    return packages.build(case, Contents(reports.OFFICIAL, "1/PM", DAY, people), by=reports.desk(case))


def read(client: Client, case: Case) -> str:
    return client.get(page(case)).content.decode()


def test_the_case_page_says_that_few_could_know_and_offers_to_ask(
    desk: Desk, case: Case, package: ReferralPackage
) -> None:
    shown = read(desk("verifier"), case)
    assert "1 sampai 4 orang" in shown
    assert UNASKED in shown
    assert "Minta persetujuan pelapor atas berkas penerusan" in shown
    assert "Minta persetujuan pelapor atas berkas penerusan" not in read(desk("operator"), case)


def test_a_leader_s_approval_says_what_it_waits_for(desk: Desk, case: Case, package: ReferralPackage) -> None:
    response = act(desk("leader"), case, "approve", package=str(package.pk), read="on")
    assert response.status_code == 422
    assert "Mintalah dulu persetujuan pelapor atas berkas ini." in response.content.decode()
    package.refresh_from_db()
    assert package.approved_on is None


def test_a_leader_whose_code_is_old_hears_first_what_is_missing_and_is_asked_for_a_code_afterwards(
    case: Case, package: ReferralPackage
) -> None:
    leader = accounts.signed_in(accounts.officer("leader", HOME), code_age=LASTS)
    before = (Entry.objects.filter(action__startswith="package:").count(), Owed.objects.count())
    response = act(leader, case, "approve", package=str(package.pk), read="on")
    assert response.status_code == 422
    assert "Mintalah dulu persetujuan pelapor atas berkas ini." in response.content.decode()
    assert "reentry_token" not in response.content.decode()
    assert (Entry.objects.filter(action__startswith="package:").count(), Owed.objects.count()) == before
    Report.objects.update(knowers="many")
    asked = act(leader, case, "approve", package=str(package.pk), read="on")
    assert asked.status_code == 403
    assert "reentry_token" in asked.content.decode()
    package.refresh_from_db()
    assert package.approved_on is None


def test_asking_stands_on_the_case_page(desk: Desk, case: Case, package: ReferralPackage) -> None:
    client = desk("verifier")
    assert act(client, case, "ask-consent", package=str(package.pk))["Location"] == page(case)
    assert Consent.objects.get().package == package
    shown = read(client, case)
    assert "persetujuan diminta, ditunggu sampai 6 Oktober 2024" in shown
    assert UNASKED not in shown
    assert client.get(verb(case, "ask-consent")).status_code == 404


def test_going_on_is_offered_to_a_leader_after_the_last_day_only(
    desk: Desk, case: Case, package: ReferralPackage, moment: time_machine.Traveller
) -> None:
    act(desk("verifier"), case, "ask-consent", package=str(package.pk))
    assert desk("leader").get(verb(case, "without-consent")).status_code == 404
    moment.move_to("2024-10-07T09:00:00+08:00")
    assert desk("verifier").get(verb(case, "without-consent")).status_code == 403
    leader = desk("leader")
    assert act(leader, case, "without-consent", package=str(package.pk), reason="public").status_code == 422
    assert Consent.objects.get().silence == ""
    done = act(leader, case, "without-consent", package=str(package.pk), reason="public", read="on")
    assert done["Location"] == page(case)
    assert "tidak menjawab; diteruskan tanpa bukti" in read(leader, case)
    act(leader, case, "approve", package=str(package.pk), read="on")
    package.refresh_from_db()
    assert package.approved_on == date(2024, 10, 7)
