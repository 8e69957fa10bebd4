"""What Bawaslu's decisions rest on beside plenaries: replies, checks of who someone was, announcements."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures.vocabulary import Actor
from regions import offices
from regions.enums import RuleSetKind
from reports import counting, recusals, soundness
from reports.enums import CheckSource, EmploymentStatus, ReplyKind, Stage
from reports.models.case import Case, Respondent
from reports.models.hearing import Announcement, Answer, Invitation, Preservation
from reports.soundness import Unsound
from services.accounts import access
from services.audit import log

INVITATIONS: dict[str, int] = {RuleSetKind.PEMILU: 2}  # Perbawaslu 7/2022 Pasal 28: a second invitation; elsewhere one
CHECKED = ("name", "nip", "status", "employer", "employer_text", "unit", "position")


def invite(respondent: Respondent, *, number: str, dated_on: date, hearing_on: date, by: Actor) -> Invitation:
    """Record a written invitation to explain; it goes out at least one day before. Raises `Unsound`."""
    soundness.insist(respondent.case, dated_on=dated_on)
    if hearing_on <= dated_on:
        sentence = _("Undangan disampaikan paling sedikit satu hari sebelum klarifikasi (Perbawaslu 7/2022 Pasal 28).")
        raise Unsound({"hearing_on": str(sentence)})
    if respondent.invitations.filter(letter_number=number).exists():
        raise Unsound({"number": str(_("Undangan dengan nomor ini sudah dicatat bagi terlapor ini."))})
    with transaction.atomic():
        row = Invitation.objects.create(
            respondent=respondent,
            letter_number=number,
            letter_date=dated_on,
            hearing_on=hearing_on,
            recorded_by=_person(by),
        )
        log.record("case:invitation", subject=respondent.case_id, actor=by.reference, respondent=respondent.pk)
    return row


def record_reply(respondent: Respondent, *, kind: str, on: date, by: Actor, summary: str = "") -> Answer:
    """Record how a respondent's right of reply was met: an answer, a recorded absence, or a waiver.

    Who did not appear was invited: twice in a Pemilu, where the law names a second invitation, else once.
    Raises `Unsound`.
    """
    soundness.insist(respondent.case, on=on)
    if kind == ReplyKind.ABSENCE:
        needed = INVITATIONS.get(respondent.case.rule_set, 1)
        if respondent.invitations.filter(hearing_on__lte=on).count() < needed:
            sentence = ngettext(
                "Ketidakhadiran dicatat setelah %(number)d undangan tertulis yang hari klarifikasinya sudah lewat.",
                "Ketidakhadiran dicatat setelah %(number)d undangan tertulis yang hari klarifikasinya sudah lewat.",
                needed,
            )
            raise Unsound({"kind": sentence % {"number": needed}})
    with transaction.atomic():
        answer = Answer.objects.create(
            respondent=respondent, kind=ReplyKind(kind), on=on, summary=summary, recorded_by=_person(by)
        )
        log.record("case:reply", subject=respondent.case_id, actor=by.reference, respondent=respondent.pk, kind=kind)
    return answer


def preserve(task: Preservation, *, note: str, on: date, by: Actor) -> None:
    """Tick off that a link was preserved, with a note on how; what was ticked off first stands."""
    with transaction.atomic():
        waiting = Preservation.objects.filter(pk=task.pk, done_on__isnull=True)
        if waiting.update(done_on=on, done_by=_person(by), note=note):
            log.record("case:preserve", subject=task.case_id, actor=by.reference, exhibit=task.exhibit_id)


def record_status_check(
    respondent: Respondent,
    *,
    known: bool,
    on: date,
    by: Actor,
    found: Mapping[str, str] | None = None,
    source: str = "",
    bkn_asked_on: date | None = None,
) -> None:
    """Record who a respondent was on the day of the act, or that it stays unknown after a check.

    `found` replaces what the reporter had typed: name, nip, status, employer (an agency code),
    employer_text, unit, position. Names outside that list are a `ValueError`. `source` is who said so;
    the employer is asked only after BKN (`bkn_asked_on`), else `Unsound`.
    """
    if source == CheckSource.EMPLOYER and bkn_asked_on is None:
        sentence = _("Tanyakan BKN lebih dahulu dan isi tanggalnya: bertanya ke instansi memberi tahu atasan terlapor.")
        raise Unsound({"bkn_asked_on": str(sentence)})
    soundness.insist(respondent.case, on=on, bkn_asked_on=bkn_asked_on)
    _replace(respondent, dict(found or {}))
    respondent.person_hash = access.person_hash(respondent.nip)
    respondent.identity_known, respondent.checked_on = known, on
    respondent.check_source, respondent.bkn_asked_on = CheckSource(source).value if source else "", bkn_asked_on
    with transaction.atomic():
        respondent.save()
        log.record(
            "case:status_check", subject=respondent.case_id, actor=by.reference, respondent=respondent.pk, known=known
        )
        recusals.look_after(Case.objects.get(pk=respondent.case_id))


def _replace(respondent: Respondent, given: dict[str, str]) -> None:
    _refuse_impossible(given.get("nip", ""))
    if strange := sorted(set(given) - set(CHECKED)):
        message = f"a check records no {', '.join(strange)}. Known are: {', '.join(CHECKED)}"
        raise ValueError(message)
    if "employer" in given:
        code = given.pop("employer")
        respondent.employer = offices.get(code) if code else None
        if code:
            respondent.employer_text = ""
    for name, value in given.items():
        setattr(respondent, name, EmploymentStatus(value) if name == "status" else value.strip())


def announce(case: Case, *, stage: str, on: date, by: Actor) -> Announcement:
    """Record that the office announced a stage of the case itself; figures count it from that day.

    The day that was said first stands. Raises `Unsound`.
    """
    soundness.insist(case, on=on)
    with transaction.atomic():
        announcement, new = Announcement.objects.get_or_create(
            case=case, stage=Stage(stage), defaults={"on": on, "recorded_by": _person(by)}
        )
        if new:
            counting.announce(case, stage=stage, on=on)
            log.record("case:announce", subject=case.pk, actor=by.reference, stage=stage, on=on)
    return announcement


def _refuse_impossible(nip: str) -> None:
    if nip.strip() and not access.is_nip(nip):
        sentence = _("NIP ini tidak mungkin: periksa tanggal lahir dan bulan pengangkatan di dalamnya, atau kosongkan.")
        raise Unsound({"nip": str(sentence)})


def _person(by: Actor) -> UUID:
    if by.user is None:
        message = "a record of a hearing names the officer who made it. Pass an Actor with a user"
        raise ValueError(message)
    return by.user
