"""What is left of a report when its time is over: that there was one, and what became of it.

First who reported, by the clock; much later, and only where the archive law's consent is there,
what was told and shown. Status, respondents, decisions and counts stay (`netralitas.retention.table`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from regions.enums import ContestKind
from reports import enclosing, exhibits, privacy
from reports.enums import Favoured, Knowers
from reports.models.case import CaseReport
from reports.models.consent import Consent
from reports.models.distress import DistressCall
from reports.models.hearing import Preservation
from reports.models.opening import Opening, Unsealing
from reports.models.report import Exhibit, Message, Report, Standing, StatusLine
from services.audit import ledger, log
from services.evidence import store
from services.evidence.models import Original
from services.vault.models import Envelope, EnvelopeKind

TOLD: dict[str, object] = {
    "narrative": "", "place": "", "district": None, "also_in": "", "act": None, "incident_date": None,
    "known_date": None, "contest": ContestKind.UNKNOWN, "favoured": Favoured.UNKNOWN, "knowers": Knowers.UNKNOWN,
    "capacity": "", "text_bound": "", "name_given": False, "address_given": False, "contact_given": False,
    "adult": None, "former_receptions": None,
}  # fmt: skip


def closed(before: datetime) -> QuerySet[Report]:
    """Reports whose case has been closed since `before`; a case that was opened again is not."""
    link = CaseReport.objects.filter(
        report=OuterRef("pk"), unlinked_at__isnull=True, case__closed_at__lte=before
    )  # fmt: skip
    return Report.objects.filter(Exists(link))


def named(before: datetime) -> QuerySet[Report]:
    """Those of them of which the vault was not yet told to forget the reporter."""
    return closed(before).filter(identity_purged_on__isnull=True)


def forget(before: datetime, *, most: int = 500) -> int:
    """Let the vault forget who reported; how many reports. Raises `privacy.VaultDown` where it does not answer."""
    reports = list(named(before).only("pk", "subject").order_by("pk")[:most])
    for report in reports:
        privacy.purge(report, actor="system")
    return len(reports)


def destroyable(before: datetime) -> QuerySet[Report]:
    """Reports closed before that day whose content may be destroyed once the consent is there."""
    return closed(before).filter(destroyed_on__isnull=True, identity_purged_on__isnull=False)


def destroy(before: datetime, *, letter: str, actor: str) -> int:
    """Destroy what these reports told and showed; `letter` is the number of the consent. How many reports."""
    done = 0
    for report in destroyable(before).only("pk", "received_on").order_by("pk"):
        wipe(report)
        log.record("report:destroyed", subject=report.pk, actor=actor, letter=letter)
        done += 1
    return done


def wipe(report: Report) -> None:
    """Delete content, evidence, messages and the reporter's page of one report, and close its code for ever."""
    receipt_hash = Report.objects.values_list("receipt_hash", flat=True).get(pk=report.pk)
    shown = Exhibit.objects.filter(receipt_hash=receipt_hash)
    originals = {one for one in shown.values_list("original", flat=True) if one}
    ledger.note(ledger.REPORT, [report.pk])
    with transaction.atomic():
        Preservation.objects.filter(exhibit__in=shown).delete()
        Unsealing.objects.filter(exhibit__in=shown.values("pk")).update(purpose="")
        enclosing.forget(report)
        enclosing.untie(shown)
        shown.delete()
        Message.objects.filter(report=report).delete()
        Consent.objects.filter(report=report).update(shown={})
        CaseReport.objects.filter(report=report).update(reason="")
        DistressCall.objects.filter(report=report).update(note="")
        Opening.objects.filter(report=report).update(purpose="")
        Standing.objects.filter(receipt_hash=receipt_hash).delete()
        StatusLine.objects.filter(receipt_hash=receipt_hash).delete()
        midnight = datetime.combine(report.received_on, time(), tzinfo=UTC)
        Report.objects.filter(pk=report.pk).update(
            **TOLD, receipt_hash=f"destroyed:{report.pk}", received_at=midnight, destroyed_on=timezone.localdate()
        )
        _purge_files(originals)


def replay() -> dict[str, int]:
    """After a restore: delete again what the ledger names; how much of each had come back.

    Run by whoever may write every table, since no vault runs yet.
    """
    back, today = {"envelopes": 0, "reports": 0, "files": 0}, timezone.localdate()
    for people in _batches(ledger.subjects(ledger.IDENTITY)):
        with transaction.atomic():
            gone, _of_each = envelopes_of(people).delete()
            Report.objects.filter(subject__in=people, identity_purged_on=None).update(identity_purged_on=today)
        back["envelopes"] += gone
    for reports in _batches(ledger.subjects(ledger.REPORT)):
        for report in Report.objects.filter(pk__in=reports, destroyed_on=None).only("pk", "received_on"):
            wipe(report)
            back["reports"] += 1
    for files in _batches(ledger.subjects(ledger.ORIGINAL)):
        back["files"] += _purge_files(files)
    return back


def envelopes_of(people: Iterable[UUID]) -> QuerySet[Envelope]:
    """What lies sealed of reporters and their witnesses. An officer's second factor is none of it."""
    return Envelope.objects.filter(subject__in=list(people)).exclude(kind=EnvelopeKind.SECOND_FACTOR)


def counts() -> dict[str, int]:
    """For `check_invariants`: what was deleted for good and is here all the same."""
    forgotten, destroyed = ledger.subjects(ledger.IDENTITY), ledger.subjects(ledger.REPORT)
    left = Exhibit.objects.filter(report__destroyed_on__isnull=False)
    return {
        "reports: purged identity is back": sum(envelopes_of(some).count() for some in _batches(forgotten)),
        "reports: destroyed report is back": sum(
            Report.objects.filter(pk__in=some, destroyed_on=None).count() for some in _batches(destroyed)
        ),
        "reports: destroyed report still shows evidence": left.count(),
    }


def _batches(ids: Sequence[UUID], size: int = 1000) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _purge_files(ids: Iterable[UUID]) -> int:
    """Delete sealed files that no exhibit stands for any more; how many."""
    free = set(ids)
    rows = list(Original.objects.filter(pk__in=free - exhibits.used_by(free)))
    if rows:
        ledger.note(ledger.ORIGINAL, [row.pk for row in rows])
    for row in rows:
        store.purge(row)
    return len(rows)
