"""What has had its time goes; what is still used stays."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from reports import drafts, exhibits, intake, receipts, retention
from reports.enums import Channel
from reports.models.report import ApiAnswer, Draft, Exhibit
from services.evidence.models import Original
from tests.factories import reports as made

pytestmark = pytest.mark.django_db


def test_expired_drafts_and_their_evidence_go_and_filings_keep_theirs():
    with time_machine.travel("2024-10-01T00:00:00+00:00", tick=False):
        lost, kept, filed = (receipts.issue() for _number in range(3))
        for code in (lost, filed):
            drafts.save(code, {})
            exhibits.accept_link(code, "https://a.example/1")
        intake.receive(made.submission(known_date=None, incident_date=None), code=filed, channel=Channel.FORM)
    with time_machine.travel("2024-10-07T00:00:00+00:00", tick=False):
        drafts.save(kept, {})
        exhibits.accept_link(kept, "https://a.example/2")
    with time_machine.travel("2024-10-08T00:00:00+00:00", tick=False):
        assert retention.sweep() == {"drafts": 1, "answers": 0, "exhibits": 1}
        assert retention.sweep() == {"drafts": 0, "answers": 0, "exhibits": 0}
    assert [receipts.digest(kept)] == list(Draft.objects.values_list("receipt_hash", flat=True))
    assert {row.receipt_hash for row in Exhibit.objects.all()} == {receipts.digest(kept), receipts.digest(filed)}


def test_the_files_of_evidence_nobody_handed_in_go_with_it():
    with time_machine.travel("2024-10-01T00:00:00+00:00", tick=False):
        lost, filed = receipts.issue(), receipts.issue()
        for code in (lost, filed):
            drafts.save(code, {})
            exhibits.accept_file(code, io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(64)))
        intake.receive(made.submission(known_date=None, incident_date=None), code=filed, channel=Channel.FORM)
        kept = exhibits.listed(filed)[0].original
    with time_machine.travel("2024-10-08T00:00:00+00:00", tick=False):
        assert retention.sweep()["exhibits"] == 1
    assert Original.objects.get().pk == kept


def test_answers_are_kept_for_real_hours_not_for_those_of_a_demo():
    now = datetime.now(tz=UTC)
    for number, hours in enumerate((-1, 1)):
        ApiAnswer.objects.create(key_hash=str(number), ciphertext=b"", expires_at=now + timedelta(hours=hours))
    assert retention.sweep()["answers"] == 1
    assert ApiAnswer.objects.get().key_hash == "1"
