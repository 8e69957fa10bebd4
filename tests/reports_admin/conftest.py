"""The desk of Bawaslu Kota Balikpapan on 4 October 2024, in the middle of a campaign."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from procedures.models import Step
from reports.models.case import Case
from services.notifications.models import Owed
from tests.factories import accounts, reports, vault

HOME = "bawaslu-balikpapan"
OFFICES = {
    "bawaslu-samarinda": "64.72",
    "bawaslu-kukar": "64.02",
    "bawaslu-balikpapan": "64.71",
    "bawaslu-kotim": "62.02",
    "bawaslu-kendari": "74.71",
}
MORNING = "2024-10-04T09:00:00+08:00"
DAY = date(2024, 10, 4)
CAME = "Ketua Contoh\nAnggota Dua\nAnggota Tiga\nAnggota Empat"
MINUTES = {
    "number": "01/BA/2024", "held_on": "2024-10-04", "agenda": "Rapat pleno", "present": CAME,
    "absent": "Anggota Lima", "signed": CAME,
}  # fmt: skip
TEXT = "Pegawai tersebut ikut serta dalam kegiatan salah satu pasangan calon."
QUEUE = "/admin/reports/case/"
Desk = Callable[..., Client]


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    """Friday morning; a test may move it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(db: None) -> Desk:
    """Signs in somebody of an office with their second factor."""

    def sign_in(role: str = "operator", agency: str = HOME, **fields: Any) -> Client:
        return accounts.signed_in(accounts.officer(role, agency, **fields))

    return sign_in


@pytest.fixture
def case(db: None) -> Case:
    """A report from Balikpapan that lacks nothing but evidence, filed on 4 October."""
    return reports.filed()[1]


@pytest.fixture
def filing(db: None) -> tuple[str, Case]:
    """The reporter's code of such a report, and its case."""
    return reports.filed()


@pytest.fixture
def vault_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vault, in this process."""
    vault.answer_here(monkeypatch)


def page(case: Case) -> str:
    """The address of a case."""
    return reverse("admin:reports_case_change", args=[case.pk])


def verb(case: Case, slug: str) -> str:
    """The address of a form."""
    return reverse("admin:reports_case_verb", args=[case.pk, slug])


def version(client: Client, case: Case, slug: str) -> str:
    """The version that the form of a verb carries now."""
    return client.get(verb(case, slug)).context["form"].initial["version"]


def act(client: Client, case: Case, slug: str, **values: Any) -> HttpResponse:
    """Open a form and send it, as a person does."""
    return client.post(verb(case, slug), {"version": version(client, case, slug), **values})


def fresh(case: Case) -> Case:
    """The case as it stands now."""
    return Case.objects.get(pk=case.pk)


def standing(case: Case) -> tuple[Any, ...]:
    """What a refusal must leave as it was: the case, its history, what is owed."""
    return (
        Case.objects.filter(pk=case.pk).values().get(),
        Step.objects.filter(proceeding__subject=case.pk).count(),
        Owed.objects.count(),
        case.decisions.count(),
        list(case.respondents.values()),
        case.origins.count(),
    )
