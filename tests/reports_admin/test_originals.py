"""The original of a piece of evidence: who gets it, with what, what is written down, and what is never given out."""

import io
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from reports import destroying, exhibits, status
from reports.models.case import Case, Recusal
from reports.models.opening import Unsealing
from reports.models.report import Exhibit, StatusLine
from services.audit.models import Entry
from services.evidence import copies, store
from services.evidence.models import Original
from services.notifications.models import Message
from services.vault import client as vault_client
from services.vault import holds
from services.vault.models import FileOpening, Hold
from tests.evidence.test_copies import photo
from tests.factories import accounts, reports
from tests.reports_admin.conftest import page
from tests.reports_admin.opening import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_answers")]
WHY = "Salinan bersih terlalu buram untuk membaca pelat kendaraan."
LIST = "/admin/reports/unsealing/"
PHOTO = photo()


@pytest.fixture
def proof(db: None) -> tuple[str, Case, Exhibit]:
    """The code of a report, its case, and one photo handed in with it."""
    code, case = reports.filed()
    row = exhibits.accept_file(code, io.BytesIO(PHOTO))
    copies.make(5)
    return code, case, row


def address(case: Case, row: Exhibit) -> str:
    return reverse("admin:reports_case_original", args=[case.pk, row.pk])


def unseal(person: Person, case: Case, row: Exhibit, **values: Any) -> HttpResponse:
    given = {"reason": "unreadable", "purpose": WHY, **values}
    return person.client.post(address(case, row), {"otp": person.code(), **given})


def shown() -> list[str]:
    return list(Entry.objects.filter(action="original:shown").values_list("actor", flat=True))


def nothing_given(code: str) -> None:
    assert shown() == []
    assert (Unsealing.objects.count(), FileOpening.objects.count()) == (0, 0)
    assert not StatusLine.objects.filter(code__startswith="unsealed:").exists()
    assert status.read(code).steps[-1].code == "report:received"


def test_the_file_leaves_as_it_came_with_code_and_reason_and_the_reporter_reads_of_it(
    proof: tuple[str, Case, Exhibit],
) -> None:
    code, case, row = proof
    leader = Person("leader")
    assert f'href="{address(case, row)}"' in leader.client.get(page(case)).content.decode()
    form = leader.client.get(address(case, row)).content.decode()
    assert "Berkas asli dapat mengungkap siapa yang membuatnya" in form
    nothing_given(code)

    given = unseal(leader, case, row)

    assert given.status_code == 200
    assert b"".join(given.streaming_content) == PHOTO  # type: ignore[attr-defined]
    assert given["Content-Type"] == "application/octet-stream"
    assert given["Content-Disposition"] == 'attachment; filename="bukti-1.jpg.asli"'
    assert given["Content-Length"] == str(len(PHOTO))
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Cache-Control"] == "no-store, private"
    opening = Unsealing.objects.get()
    assert (opening.case_id, opening.exhibit, opening.original, opening.account) == (
        case.pk, row.pk, row.original, leader.user.pk,
    )  # fmt: skip
    assert (opening.reason, opening.purpose, opening.number) == ("unreadable", WHY, 1)
    entry = Entry.objects.get(action="original:shown")
    assert (entry.subject, entry.actor, entry.detail) == (
        str(row.original), f"user:{leader.user.pk}", {"reason": "unreadable"},
    )  # fmt: skip
    last = status.read(code).steps[-1]
    assert (last.code, last.label) == (
        "unsealed:unreadable",
        "Seorang petugas membuka berkas asli bukti Anda, bukan salinan bersihnya. "
        "Tujuan: salinan bersih tidak ada atau tidak cukup jelas.",
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"otp": "000000"}, "Kode sekali pakai salah atau sudah pernah dipakai."),
        ({"otp": ""}, "Kode sekali pakai Anda"),
        ({"reason": ""}, "Tujuan"),
        ({"reason": "curiosity"}, "curiosity"),
        ({"purpose": "pendek"}, "20"),
    ],
)
def test_without_code_or_reason_nothing_leaves_and_what_was_typed_stays(
    proof: tuple[str, Case, Exhibit], values: dict[str, str], said: str
) -> None:
    code, case, row = proof

    refused = unseal(Person("leader"), case, row, **values)

    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Belum ada yang dibuka." in text
    assert said in text
    assert values.get("purpose", WHY) in text
    nothing_given(code)


def test_a_verifier_gets_originals_of_a_case_they_have_taken_only(proof: tuple[str, Case, Exhibit]) -> None:
    code, case, row = proof
    verifier = Person("verifier")
    assert "Berkas asli…" not in verifier.client.get(page(case)).content.decode()
    assert unseal(verifier, case, row).status_code == 404
    nothing_given(code)

    Case.objects.filter(pk=case.pk).update(officer=verifier.user.pk)

    assert unseal(verifier, case, row).status_code == 200


