"""Who may ask to open an identity, for what, and that nobody else finds a way to."""

import pytest
from django.urls import reverse

from reports import openings
from reports.models.case import Case
from reports.models.opening import Opening
from services.notifications.models import Message
from services.vault.models import Grant
from tests.factories import reports
from tests.reports_admin.conftest import HOME, page
from tests.reports_admin.opening import CENTRE, WHY, Person, address, ask, asked, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_answers")]


def kept() -> tuple[int, ...]:
    """What nobody's request may leave behind."""
    return Opening.objects.count(), Grant.objects.count(), Message.objects.count()


def test_who_has_not_taken_the_case_finds_no_way_to_ask(filing: tuple[str, Case]) -> None:
    _code, case = filing
    verifier, before = Person("verifier"), kept()
    way = reverse("admin:reports_case_identity", args=[case.pk])
    assert way not in verifier.client.get(page(case)).content.decode()
    assert verifier.client.get(way).status_code == 403
    assert press(verifier, case).status_code == 403
    assert kept() == before

    taken = verifier.client.get(reverse("admin:reports_case_verb", args=[case.pk, "take"])).context["form"].initial
    verifier.client.post(reverse("admin:reports_case_verb", args=[case.pk, "take"]), taken)

    assert way in verifier.client.get(page(case)).content.decode()
    assert press(verifier, case).status_code == 302
    assert (Opening.objects.get().requester, Grant.objects.count()) == (verifier.user.pk, 1)


@pytest.mark.parametrize(("role", "status"), [("verifier", 409), ("leader", 403), ("operator", 403)])
def test_of_a_case_that_a_colleague_has_nobody_else_asks(filing: tuple[str, Case], role: str, status: int) -> None:
    _code, case = filing
    Case.objects.filter(pk=case.pk).update(officer=Person("verifier").user.pk)
    other, before = Person(role), kept()
    assert press(other, case).status_code == status
    assert kept() == before
    with pytest.raises(openings.NotAssigned):
        openings.ask(case, reports.report_of(_code), by=other.user, kind="identity", reason="verification", purpose=WHY)
    assert kept() == before


def test_strangers_find_no_request_and_no_way_to_ask(filing: tuple[str, Case]) -> None:
    _code, case = filing
    verifier = Person("verifier")
    opening = asked(verifier, case)
    for role, agency, answer in (
        ("verifier", "bawaslu-kukar", 404), ("leader", "bawaslu-kukar", 404), ("operator", HOME, 403),
        ("bkpsdm", "bkpsdm-balikpapan", 403), ("bkn", "bkn", 403), ("sysadmin", CENTRE, 403),
    ):  # fmt: skip
        other = Person(role, agency)
        assert other.client.get(address(opening)).status_code == answer, role
        assert other.act(opening, "approve").status_code == answer, role
        assert ask(other, case).status_code in {403, 404}, role
    auditor = Person("auditor", CENTRE)
    assert WHY in auditor.client.get(address(opening)).content.decode()
    assert auditor.act(opening, "approve").status_code == 403
    assert Opening.objects.count() == Grant.objects.count() == 1
    assert "Minta melihat identitas pelapor" in verifier.client.get(page(case)).content.decode()
    assert "Minta melihat identitas pelapor" not in Person("operator").client.get(page(case)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"purpose": "perlu"}, "Pastikan nilai ini mengandung paling sedikit 20 karakter"),
        ({"reason": ""}, "Bidang ini"),
        ({"reason": "curiosity"}, "Masukkan pilihan yang valid."),
        ({"kind": "second_factor"}, "Masukkan pilihan yang valid."),
        ({"report": "x"}, "Masukkan pilihan yang valid."),
    ],
)
def test_a_request_without_reason_is_refused_and_keeps_what_was_typed(
    filing: tuple[str, Case], wrong: dict[str, str], sentence: str
) -> None:
    refused = ask(Person("verifier"), filing[1], **wrong)
    text = refused.content.decode()
    assert (refused.status_code, sentence in text) == (422, True)
    assert wrong.get("purpose", WHY) in text
    assert Opening.objects.count() == Grant.objects.count() == Message.objects.count() == 0


def test_a_second_request_for_the_same_waits_for_the_first(filing: tuple[str, Case]) -> None:
    verifier = Person("verifier")
    asked(verifier, filing[1])
    refused = ask(verifier, filing[1])
    assert (refused.status_code, Opening.objects.count()) == (422, 1)
    assert "masih menunggu" in refused.content.decode()
    assert ask(verifier, filing[1], kind="contact").status_code == 302
