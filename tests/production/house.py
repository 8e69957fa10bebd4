"""The whole portal as docker-compose.yml describes it, without a container engine.

Every service is a plain process with exactly its own command and environment, in a copy of what the
image holds. Only what an engine would provide is replaced: folders, host names, ports.
"""

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from urllib.parse import urlparse

import psycopg2
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from netralitas import secret_files
from tests.production import shape

HOST = "portal.contoh.invalid"
LONG = 90.0  # seconds: how long anything may take on a slow machine before a test gives up


def wait_for(what: Callable[[], object], *, seconds: float = LONG, why: Callable[[], str] = lambda: "") -> None:
    """Until `what` is true; fails with `why` otherwise."""
    limit = time.monotonic() + seconds
    while not what():
        if time.monotonic() > limit:
            raise AssertionError(f"waited {seconds:.0f} s in vain. {why()}")
        time.sleep(0.2)


class Mailbox(MessageHandler):
    """The mail server's memory: who got which Message-ID."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.mails.append(message)

    def ids(self) -> Counter[str]:
        """How often each Message-ID was delivered."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails)

    def to(self, address: str) -> list[Message]:
        """What this address got."""
        return [mail for mail in self.mails if address in str(mail["To"])]


# Python tells of every connection before it is made. One line each: a short write is whole, whoever else writes.
WATCHER = """
import os, sys

def _seen(event, given):
    if event in {{"socket.connect", "socket.sendto"}}:
        called = given[1]
    elif event in {{"socket.getaddrinfo", "socket.gethostbyname"}}:
        called = given[:2]
    else:
        return
    where = called if isinstance(called, (str, bytes)) else ":".join(str(part) for part in called[:2])
    book = os.open({calls!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    os.write(book, f"{{where}}\\n".encode())
    os.close(book)

sys.addaudithook(_seen)
"""