@pytest.mark.parametrize(
    ("role", "agency"),
    [
        ("operator", "bawaslu-balikpapan"),
        ("leader", "bawaslu-samarinda"),
        ("custodian", "bawaslu-ri"),
        ("auditor", "bawaslu-ri"),
        ("sysadmin", "bawaslu-ri"),
        ("bkpsdm", "bkpsdm-balikpapan"),
        ("bkn", "bkn"),
    ],
)
def test_nobody_else_gets_there(proof: tuple[str, Case, Exhibit], role: str, agency: str) -> None:
    code, case, row = proof
    person = Person(role, agency)

    assert person.client.get(address(case, row)).status_code in {403, 404}
    assert unseal(person, case, row).status_code in {403, 404}
    nothing_given(code)


def test_who_stands_aside_does_not_get_there(proof: tuple[str, Case, Exhibit]) -> None:
    code, case, row = proof
    leader = Person("leader")
    Recusal.objects.create(case=case, user=leader.user.pk, reason="kin", at=timezone.now())

    assert unseal(leader, case, row).status_code == 404
    nothing_given(code)


def test_a_file_of_another_case_is_not_found(proof: tuple[str, Case, Exhibit]) -> None:
    _code, _case, row = proof
    code, other = reports.filed()

    assert unseal(Person("leader"), other, row).status_code == 404
    nothing_given(code)


def test_a_changed_file_does_not_leave_and_raises_an_alarm(proof: tuple[str, Case, Exhibit]) -> None:
    _code, case, row = proof
    original = Original.objects.get(pk=row.original)
    file = store.path(original)
    file.write_bytes(file.read_bytes()[:-1] + b"x")

    refused = unseal(Person("leader"), case, row)

    assert refused.status_code == 409
    assert not refused.streaming
    assert "rusak atau berubah" in refused.content.decode()
    assert Entry.objects.filter(action="evidence:alarm", subject=str(original.pk)).count() == 1


def test_a_key_that_was_moved_from_another_file_opens_nothing(proof: tuple[str, Case, Exhibit]) -> None:
    _code, case, row = proof
    code, _other = reports.filed()
    foreign = exhibits.accept_file(code, io.BytesIO(PHOTO))
    moved = Original.objects.get(pk=foreign.original)
    Original.objects.filter(pk=row.original).update(wrapped_key=moved.wrapped_key)

    assert unseal(Person("leader"), case, row).status_code == 409


def test_while_the_vault_is_down_nothing_leaves(
    proof: tuple[str, Case, Exhibit], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, case, row = proof

    def down(_line: bytes, _within: float) -> Any:
        raise vault_client.VaultDown

    leader = Person("leader")
    monkeypatch.setattr(vault_client, "_exchange", down)
    refused = unseal(leader, case, row)

    assert refused.status_code == 503
    assert WHY in refused.content.decode()
    nothing_given(code)


def test_who_opens_very_many_is_held_and_auditors_hear_of_it(
    proof: tuple[str, Case, Exhibit], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, case, row = proof
    monkeypatch.setattr(holds, "FILES_A_DAY", 1)
    auditor, leader = accounts.officer("auditor", "bawaslu-ri"), Person("leader")
    second = exhibits.accept_file(code, io.BytesIO(photo("PNG")))
    assert unseal(leader, case, row).status_code == 200
    assert unseal(leader, case, row).status_code == 200  # the same file again is no further one

    later = Person.__new__(Person)
    later.user, later.client, later.generator, later.used = leader.user, leader.client, leader.generator, 1
    monkeypatch.setattr("services.vault.one_time.DRIFT", 3)
    refused = later.client.post(
        address(case, second), {"otp": leader.generator.code(steps=3), "reason": "unreadable", "purpose": WHY}
    )

    assert refused.status_code == 422
    assert "menunggu konfirmasi auditor" in refused.content.decode()
    assert len(shown()) == 2
    assert Hold.objects.get().account == leader.user.pk
    assert set(Message.objects.filter(letter="staff_openings_held").values_list("reference", flat=True)) == {
        f"user:{auditor.pk}"
    }


def test_an_auditor_reads_all_reasons_and_an_officer_their_own(proof: tuple[str, Case, Exhibit]) -> None:
    _code, case, row = proof
    leader, other = Person("leader"), Person("leader")
    auditor = accounts.signed_in(accounts.officer("auditor", "bawaslu-ri"))
    assert unseal(leader, case, row).status_code == 200

    lists = [one.get(LIST).content.decode() for one in (auditor, leader.client, other.client)]

    assert [WHY in text for text in lists] == [True, True, False]
    assert case.reference not in lists[0].replace("-", "")
    assert other.client.get(f"{LIST}{Unsealing.objects.get().pk}/change/", follow=True).status_code in {200, 404}
    assert WHY not in other.client.get(f"{LIST}{Unsealing.objects.get().pk}/change/", follow=True).content.decode()


def test_the_reason_goes_when_the_report_is_destroyed(proof: tuple[str, Case, Exhibit]) -> None:
    code, case, row = proof
    assert unseal(Person("leader"), case, row).status_code == 200

    destroying.wipe(reports.report_of(code))

    assert Unsealing.objects.get().purpose == ""
