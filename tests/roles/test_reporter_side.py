"""What the holder of a code does, done by the role that serves the public; and what the other desks may not read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.test import override_settings

from netralitas.roles import making
from netralitas.roles.table import DbRole
from reports import consents, distress, exhibits, messages, packages, slips
from reports.enums import ConsentAnswer
from reports.models.case import Case
from reports.models.consent import Consent
from reports.models.distress import DistressCall
from reports.models.package import ReferralPackage
from reports.models.report import Message, Report
from reports.packages import Contents
from tests.factories import reports as made

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("roles"), pytest.mark.django_db]
TODAY = date(2024, 10, 5)


@contextmanager
def acting(role: DbRole) -> Iterator[None]:
    """Everything inside is done with the rights of a role."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{making.name(role)}"')
        yield
        cursor.execute("RESET ROLE")


@pytest.fixture
def code() -> Iterator[str]:
    """The code of a report of few, with a link, and a package about which its holder is asked."""
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        code, case = made.filed(made.submission(knowers="few"))
        exhibits.accept_link(code, "https://a.example/1")
        made.heard(case, on=TODAY)
        people = list(case.respondents.values_list("pk", flat=True))
        package = packages.build(case, Contents(made.OFFICIAL, "1", TODAY, people), by=made.desk(case))
        consents.ask(package, by=made.desk(case))
        yield code


def test_the_public_process_issues_a_receipt_without_reading_the_text(code: str) -> None:
    with acting(DbRole.PUBLIC):
        slip = slips.issue(code)
    assert slip is not None
    assert slips.check(slip.short) == slip.claim


def test_the_public_process_shows_and_takes_a_consent_without_reading_packages(code: str) -> None:
    with acting(DbRole.PUBLIC):
        asked = consents.waiting(code)
        assert asked is not None
        assert asked.shown["narrative"] == made.OFFICIAL
        consents.answer(code, agrees=False, words="Hanya saya yang tahu.")
    assert Consent.objects.get().answer == ConsentAnswer.DECLINED


def test_the_public_process_raises_a_call_and_finds_it_waiting(code: str) -> None:
    with acting(DbRole.PUBLIC):
        distress.call(code, past_the_leader=False)
        distress.call(code, past_the_leader=False)
    found = DistressCall.objects.get()
    assert found.told_id == "bawaslu-balikpapan"
    with acting(DbRole.WORKER):
        distress.told([str(found.pk)])


def test_the_public_process_counts_messages_without_reading_the_table(code: str) -> None:
    for number in range(messages.MOST):
        with acting(DbRole.PUBLIC), override_settings(DATABASE_ROLE=DbRole.PUBLIC):
            messages.from_reporter(code, f"Pesan {number}")
    with (
        pytest.raises(messages.TooMany),
        acting(DbRole.PUBLIC),
        override_settings(DATABASE_ROLE=DbRole.PUBLIC),
    ):
        messages.from_reporter(code, "Pesan 20")


REFUSED: dict[str, tuple[DbRole, Callable[[], object]]] = {
    "public reads narratives": (DbRole.PUBLIC, lambda: list(Report.objects.values_list("narrative"))),
    "public reads when messages came": (DbRole.PUBLIC, lambda: list(Message.objects.values_list("at"))),
    "public reads packages": (DbRole.PUBLIC, lambda: list(ReferralPackage.objects.values_list("narrative"))),
    "public reads notes on calls": (DbRole.PUBLIC, lambda: list(DistressCall.objects.values_list("note"))),
    "a desk reads consents": (DbRole.AGENCY, lambda: list(Consent.objects.values_list("pk"))),
    "a desk reads calls": (DbRole.AGENCY, lambda: list(DistressCall.objects.values_list("pk"))),
    "a desk reads who could know": (DbRole.AGENCY, lambda: list(Report.objects.values_list("knowers"))),
    "a worker reads where else it happened": (DbRole.WORKER, lambda: list(Report.objects.values_list("also_in"))),
    "a worker reads consents": (DbRole.WORKER, lambda: list(Consent.objects.values_list("shown"))),
}


@pytest.mark.parametrize("who", REFUSED)
def test_what_is_not_theirs_is_refused_by_the_database(code: str, who: str) -> None:
    role, reads = REFUSED[who]
    assert Case.objects.exists()
    with pytest.raises(ProgrammingError, match="permission denied"), acting(role):
        reads()
