"""Witnesses that are named after filing: sealed like those of the form, afterwards no more than a number."""

import logging
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from time_machine import Traveller

from reports import handling
from reports.destroying import envelopes_of
from reports.models.case import Case
from reports.models.report import Message, Report
from services.vault.models import Envelope
from tests.factories import accounts
from tests.factories import reports as made
from tests.filing.citizen import REPORTER, Citizen, page

pytestmark = pytest.mark.django_db

COMPLETE, UPGRADE = "/lacak/lengkapi/", "/lacak/naikkan/"
NAME, STREET, PHONE = "Saksi Kanarikuning", "Jalan Kanaribiru 7", "081277700011"
WITNESS = {"witnesses.0.name": NAME, "witnesses.0.address": STREET, "witnesses.0.phone": PHONE}
LINK = {"links": "https://contoh.invalid/bukti"}


@pytest.fixture
def returned(clock: Traveller, client: Client) -> Case:
    """A report that named no witness, sent back for evidence; the browser holds its code."""
    code, case = made.filed(made.submission(witnesses=()))
    handling.return_for_completion(case, missing=["evidence"], note="Saksi juga belum ada.", by=made.desk(case))
    made.relayed()
    Citizen(client).track(code)
    return case


def sealed() -> int:
    return Envelope.objects.filter(kind="witness").count()


def everything_stored() -> str:
    """All rows of all tables, as text."""
    return "\n".join(str(list(model._default_manager.values())) for model in apps.get_models())


def refused(client: Client, address: str, **typed: Any) -> str:
    """What the page says that takes nothing."""
    before = (sealed(), Message.objects.count())
    response = client.post(address, typed)
    assert response.status_code == 422
    assert (sealed(), Message.objects.count()) == before
    return response.content.decode()


def test_a_witness_named_on_completion_is_sealed_and_shows_as_a_number_alone(
    returned: Case, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    other = {"witnesses.1.name": "Saksi Kanarimerah"}
    assert client.post(COMPLETE, {**WITNESS, **other, **LINK})["Location"] == "/lacak/status/"
    returned.refresh_from_db()
    report = Report.objects.get()
    assert (returned.state, returned.missing) == ("review", [])
    assert Envelope.objects.filter(kind="witness", subject=report.subject).count() == 2
    assert envelopes_of([report.subject]).filter(kind="witness").count() == 2  # what a purge deletes
    assert Message.objects.get().text == "2 saksi disebut pelapor; nama dan alamatnya tersegel."
    assert "2 saksi disebut pelapor" in page(client)
    officer = accounts.signed_in(accounts.officer("verifier", returned.handler_id))
    seen = officer.get(f"/admin/reports/case/{returned.pk}/change/").content.decode()
    for text in (everything_stored(), page(client), seen, caplog.text):
        assert "Kanari" not in text
        assert PHONE not in text


def test_witnesses_alone_go_once_their_reporter_says_that_the_rest_cannot_be_had(
    returned: Case, client: Client
) -> None:
    answer = refused(client, COMPLETE, **WITNESS)
    assert 'href="#files">Tambahkan sebuah berkas atau tautan.' in answer
    assert f'value="{NAME}"' in answer
    assert 'name="partly"' in answer
    assert client.post(COMPLETE, {**WITNESS, "partly": "1"}).status_code == 302
    returned.refresh_from_db()
    assert (returned.state, returned.missing, sealed()) == ("review", ["evidence"], 1)


def test_the_page_asks_for_witnesses_as_the_form_does_and_demands_none(returned: Case, client: Client) -> None:
    asked = client.get(COMPLETE).content.decode()
    for name in WITNESS:
        assert f'name="{name}"' in asked
    assert '<details id="saksi"><summary>' in asked
    assert client.post(COMPLETE, LINK).status_code == 302
    assert (sealed(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize("address", [COMPLETE, UPGRADE])
def test_one_more_and_one_less_without_a_script_keep_what_was_typed(
    clock: Traveller, client: Client, address: str
) -> None:
    code, case = made.filed(made.submission(witnesses=()) if address == COMPLETE else made.tip())
    if address == COMPLETE:
        handling.return_for_completion(case, missing=["reporter", "evidence"], by=made.desk(case))
    made.relayed()
    Citizen(client).track(code)
    typed = {**WITNESS, "reporter.name": "Warga Contoh"}
    more = client.post(address, {**typed, "action": "add"})
    text = more.content.decode()
    assert more.status_code == 200
    assert f'value="{STREET}"' in text
    assert 'value="Warga Contoh"' in text
    assert 'name="witnesses.1.name"' in text
    assert 'name="witnesses.2.name"' not in text
    less = client.post(address, {**typed, "witnesses.1.name": "Saksi Kedua", "action": "remove.0"}).content.decode()
    assert 'id="witnesses.0.name" name="witnesses.0.name" value="Saksi Kedua"' in less
    assert NAME not in less
    assert "wrong-text" not in text + less
    assert (sealed(), Message.objects.count()) == (0, 0)


def test_a_link_that_was_typed_before_one_more_witness_is_kept(returned: Case, client: Client) -> None:
    text = client.post(COMPLETE, {**WITNESS, **LINK, "action": "add"}).content.decode()
    assert "https://contoh.invalid/bukti" in text
    assert client.post(COMPLETE, WITNESS).status_code == 302
    returned.refresh_from_db()
    assert (returned.state, returned.missing) == ("review", [])


@pytest.mark.parametrize("address", [COMPLETE, UPGRADE])
def test_what_no_telephone_can_be_is_said_at_its_field_and_kept(clock: Traveller, client: Client, address: str) -> None:
    code, case = made.filed(made.submission(witnesses=()) if address == COMPLETE else made.tip())
    if address == COMPLETE:
        handling.return_for_completion(case, missing=["evidence"], by=made.desk(case))
    made.relayed()
    Citizen(client).track(code)
    answers = {name: value for name, value in REPORTER.items() if name != "kind"} if address == UPGRADE else LINK
    text = refused(client, address, **{**answers, **WITNESS, "truth": "1", "witnesses.0.phone": "nol delapan"})
    assert 'href="#witnesses.0.phone"' in text
    assert 'value="nol delapan"' in text
    assert '<details id="saksi" open>' in text


def test_more_than_ten_are_refused_in_words_and_kept(returned: Case, client: Client) -> None:
    many = {f"witnesses.{number}.name": f"Saksi {number}" for number in range(11)}
    text = refused(client, COMPLETE, **many, **LINK)
    assert "Paling banyak 10 orang." in text
    assert 'value="Saksi 10"' in text


def test_a_witness_named_with_the_upgrade_of_a_tip_is_sealed(tipster: Citizen) -> None:
    answers = {name: value for name, value in REPORTER.items() if name != "kind"}
    assert tipster.client.post(UPGRADE, {**answers, **WITNESS, "truth": "1"}).status_code == 302
    report = Report.objects.get()
    kinds = Envelope.objects.filter(subject=report.subject).values_list("kind", flat=True)
    assert sorted(kinds) == ["contact", "identity", "witness"]
    assert "Kanari" not in everything_stored()


def test_who_comes_too_late_is_told_not_to_send_a_name_as_a_message(returned: Case, client: Client) -> None:
    handling.complete_at_office(
        returned, by=made.desk(returned, "operator")
    )  # the worker has not told the page of it yet
    text = refused(client, COMPLETE, **WITNESS, **LINK)
    assert "jangan dikirim sebagai pesan; bawalah ke kantor." in text
    assert f'value="{NAME}"' in text
