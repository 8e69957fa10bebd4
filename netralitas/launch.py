"""The commands behind `make`: set everything up, then run, test, check or measure the portal.

Standard library only, and readable by an older Python, so that a wrong version gets a sentence
instead of a syntax error. It knows no model and no rule: `netralitas.prepare` does what needs Django.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlparse

from netralitas.foreground import PYTHON, ROOT, VENV, Group, Stop, ends_with_parent, say

OLDEST = (3, 11)
POSTGRES = "postgres://postgres@127.0.0.1:5432/netralitas"
REDIS = "redis://127.0.0.1:6379/5"
CODE = [
    "netralitas",
    "rehearsal",
    "transparency",
    "sanctions",
    "reports",
    "procedures",
    "guidance",
    "regions",
    "services",
]
SHARED_OUT = ["-n", "2"]  # in the order of pytest-django: tests that empty the database come last
NONE_CHOSEN = 5  # what pytest answers where the arguments choose no test
EMBEDDED = "--embedded"  # of `make e2e`: all of it without PostgreSQL and Redis
ONE_SCENARIO = ["tests/e2e/test_scenarios.py", "-k", "samarinda or broken"]
BANDIT = ["bandit", "--quiet", "-ll", "--recursive", *CODE]  # medium and worse; a waiver stands dated at its line
DEPLOYED = ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]  # on the production settings
CHECKS = [
    ["ruff", "format", "--check", "."],
    ["ruff", "check", "."],
    ["lint-imports", "--no-cache"],
    ["mypy", "."],
    BANDIT,
    ["djlint", "--lint", "--quiet", "templates"],
    ["pytest", "--quiet", "tests/architecture"],  # sizes, glossary, translations, dependencies
    ["python", "manage.py", "check", "--fail-level", "WARNING"],
    ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    ["python", "manage.py", "procedure_doc", "--check"],
    DEPLOYED,
]


# --- the virtual environment ---------------------------------------------------------------------


def check_python(version: tuple[int, ...]) -> None:
    """Raise `Stop` where the Python that runs us is too old."""
    if version[:2] < OLDEST:
        found = ".".join(map(str, version[:3]))
        raise Stop(f"Python {found} is too old. Install Python 3.11 or newer and run: make run PYTHON=python3.11")


def install(*, development: bool) -> None:
    """Make `.venv` and install the pinned packages, once per content of the requirement files."""
    check_python(sys.version_info[:3])
    everything = _stamp("requirements-dev.txt")  # holds all of requirements.txt
    wanted = everything if development else _stamp("requirements.txt")
    if wanted.exists() or everything.exists():
        return
    if not PYTHON.exists():
        say("making the virtual environment .venv")
        if subprocess.call([sys.executable, "-m", "venv", str(VENV)], preexec_fn=ends_with_parent) != 0:
            raise Stop("the virtual environment could not be made. Install Python's venv module (python3-venv)")
    name = "requirements-dev.txt" if development else "requirements.txt"
    say(f"installing pinned packages from {name} (about half a minute)")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run(
        [*command, "--require-hashes", "-r", str(ROOT / name)],
        capture_output=True,
        text=True,
        preexec_fn=ends_with_parent,
    )
    if done.returncode != 0:
        print(done.stderr[-2000:], file=sys.stderr)
        raise Stop("the packages could not be installed. Check the network and the free disk space, then run again")
    wanted.touch()


def _stamp(requirements: str) -> Path:
    digest = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()[:16]
    return VENV / f".{requirements}.{digest}"


# --- make run ------------------------------------------------------------------------------------


def run() -> int:
    """Everything set up, then web, worker, scheduler and vault until Ctrl-C."""
    began = time.monotonic()
    port = _port(os.environ.get("PORT") or "8000")
    install(development=False)
    os.umask(0o077)  # database, queue and mailbox are for this account alone, whatever its habits
    folder = _folder(os.environ.get("VAR_DIR") or str(ROOT / "var"))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "netralitas.settings.demo"),
        "VAR_DIR": str(folder),
        "DEMO": os.environ.get("DEMO") or "1",
        "DEMO_NOW_SINCE": str(time.time()),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore:::celery.platforms",  # it scolds whoever tries the demo as root
        "PORT": str(port),
    }
    with Group(environment) as group:
        code = group.first("netralitas.prepare")
        if code != 0:
            return code
        group.start("vault", "netralitas.vaultd")
        group.start("worker", *_CELERY, "worker", *_WORKER)
        group.start("beat", *_CELERY, "beat", "--loglevel=WARNING", f"--schedule={folder / 'beat'}", "--pidfile=")
        group.start("web", "gunicorn", "netralitas.wsgi", *web_flags(port))
        if _opens(port, group):
            if environment["DEMO"] == "1":
                _introduce(folder / "demo-accounts.json")
            seconds = time.monotonic() - began
            say(f"open http://127.0.0.1:{port}/  (ready after {seconds:.0f} s, Ctrl-C stops everything)")
        return group.watch()


_CELERY = ("celery", "--quiet", "-A", "netralitas")
_WORKER = ("--pool=threads", "--concurrency=2", "--loglevel=WARNING", "--without-gossip", "--without-mingle")


def web_flags(port: int) -> list[str]:
    """Gunicorn without an access log, and without its warnings, which name an address."""
    return [
        f"--bind=127.0.0.1:{port}",
        "--workers=2",
        "--threads=4",
        "--worker-class=gthread",
        "--preload",
        "--graceful-timeout=5",
        "--log-level=error",
        "--no-control-socket",
    ]


def _folder(value: str) -> Path:
    try:
        return Path(value).expanduser().resolve()
    except (RuntimeError, OSError):  # no such account, or links that lead back to themselves
        raise Stop(f"VAR_DIR is {value!r}, which leads nowhere. Write the whole path of a folder") from None


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 5) or not 1 <= int(value) <= 65535:
        raise Stop(f"PORT is {value!r}. Write a number from 1 to 65535, as in: make run PORT=8001")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(value)))
        except OSError as error:
            raise Stop(f"port {value} cannot be used ({error.strerror}). Choose another: make run PORT=8001") from error
    return int(value)


def _opens(port: int, group: Group) -> bool:
    """Wait for the port; False when the group is told to end first."""
    for _attempt in range(600):
        if group.ending.wait(0.1):
            return False
        if "web" in group.fallen():
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
    raise Stop("the web process did not open its port; its lines above say why")


def _introduce(path: Path) -> None:
    """Show one demo account per role."""
    accounts = json.loads(path.read_text(encoding="utf-8"))
    shown = {account["role"]: account for account in reversed(accounts)}
    rows = [("role", "username", "password", "office")]
    rows += [
        (account["role"], account["username"], account["password"], account["agency"])
        for account in accounts
        if shown[account["role"]] is account
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    say("one demo account per role, to sign in at /admin/login/:")
    for row in rows:
        say("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    say(f"all {len(accounts)} accounts: {path}")
    setting = f"VAR_DIR={path.parent} " if os.environ.get("VAR_DIR") else ""
    say(f"one-time code of an account: {setting}.venv/bin/python -m bench.sign_in USERNAME")


# --- make test, check, e2e, proofs, bench ---------------------------------------------------------


def test(arguments: list[str]) -> int:
    """The whole suite on PostgreSQL and Redis, then once more, without the slow parts, embedded.

    Without the two the embedded part is all that runs, and the end says so: that is no success.
    """
    install(development=True)
    missing = ""
    try:
        services = _services()
    except Stop as stop:
        missing = str(stop)
        say(f"the embedded default alone: {missing}")
    else:
        say("the whole suite on PostgreSQL and Redis")
        code = _pytest([*SHARED_OUT, "-m", "not e2e and not proof", *arguments], **services)
        if code != 0:
            return code
        say("once more on the embedded default (SQLite, no Redis), without the slow parts")
    code = _pytest([*SHARED_OUT, "-m", "not e2e and not proof and not slow and not postgres", *arguments])
    if missing:
        passed = "passed" if code == 0 else "failed"
        raise Stop(f"the embedded default {passed}, and the whole suite could not run. {missing}")
    return code


def check() -> int:
    """Format, lint, types, contracts, sizes, words, templates, migrations, generated documents; no service."""
    install(development=True)
    binary = VENV / "bin"
    failed = []
    for step in CHECKS:
        say("check: " + " ".join(step))
        environment = {**_embedded(), "DJANGO_SETTINGS_MODULE": "netralitas.settings.test"}
        if step is DEPLOYED:
            environment = {"PATH": os.environ["PATH"], **sample_production()}
        if subprocess.call([str(binary / step[0]), *step[1:]], cwd=ROOT, env=environment) != 0:
            failed.append(step[0])
    say("check: " + ("failed: " + ", ".join(failed) if failed else "all clean"))
    return 1 if failed else 0


def sample_production() -> dict[str, str]:
    """The variables of an installation that nobody runs, for looking at the production settings."""
    made = (
        "SECRET_KEY",
        "RECEIPT_PEPPER",
        "IDENTITY_HASH_KEY",
        "ANSWER_KEY",
        "SLIP_KEY",
        "VAULT_PUBLIC_KEY",
        "SANDBOX_PUBLIC_KEY",
    )
    return {
        "DJANGO_SETTINGS_MODULE": "netralitas.settings.production",
        "HOST_NAME": "portal.contoh.invalid",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "DATABASE_ROLE": "public",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "EMAIL_HOST": "mail.contoh.invalid",
        "EMAIL_FROM": "portal@contoh.invalid",
        **{name: secrets.token_hex(32) for name in made},
    }


def e2e(arguments: list[str]) -> int:
    """Real processes, a real browser: everything on PostgreSQL and Redis, then one scenario as a fresh clone runs it.

    `--embedded` runs everything on the embedded default; of a part that was asked for nothing runs twice.
    """
    install(development=True)
    if not (shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")):
        raise Stop("no Chromium was found. Install it (Debian: apt-get install chromium) and run: make e2e")
    if EMBEDDED in arguments:
        return _pytest(["-m", "e2e", *(one for one in arguments if one != EMBEDDED)])
    code = _pytest(["-m", "e2e", *arguments], **_services())
    if code != 0 or arguments:
        return code
    say("one scenario from filing to its end on the embedded default (SQLite, no Redis)")
    return _pytest(["-m", "e2e", *ONE_SCENARIO])


def proofs(arguments: list[str]) -> int:
    """The long runs: chaos, attack, oracle, load. First those that measure time, with nothing beside them."""
    install(development=True)
    services = _services()
    say("the proofs that measure time, one by one")
    codes = [_pytest(["-m", "proof and measures_time", *arguments], **services)]
    say("all other proofs, shared out")
    codes.append(_pytest([*SHARED_OUT, "-m", "proof and not measures_time", *arguments], **services))
    failed = set(codes) - {0, NONE_CHOSEN}
    return max(failed) if failed else min(codes)


def bench(arguments: list[str]) -> int:
    """Measure, and print the table of the design's budgets."""
    install(development=True)
    return subprocess.call([str(PYTHON), "-m", "bench", *arguments], cwd=ROOT, env={**os.environ, **_services()})


