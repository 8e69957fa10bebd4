"""Leaks let into the portal's own channels on purpose: what the crawl collects, and looks at, finds every one."""

import base64
import json
import logging
import pickle
import random
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from celery import current_app
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from pytest_django import Settings

from services.audit.models import Entry
from services.notifications.models import Message, Owed
from services.vault.models import Envelope
from tests.attack import detector, leaky, places
from tests.attack.crawling import crawl
from tests.attack.planting import LETTERS
from transparency.models import Publication

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 10, 3, 3, tzinfo=UTC)


@pytest.fixture
def word() -> str:
    """A canary like those of the crawl, another one in each test."""
    made = "".join(random.SystemRandom().choice(LETTERS) for _letter in range(14))
    leaky.SECRET.let(made)
    return made


def seen(parts: list[bytes], word: str) -> bool:
    return detector.found_in(parts, [word]) == {word}


def test_every_page_that_leaks_is_found_by_the_crawl(word: str, settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.attack.leaky"
    crawled = {address: content for address, _answer, content in crawl(Client(), {})}
    found = {name: seen([crawled[f"/bocor/{number}/"]], word) for number, name in enumerate(leaky.PAGES)}
    assert [name for name, was in found.items() if not was] == []
    assert len(found) + len(LETTERED) + len(KEPT) + len(LYING) + len(STORED) + len(SAID) >= 40
    assert len(found) == 37


def lettered(**given: str) -> EmailMultiAlternatives:
    letter = EmailMultiAlternatives("Pemberitahuan", "Ada perkembangan.", to=["kantor@contoh.invalid"])
    for name, value in given.items():
        setattr(letter, name, value)
    return letter


def _attached(word: str) -> EmailMultiAlternatives:
    letter = lettered()
    letter.attach("surat.zip", leaky.zipped("surat.pdf", leaky.paper(word)), "application/zip")
    return letter


def _html(word: str) -> EmailMultiAlternatives:
    letter = lettered()
    letter.attach_alternative(f"<p>{word[:4]}<b>{word[4:]}</b></p>", "text/html")
    return letter


LETTERED: dict[str, Callable[[str], EmailMultiAlternatives]] = {
    "a subject": lambda word: lettered(subject=f"Laporan {word}"),
    "a subject with other letters": lambda word: lettered(subject=f"Laporan é {word}"),
    "a text": lambda word: lettered(body="Ada perkembangan. " * 20 + word),
    "the other text": _html,
    "an attachment": _attached,
    "an address": lambda word: lettered(bcc=[f"{word}@contoh.invalid"]),
    "a header": lambda word: lettered(extra_headers={"X-Report": word}),
}


@pytest.mark.parametrize("name", LETTERED)
def test_a_letter_that_leaks_is_found(name: str, word: str) -> None:
    LETTERED[name](word).send()
    assert seen(places.letters(), word)


class Held:
    """An object that somebody keeps whole."""

    def __init__(self, text: str) -> None:
        self.text = text


KEPT: dict[str, Callable[[str], tuple[str, object]]] = {
    "a key": lambda word: (f"brake:{word}", 1),
    "a value": lambda word: ("x", word),
    "an object": lambda word: ("x", Held(word)),
    "a packed value": lambda word: ("x", zlib.compress(word.encode() * 9)),
    "a packed page": lambda word: ("x", pickle.dumps({"content": base64.b64encode(word.encode())})),
}


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.postgres)])  # the suite has both or neither
def _keeping(request: pytest.FixtureRequest, settings: Settings) -> None:
    if request.param == "redis":
        settings.CACHES = {
            "default": {"BACKEND": "netralitas.cache.Cache", "LOCATION": settings.REDIS_URL, "OPTIONS": {}}
        }


@pytest.mark.usefixtures("_keeping")
@pytest.mark.parametrize("name", KEPT)
def test_a_cache_that_leaks_is_found(name: str, word: str) -> None:
    assert not seen(places.cached(), word)
    key, value = KEPT[name](word)
    cache.set(f"{key}:{uuid4().hex}", value, 60)
    assert seen(places.cached(), word)


