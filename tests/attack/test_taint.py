"""The taint crawl: nobody reads, and nothing keeps, a planted word outside the groups of data the table names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.db.models import CharField, JSONField, TextField
from django.test import Client

from reports import visibility
from services.accounts import access, permissions
from services.accounts.enums import Action, Context, DataGroup, Role
from services.accounts.models import User
from services.notifications import delivery
from services.vault import client, mailer
from services.vault.models import Envelope
from tests.attack import detector, exports, places
from tests.attack.crawling import SLUGS, body, crawl, patterns
from tests.attack.planting import NIP, OFFICE, PERSONNEL, Planted, grow, sealed_files
from tests.attack.watching import watched
from tests.factories import accounts, reports, vault
from transparency import publication

pytestmark = pytest.mark.django_db
CASE = frozenset({"D3", "D4", "D5", "D6/D7", "D8", "D9", "D11"})  # what those who work on a case read of it
WATCHED = {"D3", "D4", "D5", "D6", "D7", "D8", "D9", "D12"}
PAGES = ["kejadian", "terlapor", "bukti", "pelapor", "tinjau"]
# What no person writes: ids, keys, hashes and codes; and what is composed of numbers alone.
NOT_TYPED = re.compile(
    r"audit\..*|vault\..*|evidence\..*|notifications\..*|.*\.(?:\w+_hash|sha256|nip|barred|groups|shown|line|reference|"
    r"former_receptions|letter_number|also_in)"
)
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
    Person("auditor", "bawaslu-ri", reads=frozenset({"D12"})),
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
    for address, response, content in chain(crawl(browser, values, more=planted.addresses()), exports.taken(browser)):
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


def test_the_holder_of_the_code_reads_only_what_the_table_gives_back(planted: Planted, lines: list[str]) -> None:
    """Every address of the portal with the code in the browser, the receipt as page and PDF, and the API."""
    allowed = {str(g) for g in DataGroup if permissions.may(Role.REPORTER, Action.READ, g, Context.OWN)}
    phone = Client(REMOTE_ADDR="192.0.2.9")
    assert phone.post("/lacak/", {"code": planted.code}).status_code == 302
    values = {**planted.ids(), **SLUGS, "step:name": PAGES}
    answers = {address: (one, content) for address, one, content in crawl(phone, values, more=planted.addresses())}
    for address, given in (("/api/v1/reports/status/", {}), ("/api/v1/reports/messages/", {"text": "Terima kasih."})):
        one = phone.post(address, {"receipt": planted.code, **given}, "application/json")
        answers[f"POST {address}"] = (one, body(one))
    for address in (
        "/lacak/status/",
        "/lacak/tanda-terima/",
        "/lacak/tanda-terima/pdf/",
        "POST /api/v1/reports/status/",
    ):
        assert answers[address][0].status_code == 200, address
    assert answers["/lacak/tanda-terima/pdf/"][0]["Content-Type"] == "application/pdf"
    code = {planted.code.replace("-", "").lower()}  # shown to its holder alone
    for address, (_answer, content) in answers.items():
        found = detector.found(content, planted.canaries) - code
        assert {word: planted.canaries[word] for word in found if not planted.canaries[word] & allowed} == {}, address
    read = {str(g) for _one, content in answers.values() for word in detector.found(content, planted.canaries, deep=0)
            for g in planted.canaries[word]}  # fmt: skip
    assert read >= {"D8"}
    assert detector.found("\n".join(lines).encode(), planted.canaries) == set()


def test_every_text_of_these_groups_holds_a_planted_word(planted: Planted) -> None:
    """D1 and D2 lie in envelopes: there every value that is no choice and no date is one."""
    bare = []
    for model in apps.get_models():
        for column in model._meta.concrete_fields if not model._meta.proxy else ():
            name = f"{model._meta.label}.{column.name}"
            typed = isinstance(column, CharField | TextField | JSONField) and not column.choices
            if typed and permissions.fields().get(name) in WATCHED and not NOT_TYPED.fullmatch(name):
                values = model._default_manager.values_list(column.attname, flat=True)
                if not detector.found(b"\n".join(map(places.plain, values)), planted.canaries, deep=0):
                    bare.append(name)
    assert bare == []
    opened = [vault.desk().open(one) for one in Envelope.objects.filter(subject=planted.report.subject)]
    texts = {key: str(value) for one in opened for key, value in one.items()}
    plain = {key for key, text in texts.items() if not detector.found(text.encode(), planted.canaries)}
    assert plain == {"sex", "birth_date"}


def test_every_column_holds_only_words_of_its_own_group(planted: Planted) -> None:
    """What a thief of the database reads; envelopes and sealed files are ciphertext to the detector too."""
    wrong: dict[str, set[str]] = {}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            name = f"{model._meta.label}.{column.name}"
            group = str(permissions.fields().get(name, ""))
            values = model._default_manager.values_list(column.attname, flat=True)
            content = b"\n".join(map(places.plain, values))
            if found := leaks(content, planted, {group} if group not in ("D1", "D2") else set()):
                wrong[name] = found
    assert wrong == {}
    assert leaks(sealed_files(), planted, set()) == set()


def test_letters_cache_and_published_figures_hold_no_planted_word(planted: Planted, vault_here: None) -> None:
    publication.publish()
    while delivery.deliver(100):
        reports.relayed()
    assert len(mail.outbox) >= 4
    for letter in mail.outbox:
        spoken = f"{letter.subject}\n{letter.body}\n{getattr(letter, 'alternatives', '')}".encode()
        assert leaks(spoken, planted, set()) == set(), letter.subject
    kept = places.cached()
    assert [part for part in kept if leaks(part, planted, set())] == []
    cache.set("kenari", f"x {planted.report.narrative}", 60)  # what lies there would be found
    assert [leaks(part, planted, set()) for part in places.cached() if part not in kept] == [{"D4"}]
    cache.delete("kenari")
    frozen = apps.get_model("transparency", "Publication").objects.values_list()
    assert leaks(str(list(frozen)).encode(), planted, set()) == set()
