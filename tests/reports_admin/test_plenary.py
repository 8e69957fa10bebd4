"""Plenaries on the desk: the form says what is wrong at the field, the book shows what the office decided."""

from typing import Any

import pytest
from django.test import Client

from reports import plenary
from reports.models.case import Case
from reports.models.hearing import PlenaryMinutes
from tests.factories import accounts, reports
from tests.reports_admin.conftest import CAME, DAY, HOME, MINUTES, Desk, act, page, standing, verb

pytestmark = pytest.mark.django_db
BOOK = "/admin/reports/plenaryminutes/"


def test_the_form_names_the_quorum_and_refuses_a_plenary_without_it(desk: Desk, case: Case) -> None:
    client = desk("operator")
    text = client.get(verb(case, "minutes")).content.decode()
    assert "Kuorum kantor ini 2/3 anggota: 2 dari 3, 4 dari 5, 5 dari 7." in text
    before = standing(case)

    short = {"present": "Ketua Contoh\nAnggota Dua", "absent": "Anggota Tiga\nAnggota Empat\nAnggota Lima"}
    refused = act(client, case, "minutes", **{**MINUTES, **short, "signed": "Ketua Contoh\nOrang Lain"})

    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Tidak kuorum: 2 anggota memutus, perlu paling sedikit 4. Rapat ini tidak memutus." in text
    assert "Yang menandatangani harus hadir: Orang Lain." in text
    assert "Anggota Tiga\nAnggota Empat\nAnggota Lima</textarea>" in text  # what was typed stays
    assert standing(case) == before
    assert not PlenaryMinutes.objects.exists()


def test_a_plenary_of_tomorrow_is_refused(desk: Desk, case: Case) -> None:
    refused = act(desk("operator"), case, "minutes", **{**MINUTES, "held_on": "2024-10-05"})

    assert (refused.status_code, "Tanggal ini belum tiba." in refused.content.decode()) == (422, True)
    assert not PlenaryMinutes.objects.exists()


def test_a_number_used_before_is_refused_and_the_same_meeting_joined(desk: Desk, case: Case) -> None:
    other = reports.filed()[1]
    client = desk("operator")
    act(client, other, "minutes", **MINUTES)

    refused = act(client, case, "minutes", **MINUTES)
    assert refused.status_code == 422
    assert "Nomor ini sudah dipakai kantor Anda tahun itu." in refused.content.decode()
    assert not case.decisions.exists()

    minutes = PlenaryMinutes.objects.get()
    joined = act(client, case, "minutes-of", minutes=str(minutes.pk), dissent="Anggota Dua berpendapat lain.")
    assert (joined.status_code, joined["Location"]) == (302, page(case))
    text = client.get(page(case)).content.decode()
    assert "Hadir 4 dari 5 anggota." in text
    assert "Tidak hadir: Anggota Lima." in text
    assert "Menandatangani: Ketua Contoh, Anggota Dua, Anggota Tiga, Anggota Empat." in text
    assert "Pendapat berbeda: Anggota Dua berpendapat lain." in text
    assert client.get(verb(case, "minutes-of")).context["form"].fields["minutes"].choices == []


def test_minutes_of_another_office_are_not_offered(desk: Desk, case: Case) -> None:
    elsewhere = reports.filed(reports.submission(region="74.71"))[1]
    made = plenary.record(elsewhere, reports.meeting("9/BA", DAY), by=reports.desk(elsewhere)).minutes
    client = desk("operator")

    assert client.get(verb(case, "minutes-of")).context["form"].fields["minutes"].choices == []
    assert act(client, case, "minutes-of", minutes=str(made.pk)).status_code == 422
    assert not case.decisions.exists()


def test_the_book_lists_the_office_s_plenaries_and_shows_each(desk: Desk, case: Case) -> None:
    client = desk("leader")
    assert "Belum ada berita acara rapat pleno di kantor ini." in client.get(BOOK).content.decode()
    act(client, case, "minutes", **MINUTES)

    text = client.get(BOOK).content.decode()
    assert "01/BA/2024" in text
    assert "4 dari 5 anggota" in text
    minutes = PlenaryMinutes.objects.get()
    shown = client.get(f"{BOOK}{minutes.pk}/change/").content.decode()
    assert "Anggota Dua: hadir, menandatangani" in shown
    assert "Anggota Lima: tidak hadir" in shown
    assert page(case) in shown

    stranger = accounts.signed_in(accounts.officer("leader", "bawaslu-kendari"), Client())
    assert "01/BA/2024" not in stranger.get(BOOK).content.decode()
    assert stranger.get(f"{BOOK}{minutes.pk}/change/").status_code == 404


@pytest.mark.parametrize("role", ["bkn", "sysadmin", "auditor", "custodian"])
def test_the_book_is_bawaslu_s(desk: Desk, role: str) -> None:
    assert desk(role, "bkn" if role == "bkn" else HOME).get(BOOK).status_code == 403


def test_minutes_about_oneself_stay_hidden(desk: Desk, case: Case) -> None:
    act(desk("leader"), case, "minutes", **MINUTES)
    person = case.respondents.get()
    person.person_hash = "f" * 64
    person.save()
    client = desk("verifier", person_hash="f" * 64)

    assert "01/BA/2024" not in client.get(BOOK).content.decode()
    assert client.get(f"{BOOK}{PlenaryMinutes.objects.get().pk}/change/").status_code == 404


def test_the_book_asks_as_much_for_three_as_for_one(desk: Desk, django_assert_max_num_queries: Any) -> None:
    client, asked = desk("leader"), []
    for number in range(3):
        made = reports.filed()[1]
        plenary.record(made, reports.meeting(f"{number}/BA", DAY), by=reports.desk(made))
        client.get(BOOK)
        with django_assert_max_num_queries(12) as queries:
            client.get(BOOK)
        asked.append(len(queries))
    assert asked[0] == asked[2]


def test_names_are_read_one_per_line() -> None:
    assert plenary.names(f" {CAME}\n\n  Anggota   Lima ") == [
        "Ketua Contoh", "Anggota Dua", "Anggota Tiga", "Anggota Empat", "Anggota Lima",
    ]  # fmt: skip
