"""A case from KASN's days under BKN and under the body that follows: what was written keeps every byte."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine

from procedures import handovers
from procedures.models import Handover
from regions import offices
from regions.models import Agency
from reports.models.package import ReferralPackage
from services.notifications import rendering
from services.notifications.models import Message
from tests.factories import reports as made
from tests.scenarios import acting, reading
from tests.scenarios.test_core import filed

pytestmark = pytest.mark.django_db
FOLLOWS = "badan-contoh"
LANGUAGES = ("id", "en")


def written() -> dict[int, list[bytes]]:
    """Every letter so far as its reader gets it, made anew from what is stored."""
    rendering._made.cache_clear()  # else the memory of this process would answer
    return {row.pk: [as_bytes(row, language) for language in LANGUAGES] for row in Message.objects.all()}


def as_bytes(row: Message, language: str) -> bytes:
    letter = rendering.render(row.letter, row.context, language=language)
    return "\0".join((letter.subject, letter.text, letter.html)).encode()


def handed(source: str, target: str, *, at: str) -> int:
    """How many open legs one office hands to another on a day."""
    with time_machine.travel(at, tick=False):
        row = handovers.ask(offices.get(source), offices.get(target), basis="Dasar contoh", by=uuid4())
        return handovers.approve(row, by=uuid4())


def test_letters_and_packages_of_one_authority_read_the_same_under_the_two_that_follow() -> None:
    kukar = reading.read("kukar")
    with time_machine.travel(kukar.filed_at, tick=False):
        code, _receipt = filed(kukar)
    referral, recommendation = kukar.later[:2]
    for moment in (referral, recommendation):
        with time_machine.travel(moment.at, tick=False):
            for act in moment.acts:
                acting.take(code, act)
    letters, packages = written(), list(ReferralPackage.objects.values())
    assert len(letters) == 20  # two at the filing, six at the referral, twelve at the recommendation
    assert any(b"Komisi Aparatur Sipil Negara" in text for texts in letters.values() for text in texts)

    Agency.objects.create(
        code=FOLLOWS, name="Badan Contoh", name_en="Example Body", kind="overseer", active_from=date(2027, 10, 16)
    )
    offices.bump()
    offices.clear()
    assert handed("kasn", "bkn", at="2024-09-04T09:00:00+07:00") == 3  # those KASN still watched over
    assert handed("bkn", FOLLOWS, at="2027-10-18T09:00:00+07:00") == 3

    assert written() == letters
    assert list(ReferralPackage.objects.values()) == packages
    assert Handover.objects.count() == 2
    watched = [leg.agency_id for leg in made.legs(made.case_of(code)) if leg.procedure == "oversight"]
    assert sorted(watched) == [FOLLOWS] * 3 + ["kasn"]  # the leg that ended under KASN stays KASN's
    offices.clear()
