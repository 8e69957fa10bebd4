"""One-time codes: the published vectors, drift, single use, guessing."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from services.audit.models import Entry
from services.vault import one_time, sealing
from services.vault.models import CodeUse, Envelope
from services.vault.officers import Act
from services.vault.refusals import Refused
from tests.factories import vault

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("moment", "code"),
    [  # RFC 6238, appendix B, SHA-1, the last six digits
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    assert one_time.code_at(SECRET, moment // 30) == code
    assert one_time.matching_step(SECRET, code, at=moment) == moment // 30


@pytest.mark.parametrize(("away", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clock_may_be_one_step_off(away: int, taken: bool) -> None:
    step = 50_000_000
    code = one_time.code_at(SECRET, step + away)
    assert one_time.matching_step(SECRET, code, at=step * 30 + 29) == (step + away if taken else None)


@pytest.mark.parametrize("code", ["", "1", "28708", "2870820", " 287082", "２８７０８２", "abcdef", "\ud800"])
def test_malformed_codes_match_nothing(code: str) -> None:
    assert one_time.matching_step(SECRET, code, at=59) is None


def refusal(officer: vault.Officer, code: str) -> str:
    with pytest.raises(Refused) as refused:
        one_time.verify(vault.desk(), officer.account, code, Act.DECIDE)
    return refused.value.code


@pytest.mark.django_db
class TestVerify:
    """Against the sealed factor of one account."""

    def test_right_code_names_the_person(self) -> None:
        officer = vault.Officer()
        assert one_time.verify(vault.desk(), officer.account, officer.code(), Act.DECIDE) == officer.person
        assert one_time.person_of(vault.desk(), officer.account, Act.LOOK) == officer.person

    def test_code_is_used_once(self) -> None:
        officer = vault.Officer()
        code = officer.code()
        one_time.verify(vault.desk(), officer.account, code, Act.DECIDE)
        assert refusal(officer, code) == "wrong_code"

    def test_earlier_code_than_the_last_is_refused(self) -> None:
        officer = vault.Officer()
        with time_machine.travel(time.time(), tick=False):
            one_time.verify(vault.desk(), officer.account, officer.code(), Act.DECIDE)
            assert refusal(officer, officer.code(steps=-1)) == "wrong_code"
            assert one_time.verify(vault.desk(), officer.account, officer.code(steps=1), Act.DECIDE) == officer.person

    def test_account_without_a_factor_is_refused(self) -> None:
        with pytest.raises(Refused) as refused:
            one_time.verify(vault.desk(), vault.Officer(enrolled=False).account, "000000", Act.DECIDE)
        assert refused.value.code == "not_enrolled"
        assert CodeUse.objects.count() == 0

    def test_five_wrong_codes_close_the_door_for_five_minutes(self) -> None:
        officer = vault.Officer()
        start = datetime.now(tz=UTC)
        with time_machine.travel(start, tick=False):
            assert [refusal(officer, "0") for _ in range(6)] == ["wrong_code"] * 5 + ["wait"]
            assert refusal(officer, officer.code()) == "wait"
        with time_machine.travel(start + timedelta(minutes=5, seconds=1), tick=False):
            assert one_time.verify(vault.desk(), officer.account, officer.code(), Act.DECIDE) == officer.person
        assert CodeUse.objects.get().failures == 0

    def test_wrong_codes_of_one_officer_do_not_stop_another(self) -> None:
        careless, careful = vault.Officer(), vault.Officer()
        for _ in range(6):
            refusal(careless, "0")
        assert one_time.verify(vault.desk(), careful.account, careful.code(), Act.DECIDE) == careful.person

    def test_first_use_of_a_new_device_is_in_the_audit(self) -> None:
        officer = vault.Officer()
        with time_machine.travel(time.time(), tick=False):
            one_time.verify(vault.desk(), officer.account, officer.code(), Act.DECIDE)
            one_time.verify(vault.desk(), officer.account, officer.code(steps=1), Act.DECIDE)
            first = Envelope.objects.get()
            officer.secret = b"another device"
            second = sealing.enrol(officer.account, person=officer.person, secret=officer.secret)
        with time_machine.travel(time.time() + 120, tick=False):
            assert refusal(officer, officer.code()) == "new_factor"
        entries = list(Entry.objects.values_list("action", "subject", "detail"))
        assert entries == [
            (f"factor:{verb}", str(officer.account), {"envelope": str(envelope.pk)})
            for verb, envelope in (("first_used", first), ("replaced", second), ("first_used", second))
        ]

    def test_factor_moved_from_another_account_raises_an_alarm(self) -> None:
        victim, thief = vault.Officer(), vault.Officer()
        stolen = Envelope.objects.get(subject=victim.account)
        Envelope.objects.filter(subject=thief.account).update(ciphertext=stolen.ciphertext)
        assert refusal(thief, victim.code()) == "tampered"
        assert list(Entry.objects.values_list("action", "subject")) == [("envelope:alarm", str(thief.account))]
