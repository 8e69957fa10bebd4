"""Forms of the staff room into which people write: which fields take text, and how the rest is filled in.

`case` is registered with its respondent checked where the form needs that. A text goes into one field, or all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client

from procedures.models import Step
from reports import handling
from reports.admin import actions
from reports.models.case import Case, Respondent
from reports.models.hearing import PlenaryMinutes
from reports.models.package import PackageRespondent, ReferralPackage
from reports.models.report import Message
from services.notifications.models import Message as Letter
from services.notifications.models import Owed
from tests.factories import reports
from tests.reports_admin.conftest import DAY, MINUTES, TEXT, act

Values = dict[str, Any]
KEPT = (Letter, Message, Owed, PackageRespondent, PlenaryMinutes, ReferralPackage, Step)


@dataclass(frozen=True)
class Form:
    """One form of a case; `texts` are its fields of typed text, `role` who fills it in."""

    slug: str
    role: str
    texts: tuple[str, ...]
    usual: Callable[[Case], Values] = field(default=lambda _case: {})
    registered: bool = True

    def __str__(self) -> str:
        return self.slug

    @property
    def form(self) -> Any:
        """Its class."""
        return actions.ALL[self.slug].form

    def sent(self, client: Client, case: Case, typed: Values) -> HttpResponse:
        """The form filled in with these texts, and as usual in all other fields."""
        return act(client, case, self.slug, **{**self.usual(case), **typed})


def _person(case: Case) -> str:
    return str(case.respondents.get().pk)


def _report(case: Case) -> str:
    return str(case.links.get().report_id)


def _check(case: Case) -> Values:
    given = {"name": "Contoh", "nip": "", "employer": "", "employer_text": "", "unit": "", "position": "Guru"}
    return {**given, "respondent": _person(case), "known": "yes", "status": "pns", "source": "", "bkn_asked_on": ""}


def _package(case: Case) -> Values:
    people = [_person(case)]
    return {"narrative": TEXT, "letter_number": "1/PM", "letter_date": DAY.isoformat(), "respondents": people}


FORMS = (
    Form("register", "verifier", ("number", "note"), lambda _case: {"number": "001"}, registered=False),
    Form("keep-as-tip", "verifier", ("note",), lambda _case: {"note": "Alasan."}, registered=False),
    Form("message", "verifier", ("text",), lambda case: {"report": _report(case), "text": "Pesan.", "due_on": ""}),
    Form("check", "verifier", ("name", "employer_text", "unit", "position"), _check),
    Form("package", "verifier", ("narrative", "letter_number"), _package),
    Form("minutes", "leader", ("number", "agenda", "present", "absent", "signed", "dissent"), lambda _case: MINUTES),
)


def case() -> Case:
    """A case that has come in, whose respondent was checked and heard."""
    _code, found = reports.filed()
    reports.heard(found, on=DAY)
    return found


def ready(form: Form, found: Case) -> Case:
    """The case where the form is offered."""
    if form.registered:
        handling.register(found, number="001", by=reports.desk(found))
    return found


def standing() -> tuple[Any, ...]:
    """What a refusal leaves as it was."""
    counted = tuple(model._default_manager.count() for model in KEPT)
    return (*counted, list(Case.objects.values()), list(Respondent.objects.values()))
