"""The page on which a second person of Bawaslu confirms or declines what was typed in from a letter."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from procedures import transitions
from procedures.models import LetterRecord
from procedures.transitions import Refused, Unmet
from procedures.vocabulary import Actor
from reports import awaiting
from reports.admin import lettered, officers
from reports.admin.lettered import Pair, Waiting
from reports.models.package import PackageLeg
from sanctions import facts
from sanctions.admin import stepping
from sanctions.admin.desk import Allowed
from sanctions.admin.events import EVENTS
from services.accounts.models import User

PAGE = "admin:reports_packagerespondent_letter"


def with_last_record(legs: QuerySet[PackageLeg]) -> QuerySet[PackageLeg]:
    """The legs with what was typed in last about each, confirmed or not, for `told`; no query more."""
    rows = LetterRecord.objects.filter(leg=OuterRef("proceeding")).order_by("-recorded_at")
    last = JSONObject(id="id", event="event", state="state", agency="agency")
    return legs.annotate(
        last_record=Subquery(rows.values(told=last)[:1]),
        last_decided_by=Subquery(rows.values("decided_by")[:1]),
        last_decided_at=Subquery(rows.values("decided_at")[:1]),
    )


def name_deciders(legs: Sequence[PackageLeg]) -> None:
    """Name on each leg, for `told`, who decided what was typed in last. At most one query."""
    decided = [(leg, getattr(leg, "last_decided_by", None)) for leg in legs]
    names = officers.names(by for _leg, by in decided)
    for leg, by in decided:
        vars(leg)["last_decider"] = names.get(by, "") if by else ""


def told(leg: PackageLeg, *, back: str) -> Waiting | None:
    """What was typed in last about a leg, and who decided it; its page leads back. No query."""
    last = getattr(leg, "last_record", None)
    if not last:
        return None
    page = reverse(PAGE, args=[leg.respondent_id, leg.pk, UUID(last["id"])])
    return lettered.told(
        last["event"],
        last["state"],
        f"{page}?{urlencode({stepping.BACK: back})}",
        agency=last["agency"],
        by=getattr(leg, "last_decider", ""),
        at=getattr(leg, "last_decided_at", None),
    )


def decide(row: LetterRecord, leg: PackageLeg, legs: Sequence[PackageLeg], data: QueryDict, *, by: User) -> None:
    """Confirm or decline, as the form says; raises `Refused` with nothing changed."""
    with transaction.atomic():
        if "confirm" in data:
            confirm(row, leg, legs, by=by)
        else:
            awaiting.decline(row, by=by, note=data.get("note", ""))


def confirm(row: LetterRecord, leg: PackageLeg, legs: Sequence[PackageLeg], *, by: User) -> None:
    """Take the step that was typed in, in the name of who recorded it; raises `Refused` with nothing changed."""
    step = _step(row, leg, legs)
    form = stepping.form_of(step, lettered.data(row, str(row.version)))
    if not form.is_valid():
        raise Unmet(_("Isian surat ini tidak berlaku lagi. Tolak, lalu catat kembali."))

    def take() -> None:
        letter = form.letter()
        if letter is not None:
            letter.scan = row.scan
            letter.save(force_insert=True)
        EVENTS[row.event].verb(leg, by=step.by, letter=letter, expected_version=row.version, **form.given())

    awaiting.confirm(row, by=by, take=take)


def shown(row: LetterRecord, leg: PackageLeg, legs: Sequence[PackageLeg], user: User) -> dict[str, Any]:
    """The record in words, and whether the reader decides it."""
    return lettered.words(row, _typed(row, leg, legs), user=user)


def _typed(row: LetterRecord, leg: PackageLeg, legs: Sequence[PackageLeg]) -> list[Pair]:
    try:
        step = _step(row, leg, legs)
    except Refused:
        return lettered.as_typed(row.typed)
    return lettered.pairs(stepping.form_of(step, lettered.data(row, str(row.version))), row.typed)


def _step(row: LetterRecord, leg: PackageLeg, legs: Sequence[PackageLeg]) -> Allowed:
    """The step as its recorder may take it now; raises `Unmet` where it is not open any more."""
    by = Actor(row.role, user=row.recorded_by, agency=row.agency)
    offers = transitions.available(leg.proceeding, by=by, facts=facts.of(leg, legs))
    found = next((one for one in offers if one.event == row.event), None)
    if found is None or leg.proceeding.version != row.version:
        raise Unmet(_("Sementara itu ada langkah lain. Tolak catatan ini, lalu catat suratnya kembali."))
    return Allowed(leg, found, by)
