"""Officers whose code generators the vault knows, and how one of them asks to open an identity."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from reports.models.case import Case
from reports.models.opening import Opening
from services.accounts.models import User
from services.audit.models import Entry
from services.notifications.models import Message
from tests.factories import accounts
from tests.factories.vault import Officer
from tests.reports_admin.conftest import HOME

LIST = "/admin/reports/opening/"
CENTRE = "bawaslu-ri"
WHY = "Tanda tangan pada laporan harus dicocokkan sebelum diregistrasi."
SECRETS = ("Warga Contoh", "Jalan Contoh 1", "warga@contoh.example", "Saksi Contoh", "081200000000")


class Person:
    """Somebody signed in, with a code generator that the vault knows."""

    def __init__(self, role: str, agency: str = HOME, **fields: Any) -> None:
        self.user: User = accounts.officer(role, agency, **fields)
        self.generator = Officer(account=self.user.pk, person=self.user.person_hash or self.user.pk.hex)
        self.client = accounts.signed_in(self.user, Client())
        self.used = -1

    def code(self) -> str:
        self.used += 1  # 0 and 1: the vault takes one step of drift
        return self.generator.code(steps=self.used % 2)

    def act(self, opening: Opening, act: str, **values: Any) -> HttpResponse:
        return self.client.post(address(opening), {"act": act, "otp": self.code(), **values})


def address(opening: Opening) -> str:
    return reverse("admin:reports_opening_change", args=[opening.pk])


def ask(person: Person, case: Case, **values: Any) -> HttpResponse:
    """Ask as who has the case, taking it first where nobody has it."""
    Case.objects.filter(pk=case.pk, officer=None).update(officer=person.user.pk)
    return press(person, case, **values)


def press(person: Person, case: Case, **values: Any) -> HttpResponse:
    report = case.links.first().report_id
    given = {"report": str(report), "kind": "identity", "reason": "verification", "purpose": WHY, **values}
    return person.client.post(reverse("admin:reports_case_identity", args=[case.pk]), given)


def asked(person: Person, case: Case, **values: Any) -> Opening:
    assert ask(person, case, **values).status_code == 302
    return Opening.objects.latest("at")


def shown() -> int:
    return Entry.objects.filter(action="identity:shown").count()


def letters(name: str) -> set[str]:
    return set(Message.objects.filter(letter=name).values_list("reference", flat=True))
