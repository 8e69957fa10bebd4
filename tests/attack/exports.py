"""What is handed out on being asked for by POST: lists as files, sheets of the auditor. No crawl by GET gets these."""

from collections.abc import Iterator

from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from netralitas.models import Breach, SubjectRequest
from tests.attack.crawling import body

SPAN = {"since": "2024-01-01T00:00", "until": "2024-12-31T23:00"}


def asked() -> list[tuple[str, dict[str, str]]]:
    """Address and form of each, for the rows that lie there."""
    queue, exposure = reverse("admin:reports_case_export"), reverse("admin:audit_entry_exposure")
    sheets = [
        *(reverse("admin:netralitas_breach_change", args=[one]) for one in Breach.objects.values_list("pk", flat=True)),
        *(f"/admin/netralitas/breach/{one}/letter/" for one in Breach.objects.values_list("pk", flat=True)),
        *(f"/admin/netralitas/breach/{one}/notice/" for one in Breach.objects.values_list("pk", flat=True)),
        *(
            f"/admin/netralitas/subjectrequest/{one}/{page}/"
            for one in SubjectRequest.objects.values_list("pk", flat=True)
            for page in ("change", "letter")
        ),
    ]
    return [
        (queue, {"reason": "plenary"}),
        (exposure, SPAN),
        *((exposure, {**SPAN, "kind": kind}) for kind in ("identity", "original", "case", "list")),
        *((sheet, {}) for sheet in sheets),
    ]


def taken(browser: Client) -> Iterator[tuple[str, HttpResponseBase, bytes]]:
    """(address, answer, bytes) of each; sheets are also opened by GET."""
    for address, given in asked():
        answer = browser.post(address, given)
        yield address, answer, body(answer)
        if not given:
            answer = browser.get(address)
            yield address, answer, body(answer)
