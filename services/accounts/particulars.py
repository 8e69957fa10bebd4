"""What one administrator records of an office: its mailbox, whether it receives reports online, its hours.

Letters to an office are neutral, so a mailbox takes one person; that nobody turns it aside in silence, the old one,
the new one and the leaders are written to. A mandate changes what a filing is before the law: it names its decision,
begins after today, and what was received before keeps its standing. Nothing recorded here changes a day gone by.
"""

from collections.abc import Mapping
from datetime import date, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from regions import days, offices
from regions.calendars import MIDNIGHT, USUAL_HOURS
from regions.models import Agency, OfficeHours, OnlineMandate
from services.accounts import access
from services.accounts.enums import Role
from services.accounts.granting import chain
from services.accounts.models import MailboxChange, User
from services.accounts.two_people import Refused
from services.audit import log
from services.notifications import outbox

WORKDAYS = range(5)
Week = Mapping[int, tuple[time, time]]  # weekday (0 = Monday) → from when to when; a day left out is closed


def move_mailbox(agency: Agency, email: str, *, by: User) -> MailboxChange | None:
    """Let letters to this office go to another mailbox, or with "" to its leaders, and write to all of them.

    None where nothing changed.
    """
    with transaction.atomic():
        former = Agency.objects.select_for_update().values_list("email", flat=True).get(pk=agency.pk)
        if former == email:
            return None
        Agency.objects.filter(pk=agency.pk).update(email=email)
        row = MailboxChange.objects.create(
            agency=agency, former_email=former, email=email, changed_by=by, changed_at=timezone.now()
        )
        offices.bump()
        # The addresses stay in the row: the book of the notary holds none.
        log.record(
            "agency:mailbox", subject=agency.pk, actor=f"user:{by.pk}", change=row.pk, had=bool(former), has=bool(email)
        )
        outbox.enqueue(
            "office_mailbox_changed",
            reference=f"mailbox:{row.pk}",
            key=f"office_mailbox_changed:{row.pk}",
            context={"office": agency.name},
        )
        _tell_leaders("office_mailbox_changed", agency, row.pk)
    return row


def mailboxes(pk: UUID) -> list[str]:
    """The mailboxes an office had and has, of the change with this id; one that was or is none is left out."""
    found = MailboxChange.objects.filter(pk=pk).values_list("former_email", "email").first() or ()
    return [address for address in found if address]


def first_day(agency: Agency) -> date:
    """The earliest day from which something new may hold: tomorrow, where the office is."""
    return days.local_date(timezone.now(), agency.zone) + timedelta(days=1)


def record_mandate(
    agency: Agency, *, since: date, receives: bool, decision: str, number: str, dated: date, by: User
) -> OnlineMandate:
    """Record by which decision the office receives reports online from a day on, or no longer does; raises `Refused`.

    It holds against everything recorded before for days from `since` on.
    """
    _insist_on_future(agency, since)
    _insist_on_decision(agency, decision, number, dated)
    with transaction.atomic():
        Agency.objects.select_for_update().only("pk").get(pk=agency.pk)
        was = _receives(agency, since)
        if was == receives and not agency.mandates.filter(since__gt=since).exists():
            raise Refused(_("Untuk hari itu sudah tercatat demikian."))
        row = OnlineMandate.objects.create(
            agency=agency,
            since=since,
            receives=receives,
            decision=decision.strip(),
            number=number.strip(),
            dated=dated,
            recorded_at=timezone.now(),
        )
        offices.bump()
        log.record(
            "agency:mandate",
            subject=agency.pk,
            actor=f"user:{by.pk}",
            mandate=row.pk,
            since=since,
            was=was,
            now=receives,
        )
        _tell_mailbox("office_mandate_recorded", agency, row.pk)
        _tell_leaders("office_mandate_recorded", agency, row.pk)
    return row


def set_hours(agency: Agency, *, since: date, week: Week, basis: str, by: User) -> None:
    """Let other office hours hold from a day on; the former ones end there. Raises `Refused`.

    Hours round the clock stay: they belong to days of an election and end by themselves.
    """
    _insist_on_future(agency, since)
    with transaction.atomic():
        Agency.objects.select_for_update().only("pk").get(pk=agency.pk)
        if not OfficeHours.objects.filter(agency=agency).exists():
            # Up to that day the usual hours were assumed; with a row for later alone it would have been closed.
            _add(agency, dict.fromkeys(WORKDAYS, USUAL_HOURS), _("jam kerja umum"), until=since)
        running = OfficeHours.objects.filter(agency=agency).exclude(opens=MIDNIGHT, closes=MIDNIGHT)
        lasting = running.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=since))
        ended = lasting.update(valid_until=Greatest(Coalesce("valid_from", since), since))
        _add(agency, week, basis.strip(), since=since)
        offices.bump()
        log.record(
            "agency:hours", subject=agency.pk, actor=f"user:{by.pk}", since=since, ended=ended, open=sorted(week)
        )


def _add(agency: Agency, week: Week, basis: str, *, since: date | None = None, until: date | None = None) -> None:
    OfficeHours.objects.bulk_create(
        OfficeHours(
            agency=agency,
            weekday=weekday,
            opens=opens,
            closes=closes,
            valid_from=since,
            valid_until=until,
            basis=basis,
        )
        for weekday, (opens, closes) in sorted(week.items())
    )


def _receives(agency: Agency, on: date) -> bool:
    """As recorded by now, which this process may not have read yet."""
    row = agency.mandates.filter(since__lte=on).order_by("-pk").first()
    return row is not None and row.receives


def _insist_on_future(agency: Agency, since: date) -> None:
    if since < first_day(agency):
        raise Refused(
            _("Paling cepat mulai %(day)s: yang sudah diterima tetap seperti adanya.")
            % {"day": days.spoken_date(first_day(agency))}
        )


def _insist_on_decision(agency: Agency, decision: str, number: str, dated: date) -> None:
    if dated >= first_day(agency):
        raise Refused(_("Tanggal keputusan belum tiba."))
    if not (decision.strip() and number.strip()):
        raise Refused(_("Sebutkan keputusannya: nama, nomor, dan tanggal."))


def _tell_mailbox(letter: str, agency: Agency, row: object) -> None:
    """Write to the office's mailbox, where it has one; its leaders are written to by themselves."""
    if agency.email:
        outbox.enqueue(letter, reference=f"agency:{agency.pk}", key=f"{letter}:{row}", context={"office": agency.name})


def _tell_leaders(letter: str, agency: Agency, row: object) -> None:
    """Write to the leaders of the office, or to those of the first level above that has any."""
    today = days.local_date(timezone.now(), agency.zone)
    led = (access.officers_of(code, role=Role.LEADER, on=today) for code in chain(agency))
    for person in next((people for people in led if people), []):
        outbox.enqueue(
            letter, reference=f"user:{person}", key=f"{letter}:{row}:{person}", context={"office": agency.name}
        )