@dataclass
class House:
    """One installation below `folder`, on the database `database_url`; `ports` by name.

    `receipts` are the codes that its visitors were given: one for each report it has to have.
    """

    folder: Path
    database_url: str
    ports: dict[str, int]
    mailbox: Mailbox = field(default_factory=Mailbox)
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    mail_server: Controller | None = None
    receipts: set[object] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.image, self.secrets = self.folder / "image", self.folder / "secrets"
        self.values = {
            "HOST_NAME": HOST,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.ports["mail"]),
            "EMAIL_TLS": "0",
            "EMAIL_FROM": f"Portal Contoh <portal@{HOST}>",
        }

    # --- whom it calls ----------------------------------------------------------------------------

    def _watch(self) -> None:
        """Let every Python process write down whom it calls, before anything else of it runs."""
        folder = self.folder / "watch"
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(WATCHER.format(calls=str(folder / "calls")))

    def calls(self) -> set[str]:
        """Addresses that were connected to, sent to or looked up so far; the database's own driver is not seen."""
        return set((self.folder / "watch" / "calls").read_text().splitlines())

    # --- building ---------------------------------------------------------------------------------

    def build(self) -> None:
        """What `docker build` and the first steps of docs/operations.md do."""
        self.image.mkdir()
        self._watch()
        for name in shape.image_content():
            source = shape.ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, self.image / name)
        secret_files.make(self.secrets)
        self._write_secret("database_url", self.database_url)
        at = urlparse(self.database_url)
        for role in secret_files.LOGINS:
            login = f"{at.path[1:]}_{role}:{secrets.token_hex(16)}@{at.hostname}:{at.port}"
            self._write_secret(f"database_url_{role}", at._replace(netloc=login).geturl())
        redis = (self.secrets / "redis_url").read_text().replace("@redis:6379", f"@127.0.0.1:{self.ports['redis']}")
        self._write_secret("redis_url", redis)

    def _write_secret(self, name: str, text: str) -> None:
        (self.secrets / name).chmod(0o600)
        (self.secrets / name).write_text(text)

    # --- processes --------------------------------------------------------------------------------

    def start(self, *names: str) -> None:
        """Start services; each is a process group of its own."""
        for name in names:
            service = shape.service(name, self.values)
            with self.log(name).open("ab") as log:
                self.running[name] = subprocess.Popen(
                    [self._here(name, word) for word in service.command],
                    cwd=self.image,
                    env=self.environment(name),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    def stop(self, name: str, number: int = signal.SIGTERM) -> int:
        """End a service and everything it started; its exit code."""
        process = self.running.pop(name)
        if number == signal.SIGKILL:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        return process.wait(LONG)

    def once(self, name: str, *command: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run a command (by default the service's own) in a service's place until it ends."""
        words = list(command) or shape.service(name, self.values).command
        return subprocess.run(
            [self._here(name, word) for word in words],
            cwd=self.image, env=self.environment(name), capture_output=True, text=True, check=check,
        )  # fmt: skip

    def healthy(self, name: str) -> bool:
        """Whether the service's own health check says so."""
        kind, *rest = shape.service(name, self.values).health
        return self.once(name, *(["sh", "-c", *rest] if kind == "CMD-SHELL" else rest), check=False).returncode == 0

    def environment(self, name: str) -> dict[str, str]:
        """The service's environment and nothing else but where programs and our watcher lie."""
        wanted = shape.service(name, self.values)
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        watched = {"PATH": path, "PYTHONPATH": str(self.folder / "watch")}
        return {**watched, **{key: self._here(name, value) for key, value in wanted.environment.items()}}

    def _here(self, name: str, text: str) -> str:
        """The same text with an engine's folders, addresses and ports replaced by ours. One pass: ours lie in /tmp."""
        own = self.folder / "tmp" / name
        own.mkdir(parents=True, exist_ok=True)
        ours = {
            "/run/secrets": str(self.secrets),
            "/run/vault": str(self.folder / "vault"),
            "/run/post": str(self.folder / "post"),
            "/var/lib/netralitas": str(self.folder / "var"),
            "/tmp/": f"{own}/",  # noqa: S108
            "0.0.0.0:8000": f"127.0.0.1:{self.ports.get(name, 0)}",
            "127.0.0.1:8000": f"127.0.0.1:{self.ports.get(name, 0)}",
            "172.31.250.0/24": "127.0.0.1/32",
            "redis-server -": f"redis-server - --port {self.ports['redis']} --bind 127.0.0.1 --dir {own}",
            "redis-cli": f"redis-cli -p {self.ports['redis']}",
        }
        return re.sub("|".join(map(re.escape, ours)), lambda match: ours[match.group()], text)

    def log(self, name: str) -> Path:
        """Where the lines of a service go."""
        return self.folder / f"{name}.log"

    def said(self) -> str:
        """The last lines of every service, for a failure."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-1500:]}" for log in logs)

    def close(self) -> None:
        """End everything that was started."""
        for name in list(self.running):
            self.stop(name, signal.SIGKILL)
        self.stop_mail()

    # --- the mail server and the database -----------------------------------------------------------

    def start_mail(self) -> None:
        """Let the mail server take letters."""
        self.mail_server = Controller(self.mailbox, hostname="127.0.0.1", port=self.ports["mail"])
        self.mail_server.start()

    def stop_mail(self) -> None:
        """No mail server any more."""
        if self.mail_server:
            self.mail_server.stop()
            self.mail_server = None

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the database itself."""
        server = psycopg2.connect(self.database_url)
        server.autocommit = True
        try:
            with server.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            server.close()

    def leases_run_out(self) -> None:
        """What minutes of waiting would do: rows held by a dead worker, or resting after a failure, are free."""
        self.sql("UPDATE notifications_owed SET lease_until = NULL WHERE done_at IS NULL")

    def open_rows(self) -> int:
        """How much is owed and not done."""
        ((number,),) = self.sql("SELECT count(*) FROM notifications_owed WHERE done_at IS NULL AND not_before <= now()")
        return int(str(number))

    def wait_until_done(self) -> None:
        """Until nothing is owed any more."""
        wait_for(lambda: self.open_rows() == 0, why=self.said)

    def scheduled(self) -> bool:
        """Whether scheduler, broker and worker have worked together within the last seconds."""
        return bool(self.sql("SELECT 1 FROM netralitas_pulse WHERE at > now() - interval '4 seconds'"))


def manage(house: House, *arguments: str) -> str:
    """A management command as an operator gives it."""
    return house.once("migrate", "python", "manage.py", *arguments).stdout


def reporter(number: int) -> str:
    """An invented reporter's address."""
    return f"pelapor{number}@warga.invalid"


def filing(number: int) -> dict[str, object]:
    """A complete report outside every stage, with an address to write to."""
    return {
        "kind": "report",
        "region": "64.71",
        "district": "64.71.05",
        "act": "party_member",
        "incident_date": "2026-01-05",
        "known_date": "2026-01-06",
        "place": "Sekretariat contoh",
        "narrative": f"Pegawai itu tercatat sebagai pengurus partai. Laporan contoh nomor {number}.",
        "respondents": [{"status": "pns", "employer": "pemkot-balikpapan", "position": "Staf"}],
        "reporter": {"name": f"Contoh Warga {number}", "address": "Jalan Contoh 1", "email": reporter(number)},
    }


def key() -> str:
    """A fresh Idempotency-Key."""
    return secrets.token_hex(16)
