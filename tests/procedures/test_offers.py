"""What is offered: the steps a role may take now, and what each still lacks."""

from typing import Any

import pytest

from procedures import transitions
from procedures.enums import Event, Fact, Procedure, State
from procedures.vocabulary import Facts
from services.accounts.enums import Role
from tests.factories import procedures as make

pytestmark = pytest.mark.django_db


def test_available_asks_the_database_nothing(django_assert_num_queries: Any) -> None:
    proceeding = make.begun()
    with django_assert_num_queries(0):
        transitions.available(proceeding, by=make.actor(Role.VERIFIER))


def test_offers_are_what_the_role_may_do_with_what_is_missing() -> None:
    proceeding = make.begun(rule_set="PEMILU")
    offers = transitions.available(
        proceeding, by=make.actor(Role.LEADER), facts=Facts(values={"missing": ["evidence"]})
    )
    assert [(offer.event, offer.by_letter, offer.unmet) for offer in offers] == [
        (Event.KEEP_AS_TIP, False, ("Belum ada: Alasan tertulis.",)),
        (Event.REGISTER, False, ("Belum ada: Nomor register.",)),
        (
            Event.REFUSE,
            False,
            ("Belum ada: Syarat yang kurang disebut satu per satu.", "Belum ada: Berita acara rapat pleno."),
        ),
        (
            Event.REFER,
            False,
            (
                "Belum ada: Berita acara rapat pleno.",
                "Belum ada: Identitas dan status ASN terlapor diperiksa atau ditandai belum diketahui.",
                "Belum ada: Berkas penerusan disetujui pimpinan.",
            ),
        ),
        (Event.FIND_CRIME, False, ("Belum ada: Berita acara rapat pleno.",)),
        (
            Event.HAND_OVER,
            False,
            (
                "Belum ada: Berita acara rapat pleno.",
                "Belum ada: Alasan tertulis.",
                "Pilih kantor Bawaslu yang menerima.",
            ),
        ),
        (Event.TAKE_OVER, False, ("Belum ada: Surat bernomor dan bertanggal.",)),
    ]
    assert offers[1].label == "Registrasi"
    assert offers[1].needs == (Fact.REGISTER_NUMBER,)


def test_offers_from_a_letter_say_so_and_need_it() -> None:
    proceeding = make.standing(State.VERIFICATION, Procedure.OVERSIGHT)
    offers = transitions.available(proceeding, by=make.actor(Role.VERIFIER), facts=make.facts())
    assert [(offer.event, offer.by_letter, offer.needs[-1], offer.unmet) for offer in offers] == [
        (Event.ASK_VALIDATION, True, Fact.LETTER, ("Belum ada: Surat bernomor dan bertanggal.",)),
        (Event.RECOMMEND, True, Fact.LETTER, ("Belum ada: Surat bernomor dan bertanggal.",)),
        (Event.FIND_NOT_PROVEN, True, Fact.LETTER, ("Belum ada: Surat bernomor dan bertanggal.",)),
        (Event.REJECT, True, Fact.LETTER, ("Belum ada: Surat bernomor dan bertanggal.",)),
        (Event.CANCEL, True, Fact.LETTER, ("Belum ada: Surat bernomor dan bertanggal.",)),
    ]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSADMIN, Role.CUSTODIAN, Role.BKN, Role.BKPSDM])
def test_nobody_else_is_offered_anything(role: str) -> None:
    assert transitions.available(make.begun(), by=make.actor(role), facts=make.facts()) == []


def test_another_office_is_offered_nothing() -> None:
    stranger = make.actor(Role.LEADER, "bawaslu-kendari")
    assert transitions.available(make.begun(), by=stranger, facts=make.facts()) == []
