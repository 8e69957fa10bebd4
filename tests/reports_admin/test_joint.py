"""The joint desk on the case page: opened by a button, recorded from its letters by two people, no other leg moved."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from procedures.enums import Procedure, State
from procedures.models import Deadline, Letter, LetterRecord, Proceeding, Step
from reports import awaiting, emptying, handling
from reports.admin import lettered
from reports.models.case import Case
from services.accounts.models import User
from services.accounts.reentry import LASTS
from services.notifications.models import Message
from tests.factories import accounts, reports
from tests.reports_admin.conftest import HOME, MINUTES, Desk, act, page, standing, verb, version

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


def waiting() -> LetterRecord:
    return LetterRecord.objects.get(state="waiting")


def address(case: Case, row: LetterRecord) -> str:
    return reverse("admin:reports_case_letter", args=[case.pk, row.pk])


def confirmed(desk: Desk, case: Case, slug: str, by: str = "operator", **typed: str) -> None:
    """Typed in by one and confirmed by a leader."""
    assert act(desk(by), case, slug, **{**LETTER, **typed}).status_code == 302
    assert desk("leader").post(address(case, waiting()), {"confirm": "1"}).status_code == 302


def everything(case: Case) -> tuple[Any, ...]:
    """What a refusal leaves as it was: the case, the criminal leg, its clocks, records, letters in and out."""
    leg = criminal(case)
    return (
        standing(case),
        list(Proceeding.objects.filter(pk=leg.pk).values()),
        list(Deadline.objects.filter(proceeding=leg).values()),
        list(LetterRecord.objects.values()),
        Letter.objects.count(),
        Message.objects.count(),
    )


def test_what_one_person_types_moves_nothing_and_tells_the_leader_alone(desk: Desk, opened: Case) -> None:
    leader = accounts.officer("leader", HOME)
    client = desk("operator")
    form = client.get(verb(opened, "joint-continue")).content.decode()
    assert f"Sentra Gakkumdu tidak masuk ke portal: catat dari suratnya. {lettered.TAKES_TWO}" in form
    before = everything(opened)
    for wrong in ({"number": ""}, {"dated_on": "2024-10-05"}, {"dated_on": "kemarin"}):
        assert act(client, opened, "joint-continue", **{**LETTER, **wrong}).status_code == 422, wrong
        assert everything(opened) == before

    assert act(client, opened, "joint-continue", **LETTER).status_code == 302

    row = waiting()
    assert (row.event, row.version, row.leg) == ("continue", 1, criminal(opened))
    assert row.typed == {"number": ["B-12/GKM/2024"], "dated_on": ["2024-10-04"], "received_on": ["2024-10-04"]}
    told = Message.objects.filter(letter="staff_letter_recorded").values_list("reference", flat=True)
    assert f"user:{leader.pk}" in set(told)
    after = everything(opened)
    assert (after[1], after[2], after[4]) == (before[1], before[2], 0)
    text = client.get(page(opened)).content.decode()
    assert (address(opened, row) in text, "menunggu orang kedua" in text) == (True, True)
    head = text[text.index('<header class="desk-head">') : text.index("</header>", text.index('class="desk-head"'))]
    assert f'Surat yang dicatat menunggu orang kedua:</strong> <a href="{address(opened, row)}">' in head
    start = accounts.signed_in(leader).get("/admin/").content.decode()
    assert ("Surat yang menunggu Anda" in start, address(opened, row) in start) == (True, True)
    assert "Surat yang menunggu Anda" not in client.get("/admin/").content.decode()


def test_once_a_second_person_has_confirmed_it_the_leg_moves_and_says_by_which_letter(desk: Desk, opened: Case) -> None:
    act(desk("operator"), opened, "joint-continue", **LETTER)
    row, leader = waiting(), desk("leader")
    shown = leader.get(address(opened, row)).content.decode()
    for said in ("B-12/GKM/2024", "4 Oktober 2024", "Pastikan isi surat"):
        assert said in shown, said

    assert leader.post(address(opened, row), {"confirm": "1"}).status_code == 302

    assert criminal(opened).state == State.SECOND_REVIEW
    decided = LetterRecord.objects.get()
    assert Letter.objects.get().sender.startswith("Sentra Gakkumdu")
    assert Step.objects.filter(proceeding=criminal(opened)).latest("number").user == row.recorded_by
    text = desk("operator").get(page(opened)).content.decode()
    assert f"dipastikan orang kedua: {User.objects.get(pk=decided.decided_by)}, 4 Oktober 2024, 09.00 WITA" in text
    assert "Surat yang dicatat menunggu orang kedua:" not in text
    assert "menurut surat B-12/GKM/2024, 4 Oktober 2024" in text
    assert address(opened, row) not in text
    assert Case.objects.get(pk=opened.pk).state == State.STUDY
    before = everything(opened)
    assert leader.post(address(opened, row), {"confirm": "1"}).status_code == 409
    assert everything(opened) == before


@pytest.mark.parametrize(
    ("role", "office", "status"),
    [
        ("operator", HOME, 409),
        ("verifier", "bawaslu-kukar", 404),
        ("leader", "bawaslu-kukar", 404),
        ("bkn", "bkn", 403),
    ],
)
def test_nobody_else_confirms_it(desk: Desk, opened: Case, role: str, office: str, status: int) -> None:
    recorder, _leader = desk("operator"), desk("leader")
    act(recorder, opened, "joint-continue", **LETTER)
    before = everything(opened)
    for values in ({"confirm": "1"}, {"decline": "1", "note": "Bukan."}):
        assert desk(role, office).post(address(opened, waiting()), values).status_code == status
        assert recorder.post(address(opened, waiting()), values).status_code == 409
    old = accounts.signed_in(accounts.officer("leader", HOME), code_age=LASTS)
    assert old.post(address(opened, waiting()), {"confirm": "1"}).status_code == 403
    assert everything(opened) == before


def test_it_is_declined_with_a_reason_and_may_be_recorded_anew(desk: Desk, opened: Case) -> None:
    client, leader = desk("operator"), desk("leader")
    act(client, opened, "joint-continue", **LETTER)
    row, before = waiting(), everything(opened)
    refused = act(client, opened, "joint-continue", **LETTER)
    assert (refused.status_code, "menunggu orang kedua" in refused.content.decode()) == (422, True)
    assert leader.post(address(opened, row), {"decline": "1", "note": " "}).status_code == 409
    assert everything(opened) == before
    assert leader.post(address(opened, row), {"decline": "1", "note": "Nomornya lain."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.note, criminal(opened).state) == ("declined", "Nomornya lain.", State.JOINT_REVIEW)
    assert "Nomornya lain." in client.get(address(opened, row)).content.decode()
    assert "Surat ditolak; langkah tidak dijalankan." in leader.get(page(opened)).content.decode()
    told = Message.objects.filter(letter="staff_letter_declined").values_list("reference", flat=True)
    assert list(told) == [f"user:{row.recorded_by}"]
    start = client.get("/admin/").content.decode()
    assert ("Surat Anda yang ditolak" in start, address(opened, row) in start) == (True, True)
    assert "Surat Anda yang ditolak" not in leader.get("/admin/").content.decode()
    recorder = User.objects.get(pk=row.recorded_by)
    assert awaiting.declined_of(recorder, since=row.decided_at) == [row]
    assert awaiting.declined_of(recorder, since=row.decided_at + timedelta(seconds=1)) == []
    confirmed(desk, opened, "joint-continue")
    assert "Surat Anda yang ditolak" not in client.get("/admin/").content.decode()


def test_its_end_needs_a_reason_and_leaves_the_study(desk: Desk, opened: Case) -> None:
    client = desk("verifier")
    assert act(client, opened, "joint-stop", **LETTER).status_code == 422
    assert (criminal(opened).state, LetterRecord.objects.count()) == (State.JOINT_REVIEW, 0)
    confirmed(desk, opened, "joint-stop", "verifier", note="Tidak cukup bukti")
    assert (criminal(opened).state, Case.objects.get(pk=opened.pk).state) == (State.STOPPED, State.STUDY)
    assert client.get(verb(opened, "joint-stop")).status_code == 404


def test_a_colleague_s_letter_meanwhile_makes_the_page_stale_and_keeps_what_was_typed(desk: Desk, opened: Case) -> None:
    client = desk("verifier")
    seen = version(client, opened, "joint-stop")
    confirmed(desk, opened, "joint-continue")

    stale = client.post(verb(opened, "joint-stop"), {**LETTER, "note": "Tidak cukup bukti", "version": seen})

    assert stale.status_code == 409
    text = stale.content.decode()
    assert "Di Sentra Gakkumdu sudah ada langkah baru." in text
    assert "Tidak cukup bukti</textarea>" in text
    assert criminal(opened).state == State.SECOND_REVIEW


def test_what_was_typed_goes_with_the_case_and_its_scan_too(desk: Desk, opened: Case) -> None:
    act(desk("operator"), opened, "joint-stop", **LETTER, note="Tidak cukup bukti")
    emptying.empty(opened)
    assert (waiting().typed, waiting().note, waiting().scan) == ({}, "", None)


def test_without_a_criminal_leg_there_is_nothing_to_record(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    assert client.get(page(case)).context["joint_standing"] == ""
    assert client.get(verb(case, "joint-stop")).status_code == 404
