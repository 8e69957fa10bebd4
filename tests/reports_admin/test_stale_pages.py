"""Nobody writes over a colleague: a page that is no longer what stands is refused, with what changed."""

import pytest

from procedures.enums import State
from reports import handling
from reports.models.case import Case
from tests.factories import reports
from tests.reports_admin.conftest import MINUTES, Desk, act, fresh, standing, verb, version

pytestmark = pytest.mark.django_db


def test_a_stale_page_is_refused_with_what_changed_and_keeps_what_was_typed(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    seen = version(client, case, "keep-as-tip")
    handling.return_for_completion(case, missing=["evidence"], by=reports.desk(case, "operator"))
    before = standing(case)

    response = client.post(verb(case, "keep-as-tip"), {"version": seen, "note": "Alasan yang panjang sekali"})

    text = response.content.decode()
    assert response.status_code == 409
    assert "Kasus ini sudah diubah sejak halaman Anda dibuka." in text
    assert "Kembalikan untuk dilengkapi → Menunggu perbaikan laporan" in text
    assert "Alasan yang panjang sekali</textarea>" in text
    assert "Langkah ini tidak terbuka lagi pada tahap sekarang." in text
    assert standing(case) == before


def test_a_stale_page_can_be_sent_again_once_read(desk: Desk, case: Case) -> None:
    client, person = desk("verifier"), case.respondents.get()
    mine = {"respondent": str(person.pk), "known": "yes", "status": "pns", "name": "Pegawai Satu"}
    seen = version(client, case, "check")
    act(desk("operator"), case, "check", **{**mine, "name": "Pegawai Dua"})

    stale = client.post(verb(case, "check"), {**mine, "version": seen})
    assert stale.status_code == 409
    assert "Data atau pemeriksaan terlapor sudah diubah petugas lain." in stale.content.decode()
    assert case.respondents.get().name == "Pegawai Dua"

    again = client.post(verb(case, "check"), {**mine, "version": stale.context["form"]["version"].value()})
    assert again.status_code == 302
    assert case.respondents.get().name == "Pegawai Satu"


def test_a_colleague_s_record_elsewhere_does_not_make_a_page_stale(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    seen = version(client, case, "minutes")
    act(desk("operator"), case, "minutes", **MINUTES)

    response = client.post(verb(case, "minutes"), {**MINUTES, "number": "02/BA/2024", "version": seen})

    assert response.status_code == 302
    assert case.decisions.count() == 2


@pytest.mark.parametrize("seen", ["", "garbage", "0", "99"])
def test_a_version_that_no_page_carried_is_stale(desk: Desk, case: Case, seen: str) -> None:
    before = standing(case)

    response = desk("verifier").post(verb(case, "register"), {"version": seen, "number": "001"})

    assert response.status_code == 409
    assert standing(case) == before


def test_the_number_of_steps_alone_is_version_enough_for_a_step(desk: Desk, case: Case) -> None:
    response = desk("verifier").post(verb(case, "register"), {"version": str(case.version), "number": "001"})

    assert response.status_code == 302
    assert fresh(case).state == State.STUDY
