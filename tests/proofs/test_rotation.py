"""R-19: the vault's key changes while people file. 10,000 envelopes, five kills: none refused, none lost."""

import os
import subprocess
import sys
import threading
import time
import uuid
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from django.conf import settings

from bench.server import ROOT, gunicorn
from netralitas import ceremony, keys
from services.vault import client
from services.vault.models import Envelope
from services.vault.opening import Opener
from tests.proofs.refusals import Seen
from tests.proofs.test_chaos import execute, server_address

pytestmark = [pytest.mark.proof, pytest.mark.postgres]
ENVELOPES, KILLS = 10_000, 5
FILL = f"""
from uuid import uuid4
from services.vault import sealing
from services.vault.models import Envelope
for part in range({ENVELOPES} // 500):
    Envelope.objects.bulk_create(
        [sealing.seal("identity", subject=uuid4(), fields={{"name": "Warga Contoh"}}) for _ in range(500)]
    )
"""


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """An empty portal of its own with 10,000 envelopes: name of its database and environment."""
    name = f"netralitas_rotation_{uuid.uuid4().hex[:8]}"
    execute("postgres", f'CREATE DATABASE "{name}"')
    environment = {
        "DATABASE_URL": urlparse(server_address())._replace(path=f"/{name}").geturl(),
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "netralitas.settings.demo",
    }
    for command in (["migrate", "-v0"], ["load_reference", "-v0"], ["shell", "--no-imports", "-c", FILL]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env={**os.environ, **environment}, check=True)
    yield name, environment
    execute("postgres", f'DROP DATABASE "{name}" WITH (FORCE)')


def start(environment: dict[str, str], *arguments: str, stdout: int | None = None) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, **environment}, stdout=stdout, text=True
    )


def vault(environment: dict[str, str]) -> "subprocess.Popen[str]":
    """A vault process that is ready."""
    process = start(environment, "-m", "netralitas.vaultd", stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as said:
        assert said.readline() == "ready\n"
    return process


def under(name: str, key_id: str) -> int:
    return int(str(execute(name, "SELECT count(*) FROM vault_envelope WHERE key_id = %s", key_id)[0][0]))


class Filing:
    """Two clients that file until told to stop, each at the server of the moment, each complaint once.

    No web server is killed here: the clients go over to the fresh one while the first still answers. So whatever is
    not a code, be it an error page or a connection that broke off, is a refusal and counts.
    """

    def __init__(self, port: int) -> None:
        self.port, self.seen, self.stop = port, Seen(), threading.Event()
        self.threads = [threading.Thread(target=self._go, args=(number,)) for number in range(2)]
        for thread in self.threads:
            thread.start()

    def _go(self, number: int) -> None:
        count = 0
        while not self.stop.is_set():
            count += 1
            self.seen.file(self.port, f"rotation-{number}-{count:06}-{uuid.uuid4().hex}")
            time.sleep(0.2)

    def end(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()


def test_ten_thousand_envelopes_change_their_key_while_people_file(
    portal: tuple[str, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, environment = portal
    monkeypatch.setattr(settings, "VAULT_SOCKET", tmp_path / "vault.sock")
    process = vault(environment)
    old = client.ping()
    with gunicorn("netralitas.wsgi", environment) as (port, _pid):
        filing = Filing(port)
        ceremony.new(tmp_path / "keys")
        process.terminate()
        process.wait(timeout=20)
        process = vault(environment)
        new = client.ping()
        assert new != old
        seen = []
        for kill in range(KILLS):
            command = start(environment, "manage.py", "rotate_vault")
            left = under(name, old)
            while under(name, old) > left - 600 and command.poll() is None:
                time.sleep(0.05)
            (command if kill % 2 else process).kill()  # the command, or the vault under it
            command.wait(timeout=60)
            if process.poll() is not None or not kill % 2:
                process.wait(timeout=20)
                process = vault(environment)
            seen.append(under(name, new))
        assert 0 < seen[0] < seen[1] < seen[2] < seen[3] < seen[4] < ENVELOPES
        with gunicorn("netralitas.wsgi", environment) as (fresh, _fresh_pid):  # seals to the new key
            filing.port = fresh
            time.sleep(3)
            done = start(environment, "manage.py", "rotate_vault")
            assert done.wait(timeout=600) == 0
            time.sleep(1)
            filing.end()
    assert subprocess.run(
        [sys.executable, "manage.py", "rotate_vault"], cwd=ROOT, env={**os.environ, **environment}, check=False
    ).returncode == 0  # fmt: skip
    process.terminate()
    process.wait(timeout=20)

    assert filing.seen.refused == {}
    receipts = filing.seen.receipts
    assert len(receipts) == len(set(receipts)) >= 20
    reports = execute(name, "SELECT count(*) FROM reports_report")[0][0]
    envelopes = execute(name, "SELECT count(*) FROM vault_envelope")[0][0]
    assert (reports, envelopes) == (len(receipts), ENVELOPES + 3 * len(receipts))
    ceremony.forget(tmp_path / "keys")
    alone = Opener(urlsafe_b64decode(keys.read(tmp_path / "keys", "vault_private")))
    assert alone.key_id == new
    assert sum("name" in alone.open(row) or "email" in alone.open(row) for row in rows(name)) == envelopes


def rows(name: str) -> list[Envelope]:
    """Every envelope, as another process left it."""
    found = execute(name, "SELECT id, kind, subject, key_id, ciphertext FROM vault_envelope")
    return [
        Envelope(
            id=uuid.UUID(str(pk)), kind=kind, subject=uuid.UUID(str(subject)), key_id=key_id, ciphertext=ciphertext
        )
        for pk, kind, subject, key_id, ciphertext in found
    ]
