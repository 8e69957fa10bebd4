"""A ruling typed in from an office's letter counts once a second person of Bawaslu has confirmed it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from procedures.models import Deadline, Letter, LetterRecord, RecordState, Step
from reports import awaiting
from reports.admin import lettered
from reports.admin.panels import Addition
from reports.models.package import PackageLeg
from sanctions.admin import panels
from sanctions.models.oversight import Recommendation
from services.accounts.models import User
from services.accounts.reentry import LASTS
from services.audit.models import Entry
from services.notifications import rendering
from services.notifications.models import Message
from tests.factories import accounts
from tests.factories import sanctions as make
from tests.sanctions.desks import LETTER, bkn, recommendation, step_of, words

pytestmark = pytest.mark.usefixtures("kinds")
HOME = "bawaslu-balikpapan"


@pytest.fixture
def recorder(db: None) -> User:
    return accounts.officer("operator", HOME, full_name="Petugas Pencatat", person_hash="a" * 64)


@pytest.fixture
def leader(db: None) -> User:
    return accounts.officer("leader", HOME, full_name="Petugas Pemutus", person_hash="b" * 64)


@pytest.fixture
def leg(db: None) -> PackageLeg:
    return make.oversight_leg()


def record(leg: PackageLeg, by: User, **changes: Any) -> LetterRecord:
    typed = {**recommendation(leg), **LETTER, **changes}
    assert accounts.signed_in(by).post(step_of(leg, "recommend"), typed).status_code == 302
    return LetterRecord.objects.get(state="waiting")


def address(row: LetterRecord, leg: PackageLeg) -> str:
    return reverse("admin:reports_packagerespondent_letter", args=[leg.respondent_id, leg.pk, row.pk])


def send(row: LetterRecord, leg: PackageLeg, by: User | Client, **values: str) -> Any:
    client = by if isinstance(by, Client) else accounts.signed_in(by)
    return client.post(address(row, leg), values or {"confirm": "1"})


def standing() -> tuple[Any, ...]:
    """What a refusal must leave as it was: the records, the leg, its papers, letters in and out."""
    kept = {**make.standing(), "audit": 0}
    return list(LetterRecord.objects.values()), kept, Letter.objects.count(), Message.objects.count()


def test_what_one_person_types_moves_nothing_and_tells_nobody_but_the_second(
    leg: PackageLeg, recorder: User, leader: User
) -> None:
    before: dict[str, Any] = {**make.standing(), "audit": 0, "records": 0}

    row = record(leg, recorder)

    assert {**make.standing(), "audit": 0, "records": 0} == {
        **before,
        "owed": before["owed"] + 1,
    }  # the letter to the second
    assert not Letter.objects.exists()
    assert (row.event, row.recorded_by, row.state) == ("recommend", recorder.pk, RecordState.WAITING)
    assert row.typed["letter_number"] == ["S-12/CONTOH"]
    assert list(Message.objects.values_list("letter", "reference")) == [("staff_letter_recorded", f"user:{leader.pk}")]
    page = words(accounts.signed_in(leader).get(address(row, leg)))
    for said in ("Petugas Pencatat", "S-12/CONTOH", "2 Oktober 2024", "Hukuman disiplin sedang.", "Pastikan isi surat"):
        assert said in page, said


def test_once_the_second_has_confirmed_it_the_leg_moves_and_its_papers_hold_it(
    leg: PackageLeg, recorder: User, leader: User
) -> None:
    row = record(leg, recorder)

    assert send(row, leg, leader).status_code == 302

    paper, letter = Recommendation.objects.get(), Letter.objects.get()
    assert (paper.number, paper.letter, paper.recorded_by) == ("R-7/CONTOH/2024", letter, recorder.pk)
    assert (letter.number, letter.dated_on, letter.sender) == ("S-12/CONTOH", date(2024, 10, 2), "BKN")
    leg.proceeding.refresh_from_db()
    assert leg.proceeding.state == "recommended"
    step = Step.objects.filter(proceeding=leg.proceeding).latest("number")
    assert (step.event, step.user, step.letter) == ("recommend", recorder.pk, letter)
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.typed) == (RecordState.CONFIRMED, leader.pk, {})
    entry = Entry.objects.get(action="letterrecord:confirmed")
    assert (entry.actor, entry.detail) == (f"user:{leader.pk}", {"recorded_by": str(recorder.pk)})
    before = standing()
    assert send(row, leg, leader).status_code == 409
    assert standing() == before


def test_the_clock_stops_on_the_day_of_the_letter_however_late_it_is_confirmed(
    leg: PackageLeg, recorder: User, leader: User, clock: time_machine.Traveller
) -> None:
    clock.move_to("2024-10-08T02:00:00+00:00")
    row = record(leg, recorder, letter_dated_on="2024-10-04", letter_received_on="2024-10-07", dated_on="2024-10-04")
    clock.move_to("2024-10-20T02:00:00+00:00")
    running = list(
        Deadline.objects.filter(proceeding=leg.proceeding, ended_at__isnull=True).values_list("pk", flat=True)
    )
    assert running

    assert send(row, leg, leader).status_code == 302

    ended = set(Deadline.objects.filter(pk__in=running).values_list("ended_at", flat=True))
    assert ended - {None} == {datetime(2024, 10, 4, 16, 59, 59, tzinfo=UTC)}  # the last second of the 4th in Jakarta


def test_at_its_own_desk_an_office_needs_nobody_else(leg: PackageLeg) -> None:
    assert bkn().post(step_of(leg, "recommend"), recommendation(leg)).status_code == 302
    assert Recommendation.objects.count() == 1
    assert not LetterRecord.objects.exists()


def test_it_is_declined_with_a_reason_that_stays_and_may_be_recorded_anew(
    leg: PackageLeg, recorder: User, leader: User
) -> None:
    row = record(leg, recorder)
    before = standing()
    assert send(row, leg, leader, decline="1", note=" ").status_code == 409
    assert standing() == before
    assert send(row, leg, leader, decline="1", note="Nomornya lain.").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.note, row.decided_by) == (RecordState.DECLINED, "Nomornya lain.", leader.pk)
    assert row.typed["number"] == ["R-7/CONTOH/2024"]
    assert not Recommendation.objects.exists()
    assert "Nomornya lain." in words(accounts.signed_in(recorder).get(address(row, leg)))
    assert record(leg, recorder).pk != row.pk


@pytest.mark.parametrize(
    ("role", "office", "key", "status"),
    [
        ("leader", HOME, "a", 409),  # who typed it, through another account
        ("verifier", HOME, "c", 404),  # of no case of theirs
        ("operator", HOME, "c", 409),  # a leader is free
        ("leader", "bawaslu-kukar", "c", 404),
        ("bkn", "bkn", "c", 404),
        ("auditor", "bawaslu-ri", "c", 404),
    ],
)
def test_nobody_else_decides(
    leg: PackageLeg, recorder: User, leader: User, role: str, office: str, key: str, status: int
) -> None:
    row = record(leg, recorder)
    other = accounts.signed_in(accounts.officer(role, office, person_hash=key * 64))
    before = standing()
    for values in ({"confirm": "1"}, {"decline": "1", "note": "Bukan."}):
        assert send(row, leg, other, **values).status_code == status
    assert send(row, leg, recorder).status_code == 409
    assert standing() == before


def test_where_no_leader_is_free_another_officer_confirms(leg: PackageLeg, recorder: User) -> None:
    accounts.officer("leader", HOME, person_hash="a" * 64)  # the recorder's own other account
    other = accounts.officer("operator", HOME, person_hash="c" * 64)
    row = record(leg, recorder)
    assert list(Message.objects.values_list("reference", flat=True)) == [f"user:{other.pk}"]
    assert send(row, leg, other).status_code == 302
    assert Recommendation.objects.count() == 1


def test_an_old_code_confirms_nothing(leg: PackageLeg, recorder: User, leader: User) -> None:
    row = record(leg, recorder)
    before = standing()
    assert send(row, leg, accounts.signed_in(leader, code_age=LASTS)).status_code == 403
    assert standing() == before


def test_while_one_waits_no_second_is_recorded(leg: PackageLeg, recorder: User, leader: User) -> None:
    record(leg, recorder)
    before = standing()
    again = accounts.signed_in(leader_of_another_hand()).post(
        step_of(leg, "recommend"), {**recommendation(leg), **LETTER}
    )
    assert again.status_code == 409
    assert "sudah dicatat dan menunggu orang kedua" in words(again)
    assert standing() == before


def leader_of_another_hand() -> User:
    return accounts.officer("operator", HOME, person_hash="d" * 64)


def test_what_the_procedure_refuses_is_said_at_once_and_nothing_is_laid_before_anybody(
    leg: PackageLeg, recorder: User, leader: User
) -> None:
    before = standing()
    typed = {**recommendation(leg), **LETTER, "dated_on": "2024-09-01"}
    assert accounts.signed_in(recorder).post(step_of(leg, "recommend"), typed).status_code == 422
    assert standing() == before


def test_once_the_office_itself_has_acted_the_record_is_overtaken(
    leg: PackageLeg, recorder: User, leader: User
) -> None:
    row = record(leg, recorder)
    assert bkn().post(step_of(leg, "recommend"), recommendation(leg)).status_code == 302
    before = standing()
    answer = send(row, leg, leader)
    assert (answer.status_code, "Sementara itu ada langkah lain" in words(answer)) == (409, True)
    assert standing() == before
    assert send(row, leg, leader, decline="1", note="Kantornya sudah mencatat sendiri.").status_code == 302


def test_the_scan_waits_sealed_and_goes_with_the_letter(leg: PackageLeg, recorder: User, leader: User) -> None:
    scan = SimpleUploadedFile("surat.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    row = record(leg, recorder, letter_scan=scan)
    assert row.scan is not None
    assert "letter_scan" not in row.typed
    assert send(row, leg, leader).status_code == 302
    assert Letter.objects.get().scan == row.scan


def test_the_table_itself_refuses_one_hand(leg: PackageLeg, recorder: User, leader: User) -> None:
    row = record(leg, recorder)
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterRecord.objects.filter(pk=row.pk).update(decided_by=recorder.pk)


LIST = "Surat yang menunggu Anda"
TWO = (
    "Setelah disimpan, orang kedua kantor Anda harus memastikan isi surat ini. Sebelum itu langkahnya belum berlaku "
    "dan tidak ada yang berubah."
)
OF_LEADERS = (
    "Yang memastikan surat ini pimpinan kantor; bila tidak ada yang bebas, petugas lain yang boleh membuka kasus."
)


def start(by: User) -> str:
    return str(accounts.signed_in(by).get("/admin/").content.decode())


def test_the_first_page_leads_who_decides_it_to_the_record_and_nobody_else(
    leg: PackageLeg, recorder: User, leader: User
) -> None:
    row = record(leg, recorder)
    others = [
        recorder,
        accounts.officer("leader", HOME, person_hash="a" * 64),  # who typed it, through another account
        *(accounts.officer(role, HOME) for role in ("operator", "verifier")),
        accounts.officer("leader", "bawaslu-kukar"),
        accounts.officer("bkn", "bkn"),
        accounts.officer("auditor", "bawaslu-ri"),
    ]

    page = start(leader)

    assert (LIST in page, f'href="{address(row, leg)}"' in page) == (True, True)
    assert "Badan Kepegawaian Negara (BKN) · dicatat 3 Oktober 2024, 10.00 WITA" in page
    assert [awaiting.deciders(row), awaiting.laid_before(leader)] == [[leader.pk], [row]]
    for other in others:
        shown = start(other)
        assert (LIST in shown, address(row, leg) in shown, awaiting.laid_before(other)) == (False, False, []), other
    send(row, leg, leader)
    assert LIST not in start(leader)


def test_where_no_leader_is_free_the_first_page_of_another_officer_leads_there(leg: PackageLeg, recorder: User) -> None:
    accounts.officer("leader", HOME, person_hash="a" * 64)
    aside = accounts.officer("leader", HOME, person_hash="e" * 64)
    other = accounts.officer("operator", HOME, person_hash="c" * 64)
    leg.respondent.person_hash = "e" * 64
    leg.respondent.save()
    row = record(leg, recorder)
    assert [awaiting.deciders(row), awaiting.laid_before(other)] == [[other.pk], [row]]
    assert [awaiting.laid_before(aside), awaiting.laid_before(recorder)] == [[], []]
    assert address(row, leg) in start(other)


@pytest.mark.parametrize("role", ["leader", "operator"])
def test_what_waits_costs_as_much_for_three_as_for_one(leg: PackageLeg, recorder: User, role: str) -> None:
    accounts.officer("leader", HOME)
    asked = accounts.officer(role, HOME)
    spent = []
    for another in (leg, make.oversight_leg(), make.oversight_leg()):
        assert (
            accounts.signed_in(recorder)
            .post(step_of(another, "recommend"), {**recommendation(another), **LETTER})
            .status_code
            == 302
        )
        with CaptureQueriesContext(connection) as queries:
            found = awaiting.laid_before(User.objects.get(pk=asked.pk))
        spent.append((len(found), len(queries)))
    assert [number for number, _cost in spent] == ([1, 2, 3] if role == "leader" else [0, 0, 0])
    assert len({cost for _number, cost in spent}) == 1


def test_the_form_says_that_a_second_person_confirms_it_only_where_that_is_so(leg: PackageLeg, recorder: User) -> None:
    client = accounts.signed_in(recorder)
    form = words(client.get(step_of(leg, "recommend")))
    assert TWO in form
    assert "Setelah disimpan, verifikasi selesai" not in form
    assert TWO not in words(bkn().get(step_of(leg, "recommend")))
    personnel = make.personnel_leg()
    assert "menurut surat" in words(client.get(step_of(personnel, "form_team")))
    assert TWO not in words(client.get(step_of(personnel, "form_team")))  # one hand records it
    with translation.override("en"):
        assert str(lettered.TAKES_TWO).startswith("Once saved, a second person of your office must confirm")


def test_declining_says_that_nothing_was_taken_and_writes_to_who_recorded_it(
    leg: PackageLeg, recorder: User, leader: User
) -> None:
    row, client = record(leg, recorder), accounts.signed_in(leader)
    before = make.standing()["proceedings"]
    assert send(row, leg, client, decline="1", note=" ").status_code == 409
    assert not Message.objects.filter(letter="staff_letter_declined").exists()

    assert send(row, leg, client, decline="1", note="Nomornya lain.").status_code == 302

    page = words(client.get("/admin/"))
    assert "Surat ditolak; langkah tidak dijalankan." in page
    assert "Diputuskan:" not in page
    assert make.standing()["proceedings"] == before
    told = Message.objects.filter(letter="staff_letter_declined").values_list("reference", "context")
    assert list(told) == [(f"user:{recorder.pk}", {})]
    assert "Catatan surat Anda ditolak" in start(recorder)


def test_who_neither_recorded_nor_decides_it_is_told_who_does(leg: PackageLeg, recorder: User, leader: User) -> None:
    row = record(leg, recorder)
    before = standing()
    answer = send(row, leg, accounts.officer("operator", HOME, person_hash="c" * 64))
    assert (answer.status_code, OF_LEADERS in words(answer)) == (409, True)
    own = send(row, leg, recorder)
    assert "Yang memastikan surat harus orang lain daripada yang mencatatnya." in words(own)
    assert OF_LEADERS not in words(own)
    assert standing() == before


def test_letters_of_a_record_lead_to_the_first_page_and_tell_nothing_of_the_case() -> None:
    asked, declined = (rendering.render(name, {}) for name in ("staff_letter_recorded", "staff_letter_declined"))
    assert "di halaman depan ruang petugas, di bawah “Surat yang menunggu Anda”." in asked.text
    assert "Langkah dari surat itu tidak dijalankan." in declined.text
    with translation.override("en"):
        assert rendering.subject("staff_letter_declined", {}) == "Your record of a letter was declined"


def follow_up(leg: PackageLeg, by: User) -> Addition:
    request = RequestFactory().get("/admin/")
    request.user = by
    return panels.follow_up(request, [leg.respondent.package], "/admin/")


def test_the_case_page_leads_to_it_from_its_head_and_then_names_who_confirmed_it_by_the_clock_of_the_office(
    leg: PackageLeg, recorder: User, leader: User
) -> None:
    row = record(leg, recorder)
    (waiting,) = follow_up(leg, recorder).waiting
    assert (waiting.label, waiting.state, waiting.decided) == (
        "Rekomendasikan kepada PPK", "menunggu orang kedua", "",
    )  # fmt: skip
    assert waiting.url == f"{address(row, leg)}?kembali=%2Fadmin%2F"
    assert "Petugas Pencatat, 3 Oktober 2024, 10.00 WITA." in words(accounts.signed_in(leader).get(address(row, leg)))

    send(row, leg, leader)

    after = follow_up(leg, recorder)
    assert after.waiting == ()
    assert "dipastikan orang kedua: Petugas Pemutus, 3 Oktober 2024, 10.00 WITA" in str(after.html)
    assert address(row, leg) not in str(after.html)
    page = words(accounts.signed_in(leader).get(address(row, leg)))
    assert "Diputuskan oleh Petugas Pemutus, 3 Oktober 2024, 10.00 WITA." in page
