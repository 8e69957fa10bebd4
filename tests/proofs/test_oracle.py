"""A thousand codes that never were against a thousand that once opened something: one answer, one time (T-05)."""

import time
from statistics import fmean, variance

import pytest
import time_machine
from django.test import Client

from reports import drafts, receipts
from reports.models.report import Standing
from tests.factories import reports as factory

pytestmark = [pytest.mark.proof, pytest.mark.measures_time, pytest.mark.django_db]
MANY = 1000


def once_valid() -> list[str]:
    """Half of them drafts that have expired, half reports whose page was purged."""
    expired = [receipts.issue() for _number in range(MANY // 2)]
    with time_machine.travel("2024-10-01T09:00:00+08:00", tick=False):
        for code in expired:
            drafts.save(code, {"body": {"kind": "tip"}})
    purged = [factory.filed()[0] for _number in range(MANY - len(expired))]
    Standing.objects.all().delete()
    return [code for pair in zip(expired, purged, strict=True) for code in pair]


def welch(left: list[float], right: list[float]) -> float:
    """The t of two samples that need not vary alike."""
    return (fmean(left) - fmean(right)) / (variance(left) / len(left) + variance(right) / len(right)) ** 0.5


def test_codes_that_never_were_and_codes_that_are_gone_cannot_be_told_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with time_machine.travel("2024-10-09T09:00:00+08:00", tick=True):  # a draft lives for seven days
        gone = once_valid()
        never = [receipts.issue() for _number in range(MANY)]
        client, answers = Client(), set()
        times: dict[str, list[float]] = {"never": [], "gone": []}
        for pair in zip(never, gone, strict=True):
            for kind, code in zip(("never", "gone"), pair, strict=True):
                begun = time.perf_counter()
                response = client.post("/lacak/", {"code": code})
                times[kind].append((time.perf_counter() - begun) * 1000)
                answers.add((response.status_code, len(response.content)))
    told = f"never {fmean(times['never']):.3f} ms, gone {fmean(times['gone']):.3f} ms, "
    told += f"Welch t {welch(times['never'], times['gone']):.2f} (wanted: less than 4.5)"
    with capsys.disabled():
        print(f"\n  {told}")
    assert len(answers) == 1
