"""An act in several regencies at the desk: it is recorded, the page says whose it is, and the case goes up in time."""

import pytest

from procedures.models import Deadline, Letter, Step
from reports.models.case import Case
from services.audit.models import Entry
from services.notifications.models import Message
from tests.factories import reports
from tests.reports_admin.conftest import HOME, QUEUE, Desk, act, page, standing, verb

pytestmark = pytest.mark.django_db
ABOVE = "bawaslu-kaltim"
LETTER = {"number": "045/PM", "dated_on": "2024-10-04", "received_on": "2024-10-04"}


def facts(case: Case, client: object) -> dict[str, str]:
    return dict(client.get(page(case)).context["file"].facts)  # type: ignore[attr-defined]


def test_an_officer_records_where_else_it_happened_and_the_page_says_whose_case_that_is(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    assert "Juga terjadi di" not in facts(case, client)
    form = client.get(verb(case, "places")).context["form"]
    assert [code for code, _name in form.fields["also_in"].choices] == [
        "64.72", "64.02", "62.02", "74.71", "same_province", "other_province",
    ]  # fmt: skip
    before = standing(case)

    done = act(client, case, "places", also_in=["same_province", "64.72"])

    assert (done.status_code, done["Location"]) == (302, page(case))
    after = Case.objects.get(pk=case.pk)
    assert (after.also_in, after.handler_id, after.due_at) == ("64.72 same_province", HOME, case.due_at)
    assert standing(case)[1:] == before[1:]  # no step, nobody told
    told = facts(case, client)
    assert told["Juga terjadi di"] == "Kota Samarinda, Kabupaten/kota lain di provinsi yang sama"
    assert told["Kantor menurut tempat kejadian"] == "Bawaslu Provinsi Kalimantan Timur"
    entry = Entry.objects.get(action="case:places")
    assert (entry.subject, entry.detail) == (str(case.pk), {"to": ["64.72", "same_province"], "was": []})

    assert act(client, case, "places").status_code == 302  # no tick: nowhere else after all
    assert Case.objects.get(pk=case.pk).also_in == ""


def test_an_unknown_place_or_a_page_that_is_old_changes_nothing(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    before = standing(case)
    assert act(client, case, "places", also_in=["99.99"]).status_code == 422
    assert act(client, case, "places", also_in=["64.71"]).status_code == 422  # its own place
    assert standing(case) == before

    old = client.get(verb(case, "places")).context["form"].initial["version"]
    act(desk("leader"), case, "places", also_in=["64.02"])
    refused = client.post(verb(case, "places"), {"version": old, "also_in": ["62.02"]})
    assert refused.status_code == 409
    assert "Tempat lain kejadiannya sudah dicatat petugas lain." in refused.content.decode()
    assert Case.objects.get(pk=case.pk).also_in == "64.02"


def test_what_the_reporter_said_of_places_stands_in_the_case_and_in_the_report(desk: Desk) -> None:
    _code, case = reports.filed(reports.submission(also_in=("64.02",)))
    client = desk("leader", ABOVE)
    assert facts(case, client)["Kantor menurut tempat kejadian"] == "Bawaslu Provinsi Kalimantan Timur"
    [report] = client.get(page(case)).context["file"].reports
    assert ("Juga terjadi di", "Kabupaten Kutai Kartanegara") in report.facts
    assert desk("leader").get(page(case)).status_code == 404


def test_a_case_goes_up_to_the_province_for_several_regencies_with_its_clocks_as_they_were(
    desk: Desk, case: Case
) -> None:
    reports.relayed()
    Message.objects.all().delete()
    client = desk("leader")
    act(client, case, "places", also_in=["64.72"])
    clocks = list(Deadline.objects.filter(proceeding=case.leg()).values("kind", "due_at", "starts_on", "ended_at"))
    before = standing(case)
    for wrong in ({"why": ""}, {"why": "regency"}, {"why": "other", "note": " "}):
        assert act(client, case, "taken-over", **{**LETTER, **wrong}).status_code == 422
    assert (standing(case), Letter.objects.count()) == (before, 0)

    done = act(client, case, "taken-over", **LETTER, why="regencies")
    reports.relayed()

    assert (done.status_code, done["Location"]) == (302, QUEUE)
    moved = Case.objects.get(pk=case.pk)
    assert (moved.handler_id, moved.leg().agency_id, moved.due_at) == (ABOVE, ABOVE, case.due_at)
    assert list(Deadline.objects.filter(proceeding=moved.leg()).values("kind", "due_at", "starts_on", "ended_at")) == (
        clocks
    )
    step = Step.objects.get(event="take_over")
    assert step.facts["values"]["why"] == "regencies"
    assert Message.objects.filter(letter="office_new_case", reference=f"agency:{ABOVE}").count() == 1
    lines = [one.label for one in desk("leader", ABOVE).get(page(case)).context["file"].steps]
    assert "Ambil alih oleh Bawaslu di atasnya → Kajian awal (Perbuatan terjadi di beberapa kabupaten/kota)" in lines


def test_the_province_takes_it_for_several_regencies_and_hands_it_to_nobody_for_nothing(desk: Desk, case: Case) -> None:
    client = desk("leader", ABOVE)
    given = {"version": "-", "reference": case.reference, "why": "regencies", "note": "Tiga kota", **LETTER}
    assert client.post(f"{QUEUE}take-over/", given).status_code == 302
    assert Step.objects.get(event="take_over").facts["values"] == {"why": "regencies", "from": HOME, "to": ABOVE}
