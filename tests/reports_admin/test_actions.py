"""The form pages: each verb does its one thing, a refusal changes nothing, nobody writes over a colleague."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from procedures.enums import Event, State
from procedures.models import Step
from reports import handling
from reports.admin.forms import DeskForm
from reports.enums import ReplyKind
from reports.models.case import Case
from reports.models.package import ReferralPackage
from reports.models.report import Message, Standing
from tests.factories import accounts, reports
from tests.reports_admin.conftest import HOME, Desk, act, page, standing, verb, version

pytestmark = pytest.mark.django_db
DAY = date(2024, 10, 4)
CAME = "Ketua Contoh\nAnggota Dua\nAnggota Tiga\nAnggota Empat"
MINUTES = {
    "number": "01/BA/2024", "held_on": "2024-10-04", "agenda": "Rapat pleno", "present": CAME,
    "absent": "Anggota Lima", "signed": CAME,
}  # fmt: skip
TEXT = "Pegawai tersebut ikut serta dalam kegiatan salah satu pasangan calon."


def fresh(case: Case) -> Case:
    """The case as it stands now."""
    return Case.objects.get(pk=case.pk)


def test_returning_needs_a_coded_reason_and_tells_it_in_the_words_ticked(desk: Desk, case: Case) -> None:
    client = desk("operator")
    form: DeskForm = client.get(verb(case, "return")).context["form"]
    assert ("evidence", "Sertakan bukti: foto, rekaman, dokumen, atau tautan.") in form.fields["parts"].choices  # type: ignore[attr-defined]
    assert form.initial["parts"] == ["evidence"]
    before = standing(case)

    refused = act(client, case, "return")
    assert refused.status_code == 422
    assert "Sebutkan paling sedikit satu syarat yang kurang." in refused.content.decode()
    assert standing(case) == before

    done = act(client, case, "return", parts=["evidence", "description"])
    assert (done.status_code, done["Location"]) == (302, page(case))
    assert (fresh(case).state, fresh(case).missing) == (State.INCOMPLETE, ["description", "evidence"])
    assert "Laporan dikembalikan." in client.get(page(case)).content.decode()


def test_registering_takes_the_office_s_own_number(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    form = client.get(verb(case, "register")).context["form"]
    assert "001/Reg/LP/PB/Kota/…/X/2024" in form.fields["number"].help_text

    act(client, case, "register", number="001/Reg/LP/PB/Kota 23.03/X/2024")

    assert (fresh(case).state, fresh(case).register_number) == (State.STUDY, "001/Reg/LP/PB/Kota 23.03/X/2024")


def test_refusing_needs_minutes_and_says_so_before_anything_is_typed(desk: Desk, case: Case) -> None:
    client = desk("leader")
    before = standing(case)

    shown = client.get(verb(case, "refuse"))
    assert "Belum ada: Berita acara rapat pleno." in shown.content.decode()
    assert act(client, case, "refuse", parts=["evidence"]).status_code == 422
    assert standing(case) == before

    act(client, case, "minutes", **MINUTES)
    assert act(client, case, "refuse", parts=["evidence"]).status_code == 302
    assert fresh(case).state == State.NOT_REGISTERED


def test_refusing_for_lateness_alone_goes_on_as_a_tip(desk: Desk, case: Case) -> None:
    client = desk("leader")
    act(client, case, "minutes", **MINUTES)

    assert act(client, case, "refuse", parts=["late"]).status_code == 302

    assert fresh(case).state == State.INQUIRY


@pytest.mark.parametrize("slug", ["keep-as-tip"])
def test_a_step_with_a_reason_is_refused_without_one(desk: Desk, case: Case, slug: str) -> None:
    client = desk("verifier")
    before = standing(case)

    assert act(client, case, slug, note="   ").status_code == 422
    assert standing(case) == before

    assert act(client, case, slug, note="Isi masuk akal, bukti kurang").status_code == 302
    assert Step.objects.get(proceeding__subject=case.pk, event=Event.KEEP_AS_TIP).note == "Isi masuk akal, bukti kurang"


def test_a_tip_is_adopted_as_a_finding_or_stopped(desk: Desk) -> None:
    adopted, stopped = (reports.filed(reports.tip())[1] for _ in range(2))
    client = desk("leader")
    act(client, adopted, "minutes", **MINUTES)

    act(client, adopted, "adopt", number="001/Reg/TM/PB/Kota/X/2024")
    act(client, stopped, "stop", note="Tidak ada petunjuk lanjutan")

    assert (fresh(adopted).state, fresh(adopted).kind) == (State.STUDY, "finding")
    assert fresh(stopped).state == State.STOPPED


def test_handling_is_extended_once_and_dismissed_on_minutes(desk: Desk, case: Case) -> None:
    handling.register(case, number="001", by=reports.desk(case))
    client = desk("leader")

    assert act(client, case, "extend", note="Menunggu keterangan saksi").status_code == 302
    assert "Waktu penanganan sudah pernah diperpanjang." in client.get(verb(case, "extend")).content.decode()
    act(client, case, "minutes", **MINUTES)
    assert act(client, case, "dismiss", note="Unsur tidak terpenuhi").status_code == 302

    assert fresh(case).state == State.NOT_VIOLATION


def test_what_is_brought_to_the_office_completes_a_report(desk: Desk, case: Case) -> None:
    handling.return_for_completion(case, missing=["evidence"], by=reports.desk(case))

    act(desk("operator"), case, "complete", note="Foto cetak diserahkan")

    assert (fresh(case).state, fresh(case).missing) == (State.REVIEW, [])


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


def prepared(client: Client, case: Case) -> dict[str, object]:
    """A registered case whose respondent is checked and heard, and a package form filled in."""
    handling.register(case, number="001", by=reports.desk(case))
    reports.heard(case, on=DAY)
    assert client.get(verb(case, "package")).context["form"].initial.get("narrative") is None
    people = [str(pk) for pk in case.respondents.values_list("pk", flat=True)]
    return {"narrative": TEXT, "letter_number": "1/PM", "letter_date": "2024-10-04", "respondents": people}


def test_a_package_is_built_approved_by_another_and_referred(desk: Desk, case: Case) -> None:
    verifier, leader = desk("verifier"), desk("leader")
    filled = prepared(verifier, case)

    assert act(verifier, case, "package", **filled).status_code == 302
    assert verifier.get(verb(case, "approve")).status_code == 403
    shown = leader.get(verb(case, "approve"))
    assert TEXT in shown.content.decode()
    package = ReferralPackage.objects.get()
    assert act(leader, case, "approve", package=str(package.pk)).status_code == 422
    assert act(leader, case, "approve", package=str(package.pk), read="on").status_code == 302
    act(leader, case, "minutes", **MINUTES)
    assert act(leader, case, "refer").status_code == 302

    assert fresh(case).state == State.REFERRED


def test_one_person_in_two_roles_does_not_approve_their_own_package(case: Case) -> None:
    both = accounts.officer("verifier", HOME)
    accounts.membership(both, "leader", HOME)
    client = accounts.signed_in(both)
    act(client, case, "package", **prepared(client, case))
    before = standing(case)

    package = ReferralPackage.objects.get()
    assert act(client, case, "approve", package=str(package.pk), read="on").status_code == 403

    assert standing(case) == before
    assert ReferralPackage.objects.get().approved_on is None


def test_a_package_text_is_examined_and_shown_where_it_betrays(desk: Desk, case: Case) -> None:
    client = desk("verifier")
    filled = prepared(client, case)

    phone = act(client, case, "package", **{**filled, "narrative": f"{TEXT} Hubungi 0812 0000 0000."})
    assert phone.status_code == 422
    assert "Ada nomor telepon dalam teks. Di sekitar: “" in phone.content.decode()

    told = f"{TEXT} Pelapor melihatnya sendiri."
    warned = act(client, case, "package", **{**filled, "narrative": told})
    assert warned.status_code == 422
    assert told in warned.content.decode()
    assert not ReferralPackage.objects.exists()

    assert act(client, case, "package", **{**filled, "narrative": told}, accepted=["reporter"]).status_code == 302
    act(client, case, "discard", package=str(ReferralPackage.objects.get().pk))
    assert not ReferralPackage.objects.exists()


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


@pytest.mark.parametrize(
    ("role", "slug", "status"),
    [
        ("operator", "refuse", 403),
        ("operator", "keep-as-tip", 403),
        ("operator", "package", 403),
        ("operator", "class", 403),
        ("verifier", "refuse", 403),
        ("verifier", "approve", 403),
        ("leader", "check", 403),
        ("leader", "message", 403),
        ("leader", "dismiss", 404),
        ("verifier", "extend", 404),
        ("leader", "withdraw", 404),
        ("leader", "escalate", 404),
        ("leader", "no-such-verb", 404),
    ],
)
def test_what_a_role_may_not_do_changes_nothing(desk: Desk, case: Case, role: str, slug: str, status: int) -> None:
    client = desk(role)
    before = standing(case)

    assert client.get(verb(case, slug)).status_code == status
    assert client.post(verb(case, slug), {"version": str(case.version), "note": "x"}).status_code == status
    assert standing(case) == before


def test_a_form_needs_the_token_that_its_page_carried(case: Case) -> None:
    client = Client(enforce_csrf_checks=True)
    accounts.signed_in(accounts.officer("verifier", HOME), client)
    before = standing(case)

    assert client.post(verb(case, "register"), {"version": "1", "number": "001"}).status_code == 403
    assert standing(case) == before


def test_every_field_in_error_is_named_in_the_summary_and_tied_to_it(desk: Desk, case: Case) -> None:
    text = act(desk("operator"), case, "minutes", **{**MINUTES, "present": "Ketua Contoh"}).content.decode()

    told = "Tidak kuorum: 1 anggota memutus, perlu paling sedikit 2. Rapat ini tidak memutus."
    assert f'<a href="#id_present">Anggota yang hadir</a>: {told}' in text
    assert 'aria-invalid="true"' in text
    assert 'id="id_present_error"' in text


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
