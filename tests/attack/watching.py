"""Planted words in what the office writes beside a case: who asked to open what, worksheets, notes, summonses."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.db import models

from netralitas.models import Breach, SubjectRequest
from reports.enums import RecusalReason
from reports.models.case import CaseReport, Recusal
from reports.models.hearing import Invitation, PlenaryDecision, Preservation
from reports.models.opening import Opening, Unsealing
from reports.models.package import PackageExhibit, PackageRespondent
from reports.models.report import Exhibit
from services.accounts.enums import DataGroup
from tests.attack.planting import Planted

NOW = datetime(2024, 10, 3, 3, tzinfo=UTC)


def watched(planted: Planted) -> Planted:
    """The same case, with a word in each of these texts."""
    _papers(planted)
    _worksheets(planted)
    _notes(planted)
    return planted


def _papers(planted: Planted) -> None:
    case, account = planted.case, planted.people["assigned"].pk
    photo = Exhibit.objects.get(report=planted.report, original__isnull=False)
    assert photo.original is not None
    audit = DataGroup.AUDIT
    Opening.objects.create(
        case=case, report=planted.report, office=case.handler, requester=account, grant=uuid4(), at=NOW,
        purpose=f"Tanda tangan. {planted.word(audit)}",
    )  # fmt: skip
    Unsealing.objects.create(
        case=case, office=case.handler, exhibit=photo.pk, original=photo.original, number=1, account=account,
        reason="unreadable", purpose=f"Buram. {planted.word(audit)}", at=NOW,
    )  # fmt: skip


def _worksheets(planted: Planted) -> None:
    def word() -> str:
        return f"Contoh {planted.word(DataGroup.AUDIT)}"

    Breach.objects.create(
        detected_at=NOW, what=word(), groups=["D10"], subjects=1, measures=word(), told_how=word(), due_at=NOW
    )
    SubjectRequest.objects.create(
        received_at=NOW, channel=word(), name=word(), answer_to=word(), asker="reporter", asks="access", wish=word(),
        answer=word(), due_at=NOW,
    )  # fmt: skip


def _notes(planted: Planted) -> None:
    notes, person, copy = DataGroup.NOTES, DataGroup.RESPONDENT_IDENTITY, DataGroup.EVIDENCE_COPY
    case = planted.case
    Recusal.objects.create(case=case, user=uuid4(), reason=RecusalReason.values[0], note=planted.word(notes), at=NOW)
    Invitation.objects.create(
        respondent=case.respondents.get(), letter_number=planted.word(notes), letter_date=NOW.date(),
        hearing_on=NOW.date() + timedelta(days=2), recorded_by=uuid4(),
    )  # fmt: skip
    for rows, column, group in (
        (CaseReport.objects.filter(case=case), "reason", notes),
        (PlenaryDecision.objects.filter(case=case), "recused", notes),
        (Preservation.objects.all(), "note", notes),
        (PackageRespondent.objects.filter(package=planted.package), "description", person),
        (PackageRespondent.objects.filter(package=planted.package), "employer_text", person),
        (case.respondents.all(), "employer_text", person),
        (PackageExhibit.objects.filter(package=planted.package), "description", copy),
    ):
        _written(rows, column, planted.word(group))


def _written(rows: models.QuerySet[models.Model], column: str, word: str) -> None:
    assert rows.update(**{column: word}), f"no row for {column}"
