"""Lines between the office and the person who holds the code. Neither side learns anything else."""

import math
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.vocabulary import Actor
from regions import days, offices
from reports import distress, naming, notices, own, receipts, texts
from reports.models.case import Case
from reports.models.distress import DistressCall
from reports.models.report import Message, Report
from services.audit import log

LONGEST = 4000
LONGEST_WAIT = timedelta(days=60)  # for an answer
MOST, PER = 20, timedelta(hours=1)  # messages that one code may send
QUIET = timedelta(minutes=10)  # one letter to the office for all that comes meanwhile
SENTENCES: dict[str, Promise] = {
    "required": _("Tulis pesan Anda."),
    "max_length": _("Pesan paling panjang 4.000 karakter."),
    "due": _("Pilih hari sesudah hari ini, paling lama 60 hari lagi."),
    "control_characters": _("Pesan mengandung karakter tidak sah."),
    "named": _(
        "Pesan menyebut bukti dengan huruf kasus, yang menunjukkan bahwa ada laporan lain. Pelapor mengenal "
        "buktinya tanpa huruf: tulis “Bukti 2”, bukan “Bukti B2”."
    ),
    "too_many": _("Paling banyak 20 pesan dalam satu jam. Pesan ini belum terkirim; kirim lagi nanti."),
}


class Refused(Exception):
    """The text cannot be kept as it is; `code` is stable, the text a sentence for the person."""

    def __init__(self, code: str) -> None:
        super().__init__(str(SENTENCES[code]))
        self.code = code


class TooMany(Refused):
    """This code has sent its messages of the hour; after `wait` seconds the next one is taken."""

    def __init__(self, wait: int) -> None:
        super().__init__("too_many")
        self.wait = wait


def from_reporter(code: str, text: str, *, with_step: bool = False) -> Message | None:
    """A message from the holder of the code to the office; None for a code that opens nothing.

    Raises `Refused`. The office gets a neutral letter that something has come: one in ten minutes, unless
    it has answered meanwhile. While the author's call past the office's leader is open, only the leader who
    was told reads it and is written to. Brake and call do not touch what goes `with_step`, once, to the office.
    """
    written = _checked(text)
    # The public's process may not read what was filed, nor all of a case.
    report = Report.objects.only("region").filter(receipt_hash=receipts.digest(code)).first()
    if report is None:
        return None
    with transaction.atomic():
        before = _pace(code, braked=not with_step)
        linked = Case.objects.only("handler", "officer").filter(links__report=report, links__unlinked_at__isnull=True)
        case = linked.first()
        past = distress.past_the_leader(report, handler=case.handler_id) if case and not with_step else None
        message = _written(report, written, from_reporter=True, call=past)
        key = f"{sum(not one.from_reporter for one in before)}:{int(message.at.timestamp() // QUIET.total_seconds())}"
        if past:
            distress.owe_letter(past, to="leader", key=key)
        elif case:
            notices.tell_office(case, key=f"said:{case.pk.hex}:{key}")
    return message


def from_office(report: Report, text: str, *, by: Actor, due_on: date | None = None) -> Message:
    """A message of the office to the reporter; raises `Refused`. The reporter gets a neutral letter.

    With `due_on`, the last day for an answer, it is a question, and a term on the reporter's page until answered.
    """
    written = _checked(text)
    if naming.NAMED.search(written):
        raise Refused("named")
    zone = offices.region(report.region_id).zone
    today = days.local_date(timezone.now(), zone)
    if due_on is not None and not today < due_on <= today + LONGEST_WAIT:
        raise Refused("due")
    due_at = days.end_of(due_on, zone) if due_on else None
    with transaction.atomic():
        message = _written(report, written, from_reporter=False, by=by, due_at=due_at)
        notices.ask_reporter(report, key=f"said:{message.pk}", due=days.spoken(due_at, zone) if due_at else "")
        log.record("report:message", subject=report.pk, actor=by.reference, message=message.pk)
    return message


def from_leader(found: DistressCall, text: str, *, by: Actor) -> Message:
    """A message of the leader who received a call for help to its author; raises `Refused`, `NotYours` and `Unmet`.

    The office that the call goes past reads neither it nor the answers.
    """
    distress.insist_on_hearing(found, by=by)
    written, now = _checked(text), timezone.now()
    with transaction.atomic():
        message = Message.objects.create(
            report_id=found.report_id,
            from_reporter=False,
            text=written,
            at=now,
            on=days.local_date(now, offices.get(found.told_id).zone),  # the report itself is not theirs to read
            user=by.user,
            call=found if found.bypasses_id else None,
        )
        distress.owe_letter(found, to="author", key=str(message.pk))
        log.record("report:message", subject=found.report_id, actor=by.reference, message=message.pk, call=found.pk)
    return message


def _pace(code: str, *, braked: bool) -> list[own.Written]:
    """What was written before, looked at by one sender at a time; raises `TooMany`."""
    receipt_hash, now = receipts.digest(code), timezone.now()
    own.alone(receipt_hash)
    before = own.pace(receipt_hash)
    lately = sorted(one.at for one in before if one.from_reporter and one.at > now - PER)
    if braked and len(lately) >= MOST:
        raise TooMany(math.ceil((lately[-MOST] + PER - now).total_seconds()))
    return before


def _checked(text: str) -> str:
    written = texts.lines(text)
    if texts.refused(written):
        raise Refused("control_characters")
    if not texts.shows(written):
        raise Refused("required")
    if len(written) > LONGEST:
        raise Refused("max_length")
    return written


def _written(
    report: Report,
    text: str,
    *,
    from_reporter: bool,
    by: Actor | None = None,
    due_at: datetime | None = None,
    call: DistressCall | None = None,
) -> Message:
    now = timezone.now()
    return Message.objects.create(
        report=report,
        from_reporter=from_reporter,
        text=text,
        at=now,
        on=days.local_date(now, offices.region(report.region_id).zone),
        due_at=due_at,
        user=by.user if by else None,
        call=call,
    )
