"""After a day of reports, crawls and downloads: what the portal keeps and leaves anywhere holds no planted word.

Everything is committed here, as in life, so that messages really go to the broker and a dump really holds the rows.
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from celery import current_app
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from reports import receipts
from services.accounts import permissions
from services.notifications import delivery, outbox
from services.vault import client as vault_client
from tests.attack import detector, exports, places
from tests.attack.crawling import SLUGS, crawl
from tests.attack.planting import Planted, grow, telling_photo
from tests.attack.test_taint import letters_leave_here
from tests.attack.watching import watched
from tests.factories import accounts, reports
from tests.filing.citizen import Citizen
from transparency import publication

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SEALED = ("D1", "D2")  # columns of these hold ciphertext and hashes alone


@dataclass
class Day:
    """What was planted, the folders of the installation, and the lines that were written."""

    planted: Planted
    folders: list[Path]
    lines: list[str]


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Iterator[Day]:
    """Somebody reports and somebody else begins to, officers look at everything, lists are taken out, letters wait."""
    folders = [tmp_path / name for name in ("evidence", "ledger", "incoming", "passing", "mail")]
    for folder in folders:
        folder.mkdir()
    settings.EVIDENCE_DIR, settings.FILE_UPLOAD_TEMP_DIR, settings.MAILBOX = folders[0], folders[2], folders[4]
    settings.LEDGER = folders[1] / "deletions"
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000  # uploads pass through the folder, as large ones do
    if settings.REDIS_URL:
        backend = {"BACKEND": "netralitas.cache.Cache", "LOCATION": settings.REDIS_URL, "OPTIONS": {}}
        settings.CACHES = {"default": backend}
    monkeypatch.setattr(tempfile, "tempdir", str(folders[3]))
    monkeypatch.setenv("TMPDIR", str(folders[3]))
    monkeypatch.setitem(current_app.conf, "task_always_eager", False)
    monkeypatch.setattr(outbox, "_nudged_at", {})
    monkeypatch.setattr(outbox, "_broker_rests_until", 0.0)
    monkeypatch.setattr(vault_client, "send_letter", letters_leave_here)
    with time_machine.travel("2024-10-03T11:00:00+08:00", tick=False):
        planted = watched(grow())
        with places.logged() as lines:
            _lived(planted)
        yield Day(planted, folders, lines)
    with current_app.connection_for_write() as broker, broker.channel() as channel:
        channel.queue_purge("celery")
    cache.clear()


def _lived(planted: Planted) -> None:
    _citizens(planted)
    for role, agency in (("verifier", ""), ("auditor", "bawaslu-ri")):
        user = accounts.officer(role, agency) if agency else planted.people["assigned"]
        browser = accounts.signed_in(user)
        looked_at = [address for address, *_rest in crawl(browser, {**planted.ids(), **SLUGS})]
        taken = [answer.status_code for _address, answer, _content in exports.taken(browser)]
        assert len(looked_at) > 100
        assert {200} <= set(taken)
    publication.publish()
    while delivery.deliver(100):
        reports.relayed()


def _citizens(planted: Planted) -> None:
    """A draft that stays one, with a photo; wrong codes; the reporter on their own pages, and more evidence."""
    writer, word = Citizen(Client(REMOTE_ADDR="192.0.2.7")), planted.word
    writer.open("kejadian")
    writer.send("kejadian", narrative=f"Terlapor mengajak warga memilih satu pasangan. {word('D4')}")
    writer.send("terlapor", **{"respondents.0.name": f"Contoh {word('D3')}"})
    writer.send("bukti", **{"witnesses.0.name": f"Saksi {word('D1')}"})
    planted.canaries[writer.code.replace("-", "").lower()] = {"D2"}
    for _try in range(3):
        writer.track(receipts.issue())
    phone = Client(REMOTE_ADDR="192.0.2.8")
    phone.post("/lacak/", {"code": planted.code})
    phone.post("/lacak/pesan/", {"text": f"Saya takut. {word('D8')}"})
    upload = SimpleUploadedFile(f"{word('D6')}.jpg", telling_photo(word("D6"), word("D6")), content_type="image/jpeg")
    phone.post("/lacak/bukti/", {"file": upload})
    reports.relayed()


def leaks(parts: Iterable[bytes], planted: Planted) -> dict[str, set[str]]:
    """Of each canary that is found in the parts, the groups it belongs to."""
    return {word: planted.canaries[word] for word in detector.found_in(parts, planted.canaries)}


def test_no_cache_message_file_letter_or_line_holds_a_planted_word(day: Day) -> None:
    messages, kept = places.brokered(), places.cached()
    assert any(b"reports.tasks.relay" in part for part in messages), "nobody was woken up: this shows nothing"
    assert any(b"brake:" in part for part in kept), "nothing is in the cache: this shows nothing"
    assert leaks(messages, day.planted) == {}
    assert leaks(kept, day.planted) == {}
    assert leaks(places.files(*day.folders), day.planted) == {}
    assert len(mail.outbox) >= 4
    for letter, whole in zip(mail.outbox, places.letters(), strict=True):
        reporters = leaks([" ".join(letter.recipients()).encode()], day.planted)  # who is written to is addressed
        assert all(groups <= {"D1", "D2"} for groups in reporters.values())
        assert leaks([whole], day.planted).keys() == reporters.keys(), letter.subject
    assert day.lines
    assert leaks(["\n".join(day.lines).encode()], day.planted) == {}
    cache.set("kenari", next(iter(day.planted.canaries)), 60)  # the same search finds it
    assert len(leaks(places.cached(), day.planted)) == 1


@pytest.mark.postgres
def test_a_dump_holds_each_planted_word_in_columns_of_its_group_alone(day: Day) -> None:
    groups = {}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            group = permissions.fields().get(f"{model._meta.label}.{column.name}")
            if group is not None:
                groups[model._meta.db_table, column.column] = str(group)
    wrong, found = {}, set()
    for cell, content in places.cells(places.dump()).items():
        group = groups.get(cell, "")
        words = detector.found(content, day.planted.canaries)
        found |= words
        allowed = {group} - {*SEALED, ""}
        if strange := {word for word in words if not day.planted.canaries[word] & allowed}:
            wrong[cell] = {word: day.planted.canaries[word] for word in strange}
    assert wrong == {}
    visible = {word for word, where in day.planted.canaries.items() if where & {"D5", "D8", "D9", "D11", "D12"}}
    assert visible <= found  # the dump is one of this portal, and the search does see what lies there
