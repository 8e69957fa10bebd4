"""Where several processes share a season, each does first what its own acts owe."""

from typing import Any

import pytest

from rehearsal import season
from rehearsal.season import Share
from reports import relay
from services.notifications import outbox
from services.notifications.models import Owed

pytestmark = pytest.mark.django_db


def test_a_share_works_off_its_own_debts_before_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(season, "BATCH", 2)
    done: list[list[str]] = []

    def work(_n: int, **only: Any) -> int:
        rows = outbox.claim(relay.KINDS, 2, **only)
        outbox.done_many(rows)
        done.append([row.key for row in rows])
        return len(rows)

    monkeypatch.setattr(relay, "run", work)
    share = Share()
    outbox.owe("step", ref=1, key="another's")
    for pair in (("own 1", "own 2"), ("own 3",)):
        with share.together():
            for key in pair:
                outbox.owe("step", ref=key, key=key)

    share.work_off()

    assert done == [["own 1", "own 2"], ["own 3"], ["another's"], []]
    assert not Owed.objects.filter(done_at__isnull=True).exists()
    done.clear()
    share.work_off()
    assert done == [[]]
