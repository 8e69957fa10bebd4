"""Standing aside on the desk: one page, no way back, and not a trace of the case for who left it."""

import pytest
from django.test import Client

from reports.admin import wording
from reports.models.case import Case, Recusal
from tests.factories import accounts, reports
from tests.reports_admin.conftest import HOME, Desk, act, page, standing, verb

pytestmark = pytest.mark.django_db
QUEUE = "/admin/reports/case/"


@pytest.mark.parametrize("role", ["operator", "verifier", "leader"])
def test_an_officer_stands_aside_with_a_coded_reason(desk: Desk, case: Case, role: str) -> None:
    client = desk(role)
    before = standing(case)
    for wrong, sentence in (
        ({}, ""), ({"why": "mood"}, ""), ({"why": "other"}, "Jelaskan alasannya dengan satu kalimat."),
    ):  # fmt: skip
        refused = act(client, case, "recuse", **wrong)
        assert refused.status_code == 422
        assert sentence in refused.content.decode()
    assert (standing(case), Recusal.objects.count()) == (before, 0)

    done = act(client, case, "recuse", why="other", note="Rekan usaha terlapor")

    assert (done.status_code, done["Location"]) == (302, QUEUE)
    assert (Recusal.objects.get().reason, Recusal.objects.get().note) == ("other", "Rekan usaha terlapor")
    shown = client.get(QUEUE)
    assert "Perkara ini tidak lagi terlihat oleh Anda" in shown.content.decode()
    assert shown.context["rows"] == []
    assert [one.count for one in shown.context["counters"]] == ["0", "0", "0", "0"]
    for address in (page(case), verb(case, "register"), verb(case, "recuse"), f"{QUEUE}{case.pk}/print/"):
        assert client.get(address).status_code == 404


def test_the_case_is_in_no_list_export_or_choice_of_who_left(desk: Desk, case: Case) -> None:
    user = accounts.officer("verifier", HOME)
    client, leader = accounts.signed_in(user, Client()), desk("leader")
    act(client, case, "recuse", why="kin")
    reference = wording.grouped(case.reference)

    exported = client.post(f"{QUEUE}export/", {"reason": "archive"})
    body = b"".join(exported.streaming_content) if exported.streaming else exported.content
    assert (exported.status_code, reference in body.decode(), case.reference in body.decode()) == (200, False, False)
    assert reference not in client.get("/admin/reports/report/").content.decode()
    assert reference not in client.get(f"{QUEUE}?q={case.reference}").content.decode()
    other = reports.filed()[1]
    ticket = case.links.get().report.ticket
    refused = act(client, other, "link", ticket=ticket, note="Perbuatan sama")
    assert "Tidak ada laporan dengan tiket ini di kantor Anda." in refused.content.decode()

    choices = {code for code, _name in leader.get(verb(case, "assign")).context["form"].fields["officer"].choices}
    assert str(user.pk) not in choices
    assert act(leader, case, "assign", officer=str(user.pk)).status_code == 422
    assert str(user.pk) in {
        code for code, _name in leader.get(verb(other, "assign")).context["form"].fields["officer"].choices
    }


def test_what_waits_for_the_level_above_is_listed_without_what_it_is_about(desk: Desk, case: Case) -> None:
    act(desk("leader"), case, "recuse", why="kin")
    text = desk("leader", "bawaslu-kaltim").get(f"{QUEUE}take-over/").content.decode()

    assert wording.grouped(case.reference) in text
    assert "Bawaslu Kota Balikpapan" in text
    assert reports.NARRATIVE not in text
    assert "Kepala Contoh" not in text