def _services() -> dict[str, str]:
    """Addresses of PostgreSQL and Redis; where one cannot be reached that is an error, not a skip."""
    services = {}
    for name, variable, usual in (("PostgreSQL", "DATABASE_URL", POSTGRES), ("Redis", "REDIS_URL", REDIS)):
        services[variable] = os.environ.get(variable) or usual
        try:
            at = urlparse(services[variable])
            place = (at.hostname or "", at.port or urlparse(usual).port or 0)
        except ValueError:
            raise Stop(f"{variable} is no address that can be read. Write it as {usual}") from None
        if place[0] and not _answers(*place):  # without a host it is a socket in the file system
            where = f"{name} cannot be reached on {place[0]}:{place[1]}"
            raise Stop(f"{where}. Start it, or set {variable}, as in {variable}={usual}")
    return services


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=3).close()
    except OSError:
        return False
    return True


def _embedded() -> dict[str, str]:
    """Our environment without PostgreSQL and Redis."""
    return {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}


def _pytest(arguments: list[str], **services: str) -> int:
    given = {**os.environ, **services} if services else _embedded()
    environment = {**given, "DJANGO_SETTINGS_MODULE": "netralitas.settings.test"}
    return subprocess.call([str(PYTHON), "-m", "pytest", *arguments], cwd=ROOT, env=environment)


def main(arguments: list[str]) -> int:
    """Dispatch one command; a Stop becomes one line."""
    commands = {
        "run": lambda rest: run(),
        "test": test,
        "check": lambda rest: check(),
        "e2e": e2e,
        "proofs": proofs,
        "bench": bench,
    }
    if not arguments or arguments[0] not in commands:
        print("usage: python -m netralitas.launch " + "|".join(commands), file=sys.stderr)
        return 2
    try:
        return commands[arguments[0]](arguments[1:])
    except Stop as stop:
        say(f"cannot go on: {stop}")
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
