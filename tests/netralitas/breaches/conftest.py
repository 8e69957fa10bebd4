"""A Monday on which a breach of reporters' data is known, auditors, and four people who filed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from netralitas.models import Breach, BreachNotice, BreachTold
from reports import status
from reports.models.report import StatusLine
from services.accounts.models import User
from services.notifications.models import Message, Owed
from services.vault import client as vault
from tests.factories import accounts
from tests.factories import reports as made

NOW = datetime(2024, 10, 7, 2, 0, tzinfo=UTC)
DAY = date(2024, 10, 7)
HERE, THERE = "bawaslu-balikpapan", "bawaslu-samarinda"
LETTER = "reporter_breach"
CHOSEN = {"office": HERE, "since": "", "until": "", "how": "copied", "remedy": "closed"}
SAID = (
    "Terjadi kegagalan pelindungan data pribadi pada 6 Oktober 2024: data tersalin ke luar portal. Data yang terkena: "
    "uraian asli, bukti asli. Jalannya sudah ditutup. Bila Anda merasa terancam, pakai “Saya ditekan” di halaman ini."
)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the vault was asked to send."""
    found: list[dict[str, Any]] = []

    def send(**letter: Any) -> bool:
        found.append(letter)
        return True

    monkeypatch.setattr(vault, "send_letter", send)
    return found


def happened(**fields: Any) -> Breach:
    given = {
        "detected_at": NOW, "since": NOW - timedelta(days=1), "what": "Cadangan tersalin ke tempat yang salah.",
        "groups": ["D4", "D6", "D12"], "due_at": NOW + timedelta(days=3),
    }  # fmt: skip
    return Breach.objects.create(**{**given, **fields})


def filed(*, region: str = "64.71", address: bool = True) -> str:
    """The code of a report; a tip leaves no address."""
    return made.filed(made.submission(region=region) if address else made.tip(region=region))[0]


def four() -> list[str]:
    """Two reporters and a tip at one office, a reporter at another; what filing owes is worked off."""
    codes = [filed(), filed(), filed(address=False), filed(region="64.72")]
    made.relayed()
    Message.objects.all().delete()
    Owed.objects.all().delete()
    return codes


def auditor() -> User:
    return accounts.officer("auditor", "bawaslu-ri")


def page(breach: Breach) -> str:
    return f"/admin/netralitas/breach/{breach.pk}/"


def post(client: Client, url: str, **values: Any) -> HttpResponse:
    return client.post(url, values)


def words(response: HttpResponse) -> str:
    return response.content.decode()


def asked(breach: Breach, by: Client, *, seen: int = 3, **values: str) -> HttpResponse:
    return post(by, f"{page(breach)}notice/", **{**CHOSEN, **values}, seen=str(seen))


def decided(breach: Breach, by: Client, **values: str) -> HttpResponse:
    notice = BreachNotice.objects.latest("pk")
    return by.post(f"{page(breach)}notice/{notice.pk}/", values, follow=True)


def confirmed(breach: Breach, *, seen: int = 3, **values: str) -> BreachNotice:
    assert asked(breach, accounts.signed_in(auditor()), seen=seen, **values).status_code == 302
    assert decided(breach, accounts.signed_in(auditor())).status_code == 200
    return BreachNotice.objects.latest("pk")


def lines(code: str) -> list[str]:
    found = status.read(code)
    assert found is not None
    return [line.label for line in found.steps if line.code.startswith("breach:")]


def standing() -> dict[str, Any]:
    """What a refusal must leave as it was."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in (BreachNotice, BreachTold, StatusLine, Message, Owed)
    }
