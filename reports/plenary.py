"""Plenaries: who came, who signed, and the one decision they took on each case.

A plenary without quorum can carry no decision, so its minutes are refused as the basis of one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from procedures.vocabulary import Actor
from regions import days, offices
from reports import quorum, soundness
from reports.models.case import Case
from reports.models.hearing import PlenaryDecision, PlenaryMember, PlenaryMinutes
from reports.soundness import Unsound
from services.audit import log

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Plenary:
    """One meeting as its minutes tell it. All members stand either in `present` or in `absent`;
    those in `signed` were present."""

    number: str
    held_on: date
    agenda: str
    present: Sequence[str]
    absent: Sequence[str] = ()
    signed: Sequence[str] = ()


def record(
    case: Case, meeting: Plenary, *, by: Actor, recused: Sequence[str] = (), dissent: str = ""
) -> PlenaryDecision:
    """Record the minutes of a plenary and its decision on one case; raises `Unsound`.

    The minutes belong to the office in whose name the actor acts. They carry the one decision that
    is taken on this case next.
    """
    office = by.agency or case.handler_id
    if faults := dict([*_of_meeting(meeting, office), *_of_case(case, meeting.held_on)]):
        raise Unsound(faults)
    with transaction.atomic():
        minutes = _written(meeting, office, by)
        decision = _decided(case, minutes, meeting.present, recused=recused, dissent=dissent)
        log.record("case:minutes", subject=case.pk, actor=by.reference, minutes=minutes.pk)
    return decision


def join(
    case: Case, minutes: PlenaryMinutes, *, by: Actor, recused: Sequence[str] = (), dissent: str = ""
) -> PlenaryDecision:
    """Record the decision on a further case of a plenary whose minutes are recorded; raises `Unsound`."""
    for _field, sentence in _of_case(case, minutes.held_on):
        raise Unsound({"minutes": sentence})
    present = [seat.name for seat in minutes.seats.all() if seat.present]
    with transaction.atomic():
        decision = _decided(case, minutes, present, recused=recused, dissent=dissent)
        log.record("case:minutes", subject=case.pk, actor=by.reference, minutes=minutes.pk)
    return decision


def names(text: str) -> list[str]:
    """The names in a text with one per line, in order, without empty lines."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _of_meeting(meeting: Plenary, office: str) -> Iterator[tuple[str, str]]:
    everybody = [*meeting.present, *meeting.absent]
    if twice := _first_twice(everybody):
        yield "present", _("“%(name)s” tercatat lebih dari sekali.") % {"name": twice}
    if any(len(name) > LONGEST_NAME for name in everybody):
        yield "present", _("Satu nama per baris, paling panjang 120 huruf.")
    needed = quorum.needed(offices.get(office), len(everybody))
    if len(meeting.present) < needed:
        yield "present", short_of_quorum(len(meeting.present), needed)
    strangers = _outside(meeting.signed, meeting.present)
    if strangers:
        yield "signed", _("Yang menandatangani harus hadir: %(names)s.") % {"names": ", ".join(strangers)}
    elif len(set(map(_plain, meeting.signed))) < needed:
        words = {"number": len(meeting.signed), "needed": needed}
        yield (
            "signed",
            _("Baru %(number)s anggota menandatangani; berita acara perlu paling sedikit %(needed)s.") % words,
        )


def _of_case(case: Case, held_on: date) -> Iterator[tuple[str, str]]:
    if held_on < case.received_on:
        words = {"day": days.spoken_date(case.received_on)}
        yield "held_on", _("Rapat pleno tidak mungkin mendahului diterimanya kasus ini (%(day)s).") % words
    else:
        yield from soundness.faults(case, held_on=held_on).items()


def short_of_quorum(number: int, needed: int) -> str:
    """Why a plenary of so many cannot decide."""
    words = {"number": number, "needed": needed}
    return _("Tidak kuorum: %(number)s anggota memutus, perlu paling sedikit %(needed)s. Rapat ini tidak memutus.") % (
        words
    )


def _written(meeting: Plenary, office: str, by: Actor) -> PlenaryMinutes:
    signed = {_plain(name) for name in meeting.signed}
    try:
        with transaction.atomic():
            minutes = PlenaryMinutes.objects.create(
                agency_id=office,
                year=meeting.held_on.year,
                number=meeting.number.strip(),
                held_on=meeting.held_on,
                agenda=meeting.agenda,
                members=len(meeting.present) + len(meeting.absent),
                present=len(meeting.present),
                recorded_by=_person(by),
            )
    except IntegrityError as error:
        sentence = _("Nomor ini sudah dipakai kantor Anda tahun itu. Bila rapatnya sama, pakai berita acara yang ada.")
        raise Unsound({"number": sentence}) from error
    seats = [(name, True) for name in meeting.present] + [(name, False) for name in meeting.absent]
    PlenaryMember.objects.bulk_create(
        PlenaryMember(minutes=minutes, number=number, name=name, present=came, signed=came and _plain(name) in signed)
        for number, (name, came) in enumerate(seats, 1)
    )
    return minutes


def _decided(
    case: Case, minutes: PlenaryMinutes, present: Sequence[str], *, recused: Sequence[str], dissent: str
) -> PlenaryDecision:
    if strangers := _outside(recused, present):
        words = {"names": ", ".join(strangers)}
        raise Unsound({"recused": _("Yang mengundurkan diri harus tercatat hadir: %(names)s.") % words})
    if twice := _first_twice(recused):
        raise Unsound({"recused": _("“%(name)s” tercatat lebih dari sekali.") % {"name": twice}})
    decision = PlenaryDecision(case=case, minutes=minutes, recused="\n".join(recused), dissent=dissent)
    needed = quorum.needed(offices.get(minutes.agency_id), minutes.members)
    if decision.deciding() < needed:
        raise Unsound({"recused": short_of_quorum(decision.deciding(), needed)})
    if PlenaryDecision.objects.filter(case=case, minutes=minutes).exists():
        raise Unsound({"minutes": _("Berita acara ini sudah memuat putusan atas kasus ini.")})
    decision.save(force_insert=True)
    return decision


def _outside(some: Iterable[str], everybody: Iterable[str]) -> list[str]:
    known = {_plain(name) for name in everybody}
    return [name for name in some if _plain(name) not in known]


def _first_twice(everybody: Sequence[str]) -> str:
    plain = [_plain(name) for name in everybody]
    return next((name for name, key in zip(everybody, plain, strict=True) if plain.count(key) > 1), "")


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _person(by: Actor) -> UUID:
    if by.user is None:
        message = "minutes name the officer who recorded them. Pass an Actor with a user"
        raise ValueError(message)
    return by.user
