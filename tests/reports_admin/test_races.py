"""Two officers press at once: one act happens, the other gets the page back with what they typed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from procedures.models import Step
from reports.models.case import Case
from services.audit.models import Entry
from tests.factories import accounts, reports
from tests.reports_admin.conftest import HOME, verb, version

ROUNDS = 5


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_exactly_one_acts_and_the_other_is_told() -> None:
    clients = [accounts.signed_in(accounts.officer("verifier", HOME)) for _ in range(2)]
    for _round in range(ROUNDS):
        case = reports.filed()[1]
        seen = version(clients[0], case, "register")
        barrier = Barrier(2)

        def press(client: Client, number: str, case: Case = case, barrier: Barrier = barrier, seen: str = seen) -> int:
            barrier.wait()
            try:
                return client.post(verb(case, "register"), {"version": seen, "number": number}).status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            answers = sorted(pool.map(press, clients, ("001", "002")))

        assert answers == [302, 409]
        assert Step.objects.filter(proceeding__subject=case.pk, event="register").count() == 1
        assert Entry.objects.filter(action="proceeding:register").count() == _round + 1
