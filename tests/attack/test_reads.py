"""Every page of the staff room that shows a case, a package, a report or a request is one entry of the audit."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from netralitas.admin.figures import CountedAdmin
from services.accounts.models import User
from services.accounts.staff import GuardedAdmin
from services.audit.exposure import ACTIONS
from services.audit.models import Entry
from tests.attack.crawling import SLUGS, crawl
from tests.attack.planting import OFFICE, PERSONNEL, Planted, grow
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NUMBERS = re.compile(r"(?<=/)\d+(?=/)")
READING = {
    "read",
    "printed",
    "form",
    "package_read",
    "package_file",
    "file_read",
    "evidence_read",
    "copy_read",
    "listed",
    "export",
    "shown",
}
OF_NOBODY = {
    f"{model}:listed"
    for model in (
        "user",
        "membership",
        "hold",
        "handover",
        "rolerequest",
        "factorreset",
        "accountchange",
        "unsealing",
        "subjectrequest",
        "breach",
    )
}
WITHOUT_A_MATTER = re.compile(r"^/admin/(regions|guidance|sanctions/sanctionkind|transparency|audit|rules)/")


@pytest.fixture(autouse=True)
def _in_the_campaign() -> Iterator[None]:
    with time_machine.travel("2024-10-03T11:00:00+08:00", tick=False):
        yield


@pytest.fixture
def planted() -> Planted:
    return grow()


def entries_of(user: User) -> int:
    return Entry.objects.filter(actor=f"user:{user.pk}").count()


def unrecorded(user: User, planted: Planted) -> tuple[dict[str, int], int]:
    """Pages about one matter with another number of entries than one; and how many pages there were."""
    browser = accounts.signed_in(user)
    wrong: dict[str, int] = {}
    seen = 0
    before = entries_of(user)
    for address, response, _content in crawl(browser, {**planted.ids(), **SLUGS}, more=planted.addresses()):
        now = entries_of(user)
        about_one = UUIDS.search(address) or NUMBERS.search(address)
        if address.startswith("/admin/") and about_one and not WITHOUT_A_MATTER.match(address):
            shown = response.status_code == 200
            seen += shown
            if now - before != shown:
                wrong[address] = now - before
        before = now
    return wrong, seen


@pytest.mark.parametrize(
    ("role", "agency", "pages"),
    [
        ("assigned", OFFICE, 14),
        pytest.param("leader", OFFICE, 10, marks=pytest.mark.proof),
        ("bkpsdm", PERSONNEL, 2),
        pytest.param("bkn", "bkn", 2, marks=pytest.mark.proof),
        pytest.param("custodian", "bawaslu-ri", 1, marks=pytest.mark.proof),
        ("auditor", "bawaslu-ri", 0),
    ],
)
def test_each_page_about_one_matter_is_exactly_one_entry(role: str, agency: str, pages: int, planted: Planted) -> None:
    user = planted.people["assigned"] if role == "assigned" else accounts.officer(role, agency)
    wrong, seen = unrecorded(user, planted)
    assert wrong == {}
    assert seen >= pages
    told = set(Entry.objects.filter(actor=f"user:{user.pk}").values_list("action", flat=True))
    assert {action for action in told if action.split(":")[1] in READING} - set(ACTIONS) <= OF_NOBODY


def lists() -> list[str]:
    """Addresses of every list that shows rows of people's matters, found on the site itself."""
    found = []
    for model, page in admin.site._registry.items():
        if isinstance(page, GuardedAdmin) and page.records_reads and not isinstance(page, CountedAdmin):
            try:
                found.append(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
            except NoReverseMatch:
                pytest.fail(f"{model.__name__} has no list")
    return sorted(found)


@pytest.mark.parametrize("address", lists())
def test_a_list_is_one_entry_however_many_rows_it_shows(address: str) -> None:
    for _number in range(3):
        reports.filed()
    shown = 0
    for role, agency in (("leader", OFFICE), ("bkpsdm", PERSONNEL), ("custodian", "bawaslu-ri"),
                         ("auditor", "bawaslu-ri"), ("sysadmin", "bawaslu-ri")):  # fmt: skip
        user = accounts.officer(role, agency)
        browser: Client = accounts.signed_in(user)
        before = entries_of(user)
        ok = browser.get(address).status_code == 200
        made = list(Entry.objects.filter(actor=f"user:{user.pk}").order_by("pk"))[before:]
        assert [entry.action.split(":")[1] for entry in made] == ["listed"] * ok
        assert all(entry.subject == "list" and set(entry.detail) == {"rows", "narrowed"} for entry in made)
        shown += ok
    assert shown > 0


def test_a_search_is_recorded_without_what_was_searched() -> None:
    _code, case = reports.filed()
    user = accounts.officer("leader", OFFICE)
    accounts.signed_in(user).get("/admin/reports/case/", {"q": case.reference})
    entry = Entry.objects.get(action="case:listed")
    assert entry.detail == {"rows": 1, "narrowed": ["q"]}


def test_a_form_that_is_refused_shows_the_case_and_is_an_entry(planted: Planted) -> None:
    user = planted.people["assigned"]
    browser = accounts.signed_in(user)
    address = reverse("admin:reports_case_verb", args=[planted.case.pk, "class"])
    before = entries_of(user)
    assert browser.post(address, {"version": "-"}).status_code == 409
    assert entries_of(user) == before + 1
    entry = Entry.objects.filter(action="case:form").latest("pk")
    assert (UUID(entry.subject), entry.detail) == (planted.case.pk, {"page": "class"})
