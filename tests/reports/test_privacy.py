"""Identity: sealed on arrival, shown once with a second person's leave, purged for good. Against a real vault."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from netralitas import vault_officers
from procedures import transitions
from reports import packages, privacy
from reports.models.package import ReferralPackage
from reports.packages import Contents
from services.audit import log
from services.audit.models import Entry
from services.evidence import store
from services.vault import client, daemon
from services.vault.models import Envelope, Grant
from tests.factories import accounts, vault
from tests.factories import reports as made
from tests.factories.vault import Officer

HAS_IDENTITY_WORDS = client.has_identity_words  # the real one: other tests do without a vault process
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _running_vault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    if connection.vendor != "postgresql":
        pytest.skip("the vault has a connection of its own; SQLite's test database lives in one")
    monkeypatch.setattr(settings, "VAULT_SOCKET", tmp_path / "v.sock")
    stop, ready = threading.Event(), threading.Event()

    def run() -> None:
        daemon.serve(
            {tmp_path / "v.sock": daemon.VERBS},
            private_keys=[vault.private_key()],
            given=daemon.Given(log.record, lambda _mail: None, store.wrapped_key, vault_officers.officer),
            stop=stop,
            ready=ready.set,
        )

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(10)
    yield
    stop.set()
    thread.join(10)


def enrolled(role: str = "verifier") -> tuple[object, Officer]:
    """A member of staff, and their code generator at the vault."""
    user = accounts.officer(role)
    return user, Officer(account=user.pk)


def test_an_identity_is_shown_once_after_another_person_agreed():
    code, _case = made.filed()
    report = made.report_of(code)
    (asker, own), (custodian, other) = enrolled(), enrolled("custodian")
    grant = privacy.request_opening(report, by=asker, reason="clarification")
    with pytest.raises(privacy.Refused) as refused:
        privacy.show(grant, by=asker, otp=own.code())
    assert refused.value.code == "not_approved"
    privacy.approve_opening(grant, by=custodian, otp=other.code())
    [shown] = privacy.show(grant, by=asker, otp=own.code(steps=1))
    assert shown == {
        "name": "Warga Contoh",
        "birth_place": "Kota Contoh",
        "birth_date": "1990-01-02",
        "sex": "female",
        "occupation": "Pedagang",
        "citizenship": "Indonesia",
        "address": "Jalan Contoh 1",
    }
    assert Grant.objects.get().displays_left == 0
    asked = Entry.objects.get(action="report:opening_asked")
    assert (asked.subject, asked.detail) == (str(report.pk), {"grant": str(grant), "reason": "clarification"})
    assert Entry.objects.filter(action="identity:shown").count() == 1


def test_nobody_approves_their_own_request():
    code, _case = made.filed()
    asker, own = enrolled("custodian")  # who may ask and decide
    grant = privacy.request_opening(made.report_of(code), by=asker, reason="safety")
    with pytest.raises(privacy.Refused) as refused:
        privacy.approve_opening(grant, by=asker, otp=own.code())
    assert refused.value.code == "same_person"


def test_a_reason_that_is_not_on_the_list_asks_for_nothing():
    code, _case = made.filed()
    asker, _own = enrolled()
    with pytest.raises(ValueError, match="curiosity"):
        privacy.request_opening(made.report_of(code), by=asker, reason="curiosity")
    assert not Grant.objects.exists()


def test_a_purge_removes_every_envelope_of_one_report_and_no_other():
    codes = [made.filed()[0] for _number in range(2)]
    gone, kept = (made.report_of(code) for code in codes)
    assert privacy.purge(gone, actor="system") == 3
    assert not Envelope.objects.filter(subject=gone.subject).exists()
    assert Envelope.objects.filter(subject=kept.subject).count() == 3
    assert privacy.purge(gone, actor="system") == 0


def test_without_a_vault_filing_goes_on_and_opening_waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(settings, "VAULT_SOCKET", tmp_path / "nobody.sock")
    code, _case = made.filed()
    asker, _own = enrolled()
    with pytest.raises(privacy.VaultDown):
        privacy.request_opening(made.report_of(code), by=asker, reason="safety")
    assert not Entry.objects.filter(action="report:opening_asked").exists()


def test_a_package_that_names_the_reporter_does_not_leave(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(client, "has_identity_words", HAS_IDENTITY_WORDS)
    code, case = made.filed()
    made.heard(case, on=made.report_of(code).received_on)
    by = made.officer("verifier", case.handler_id, accounts.officer("verifier", case.handler_id).pk)
    before = ReferralPackage.objects.count()
    given = {
        "letter_number": "012/PM.05/2024",
        "letter_date": case.received_on,
        "respondents": list(case.respondents.values_list("pk", flat=True)),
    }
    with pytest.raises(transitions.Unmet) as refused:
        packages.build(case, Contents(narrative="Menurut Saksi Contoh, ia hadir.", **given), by=by)
    assert refused.value.sentences == (
        "Teks ini memuat keterangan yang dapat menunjuk orang yang identitasnya tersegel: bagian nama, nomor telepon, "
        "alamat surel, alamat, atau tanggal lahir. Ganti dengan kata umum, misalnya “warga”. Nomor surat dan "
        "keterangan terlapor ikut diperiksa.",
    )
    assert ReferralPackage.objects.count() == before
    built = packages.build(case, Contents(narrative=made.OFFICIAL, **given), by=by)
    assert built.narrative == made.OFFICIAL
