"""A plenary carries a decision only with quorum, signatures and a number of its own; one decision per case."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction

from procedures.enums import Fact, State
from procedures.transitions import Unmet
from procedures.vocabulary import SYSTEM
from regions import offices
from reports import facts, handling, plenary, quorum
from reports.models.hearing import PlenaryDecision, PlenaryMember, PlenaryMinutes
from services.accounts.enums import Role
from services.audit.models import Entry
from tests.factories import reports as made

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 5)
THREE = ("Ketua Contoh", "Anggota Dua", "Anggota Tiga")


@pytest.fixture(autouse=True)
def _in_the_campaign() -> Iterator[None]:
    with time_machine.travel("2024-10-05T09:00:00+08:00", tick=False):
        yield


def refused(case, meeting, **decision) -> dict[str, str]:
    """The sentences of a refusal that left nothing behind."""
    before = (PlenaryMinutes.objects.count(), PlenaryMember.objects.count(), PlenaryDecision.objects.count())
    entries = Entry.objects.count()
    with pytest.raises(plenary.Unsound) as caught:
        plenary.record(case, meeting, by=made.desk(case), **decision)
    after = (PlenaryMinutes.objects.count(), PlenaryMember.objects.count(), PlenaryDecision.objects.count())
    assert (after, Entry.objects.count()) == (before, entries)
    return dict(caught.value.faults)


def test_minutes_are_a_fact_with_the_people_who_came_and_signed():
    _code, case = made.filed()
    plenary.record(case, made.meeting("1/BA", TODAY), by=made.desk(case), dissent="Anggota Dua menolak.")
    minutes = PlenaryMinutes.objects.get()
    known = facts.gather(case.leg())
    assert known.present == {Fact.PLENARY_MINUTES}
    assert known.values["minutes"] == str(minutes.pk)
    assert (minutes.agency_id, minutes.year, minutes.members, minutes.present) == ("bawaslu-balikpapan", 2024, 5, 4)
    assert list(minutes.seats.values_list("name", "present", "signed")) == [
        ("Ketua Contoh", True, True), ("Anggota Dua", True, True), ("Anggota Tiga", True, True),
        ("Anggota Empat", True, True), ("Anggota Lima", False, False),
    ]  # fmt: skip
    assert case.decisions.get().dissent == "Anggota Dua menolak."
    assert Entry.objects.get(action="case:minutes").detail == {"minutes": minutes.pk}


@pytest.mark.parametrize(("members", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5)])
def test_the_quorum_is_two_thirds_rounded_up(members, needed):
    assert quorum.needed(offices.get("bawaslu-kotim"), members) == needed


def test_the_quorum_is_a_setting_per_kind_of_office(settings):
    settings.PLENARY_QUORUM = {**settings.PLENARY_QUORUM, "bawaslu_province": (1, 2)}
    assert quorum.needed(offices.get("bawaslu-kaltim"), 5) == 3
    assert quorum.needed(offices.get("bawaslu-kukar"), 5) == 4


def test_a_plenary_without_quorum_is_refused_and_carries_nothing():
    _code, case = made.filed()
    meeting = made.meeting("1/BA", TODAY, present=THREE, absent=("Anggota Empat", "Anggota Lima"), signed=THREE)
    assert refused(case, meeting) == {
        "present": "Tidak kuorum: 3 anggota memutus, perlu paling sedikit 4. Rapat ini tidak memutus.",
        "signed": "Baru 3 anggota menandatangani; berita acara perlu paling sedikit 4.",
    }
    assert facts.gather(case.leg()).present == frozenset()


def test_who_stands_aside_does_not_count_towards_the_quorum():
    _code, case = made.filed()
    assert refused(case, made.meeting("1/BA", TODAY), recused=["Anggota Dua"]) == {
        "recused": "Tidak kuorum: 3 anggota memutus, perlu paling sedikit 4. Rapat ini tidak memutus."
    }
    everybody = (*THREE, "Anggota Empat", "Anggota Lima")
    meeting = made.meeting("1/BA", TODAY, present=everybody, absent=(), signed=(*THREE, "Anggota Empat"))
    decision = plenary.record(case, meeting, by=made.desk(case), recused=["Anggota Lima"])
    assert (decision.deciding(), decision.recused) == (4, "Anggota Lima")
    assert facts.gather(case.leg()).present == {Fact.PLENARY_MINUTES}


def test_only_who_was_present_signs_or_stands_aside_and_nobody_is_named_twice():
    _code, case = made.filed()
    came = made.meeting("1/BA", TODAY).present
    assert refused(case, made.meeting("1/BA", TODAY, signed=(*came, "Orang Lain"))) == {
        "signed": "Yang menandatangani harus hadir: Orang Lain."
    }
    assert refused(case, made.meeting("1/BA", TODAY), recused=["Anggota Lima"]) == {
        "recused": "Yang mengundurkan diri harus tercatat hadir: Anggota Lima."
    }
    assert refused(case, made.meeting("1/BA", TODAY, absent=("anggota  dua",))) == {
        "present": "“Anggota Dua” tercatat lebih dari sekali."
    }
    assert refused(case, made.meeting("1/BA", TODAY, absent=("X" * 121,)))["present"].startswith("Satu nama per baris")


def test_a_plenary_before_the_case_came_in_cannot_have_decided_it():
    _code, case = made.filed()
    assert refused(case, made.meeting("1/BA", date(2024, 10, 4))) == {
        "held_on": "Rapat pleno tidak mungkin mendahului diterimanya kasus ini (5 Oktober 2024)."
    }


def test_a_number_is_used_once_per_office_and_year():
    (_a, first), (_b, second) = made.filed(), made.filed()
    plenary.record(first, made.meeting("1/BA", TODAY), by=made.desk(first))
    assert refused(second, made.meeting(" 1/BA ", TODAY)) == {
        "number": "Nomor ini sudah dipakai kantor Anda tahun itu. Bila rapatnya sama, pakai berita acara yang ada."
    }
    _c, elsewhere = made.filed(made.submission(region="74.71"))
    plenary.record(elsewhere, made.meeting("1/BA", TODAY), by=made.desk(elsewhere))
    with time_machine.travel("2025-01-03T09:00:00+08:00", tick=False):
        plenary.record(first, made.meeting("1/BA", date(2025, 1, 3)), by=made.desk(first))
    assert PlenaryMinutes.objects.filter(number="1/BA").count() == 3


def test_one_plenary_decides_several_cases_once_each():
    (_a, first), (_b, second) = made.filed(), made.filed()
    minutes = plenary.record(first, made.meeting("1/BA", TODAY), by=made.desk(first)).minutes
    leader = made.desk(first, Role.LEADER)
    with pytest.raises(Unmet):
        handling.refuse(second, missing=["evidence"], by=leader)

    plenary.join(second, minutes, by=made.desk(second))
    with pytest.raises(plenary.Unsound) as caught:
        plenary.join(second, minutes, by=made.desk(second))
    assert caught.value.faults == {"minutes": "Berita acara ini sudah memuat putusan atas kasus ini."}

    for case in (first, second):
        step = handling.refuse(case, missing=["evidence"], by=leader)
        assert (step.to_state, step.facts["values"]["minutes"]) == (State.NOT_REGISTERED, str(minutes.pk))
    assert PlenaryDecision.objects.filter(minutes=minutes).count() == 2


def test_one_decision_carries_one_step():
    _code, case = made.filed()
    plenary.record(case, made.meeting("1/BA", TODAY), by=made.desk(case))
    handling.refuse(case, missing=["late"], by=made.desk(case, Role.LEADER))
    with pytest.raises(Unmet, match="Belum ada: Berita acara rapat pleno"):
        handling.adopt(case, number="002", by=made.desk(case, Role.LEADER))


def test_the_database_keeps_the_rules_as_well():
    _code, case = made.filed()
    minutes = plenary.record(case, made.meeting("1/BA", TODAY), by=made.desk(case)).minutes
    with pytest.raises(IntegrityError), transaction.atomic():
        PlenaryMember.objects.create(minutes=minutes, number=9, name="Anggota", present=False, signed=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlenaryMinutes.objects.filter(pk=minutes.pk).update(present=6)


def test_minutes_name_the_officer_who_recorded_them():
    _code, case = made.filed()
    with pytest.raises(ValueError, match="officer"):
        plenary.record(case, made.meeting("1/BA", TODAY), by=SYSTEM)
