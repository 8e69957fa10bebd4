"""What the desk records beside the steps: replies, checks, days, messages, links, colleagues."""

from datetime import date

import pytest
import time_machine

from reports import handling
from reports.enums import ReplyKind
from reports.models.case import Case
from reports.models.report import Message, Standing
from tests.factories import accounts, reports
from tests.reports_admin.conftest import DAY, HOME, Desk, act, fresh, page, standing, verb

pytestmark = pytest.mark.django_db


def test_a_reply_an_absence_and_a_waiver_are_recorded(desk: Desk, case: Case, moment: time_machine.Traveller) -> None:
    client, person = desk("operator"), case.respondents.get()
    dates = {"dated_on": "2024-10-04", "hearing_on": "2024-10-05"}
    act(client, case, "invite", respondent=str(person.pk), number="1/UND", **dates)

    moment.move_to("2024-10-05T09:00:00+08:00")
    client = desk("operator")
    for kind in ReplyKind.values:
        act(client, case, "reply", respondent=str(person.pk), kind=kind, on="2024-10-05", summary="Catatan")

    assert list(person.answers.values_list("kind", flat=True).order_by("pk")) == ReplyKind.values


def test_a_respondent_is_verified_or_marked_unknown(desk: Desk, case: Case) -> None:
    client, person = desk("verifier"), case.respondents.get()
    form = client.get(verb(case, "check")).context["form"]
    assert (form.initial["respondent"], form.initial["position"]) == (str(person.pk), "Kepala Contoh")
    found = {"respondent": str(person.pk), "status": "pns", "employer": "pemkot-balikpapan", "unit": "Dinas Contoh"}

    empty = act(client, case, "check", known="yes", **{**found, "status": "unknown"})
    assert empty.status_code == 422
    assert act(client, case, "check", known="yes", **found, name="Pegawai Contoh", nip="12").status_code == 422
    impossible = act(client, case, "check", known="yes", **found, name="Pegawai Contoh", nip="199013012015011001")
    assert impossible.status_code == 422
    assert "NIP ini tidak mungkin" in impossible.content.decode()
    assert case.respondents.get().checked_on is None

    act(client, case, "check", known="yes", **found, name="Pegawai Contoh", nip="199001012015011001")
    person.refresh_from_db()
    assert (person.name, person.identity_known, person.checked_on) == ("Pegawai Contoh", True, DAY)

    act(client, case, "check", known="no", **found)
    person.refresh_from_db()
    assert (person.identity_known, person.checked_on) == (False, DAY)


def test_an_official_reception_is_told_to_the_reporter(desk: Desk) -> None:
    code, case = reports.filed()
    report = reports.report_of(code)
    client = desk("operator")

    act(client, case, "reception", report=str(report.pk), on="2024-10-04")

    assert reports.report_of(code).officially_received_on == DAY
    assert Standing.objects.get(receipt_hash=report.receipt_hash).officially_received
    assert client.get(verb(case, "reception")).status_code == 404  # nothing left to receive


IMPOSSIBLE = [
    ("reception", "on", {"report": "R"}),
    ("invite", "dated_on", {"respondent": "P", "number": "1/UND", "hearing_on": "2024-10-07"}),
    ("reply", "on", {"respondent": "P", "kind": "answer", "summary": "Kata yang tidak hilang"}),
    ("announce", "on", {"stage": "registered"}),
    (
        "check",
        "bkn_asked_on",
        {"respondent": "P", "known": "no", "status": "unknown", "name": "Kata yang tidak hilang"},
    ),
]


@pytest.mark.parametrize("day", ["2019-01-01", "2024-10-03", "2024-10-05", "2030-01-01"])
@pytest.mark.parametrize(("slug", "field", "values"), IMPOSSIBLE)
def test_a_day_that_cannot_be_is_refused_at_its_field(
    desk: Desk, case: Case, slug: str, field: str, values: dict[str, str], day: str
) -> None:
    client = desk("verifier")
    act(client, case, "register", number="001/Reg/X/2024")
    ids = {"R": str(case.links.get().report_id), "P": str(case.respondents.get().pk)}
    typed = {name: ids.get(value, value) for name, value in values.items()}
    before, announced = standing(case), case.announcements.count()

    refused = act(client, case, slug, **{**typed, field: day})

    assert refused.status_code == 422
    late = day > "2024-10-04"
    sentence = "Tanggal ini belum tiba." if late else "Tanggal ini mendahului diterimanya perkara ini, 4 Oktober 2024."
    assert refused.context["form"].errors[field] == [sentence]
    shown = refused.content.decode()
    assert all(value in shown for value in (day, *typed.values()))
    assert (standing(case), case.announcements.count()) == (before, announced)
    assert case.respondents.get().answers.count() == case.respondents.get().invitations.count() == 0
    assert case.links.get().report.officially_received_on is None


