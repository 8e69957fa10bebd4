"""The taint crawl: nobody reads, and nothing keeps, a planted word outside the groups of data the table names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.test import Client

from reports import visibility
from services.accounts import access, permissions
from services.accounts.enums import Action, Context, DataGroup, Role
from services.accounts.models import User
from services.notifications import delivery
from services.vault import client, mailer
from tests.attack import detector, places
from tests.attack.crawling import SLUGS, body, crawl, patterns
from tests.attack.planting import NIP, OFFICE, PERSONNEL, Planted, grow, sealed_files
from tests.attack.watching import watched
from tests.factories import accounts, reports, vault
from transparency import publication

pytestmark = pytest.mark.django_db
CASE = frozenset({"D3", "D4", "D5", "D6/D7", "D8", "D9", "D11"})  # what those who work on a case read of it
PARCEL = frozenset({"D3", "D5", "D6/D7", "D7", "D11"})  # what the desk that received its package reads


@pytest.fixture(autouse=True)
def _in_the_campaign() -> Iterator[None]:
    with time_machine.travel("2024-10-03T11:00:00+08:00", tick=False):
        yield


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Every line that any logger writes, as production writes it."""
    with places.logged() as written:
        yield written


def letters_leave_here(*, subject: UUID, message_id: str, mail_subject: str, text: str, html: str) -> bool:
    """As `client.send_letter`, by the vault's own code in this process."""
    letter = mailer.Letter(message_id=message_id, subject=mail_subject, text=text, html=html)
    return mailer.send(vault.desk(), subject, letter, send_mail=lambda message: message.send())


@pytest.fixture
def vault_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vault's own code in this process, so that letters to reporters leave too."""

    monkeypatch.setattr(client, "send_letter", letters_leave_here)


@pytest.fixture
def planted() -> Planted:
    return watched(grow())


@dataclass(frozen=True)
class Person:
    """Who crawls: a role at an office, and what sets them apart there."""

    role: str
    agency: str
    special: str = ""
    reads: frozenset[str] = frozenset()  # the groups whose words they must find, written by hand

    def __str__(self) -> str:
        return "-".join(filter(None, (self.role, self.agency, self.special)))

    def account(self, planted: Planted) -> User:
        """Their account; the recused one is the person whom the case is about."""
        if self.special == "assigned":
            assigned: User = planted.people["assigned"]
            return assigned
        own = {"person_hash": access.person_hash(NIP)} if self.special == "recused" else {}
        return accounts.officer(self.role, self.agency, **own)


# The first of each kind crawl with every run of the suite, all of them in `make proofs`.
FIRST = [
    Person("verifier", OFFICE, "assigned", CASE | {"D12"}),
    Person("leader", OFFICE, "recused"),
    Person("verifier", "bawaslu-samarinda"),
    Person("bkpsdm", PERSONNEL, reads=PARCEL),
    Person("sysadmin", "bawaslu-ri"),
]
OTHERS = [
    Person("operator", OFFICE, reads=CASE - {"D5", "D6/D7"}),
    Person("verifier", OFFICE),  # a colleague has the case
    Person("leader", OFFICE, reads=CASE),
    Person("verifier", OFFICE, "recused"),
    Person("operator", "bawaslu-samarinda"),
    Person("leader", "bawaslu-samarinda"),
    Person("leader", "bawaslu-kaltim"),
    Person("bkn", "bkn", reads=PARCEL),
    Person("bkpsdm", PERSONNEL, "recused"),
    Person("bkpsdm", "bkpsdm-samarinda"),
    Person("custodian", "bawaslu-ri"),
    Person("auditor", "bawaslu-ri"),
]
PEOPLE = [*FIRST, *(pytest.param(person, marks=pytest.mark.proof) for person in OTHERS)]


def readable(person: Person, user: User, planted: Planted) -> set[str]:
    """The groups of data the table lets the person read of this case or its package."""
    stands = {visibility.context(user, planted.case), visibility.context(user, planted.package), Context.OWN}
    return {
        str(group)
        for group in DataGroup
        if any(permissions.may(person.role, Action.READ, group, context) for context in stands)
    }


