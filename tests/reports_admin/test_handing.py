"""Moving a case on the desk: where it may go, what the page says, what the former office keeps."""

import pytest
from django.test import Client

from procedures.models import Letter, Step
from reports.admin import wording
from reports.models.case import Case, FormerHandler
from services.audit.models import Entry
from tests.factories import accounts
from tests.reports_admin.conftest import HOME, MINUTES, Desk, act, page, standing, verb

pytestmark = pytest.mark.django_db
FORMER, QUEUE = "/admin/reports/formerhandler/", "/admin/reports/case/"
TAKE = f"{QUEUE}take-over/"
DATED = {"number": "1", "dated_on": "2024-10-04"}


def test_a_leader_moves_a_case_to_an_office_beside_and_reads_its_history(desk: Desk, case: Case) -> None:
    client = desk("leader")
    before = standing(case)
    given = {"to": "bawaslu-kukar", "why": "place", "note": "Lokus Kukar"}
    assert act(client, case, "hand-over", **given).status_code == 422  # no plenary yet
    assert standing(case) == before
    act(client, case, "minutes", **MINUTES)

    form = client.get(verb(case, "hand-over")).context["form"]
    offered = {code for code, _name in form.fields["to"].choices}
    assert offered == {"bawaslu-kendari", "bawaslu-kotim", "bawaslu-kukar", "bawaslu-samarinda"}
    refused = act(client, case, "hand-over", **{**given, "to": "bkn"})
    assert refused.status_code == 422
    assert "Lokus Kukar</textarea>" in refused.content.decode()

    done = act(client, case, "hand-over", **given)
    assert (done.status_code, done["Location"]) == (302, QUEUE)
    assert client.get(page(case)).status_code == 404
    row = FormerHandler.objects.get()
    assert wording.grouped(case.reference) in client.get(FORMER).content.decode()
    text = client.get(f"{FORMER}{row.pk}/change/").content.decode()
    assert "Sejak 4 Oktober 2024 ditangani Bawaslu Kabupaten Kutai Kartanegara." in text
    assert "Limpahkan ke Bawaslu setingkat → Kajian awal (Tempat kejadian di wilayah kantor lain)" in text
    assert "Lokus Kukar" not in text  # the written reason is a note
    assert Entry.objects.filter(action="formerhandler:read", subject=str(case.pk)).count() == 1

    new = accounts.signed_in(accounts.officer("verifier", "bawaslu-kukar"), Client())
    assert new.get(page(case)).status_code == 200
    assert new.get(f"{FORMER}{row.pk}/change/").status_code == 404


def test_a_regency_offers_no_way_down_to_where_nobody_signs_in_and_a_clerk_no_way_at_all(
    desk: Desk, case: Case
) -> None:
    offered = [one.url for one in desk("leader").get(page(case)).context["steps_offered"]]
    assert verb(case, "hand-down") not in offered
    assert {verb(case, slug) for slug in ("hand-over", "taken-over")} <= set(offered)
    offered = [one.url for one in desk("operator").get(page(case)).context["steps_offered"]]
    assert not {verb(case, slug) for slug in ("hand-over", "taken-over")}.intersection(offered)


def test_being_taken_over_is_recorded_from_a_letter(desk: Desk, case: Case) -> None:
    client = desk("leader")
    before = standing(case)
    odd = {"number": "045/PM", "dated_on": "2024-10-04", "received_on": "2024-10-03", "why": "conflict"}
    refused = act(client, case, "taken-over", **odd)
    assert refused.status_code == 422
    assert "Surat tidak mungkin diterima sebelum tanggalnya." in refused.content.decode()
    assert (standing(case), Letter.objects.count()) == (before, 0)

    assert act(client, case, "taken-over", **{**odd, "received_on": "2024-10-04"}).status_code == 302
    letter = Letter.objects.get()
    assert (letter.number, letter.sender) == ("045/PM", "Bawaslu Provinsi Kalimantan Timur")
    assert Case.objects.get(pk=case.pk).handler_id == "bawaslu-kaltim"


def test_the_level_above_takes_a_case_over_by_its_reference(desk: Desk, case: Case) -> None:
    client = desk("leader", "bawaslu-kaltim")
    assert TAKE in client.get(QUEUE).content.decode()
    given = {"version": "-", "reference": wording.grouped(case.reference).lower(), "number": "045/PM",
             "dated_on": "2024-10-04", "received_on": "", "why": "other", "note": "Perhatian publik"}  # fmt: skip
    before = standing(case)
    empty = [{name: ""} for name in ("note", "why", "number")]
    for wrong in (*empty, {"reference": "0000 0000 0000 0000"}, {"why": "mood"}, {"dated_on": "2024-10-05"}):
        refused = client.post(TAKE, {**given, **wrong})
        assert refused.status_code == 422, wrong
        assert standing(case) == before
    assert Letter.objects.count() == 0

    done = client.post(TAKE, given)
    assert (done.status_code, done["Location"]) == (302, page(case))
    assert client.get(page(case)).status_code == 200
    step = Step.objects.get(event="take_over")
    assert (step.agency_id, step.letter.number, step.note) == ("bawaslu-kaltim", "045/PM", "Perhatian publik")


def letter_about(case: Case) -> dict[str, str]:
    """What a leader above types in to take a case over."""
    return {
        "version": "-",
        "reference": case.reference,
        "number": "1",
        "dated_on": "2024-10-04",
        "why": "other",
        "note": "x",
    }


@pytest.mark.parametrize("agency", ["bawaslu-kalteng", "bawaslu-ri"])
def test_no_other_office_above_takes_it_nor_learns_that_it_exists(desk: Desk, case: Case, agency: str) -> None:
    before = standing(case)
    refused = desk("leader", agency).post(TAKE, letter_about(case))
    assert refused.status_code == 422
    assert "Tidak ada kasus dengan rujukan ini di kantor di bawah Anda." in refused.content.decode()
    assert standing(case) == before


@pytest.mark.parametrize(("role", "agency"), [("leader", HOME), ("operator", "bawaslu-kaltim"), ("bkn", "bkn")])
def test_only_a_leader_above_others_gets_to_the_page(desk: Desk, role: str, agency: str) -> None:
    assert desk(role, agency).get(TAKE).status_code == 403


def test_a_leader_does_not_take_over_a_case_about_themself(desk: Desk, case: Case) -> None:
    case.respondents.update(person_hash="b" * 64)
    before = standing(case)
    assert desk("leader", "bawaslu-kaltim", person_hash="b" * 64).post(TAKE, letter_about(case)).status_code == 422
    assert standing(case) == before
    assert Case.objects.get(pk=case.pk).handler_id == HOME