def test_a_leader_records_the_day_of_reception_anew(desk: Desk, moment: time_machine.Traveller) -> None:
    code, case = reports.filed()
    report = reports.report_of(code)
    act(desk("operator"), case, "reception", report=str(report.pk), on="2024-10-04")
    moment.move_to("2024-10-07T09:00:00+08:00")
    leader = desk("leader")
    assert "Catat ulang hari penerimaan resmi" in leader.get(page(case)).content.decode()
    values = {"report": str(report.pk), "on": "2024-10-05"}

    unreasoned = act(leader, case, "reception-anew", **values)
    assert (unreasoned.status_code, list(unreasoned.context["form"].errors)) == (422, ["note"])
    assert act(leader, case, "reception-anew", **values, note="Salah ketik.").status_code == 302

    assert reports.report_of(code).officially_received_on == date(2024, 10, 5)
    shown = leader.get(page(case)).content.decode()
    assert "semula 4 Oktober 2024, dicatat ulang 7 Oktober 2024: Salah ketik." in shown
    operator = desk("operator")
    assert operator.get(verb(case, "reception-anew")).status_code == 403
    assert "Catat ulang hari penerimaan resmi" not in operator.get(page(case)).content.decode()


def test_an_office_keeps_its_own_class_with_its_reason(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    assert act(client, case, "class", office_class="ethics", office_reason="").status_code == 422

    act(client, case, "class", office_class="ethics", office_reason="Dilakukan sebelum penetapan")

    assert (fresh(case).office_class, fresh(case).violation_class) == ("ethics", "discipline")
    assert "Kode etik. Alasan: Dilakukan sebelum penetapan" in client.get(page(case)).content.decode()


def test_a_case_is_given_to_a_colleague_of_the_office_only(desk: Desk, case: Case) -> None:
    colleague, stranger = accounts.officer("verifier", HOME), accounts.officer("verifier", "bawaslu-kendari")
    client = desk("leader")

    assert act(client, case, "assign", officer=str(stranger.pk)).status_code == 422
    assert fresh(case).officer is None

    act(client, case, "assign", officer=str(colleague.pk))
    assert fresh(case).officer == colleague.pk


def test_an_announcement_is_recorded_for_a_stage_that_was_reached(desk: Desk, case: Case) -> None:
    client = desk("operator")
    assert client.get(verb(case, "announce")).status_code == 404

    handling.register(case, number="001", by=reports.desk(case))
    assert act(client, case, "announce", stage="referred", on="2024-10-04").status_code == 422
    act(client, case, "announce", stage="registered", on="2024-10-04")

    assert list(case.announcements.values_list("stage", "on")) == [("registered", DAY)]


def test_a_message_reaches_the_reporter_it_was_meant_for(desk: Desk) -> None:
    code, case = reports.filed()
    report = reports.report_of(code)
    client = desk("operator")

    assert act(client, case, "message", report=str(report.pk), text=" \u200b ").status_code == 422
    assert act(client, case, "message", report=str(report.pk), text="Mohon sebutkan jam kejadian.").status_code == 302

    assert Message.objects.get().text == "Mohon sebutkan jam kejadian."


def test_a_question_carries_the_last_day_for_its_answer(desk: Desk, case: Case) -> None:
    client, report = desk("operator"), case.links.get().report
    past = act(client, case, "message", report=str(report.pk), text="Jam berapa?", due_on="2024-10-04")
    assert past.status_code == 422
    assert "Pilih hari sesudah hari ini" in past.content.decode()
    assert Message.objects.count() == 0
    assert (
        act(client, case, "message", report=str(report.pk), text="Jam berapa?", due_on="2024-10-07").status_code == 302
    )
    assert "dijawab paling lambat 7 Oktober 2024" in client.get(page(case)).content.decode()


def test_a_report_is_linked_by_its_ticket_and_unlinked_again(desk: Desk, case: Case) -> None:
    code, other = reports.filed()
    report = reports.report_of(code)
    client = desk("verifier")
    foreign = reports.report_of(reports.filed(reports.submission(region="74.71"))[0])

    refused = act(client, case, "link", ticket=foreign.ticket, note="Sama")
    assert "Tidak ada laporan dengan tiket ini di kantor Anda." in refused.content.decode()
    act(client, case, "link", ticket=report.ticket.lower(), note="Perbuatan yang sama")
    assert [one.ticket for one in client.get(page(case)).context["file"].reports][-1] == report.ticket

    act(client, case, "unlink", report=str(report.pk), note="Ternyata lain")
    assert reports.case_of(code) == other


def test_a_person_the_inquiry_has_found_is_added(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    assert act(client, case, "respondent", status="unknown").status_code == 422

    act(client, case, "respondent", status="pns", position="Camat Contoh", employer="pemkot-balikpapan")

    assert list(case.respondents.values_list("number", "position")) == [
        (1, "Kepala Contoh"),
        (2, "Camat Contoh"),
    ]


def test_a_check_is_about_the_person_of_its_page_and_starts_with_their_data(desk: Desk) -> None:
    people = (reports.respondent(position="Camat Contoh"), reports.respondent(position="Lurah Contoh"))
    case = reports.filed(reports.submission(respondents=people))[1]
    client, (first, second) = desk("verifier"), case.respondents.all()

    shown = client.get(f"{verb(case, 'check')}?respondent={second.pk}")
    assert (shown.context["form"].initial["position"], shown.context["persons"][1][2]) == ("Lurah Contoh", True)
    act(client, case, "check", respondent=str(first.pk), known="no", status="pns", position="Camat Contoh")

    assert client.get(verb(case, "check")).context["form"].initial["respondent"] == str(second.pk)
    second.refresh_from_db()
    assert (second.position, second.checked_on) == ("Lurah Contoh", None)
