"""The auditor's page of the book: words for every action in the code, names, and pages that count nothing."""

import ast
import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from netralitas.admin import audit_words
from procedures.enums import Event
from services.accounts.staff import GuardedAdmin, site
from services.audit import log
from services.audit.exposure import ACTIONS
from services.audit.models import Entry
from tests.factories import accounts

ROOT = Path(__file__).resolve().parents[2]
CODE = ("netralitas", "procedures", "regions", "reports", "sanctions", "services", "transparency", "guidance")
ACTION = re.compile(r"[a-z_]+:[a-z_]+")
WORD = re.compile(r"[a-z_]+")
PAGE = "/admin/audit/entry/"


def recorded() -> set[str]:
    """Every action the code writes out where it records one, and every verb with which a list records."""
    actions: set[str] = set()
    verbs: set[str] = set()
    for path in (path for app in CODE for path in (ROOT / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"record", "entry"} and node.args:
                first, *rest = (str(one.value) if isinstance(one, ast.Constant) else "" for one in node.args)
                actions |= {first} if ACTION.fullmatch(first) else set()
                verbs |= {rest[0]} if rest and WORD.fullmatch(rest[0]) else set()  # self.record(request, "read", …)
    lists = [model._meta.model_name for model, one in site._registry.items() if isinstance(one, GuardedAdmin)]
    assert len(lists) > 20
    return actions | {f"{name}:{verb}" for name in lists for verb in verbs}


def page(**asked: str) -> str:
    auditor: Client = accounts.signed_in(accounts.officer("auditor", "bawaslu-ri"))
    return auditor.get(PAGE, asked).content.decode()


def test_every_action_the_code_records_has_its_words() -> None:
    actions = recorded() | set(ACTIONS)
    assert len(actions) > 60
    assert {action for action in actions if audit_words.spoken(action) == action} == set()


def test_an_action_reads_as_what_was_touched_and_what_was_done() -> None:
    assert audit_words.spoken("case:read") == "Perkara: dibaca"
    assert audit_words.spoken("proceeding:refer") == "Langkah perkara: teruskan"
    assert audit_words.spoken("identity:shown") == "Identitas pelapor: dibuka"
    assert audit_words.spoken("comet:seen") == "comet:seen"
    assert all(audit_words.spoken(f"proceeding:{event}") != f"proceeding:{event}" for event in Event.values)


@pytest.mark.django_db
def test_a_row_says_when_what_and_by_whom() -> None:
    officer = accounts.officer("verifier", full_name="Petugas Pembaca")
    log.record("case:read", subject="first-subject", actor=f"user:{officer.pk}")
    log.record("package:release", subject="other-subject", actor="system")

    text = page(q="first-subject")

    assert "Perkara: dibaca" in text
    assert "Petugas Pembaca" in text
    assert "first-subject" in text
    assert "segera dirantai" in text  # its place in the chain comes with the next sealing
    assert "other-subject" not in text
    assert "Berkas penerusan: diteruskan" in page(q="package:release")


@pytest.mark.django_db
def test_the_book_is_not_counted_and_names_come_at_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    auditor = accounts.signed_in(accounts.officer("auditor", "bawaslu-ri"))
    for number in range(3):
        log.record("case:read", subject=f"s{number}", actor=f"user:{accounts.officer('verifier').pk}")
    auditor.get(PAGE)
    with django_assert_num_queries(6) as asked:
        auditor.get(PAGE)
    assert not any("COUNT(" in one["sql"] and "audit_entry" in one["sql"] for one in asked.captured_queries)


@pytest.mark.django_db
def test_the_last_page_of_a_search_is_exact() -> None:
    log.record_many(log.entry("case:read", subject="wanted", actor="system") for _each in range(51))
    log.record_many(log.entry("case:read", subject="other", actor="system") for _each in range(60))
    assert Entry.objects.filter(subject="wanted").count() == 51
    assert page(q="wanted", p="2").count("<code>wanted</code>") == 1