@pytest.mark.parametrize("where", ["args", "kwargs", "headers", "task_id"])
def test_a_message_to_a_worker_that_leaks_is_found(where: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the broker of this installation: Redis, or the folders of the embedded default. Nobody works here."""
    given = {"args": {"args": [word]}, "kwargs": {"kwargs": {"x": word}}, "headers": {"headers": {"x": word}},
             "task_id": {"task_id": word}}[where]  # fmt: skip
    monkeypatch.setitem(current_app.conf, "task_always_eager", False)
    assert not seen(places.brokered(), word)
    current_app.send_task("netralitas.tasks.pulse", queue="kenari", ignore_result=True, **given)
    assert seen(places.brokered(), word)
    with current_app.connection_for_write() as broker, broker.channel() as channel:
        channel.queue_purge("kenari")


LYING: dict[str, Callable[[Path, str], object]] = {
    "a name of a file": lambda folder, word: (folder / f"{word}.tmp").touch(),
    "a name of a folder": lambda folder, word: (folder / "a" / word).mkdir(parents=True),
    "an upload on its way": lambda folder, word: (folder / "tmp1.upload").write_bytes(leaky.photo(maker=word.encode())),
    "a packed file": lambda folder, word: (folder / "core.gz").write_bytes(leaky.gzip.compress(word.encode() * 9)),
    "a copy that is not clean": lambda folder, word: (folder / "salinan.png").write_bytes(leaky.drawing()),
    "an archive": lambda folder, word: (folder / "x.zip").write_bytes(leaky.zipped("a.pdf", leaky.paper(word))),
}


@pytest.mark.parametrize("name", LYING)
def test_a_file_that_lies_about_is_found(name: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "first").write_bytes(b"x" * 500)  # it is not alone
    LYING[name](tmp_path, word)
    assert seen(places.files(tmp_path), word)


def _session(word: str) -> None:
    store = SessionStore()
    store["kode"] = [word] * 9
    store.save()


def _joined(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kenari_links (id integer, note text)")
        cursor.execute("INSERT INTO kenari_links VALUES (1, %s)", [word])


STORED: dict[str, Callable[[str], object]] = {
    "a text": lambda word: Owed.objects.create(kind="step", ref="1", key="seed", not_before=NOW, trouble=f"E: {word}"),
    "a key": lambda word: Owed.objects.create(kind="step", ref="1", key=f"step:{word}", not_before=NOW),
    "a value in JSON": lambda word: Message.objects.create(
        letter="x", reference="x", key="seed", context={"name": word}, created_at=NOW
    ),
    "the detail of the audit": lambda word: Entry.objects.create(
        action="x", actor="x", subject="x", at=NOW, detail={"old": base64.b64encode(word.encode()).decode()}
    ),
    "bytes that are no ciphertext": lambda word: Envelope.objects.create(
        kind="identity", subject=uuid4(), key_id="0" * 16, ciphertext=zlib.compress(json.dumps({"name": word}).encode())
    ),
    "a session": _session,
    "a table that no model knows": _joined,
    "a published figure": lambda word: Publication.objects.create(
        as_of=NOW.date(), published_at=NOW, digest="0" * 64, content={"note": word}
    ),
}


@pytest.mark.parametrize("name", STORED)
def test_a_row_that_leaks_is_found(name: str, word: str) -> None:
    STORED[name](word)
    assert seen(list(places.stored().values()), word)


SAID: dict[str, Callable[[str], None]] = {
    "a line": lambda word: logging.getLogger("reports").info("filed by %s", word),
    "a value of a line": lambda word: structlog.get_logger("reports").error("x", path=f"/?q={word}"),
    "a logger": lambda word: logging.getLogger(f"netralitas.{word}").warning("x"),
    "an argument of another kind": lambda word: logging.getLogger("celery").warning("%r", {"args": [word]}),
}


@pytest.mark.parametrize("name", SAID)
def test_a_line_that_leaks_is_found(name: str, word: str) -> None:
    with places.logged() as lines:
        SAID[name](word)
    assert seen(["\n".join(lines).encode()], word)


@pytest.fixture
def dumped(transactional_db: None, word: str) -> Iterator[bytes]:
    for leak in STORED.values():
        leak(word)
    yield places.dump()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE kenari_links")


@pytest.mark.slow
@pytest.mark.postgres
def test_every_row_that_leaks_is_found_in_a_real_dump_as_well(dumped: bytes, word: str) -> None:
    found = {cell for cell, content in places.cells(dumped).items() if detector.found(content, [word])}
    assert found == {
        ("notifications_owed", "trouble"), ("notifications_owed", "key"), ("notifications_message", "context"),
        ("audit_entry", "detail"), ("vault_envelope", "ciphertext"), ("django_session", "session_data"),
        ("kenari_links", "note"), ("transparency_publication", "content"),
    }  # fmt: skip
