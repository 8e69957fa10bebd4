"""The joint desk on the case page: opened by a button, recorded from its letters, the other leg untouched."""

import pytest

from procedures.enums import Procedure, State
from procedures.models import Letter, Proceeding
from reports import handling
from reports.models.case import Case
from tests.factories import reports
from tests.reports_admin.conftest import MINUTES, Desk, act, page, standing, verb, version

pytestmark = pytest.mark.django_db
LETTER = {"number": "B-12/GKM/2024", "dated_on": "2024-10-04", "received_on": "2024-10-04"}


@pytest.fixture
def opened(desk: Desk, case: Case) -> Case:
    handling.register(case, number="001", by=reports.desk(case))
    client = desk("leader")
    act(client, case, "minutes", **MINUTES)
    assert act(client, case, "find-crime").status_code == 302
    return case


def criminal(case: Case) -> Proceeding:
    return Proceeding.objects.get(subject=case.pk, procedure=Procedure.GAKKUMDU)


def test_the_page_shows_the_criminal_leg_with_the_rows_of_its_table(desk: Desk, opened: Case) -> None:
    shown = desk("verifier").get(page(opened))
    assert "Sentra Gakkumdu" in shown.context["joint_standing"]
    assert [one.url for one in shown.context["joint_offered"]] == [
        verb(opened, "joint-continue"), verb(opened, "joint-stop"), verb(opened, "joint-close"),
    ]  # fmt: skip
    assert desk("leader").get(page(opened)).context["joint_offered"] == []
    assert "Diregistrasi, dalam penanganan" in shown.content.decode()


def test_a_row_is_recorded_from_a_letter_and_shown_so(desk: Desk, opened: Case) -> None:
    client = desk("operator")
    before = standing(opened)
    for wrong in ({"number": ""}, {"dated_on": "2024-10-05"}, {"dated_on": "kemarin"}):
        refused = act(client, opened, "joint-continue", **{**LETTER, **wrong})
        assert refused.status_code == 422, wrong
        assert (standing(opened), Letter.objects.count()) == (before, 0)

    done = act(client, opened, "joint-continue", **LETTER)

    assert (done.status_code, criminal(opened).state) == (302, State.SECOND_REVIEW)
    assert Letter.objects.get().sender.startswith("Sentra Gakkumdu")
    text = client.get(page(opened)).content.decode()
    assert "menurut surat B-12/GKM/2024, 4 Oktober 2024" in text
    assert Case.objects.get(pk=opened.pk).state == State.STUDY


def test_its_end_needs_a_reason_and_leaves_the_study(desk: Desk, opened: Case) -> None:
    client = desk("verifier")
    assert act(client, opened, "joint-stop", **LETTER).status_code == 422
    assert criminal(opened).state == State.JOINT_REVIEW
    act(client, opened, "joint-stop", **LETTER, note="Tidak cukup bukti")
    assert (criminal(opened).state, Case.objects.get(pk=opened.pk).state) == (State.STOPPED, State.STUDY)
    assert client.get(verb(opened, "joint-stop")).status_code == 404


def test_a_colleague_s_letter_meanwhile_makes_the_page_stale_and_keeps_what_was_typed(desk: Desk, opened: Case) -> None:
    client, colleague = desk("verifier"), desk("operator")
    seen = version(client, opened, "joint-stop")
    act(colleague, opened, "joint-continue", **LETTER)

    stale = client.post(verb(opened, "joint-stop"), {**LETTER, "note": "Tidak cukup bukti", "version": seen})

    assert stale.status_code == 409
    text = stale.content.decode()
    assert "Di Sentra Gakkumdu sudah ada langkah baru." in text
    assert "Tidak cukup bukti</textarea>" in text
    assert criminal(opened).state == State.SECOND_REVIEW


def test_without_a_criminal_leg_there_is_nothing_to_record(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    assert client.get(page(case)).context["joint_standing"] == ""
    assert client.get(verb(case, "joint-stop")).status_code == 404
