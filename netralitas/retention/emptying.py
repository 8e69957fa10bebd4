"""Empties cases whose time is over, with what followed their packages: by hand, with a written consent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from netralitas.retention.table import RULES
from reports import emptying
from reports.models.case import Case
from sanctions import emptying as following
from services.audit import ledger, log

SENTENCES = {
    emptying.NOT_ENDED: "its case has not ended",
    emptying.LEG_OPEN: "an office still works on it",
    emptying.TOO_EARLY: "its period is not over by that day",
    emptying.ALREADY: "it was destroyed before",
}
BATCH = 1000


class Kept(Exception):
    """A case that must stay as it is; the text says why."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code])
        self.code = code


def proposed() -> QuerySet[Case]:
    """Cases that may be emptied once a written consent names them."""
    return emptying.due(timezone.now() - RULES["package"].period)


def named(reference: str) -> UUID | None:
    """The case with this reference, written in groups or not."""
    return Case.objects.filter(reference=reference.replace("-", "").upper()).values_list("pk", flat=True).first()


def destroy(before: datetime, *, letter: str, actor: str) -> int:
    """Empty every case that ended by that moment; `letter` is the number of the consent. How many cases."""
    found = list(emptying.due(before).order_by("pk").values_list("pk", flat=True))
    for case in found:
        destroy_one(case, before, letter=letter, actor=actor)
    return len(found)


def destroy_one(case: UUID, before: datetime, *, letter: str, actor: str) -> None:
    """Empty one case; raises `Kept` where it has not ended, its period is not over or a leg is open."""
    with transaction.atomic():
        found = Case.objects.select_for_update().get(pk=case)
        if code := emptying.hindrance(found, before):
            raise Kept(code)
        _empty(found)
        log.record("case:destroyed", subject=found.pk, actor=actor, letter=letter)


def replay() -> int:
    """After a restore: empty again what the ledger names; how many cases had come back."""
    named, again = ledger.subjects(ledger.CASE), 0
    for start in range(0, len(named), BATCH):
        for case in emptying.back(named[start : start + BATCH]):
            with transaction.atomic():
                _empty(case)
            again += 1
    return again


def _empty(case: Case) -> None:
    packages = list(emptying.packages_of(case).values_list("pk", flat=True))
    following.empty(packages)
    emptying.empty(case)
