"""Real connections: filings that commit out of order while somebody seals, and two sealers at once."""

import threading

import pytest
from django.db import connection, connections, transaction

from services.audit import chain
from services.audit.models import Entry
from tests.factories import audit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_open_filing_neither_waits_nor_leaves_a_gap() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, so ids commit in order")
    written, sealed = threading.Event(), threading.Event()

    def slow_filing() -> None:
        with transaction.atomic():
            audit.entry()
            written.set()
            sealed.wait(10)
        connections.close_all()

    slow = threading.Thread(target=slow_filing)
    slow.start()
    written.wait(10)
    quick = audit.entry()
    assert chain.seal() == 1
    sealed.set()
    slow.join()
    assert chain.seal() == 1
    assert list(Entry.objects.order_by("sequence").values_list("id", flat=True)) == [quick.pk, quick.pk - 1]
    assert chain.verify() is None


def test_four_sealers_make_one_chain() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    audit.entries(80)
    counts: list[int] = []

    def sealer() -> None:
        for _round in range(10):
            counts.append(chain.seal(7))
        connections.close_all()

    threads = [threading.Thread(target=sealer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 80
    assert chain.verify() is None
