"""A million entries, and whose identity was exposed to whom in a day of them: measured and printed."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from services.audit import exposure
from services.audit.exposure import Kind
from services.audit.models import Entry

pytestmark = [
    pytest.mark.proof,
    pytest.mark.measures_time,
    pytest.mark.postgres,
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the rows are made by PostgreSQL"),
]
ENTRIES = 1_000_000
START = datetime(2024, 1, 1, tzinfo=UTC)
FILL = """
    INSERT INTO audit_entry (action, subject, actor, detail, at, digest)
    SELECT (ARRAY['identity:shown', 'case:read', 'case:listed', 'case:assign', 'report:read'])[1 + n %% 5],
           md5((n %% 20000)::text)::uuid::text, 'user:' || md5((n %% 400)::text)::uuid, '{}',
           %s::timestamptz + n * interval '30 seconds', ''
    FROM generate_series(0, %s - 1) AS n
"""


def test_a_million_entries_are_answered_in_under_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, [START, ENTRIES])
        cursor.execute("ANALYZE audit_entry")
    assert Entry.objects.count() >= ENTRIES
    day = START + timedelta(days=100)
    told = []
    for span, kind in ((1, Kind.IDENTITY), (30, Kind.IDENTITY), (347, Kind.IDENTITY), (347, None)):
        began = time.perf_counter()
        since = START if span > 300 else day
        found = list(exposure.exposures(since, since + timedelta(days=span), kind=kind))
        seconds = time.perf_counter() - began
        told.append(f"{span} days, {kind.value if kind else 'everything'}: {len(found)} exposures in {seconds:.2f} s")
        assert sum(one.times for one in found) == _expected(since, span, kind)
    with capsys.disabled():
        print("\n  " + "\n  ".join(told))


def _expected(since: datetime, span: int, kind: Kind | None) -> int:
    """Every fifth entry shows an identity; of five, all but the one that only assigns expose something."""
    first = round((since - START) / timedelta(seconds=30))
    numbers = range(first, min(first + span * 2880, ENTRIES))
    return sum(n % 5 == 0 for n in numbers) if kind else sum(n % 5 != 3 for n in numbers)
