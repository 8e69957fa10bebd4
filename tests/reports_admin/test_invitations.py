"""Invitation, absence, source of a check and the links of the day, as form pages."""

import pytest
import time_machine

from reports import exhibits
from reports.models.case import Case
from reports.models.hearing import Invitation, Preservation
from tests.factories import reports
from tests.reports_admin.conftest import Desk, act, page, verb

pytestmark = pytest.mark.django_db
INVITED = {"number": "1/UND", "dated_on": "2024-10-04", "hearing_on": "2024-10-05"}


def test_an_absence_without_invitation_is_refused_at_the_field_and_accepted_after_one(
    desk: Desk, case: Case, moment: time_machine.Traveller
) -> None:
    person = str(case.respondents.get().pk)
    absence = {"respondent": person, "kind": "absence", "on": "2024-10-05", "summary": "Tidak datang"}
    moment.move_to("2024-10-05T09:00:00+08:00")
    client = desk("operator")
    refused = act(client, case, "reply", **absence)
    assert refused.status_code == 422
    assert "Ketidakhadiran dicatat setelah 1 undangan tertulis" in refused.content.decode()
    assert "Tidak datang</textarea>" in refused.content.decode()

    late = act(client, case, "invite", respondent=person, **{**INVITED, "hearing_on": "2024-10-03"})
    assert late.status_code == 422
    assert "Undangan disampaikan paling sedikit satu hari sebelum klarifikasi" in late.content.decode()
    assert not Invitation.objects.exists()
    assert act(client, case, "invite", respondent=person, **INVITED).status_code == 302
    assert act(client, case, "reply", **absence).status_code == 302
    text = client.get(page(case)).content.decode()
    assert "Diundang dengan surat 1/UND untuk 5 Oktober 2024." in text
    assert "Tidak hadir setelah diundang, 5 Oktober 2024." in text


def test_the_employer_is_named_as_source_only_after_bkn(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    found = {"respondent": str(case.respondents.get().pk), "known": "yes", "status": "pns", "name": "Pegawai Contoh"}
    refused = act(client, case, "check", **found, source="employer")
    assert refused.status_code == 422
    assert "Tanyakan BKN lebih dahulu" in refused.content.decode()
    assert case.respondents.get().checked_on is None
    assert act(client, case, "check", **found, source="bkn", bkn_asked_on="2024-10-04").status_code == 302
    assert "BKN, dari data SIASN." in client.get(page(case)).content.decode()


def test_the_links_of_the_day_stand_on_the_page_until_they_are_ticked_off(desk: Desk) -> None:
    code, case = reports.filed()
    exhibits.accept_link(code, "https://contoh.example/unggahan")
    reports.relayed()
    client = desk("operator")
    assert "1 tautan yang masuk 4 Oktober 2024 belum diamankan." in client.get(page(case)).content.decode()
    task = str(Preservation.objects.get().pk)
    assert act(client, case, "preserve", task=task).status_code == 422
    assert Preservation.objects.get().done_on is None

    assert act(client, case, "preserve", task=task, note="Dicetak, berkas 3").status_code == 302

    assert "belum diamankan" not in client.get(page(case)).content.decode()
    assert client.get(verb(case, "preserve")).status_code == 404
