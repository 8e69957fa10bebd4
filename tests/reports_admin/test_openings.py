"""Opening an identity on its pages: asked by one, decided by another, seen once, told to the reporter alone."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from procedures.enums import State
from reports import intake, openings, receipts, status
from reports.enums import Channel
from reports.models.case import Case, Recusal
from reports.models.opening import Opening
from reports.models.report import StatusLine
from services.accounts.models import Duty
from services.audit.models import Entry
from services.notifications.models import Message
from services.vault import client as vault_client
from services.vault.models import Envelope, Grant, Hold
from tests.factories import accounts, reports
from tests.reports_admin.opening import CENTRE, LIST, SECRETS, WHY, Person, address, ask, asked, letters, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_answers")]


def test_who_asked_sees_it_once_after_another_agreed_and_the_reporter_reads_why(filing: tuple[str, Case]) -> None:
    code, case = filing
    verifier, custodian, leader = Person("verifier"), Person("custodian", CENTRE), Person("leader")
    opening = asked(verifier, case)
    assert letters("staff_opening_asked") == {f"user:{custodian.user.pk}", f"user:{leader.user.pk}"}
    waiting = custodian.client.get(LIST).context["waiting"]
    assert [(row.what, row.why) for row in waiting] == [
        ("Identitas pelapor", "Mencocokkan identitas dengan tanda tangan atau kartu identitas")
    ]
    asked_page = custodian.client.get(address(opening)).content.decode()
    assert WHY in asked_page
    assert case.reference not in asked_page.replace("-", "")
    assert custodian.act(opening, "approve").status_code == 302
    assert letters("staff_opening_answered") == {f"user:{verifier.user.pk}"}
    assert status.read(code).steps[-1].code == "report:received"

    seen = verifier.act(opening, "look")

    text = seen.content.decode()
    assert (seen.status_code, seen["Refresh"]) == (200, f"600;url={address(opening)}")
    assert "no-store" in seen["Cache-Control"]
    assert "Warga Contoh" in text
    assert "Jalan Contoh 1" in text
    assert "Perempuan" in text
    assert "warga@contoh.example" not in text  # the contact is an envelope of its own
    assert f"Dilihat oleh {verifier.user}" in text
    last = status.read(code).steps[-1]
    assert (last.code, last.label) == (
        "opened:identity:verification",
        "Seorang petugas melihat identitas Anda dengan izin orang kedua. "
        "Tujuan: mencocokkan identitas dengan tanda tangan atau kartu identitas.",
    )

    again = verifier.act(opening, "look")
    assert (again.status_code, shown()) == (422, 1)
    assert "Isi permohonan ini sudah pernah ditampilkan." in again.content.decode()
    text = verifier.client.get(address(opening)).content.decode()
    assert "Isinya sudah tampil satu kali dan tidak tampil lagi." in text
    assert not [secret for secret in SECRETS if secret in text]


def test_by_night_the_custodian_on_call_is_written_to(filing: tuple[str, Case]) -> None:
    asleep, awake, leader = Person("custodian", CENTRE), Person("custodian", CENTRE), Person("leader")
    now = datetime.now(tz=UTC)
    Duty.objects.create(user=awake.user, since=now, until=now + timedelta(hours=9))
    opening = asked(Person("verifier"), filing[1])
    assert letters("staff_opening_asked") == {f"user:{awake.user.pk}", f"user:{leader.user.pk}"}
    assert asleep.act(opening, "approve").status_code == 302  # the roster gives no right and takes none


def test_a_declined_request_is_not_shown_to_the_reporter(filing: tuple[str, Case]) -> None:
    code, case = filing
    verifier, leader = Person("verifier"), Person("leader")
    opening = asked(verifier, case)
    assert leader.act(opening, "decline").status_code == 302
    assert verifier.act(opening, "look").status_code == 422
    openings.look_after()
    assert [step.code for step in status.read(code).steps] == ["report:received"]
    assert "Permohonan ini ditolak" in verifier.client.get(address(opening)).content.decode()
    assert (shown(), Grant.objects.get().approver) == (0, "")


def test_after_registration_one_examiner_looks_until_the_office_has_decided(
    filing: tuple[str, Case], moment: time_machine.Traveller
) -> None:
    code, case = filing
    Case.objects.filter(pk=case.pk).update(state=State.STUDY)
    verifier, colleague, leader = Person("verifier"), Person("verifier"), Person("leader")
    opening = asked(verifier, case)
    leader.act(opening, "approve")
    for _day in range(2):
        verifier.used = -1
        assert "Warga Contoh" in verifier.act(opening, "look").content.decode()
        moment.shift(timedelta(days=1))
        verifier.client, colleague.client = (accounts.signed_in(one.user, Client()) for one in (verifier, colleague))
    assert colleague.client.get(address(opening)).status_code == 404
    told = [step for step in status.read(code).steps if step.code == "opened:identity:verification"]
    assert [step.date.isoformat() for step in told] == ["2024-10-04", "2024-10-05"]

    Case.objects.filter(pk=case.pk).update(state=State.NOT_VIOLATION)
    openings.look_after()

    assert Grant.objects.get().ended_at is not None
    assert verifier.act(opening, "look").status_code == 422
    assert shown() == 2


def test_a_decision_ends_it_even_before_the_worker_has_looked(filing: tuple[str, Case]) -> None:
    _code, case = filing
    Case.objects.filter(pk=case.pk).update(state=State.STUDY)
    verifier, leader = Person("verifier"), Person("leader")
    opening = asked(verifier, case)
    leader.act(opening, "approve")
    Case.objects.filter(pk=case.pk).update(state=State.REFERRED)

    refused = verifier.act(opening, "look")

    assert (refused.status_code, shown()) == (422, 0)
    assert not [secret for secret in SECRETS if secret in refused.content.decode()]


@pytest.mark.parametrize("left", [True, False])
def test_nothing_on_the_way_tells_whether_anybody_left_a_name(left: bool) -> None:
    """N-04: request, lists, letters, decision and audit are the same words for a tip without a reporter."""
    code = receipts.issue()
    intake.receive(reports.submission() if left else reports.tip(), code=code, channel=Channel.API)
    case = reports.case_of(code)
    assert Envelope.objects.filter(subject=reports.report_of(code).subject).exists() is left
    verifier, custodian = Person("verifier"), Person("custodian", CENTRE)
    pages = [verifier.client.get(reverse("admin:reports_case_identity", args=[case.pk])).content.decode()]
    opening = asked(verifier, case)
    pages += [one.client.get(address(opening)).content.decode() for one in (verifier, custodian)]
    custodian.act(opening, "approve")
    pages += [one.client.get(address(opening)).content.decode() for one in (verifier, custodian)]
    assert not [text for text in pages if "ditinggalkan" in text or "Warga" in text]

    seen = verifier.act(opening, "look").content.decode()

    assert ("Tidak ada yang ditinggalkan untuk permohonan ini." in seen) is not left
    book = [(entry.action, sorted(entry.detail)) for entry in Entry.objects.filter(action__startswith="identity:")]
    assert book == [
        (f"identity:{verb}", ["approver", "grant", "kind", "reason", "requester"])
        for verb in ("requested", "approved", "shown")
    ]
    assert StatusLine.objects.filter(code__startswith="opened:").exists() is left
    text = custodian.client.get(address(opening)).content.decode()
    assert "Sudah ditampilkan" in text
    assert "ditinggalkan" not in text


def test_who_handles_the_case_or_asked_decides_nothing(filing: tuple[str, Case]) -> None:
    _code, case = filing
    verifier, handling = Person("verifier"), Person("leader")
    twin = Person("custodian", CENTRE, person_hash="a" * 64)
    handler = Person("operator", person_hash="a" * 64)
    opening = asked(verifier, case)
    Case.objects.filter(pk=case.pk).update(officer=handler.user.pk)
    assert f"user:{twin.user.pk}" in letters("staff_opening_asked")
    for person in (verifier, twin):
        refused = person.act(opening, "approve")
        assert (refused.status_code, Grant.objects.get().approver) == (403, "")
    assert handler.client.get(address(opening)).status_code == 403
    assert handling.act(opening, "approve").status_code == 302


def test_whom_the_case_is_about_or_who_stands_aside_hears_nothing_of_the_request(filing: tuple[str, Case]) -> None:
    _code, case = filing
    case.respondents.update(person_hash="c" * 64)
    accused = [Person("custodian", CENTRE, person_hash="c" * 64), Person("leader", person_hash="c" * 64)]
    aside, free = Person("leader"), Person("custodian", CENTRE)
    Recusal.objects.create(case=case, user=aside.user.pk, reason="kin", at=timezone.now())
    opening = asked(Person("verifier"), case)
    assert letters("staff_opening_asked") == {f"user:{free.user.pk}"}
    for person in (*accused, aside):
        assert person.client.get(address(opening)).status_code == 404
        assert person.act(opening, "approve").status_code == 404
        listed = person.client.get(LIST)
        assert listed.context["waiting"] + listed.context["rows"] == []
    assert Grant.objects.get().approver == ""
    assert free.act(opening, "approve").status_code == 302


def test_who_gave_the_case_away_looks_no_more(filing: tuple[str, Case]) -> None:
    _code, case = filing
    verifier, custodian = Person("verifier"), Person("custodian", CENTRE)
    opening = asked(verifier, case)
    assert custodian.act(opening, "approve").status_code == 302
    Case.objects.filter(pk=case.pk).update(officer=Person("verifier").user.pk)
    assert verifier.act(opening, "look").status_code == 403
    assert shown() == 0


def test_a_wrong_code_changes_nothing_and_says_so(filing: tuple[str, Case]) -> None:
    verifier, custodian = Person("verifier"), Person("custodian", CENTRE)
    opening = asked(verifier, filing[1])
    for act, otp in (("approve", "000000"), ("decline", "12345"), ("approve", "")):
        refused = custodian.act(opening, act, otp=otp)
        assert (refused.status_code, Grant.objects.get().approver, Grant.objects.get().ended_at) == (422, "", None)
        assert 'href="#id_otp"' in refused.content.decode()


def test_without_a_vault_the_page_says_so_and_keeps_the_text(
    filing: tuple[str, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    verifier, custodian = Person("verifier"), Person("custodian", CENTRE)
    opening = asked(verifier, filing[1])

    def down(_line: bytes, _within: float) -> None:
        raise vault_client.VaultDown

    monkeypatch.setattr(vault_client, "_exchange", down)
    asked_again = ask(verifier, filing[1], kind="contact")
    decided = custodian.act(opening, "approve")
    assert [one.status_code for one in (asked_again, decided)] == [503, 503]
    assert all("Brankas tidak menjawab" in one.content.decode() for one in (asked_again, decided))
    assert WHY in asked_again.content.decode()
    assert Opening.objects.count() == 1


def test_late_requests_say_so_and_offer_a_new_one(filing: tuple[str, Case], moment: time_machine.Traveller) -> None:
    verifier, custodian = Person("verifier"), Person("custodian", CENTRE)
    opening = asked(verifier, filing[1])
    moment.shift(timedelta(hours=24))
    for person in (verifier, custodian):
        person.client = accounts.signed_in(person.user, Client())
    assert custodian.act(opening, "approve").status_code in {403, 422}
    text = verifier.client.get(address(opening)).content.decode()
    assert "Waktunya lewat tanpa keputusan" in text
    assert "Ajukan permohonan baru" in text
    assert Grant.objects.get().approver == ""


def test_the_fourth_in_a_day_waits_for_an_auditor_who_is_written_to_once(
    moment: time_machine.Traveller,
) -> None:
    custodian, auditor = Person("custodian", CENTRE), Person("auditor", CENTRE)
    cases = [reports.filed()[1] for _ in range(4)]
    answers = []
    for case in cases:
        moment.shift(60)
        opening = asked(Person("verifier"), case)
        custodian.used = -1
        answers.append(custodian.act(opening, "approve").status_code)
    assert answers == [302, 302, 302, 422]
    openings.look_after()
    assert letters("staff_openings_held") == {f"user:{auditor.user.pk}"}
    hold = Hold.objects.get()
    holds = "/admin/vault/hold/"
    assert custodian.client.get(holds).status_code == 403
    assert custodian.client.post(holds, {"hold": str(hold.pk), "otp": custodian.code()}).status_code == 403
    assert str(custodian.user) in auditor.client.get(holds).content.decode()
    assert auditor.client.post(holds, {"hold": str(hold.pk), "otp": "000000"}).status_code == 422
    assert Hold.objects.get().confirmed_at is None

    assert auditor.client.post(holds, {"hold": str(hold.pk), "otp": auditor.code()}).status_code == 302

    assert "dilepas oleh" in auditor.client.get(holds).content.decode()
    moment.shift(60)
    custodian.used = -1
    assert custodian.act(opening, "approve").status_code == 302


def test_no_letter_tells_what_it_is_about(filing: tuple[str, Case]) -> None:
    verifier, custodian = Person("verifier"), Person("custodian", CENTRE)
    custodian.act(asked(verifier, filing[1]), "approve")
    rows = Message.objects.filter(letter__startswith="staff_opening")
    assert rows.count() == 2
    assert {tuple(row.context) for row in rows} == {()}


def test_a_display_the_page_did_not_get_to_tell_is_told_later(
    filing: tuple[str, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, case = filing
    verifier, custodian = Person("verifier"), Person("custodian", CENTRE)
    opening = asked(verifier, case)
    custodian.act(opening, "approve")
    vault_client.open_identity(opening.grant, account=verifier.user.pk, otp=verifier.code())
    assert len(status.read(code).steps) == 1
    for _ in range(2):
        openings.look_after()
    assert [step.code for step in status.read(code).steps][1:] == ["opened:identity:verification"]