def leaks(content: bytes, planted: Planted, allowed: set[str]) -> set[str]:
    """The groups of canaries in the content that may not be there."""
    found = detector.found(content, planted.canaries)
    return {"/".join(sorted(planted.canaries[word])) for word in found if not planted.canaries[word] & allowed}


@pytest.mark.parametrize("person", PEOPLE, ids=str)
def test_staff_read_what_the_table_names_and_nothing_else(person: Person, planted: Planted, lines: list[str]) -> None:
    user = person.account(planted)
    browser = accounts.signed_in(user)
    allowed = readable(person, user, planted)
    values = {**planted.ids(), **SLUGS}
    found, read, seen = {}, set(), 0
    for address, response, content in crawl(browser, values, more=planted.addresses()):
        assert response.status_code != 500, address
        seen += 1
        read |= {"/".join(sorted(planted.canaries[word])) for word in detector.found(content, planted.canaries, deep=0)}
        if leaked := leaks(content, planted, allowed):
            found[address] = leaked
    assert found == {}
    assert read == person.reads
    assert seen > len(patterns()) / 2
    assert detector.found("\n".join(lines).encode(), planted.canaries) == set()


def test_the_public_reads_nothing_at_all(planted: Planted, lines: list[str]) -> None:
    publication.publish()
    values = {**planted.ids(), **SLUGS}
    for address, response, content in crawl(Client(REMOTE_ADDR="192.0.2.9"), values, more=planted.addresses()):
        assert response.status_code != 500, address
        assert leaks(content, planted, set()) == set(), address
    assert detector.found("\n".join(lines).encode(), planted.canaries) == set()


def test_the_holder_of_the_code_reads_only_what_the_table_gives_back(planted: Planted) -> None:
    allowed = {str(g) for g in DataGroup if permissions.may(Role.REPORTER, Action.READ, g, Context.OWN)}
    phone = Client()
    phone.post("/lacak/", {"code": planted.code})
    pages = [body(phone.get(address)) for address in ("/lacak/status/", "/lapor/selesai/", "/lacak/")]
    pages.append(body(phone.post("/api/v1/reports/status/", {"receipt": planted.code}, "application/json")))
    own = {word for word, groups in planted.canaries.items() if groups == {DataGroup.REPORTER_LINKAGE}}
    for page in pages:
        found = detector.found(page, planted.canaries) - own  # the code is shown to its holder
        assert [planted.canaries[word] for word in found if not planted.canaries[word] & allowed] == []


def test_every_column_holds_only_words_of_its_own_group(planted: Planted) -> None:
    """What a thief of the database reads; envelopes and sealed files are ciphertext to the detector too."""
    wrong: dict[str, set[str]] = {}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            name = f"{model._meta.label}.{column.name}"
            group = str(permissions.fields().get(name, ""))
            values = model._default_manager.values_list(column.attname, flat=True)
            content = b"\n".join(_bytes(value) for value in values)
            if found := leaks(content, planted, {group} if group not in ("D1", "D2") else set()):
                wrong[name] = found
    assert wrong == {}
    assert leaks(sealed_files(), planted, set()) == set()


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def test_letters_cache_and_published_figures_hold_no_planted_word(planted: Planted, vault_here: None) -> None:
    publication.publish()
    while delivery.deliver(100):
        reports.relayed()
    assert len(mail.outbox) >= 4
    for letter in mail.outbox:
        spoken = f"{letter.subject}\n{letter.body}\n{getattr(letter, 'alternatives', '')}".encode()
        assert leaks(spoken, planted, set()) == set(), letter.subject
    assert leaks(_bytes(vars(cache).get("_cache", {})), planted, set()) == set()
    frozen = apps.get_model("transparency", "Publication").objects.values_list()
    assert leaks(_bytes(list(frozen)), planted, set()) == set()
